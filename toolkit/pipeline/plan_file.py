"""工作方案.xlsx as a whole: what is wrong in it, and another one put in its place."""

from __future__ import annotations

from pathlib import Path

from toolkit.campaign import Campaign, load_campaign
from toolkit.definition import load_definition
from toolkit.errors import FolderError, Mistake, OperatorError, make_mistake
from toolkit.pipeline.files import find_backup_path, read_file
from toolkit.pipeline.stores import open_store
from toolkit.storage import Changes


def locate_plan(folder: Path) -> Path:
    """Return the path of 工作方案.xlsx."""
    return folder / load_definition().campaign.file


def find_plan_mistakes(folder: Path) -> tuple[Mistake, ...]:
    """Return everything that is wrong in 工作方案.xlsx; nothing where it can be worked with."""
    path = locate_plan(folder)
    try:
        if not path.is_file():
            return (make_mistake("campaign.missing", str(path)),)
        _load_plan(read_file(path), folder)
    except OperatorError as error:
        return error.mistakes
    return ()


def replace_plan(folder: Path, content: bytes) -> Path | None:
    """Put another 工作方案.xlsx in place; return where a copy of the one before lies, None where there was none.

    Raises CampaignError with everything that is wrong in the new one, FolderError where it lacks a round that has
    ended: then nothing is changed.
    """
    path, changes = locate_plan(folder), Changes()
    campaign = _load_plan(content, folder)
    before = read_file(path) if path.is_file() else None
    kept = None
    if before is not None:
        _stop_at_lost_rounds(campaign, before, folder)
        kept = find_backup_path(path)
        changes.write(kept, before, essential=True)
    changes.write(path, content, essential=True, create=before is None, replaces=before)
    open_store(folder).apply(changes, "web")
    return kept


def _load_plan(content: bytes, folder: Path) -> Campaign:
    definition = load_definition()
    return load_campaign(content, definition, name=definition.campaign.file, folder=folder)


def _stop_at_lost_rounds(campaign: Campaign, before: bytes, folder: Path) -> None:
    """Raise FolderError where a round has ended by the present plan, and not by the new one."""
    try:
        ended = [each for each in _load_plan(before, folder).rounds if each.state == "ended"]
    except OperatorError:  # the present one is wrong, so that it says nothing
        return
    known = {each.number for each in campaign.rounds if each.state == "ended"}
    for each in ended:
        if each.number not in known:
            raise FolderError(make_mistake("plan.lost_round", str(locate_plan(folder)), round=each.title))
