"""Exchange a leaked key for a new one: what was handed out under the old one stays known, or counts no more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.errors import CampaignError, make_mistake
from toolkit.pipeline.issue_history import read_issue_history
from toolkit.pipeline.key_file import KEY_FILE, RETIRED_FILE, dump_retired, make_key, read_stamp
from toolkit.pipeline.workspace import Workspace
from toolkit.storage import Changes
from toolkit.unit_token import RetiredKey


@dataclass(frozen=True, slots=True, kw_only=True)
class RotatedKey:
    """What became of a campaign's key: the files written, and how many workbooks of the round the old one signed."""

    paths: tuple[Path, ...]
    handed_out: int
    revoked: bool


def rotate_key(workspace: Workspace, *, revoke: bool = False) -> RotatedKey:
    """Make the campaign a new key and keep the old one aside, both at once.

    What was handed out under the old key counts until its unit is handed another workbook; with `revoke` it counts no
    more without the operator's decision, nor does what any earlier key signed. The ends of rounds stay valid. Raises
    CampaignError where there is no key yet.
    """
    folder = workspace.folders.folder
    with workspace.store.hold("key rotate"):
        if not (folder / KEY_FILE).is_file():
            raise CampaignError(make_mistake("key.none", str(folder / KEY_FILE)))
        stamp = read_stamp(folder)  # another run may have written it since the campaign was opened
        lines = read_issue_history(workspace.folders, workspace.campaign).lines
        issued = frozenset(line.workbook_sha256[:8] for line in lines)
        old = RetiredKey(stamp=stamp, round=workspace.campaign.round.number, issued=issued, revoked=revoke)
        before = tuple(replace(each, revoked=each.revoked or revoke) for each in stamp.retired)
        changes = Changes()
        changes.write(folder / RETIRED_FILE, dump_retired((old, *before), stamp.lost), essential=True, private=True)
        changes.write(folder / KEY_FILE, make_key(), essential=True, private=True)
        workspace.store.apply(changes, "key rotate")
    return RotatedKey(paths=tuple(changes.written), handed_out=len({line.file for line in lines}), revoked=revoke)
