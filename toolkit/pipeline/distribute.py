"""Hand out: a workspace comes in, one workbook per unit and the register of what was issued go out."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from toolkit.campaign import Unit
from toolkit.errors import FolderError, OperatorError, mistake
from toolkit.messages import say
from toolkit.opening import UnreadableError, open_workbook
from toolkit.pipeline.files import backup_name, read_file, write_files
from toolkit.pipeline.workspace import Workspace, keep_key
from toolkit.style import RESULT_TAB, Styles, new_workbook, print_setup
from toolkit.template import build_workbook, issue_for
from toolkit.text import file_name, nearest

Track = Callable[[Iterable[Any], str], Iterable[Any]]


def no_track(items: Iterable[Any], _: str) -> Iterable[Any]:
    """Follow nobody's progress."""
    return items


def distribute(
    workspace: Workspace,
    *,
    only: str | None = None,
    single: str | None = None,
    force: bool = False,
    track: Track = no_track,
) -> list[Path]:
    """Write the workbooks of all units, or of one, or with one list alone, then the register; return their paths.

    A workbook that somebody changed since it was issued is not replaced unless `force`, and then kept
    aside. Raises OperatorError.
    """
    units = [_unit(workspace, only)] if only else list(workspace.campaign.units)
    list_key = _list_key(workspace, single) if single else None
    contents: dict[Path, bytes] = {}
    for unit in track(units, say("progress.distribute")):
        lists = workspace.campaign.lists_of(unit)
        if list_key is not None and all(one.key != list_key for one in lists):
            continue
        issue = issue_for(workspace.campaign, unit, workspace.stamp, round=workspace.places.round, only=list_key)
        contents[_path(workspace, unit, list_key)] = build_workbook(issue)
    changed = _changed(workspace, contents)
    if changed and not force:
        raise FolderError(mistake("folder.changed", str(path)) for path in changed)
    write_files({backup_name(path.parent / say("folder.backup") / path.name): read_file(path) for path in changed})
    keep_key(workspace)
    workspace.places.returned.mkdir(parents=True, exist_ok=True)
    hashes = _issued_hashes(workspace.places.register)
    hashes |= {path.name: hashlib.sha256(content).hexdigest() for path, content in contents.items()}
    write_files(contents)
    write_files({workspace.places.register: _register(workspace, hashes)})
    return list(contents)


def _unit(workspace: Workspace, text: str) -> Unit:
    unit = workspace.campaign.find_unit(text)
    if unit is None:
        near = nearest(text, [one.name for one in workspace.campaign.units]) or ""
        raise OperatorError(mistake("unit.unknown", text, nearest=near))
    return unit


def _list_key(workspace: Workspace, text: str) -> str:
    for one in workspace.campaign.list_types:
        if text in (one.key, one.label, *one.aliases):
            return one.key
    known = say("list.separator").join(one.label for one in workspace.campaign.list_types)
    raise OperatorError(mistake("list.unknown", text, known=known))


def _path(workspace: Workspace, unit: Unit, list_key: str | None) -> Path:
    label = say("output.together")
    if list_key is not None:
        label = workspace.campaign.definition.list_type(list_key).label
    places = workspace.places
    return places.unit_folder(places.issued, unit) / f"{file_name(f'{unit.code}-{unit.name}-{label}')}.xlsx"


def _changed(workspace: Workspace, contents: dict[Path, bytes]) -> list[Path]:
    """Return the workbooks that somebody changed where they were issued: what was filled in must not be lost."""
    issued = _issued_hashes(workspace.places.register)
    return [
        path
        for path, content in contents.items()
        if path.is_file()
        and (old := read_file(path)) != content
        and hashlib.sha256(old).hexdigest() != issued.get(path.name)
    ]


def _issued_hashes(register: Path) -> dict[str, str]:
    """Return the SHA-256 of every file as it was issued, by file name, from the register there is."""
    if not register.is_file():
        return {}
    try:
        rows = [row for grid in open_workbook(read_file(register)).grids for row in grid.rows]
    except UnreadableError:
        return {}
    return {str(row[4]): str(row[-1]) for row in rows if len(str(row[-1])) == 64}


def _register(workspace: Workspace, hashes: dict[str, str]) -> bytes:
    """Write 下发登记表.xlsx: unit, contact, file, lists, rows issued, date, and the hash each file was issued with."""
    campaign = workspace.campaign
    buffer = io.BytesIO()
    workbook = new_workbook(buffer, campaign.issue_date, say("register.title"))
    styles = Styles(workbook)
    sheet = workbook.add_worksheet(say("register.title"))
    heads = ("code", "unit", "contact", "phone", "file", "lists", "rows", "date", "sha")
    widths = (8, 26, 12, 16, 46, 40, 10, 13, 68)
    for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(1, place, say(f"register.{head}"), styles["head"])
    sheet.merge_range(0, 0, 0, len(heads) - 1, say("register.heading", title=campaign.title), styles["title"])
    sheet.set_row(0, 34)
    for row, (unit, path) in enumerate(_issued(workspace), 2):
        known = [unit.code, unit.name, unit.contact, unit.phone]
        cells: list[str | int] = [*known, *_issue_facts(workspace, unit, path, hashes)]
        for place, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, place, cell, styles["number"])
            else:
                sheet.write_string(row, place, cell, styles["text"])
    sheet.freeze_panes(2, 2)
    sheet.set_tab_color(RESULT_TAB)
    print_setup(sheet, header=campaign.title, unit=campaign.lead, footer=say("page.footer"), repeat_row=1)
    workbook.close()
    return buffer.getvalue()


def _issued(workspace: Workspace) -> list[tuple[Unit, Path | None]]:
    rows: list[tuple[Unit, Path | None]] = []
    for unit in workspace.campaign.units:
        folder = workspace.places.unit_folder(workspace.places.issued, unit)
        files = sorted(folder.glob("*.xlsx")) if folder.is_dir() else []
        own = [path for path in files if not path.name.startswith(("~$", "."))]
        rows += [(unit, path) for path in own] or [(unit, None)]
    return rows


def _issue_facts(workspace: Workspace, unit: Unit, path: Path | None, hashes: dict[str, str]) -> list[str | int]:
    if path is None:
        return ["", "", 0, "", ""]
    lists = workspace.campaign.lists_of(unit)
    held = [one for one in lists if path.stem.endswith(one.label)] or list(lists)
    issue = issue_for(workspace.campaign, unit, workspace.stamp, round=workspace.places.round)
    rows = sum(len(issue.prefilled(one)) for one in held)
    labels = say("list.separator").join(one.label for one in held)
    day = workspace.campaign.issue_date.isoformat()
    return [path.name, labels, rows, day, hashes.get(path.name, "")]
