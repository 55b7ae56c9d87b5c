"""Tell the evidence that units sent along from files that are something else than they should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.campaign import Campaign
from toolkit.findings import Finding, make_finding
from toolkit.followup import Item
from toolkit.reviews import find_evidence

# The rules whose findings say that a file is no table of this campaign.
_NO_RETURN = frozenset({"not_a_workbook", "foreign"})


def name_evidence(
    findings: Iterable[Finding], items: Iterable[Item], campaign: Campaign, files: Iterable[str]
) -> tuple[Finding, ...]:
    """Return the findings; a file that some item names as its evidence is no table because it need be none."""
    every = tuple(findings)
    if not any(finding.rule in _NO_RETURN for finding in every):
        return every
    named = {each.path for each in find_evidence(items, campaign, files) if each.path}
    return tuple(_replace_findings(every, named))


def _replace_findings(findings: Iterable[Finding], named: set[str]) -> Iterator[Finding]:
    for finding in findings:
        if finding.rule in _NO_RETURN and finding.at.file in named:
            yield make_finding("notice", "evidence_file", file=finding.at.file)
        else:
            yield finding
