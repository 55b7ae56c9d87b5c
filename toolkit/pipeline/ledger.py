"""Read and write 办理台账.xlsx, the office's own ledger in the campaign's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.campaign import Campaign
from toolkit.errors import FolderError, make_mistake
from toolkit.followup import NOTHING_BEFORE, Closing
from toolkit.pipeline.files import read_file
from toolkit.pipeline.workspace import CampaignFolders
from toolkit.reviews import LedgerFacts, ReadLedger, build_ledger, patch_ledger, read_reviews
from toolkit.storage import OWNER_FILES, find_owner_file


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFile:
    """The ledger as it lies in the campaign's folder.

    `content` is None where there is none yet. `lock` is the name of the file by which a program says that it has the
    ledger open, empty where none does.
    """

    path: Path
    content: bytes | None
    ledger: ReadLedger
    lock: str = ""


def read_ledger(folders: CampaignFolders, campaign: Campaign, opening: Closing = NOTHING_BEFORE) -> LedgerFile:
    """Return the ledger with what the office decided in the campaign's round.

    A ledger that is gone is named: what was decided in it is lost. Raises OperatorError where it cannot be read, or
    where only a file with its name and another ending is there, FolderError where the disk refuses.
    """
    path = folders.ledger
    if not path.is_file():
        if saved_as := _find_saved_elsewhere(path):
            raise FolderError(make_mistake("ledger.saved_as", str(path), name=saved_as))
        # A check writes the report and the ledger together, and every round but the first follows one that did.
        was_there = folders.report.is_file() or bool(opening.events)
        lost = (make_mistake("ledger.lost_file", path.name),) if was_there else ()
        return LedgerFile(path=path, content=None, ledger=ReadLedger(mistakes=lost))
    content, lock = read_file(path), find_owner_file(path)
    ledger = read_reviews(content, campaign, opening)
    return LedgerFile(path=path, content=content, ledger=ledger, lock=lock)


def _find_saved_elsewhere(path: Path) -> str:
    """Return the name of a file beside a missing ledger that looks like it, saved in another format or as a copy."""
    lost = tuple(pattern.format(path.name) for pattern in OWNER_FILES)
    names = sorted(each.name for each in path.parent.iterdir() if each.is_file() and each.name not in lost)
    return next((name for name in names if name.startswith(path.stem)), "")


def build_ledger_file(file: LedgerFile, facts: LedgerFacts) -> dict[Path, bytes]:
    """Return the ledger brought up to date, by its path; nothing where nothing is new.

    Raises FolderError where a program has it open, or where it was saved since it was read, and OperatorError where it
    cannot be changed without loss.
    """
    if file.content is None:
        return {file.path: build_ledger(facts)}
    content = patch_ledger(file.content, facts)
    if content == file.content:
        return {}
    now = read_file(file.path)
    if now == content:  # a check of the same returns has written it
        return {}
    if file.lock:
        raise FolderError(make_mistake("ledger.open", str(file.path), lock=file.lock))
    if now != file.content:
        raise FolderError(make_mistake("ledger.saved_meanwhile", str(file.path)))
    return {file.path: content}
