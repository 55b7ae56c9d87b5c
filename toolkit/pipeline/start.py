"""Write what a campaign starts from: a blank 工作方案.xlsx, the example city, or the standard workbooks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from toolkit.campaign import build_campaign_form
from toolkit.definition import (
    Definition,
    ListType,
    Meeting,
    date_texts,
    load_definition,
)
from toolkit.errors import FolderError, OperatorError, make_mistake
from toolkit.messages import say
from toolkit.pipeline.files import find_backup_path, read_file
from toolkit.pipeline.key_file import KEY_FILE
from toolkit.pipeline.stores import open_store
from toolkit.pipeline.workspace import CampaignFolders
from toolkit.storage import WORK_FOLDER, Changes
from toolkit.template import Issue, build_workbook
from toolkit.text import find_nearest

_SHIPPED = Path(__file__).parents[1] / "_shipped" / "examples" / "city"
_BESIDE = Path(__file__).parents[2] / "examples" / "city"
_NOT_COPIED = {".md", ".txt"}
# Standard workbooks belong to no campaign; a fixed day keeps their bytes the same.
STANDARD_DAY = dt.date(2022, 1, 1)


def init(
    folder: Path | str,
    *,
    meeting: str | None = None,
    force: bool = False,
    definition: Path | str | None = None,
    share: bool = False,
) -> Path:
    """Write a blank 工作方案.xlsx and the folders of the first round; return the file's path.

    `definition` is the folder of the author's own definitions, which the campaign then names.
    An existing file is kept unless `force`, and then copied aside first. Only the owner can read what is written,
    unless others `share` it. Raises OperatorError.
    """
    own, root = load_definition(definition), Path(folder)
    chosen = _find_meeting(own, meeting)
    path = root / own.campaign.file
    if root.exists() and not root.is_dir():
        raise FolderError(make_mistake("folder.not_a_folder", str(root)))
    source = str(Path(definition).resolve()) if definition else ""
    dated = date_texts(own, chosen.held or dt.date.today())
    content = build_campaign_form(dated, chosen, dt.date.today(), source)
    store = open_store(root, shared=share)
    with store.hold("init"):
        changes = Changes()
        if path.exists():
            if not force:
                raise FolderError(make_mistake("campaign.exists", str(path)))
            changes.write(find_backup_path(path), read_file(path), essential=True)
        changes.write(path, content, essential=True)
        folders = CampaignFolders(folder=root, round=1)
        for round_folder in (folders.issued, folders.returned):
            changes.make_folder(round_folder)
        store.apply(changes)
    return path


def _find_meeting(definition: Definition, key: str | None) -> Meeting:
    if key is None:
        return definition.default_meeting
    for meeting in definition.meetings:
        if key in (meeting.key, meeting.label):
            return meeting
    known = [meeting.key for meeting in definition.meetings]
    near = find_nearest(key, known) or ""
    listed = say("list.separator").join(known)
    raise OperatorError(make_mistake("meeting.unknown", key, known=listed, nearest=near))


def copy_example(folder: Path, *, share: bool = False) -> Path:
    """Copy the example city into an empty or new folder, and return it. Raises FolderError where it is not empty."""
    stop_at_full_folder(folder)
    source, changes = find_example(), Changes()
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.suffix not in _NOT_COPIED:
            target = folder / path.relative_to(source)
            changes.write(target, read_file(path), essential=True, private=path.name == KEY_FILE)
    replace(open_store(folder, shared=share), untouched="").apply(changes, "demo")  # the units' returns, too
    return folder


def stop_at_full_folder(folder: Path) -> None:
    """Raise FolderError where something lies in a folder, or where it is a file."""
    if folder.exists() and (not folder.is_dir() or any(path.name != WORK_FOLDER for path in folder.iterdir())):
        raise FolderError(make_mistake("folder.not_empty", str(folder)))


def find_example() -> Path:
    """Return the folder of the example city, in an installed package or beside the source."""
    return _SHIPPED if _SHIPPED.is_dir() else _BESIDE


def write_blank_workbooks(folder: Path, definition: Definition | None = None, *, share: bool = False) -> list[Path]:
    """Write the blank standard workbooks, one per list and one with the usual lists together; return their paths."""
    own, changes, store = definition or load_definition(), Changes(), open_store(folder, shared=share)
    changes.write_all({folder / name: content for name, content in build_standard_workbooks(own).items()})
    applied = store.apply(changes, "blank")
    return [applied.locate(path) for path in changes.written]


def build_standard_workbooks(definition: Definition) -> dict[str, bytes]:
    """Return the bytes of the standard workbooks by file name; the same definition gives the same bytes."""
    meeting = definition.default_meeting
    held = meeting.held or STANDARD_DAY
    definition = date_texts(definition, held)
    lists = [list_type.select_issued_columns(later=False) for list_type in definition.list_types]
    sets: dict[str, tuple[ListType, ...]] = {list_type.label: (list_type,) for list_type in lists}
    sets[say("output.together")] = tuple(list_type for list_type in lists if not list_type.optional)
    return {
        f"{name}.xlsx": build_workbook(
            Issue(
                definition=definition,
                title=meeting.label,
                list_types=list_types,
                issued=STANDARD_DAY,
                meeting_date=held,
            )
        )
        for name, list_types in sets.items()
    }
