"""第n期/汇总/期末/: read how a round ended, and watch over its files.

A round in 期末 is never computed again: its items, figures and findings are those that were written when it ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from toolkit.errors import FolderError, Mistake, make_mistake
from toolkit.followup import NOTHING_BEFORE, Closing, recode_closing
from toolkit.messages import say
from toolkit.pipeline.files import format_path, read_file
from toolkit.pipeline.former_values import add_former_values
from toolkit.pipeline.frozen import FrozenError, FrozenRound, parse_frozen
from toolkit.pipeline.seals import FileSeal, SealBreak, find_breaks, seal_folder
from toolkit.pipeline.workspace import CampaignFolders, Workspace
from toolkit.unit_token import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What became of the ended rounds: files that were added, changed or removed, and what cannot be trusted at all.

    `mistakes` go by the number of the round whose 期末 they are about.
    """

    breaks: tuple[SealBreak, ...] = ()
    mistakes: Mapping[int, tuple[Mistake, ...]] = field(default_factory=dict)


def read_closing(folders: CampaignFolders, number: int, stamp: Stamp) -> Closing:
    """Return how a round ended. Raises FolderError where its 期末 is missing or cannot be trusted."""
    return read_frozen(folders, number, stamp).closing


def read_opening(workspace: Workspace) -> Closing:
    """Return how the round before ended, NOTHING_BEFORE in the first one; units have the codes that they have now.

    Raises FolderError like `read_closing`, and where this round has ended already though 期次 does not say so.
    """
    stop_at_reopened_round(workspace)
    number = workspace.campaign.round.number - 1
    if not number:
        return NOTHING_BEFORE
    closing = recode_closing(read_closing(workspace.folders, number, workspace.stamp), workspace.campaign)
    return add_former_values(closing, workspace)


def read_opening_leniently(workspace: Workspace) -> Closing:
    """Return how the round before ended, NOTHING_BEFORE where that cannot be trusted: for looking, not for writing."""
    try:
        return read_opening(workspace)
    except FolderError:
        return NOTHING_BEFORE


def stop_at_reopened_round(workspace: Workspace) -> None:
    """Raise FolderError where the round has a 期末 and 期次 does not say that it has ended."""
    now, own = workspace.campaign.round, workspace.folders
    if now.state != "ended" and own.closing_facts.is_file():
        raise FolderError(make_mistake("closing.reopened", str(own.closing_facts), round=now.number))


def read_frozen(folders: CampaignFolders, number: int, stamp: Stamp) -> FrozenRound:
    """Return a round as it ended. Raises FolderError where its 期末 is missing or cannot be trusted."""
    own = folders.select_round(number)
    facts = {"round": number, "returned": own.returned, "folder": folders.folder}
    if not own.closing_facts.is_file():
        raise FolderError(make_mistake("closing.missing", str(own.closing_facts), **facts))
    try:
        return parse_frozen(read_file(own.closing_facts), stamp, number)
    except FrozenError as error:
        raise FolderError(make_mistake(f"closing.{error.code}", str(own.closing_facts), **facts)) from error


def verify_ended_rounds(workspace: Workspace) -> Verification:
    """Compare the files of all ended rounds with what they were, and name what cannot be trusted."""
    breaks: list[SealBreak] = []
    mistakes: dict[int, tuple[Mistake, ...]] = {}
    for each in workspace.campaign.rounds:
        own = replace(
            workspace,
            campaign=workspace.campaign.select_round(each.number),
            folders=workspace.folders.select_round(each.number),
        )
        try:
            breaks.extend(_find_round_breaks(own))
        except FolderError as error:
            mistakes[each.number] = error.mistakes
    return Verification(breaks=tuple(breaks), mistakes=mistakes)


def _find_round_breaks(workspace: Workspace) -> tuple[SealBreak, ...]:
    """Return what somebody did to the files of a round if it has ended. Raises FolderError like `read_frozen`."""
    stop_at_reopened_round(workspace)
    now, own = workspace.campaign.round, workspace.folders
    if now.state != "ended":
        return ()
    frozen = read_frozen(own, now.number, workspace.stamp)
    touched = find_breaks(now.number, _select_watched(frozen, own), _seal_watched(own))
    if now == replace(frozen.round, as_of=frozen.closing.as_of):
        return touched
    return (*touched, SealBreak(round=now.number, path=workspace.campaign.definition.campaign.file, kind="days"))


def _select_watched(frozen: FrozenRound, own: CampaignFolders) -> Iterator[FileSeal]:
    """Yield the seals of the files that must stay as they are: in 回收 and in 汇总."""
    returned = own.returned.relative_to(own.folder).as_posix()
    yield from (seal for seal in frozen.sources if seal.path.startswith(f"{returned}/"))
    yield from frozen.results


def _seal_watched(own: CampaignFolders) -> Iterator[FileSeal]:
    yield from seal_folder(own.folder, own.returned)
    yield from seal_results(own)


def seal_results(own: CampaignFolders) -> Iterator[FileSeal]:
    """Yield the seals of what lies in 汇总, but not of 期末.json, which has a signature, nor of an earlier 期末."""
    kept = f"{own.closing.relative_to(own.folder).as_posix()}-"
    facts = own.closing_facts.relative_to(own.folder).as_posix()
    for seal in seal_folder(own.folder, own.results):
        if seal.path != facts and not seal.path.startswith(kept):
            yield seal


def render_breaks(breaks: Iterable[SealBreak]) -> list[str]:
    """Return one sentence per ended round whose files somebody touched."""
    separator, every = say("list.separator"), tuple(breaks)
    lines = []
    for number in dict.fromkeys(each.round for each in every):
        own = [each for each in every if each.round == number]
        kinds = [
            say(f"closing.{kind}", count=len(paths), paths=separator.join(paths))
            for kind in ("added", "changed", "gone", "days")
            if (paths := [format_path(Path(each.path)) for each in own if each.kind == kind])
        ]
        lines.append(say("closing.touched", round=number, changes=say("closing.separator").join(kinds)))
    return lines
