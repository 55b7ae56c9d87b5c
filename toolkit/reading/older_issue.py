"""Tell a return that was made from a workbook which was handed out again since."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.findings import Finding, make_finding
from toolkit.reading.file_tokens import FileTokens
from toolkit.reading.roster import CampaignRoster
from toolkit.unit_token import WHOLE


def find_older_issue(unit: str, file_tokens: FileTokens, roster: CampaignRoster, round: int) -> Iterator[Finding]:
    """Yield a finding where a workbook is not the last that its unit was handed in the round; it counts all the same.

    A workbook with one list alone is counted apart from the one with all lists.
    """
    tokens = [token for token in file_tokens.genuine if token.unit == unit and token.round == round]
    keys = {token.list_key for token in tokens} - {WHOLE}
    alone = next(iter(keys)) if len(keys) == 1 else WHOLE
    versions = roster.versions.get((unit, alone)) or roster.versions.get((unit, WHOLE), ())
    number = min((token.issue for token in tokens), default=0)
    since = [version for version in versions if version.number > number]
    if not number or not since:
        return
    days = {version.number: version.day for version in versions}
    yield make_finding(
        "notice",
        "older_issue",
        number=number,
        day=days.get(number, ""),
        later=tuple((version.number, version.day, version.changes) for version in since),
    )
