"""催报清单.xlsx: the units to chase, and a sheet that mail programs merge messages from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from toolkit.excel import (
    RESULT_TAB,
    choose_paper,
    compute_row_height,
    create_workbook,
    set_up_page,
)
from toolkit.messages import say
from toolkit.reporting.pages import FIRST_ROW, Cell, Pages
from toolkit.reporting.reminder import format_day, render_reminder_lines, render_reminder_subject
from toolkit.reporting.standing import Chase, Standing

_WIDTHS = {
    "code": 7,
    "unit": 24,
    "contact": 10,
    "phone": 16,
    "state": 10,
    "wanted": 46,
    "late": 10,
    "files": 44,
    "since": 11,
}
_MERGE_WIDTHS = {
    "code": 7,
    "unit": 24,
    "contact": 10,
    "phone": 16,
    "email": 24,
    "state": 10,
    "late": 10,
    "first": 20,
    "subject": 34,
    "text": 70,
    "attachments": 40,
}
# Beside them where the units have links.
_LINK_WIDTHS = {"link": 52}
_STATES = ("missing", "faulty", "accepted", "nil")
_STATE_STYLES = {"missing": "wait", "faulty": "fault", "accepted": "done", "nil": "done"}
# Mail programs and their macros separate paths by it; no file name of ours contains it.
_PATH_SEPARATOR = ";"
_ADDRESS_SEPARATOR = "; "


def build_chase(chase: Chase) -> bytes:
    """Return the workbook: 催报清单 with the units to chase on top, and 邮件合并 with one row and text per unit."""
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, chase.issued, say("chase.title"))
    pages = Pages(workbook, title=chase.title, lead=chase.lead)
    units = sorted(chase.units, key=lambda standing: (not standing.chased, _STATES.index(standing.state)))
    _write_chase_list(pages, chase, units)
    _write_mail_merge(pages, chase, units)
    workbook.close()
    return buffer.getvalue()


def _write_chase_list(pages: Pages, chase: Chase, units: list[Standing]) -> None:
    rows = [_build_row(chase, standing) for standing in units]
    heads = [say(f"chase.head.{head}") for head in _WIDTHS]
    sheet = pages.add_table(say("chase.title"), heads, tuple(_WIDTHS.values()), _render_note(chase), rows)
    column = list(_WIDTHS).index("state")
    for row, standing in enumerate(units, FIRST_ROW):
        look = {"type": "no_blanks", "format": pages.styles[_STATE_STYLES[standing.state]]}
        sheet.conditional_format(row, column, row, column, look)


def _render_note(chase: Chase) -> str:
    chased_states = [standing.state for standing in chase.units if standing.chased]
    states = [standing.state for standing in chase.units]
    note = say(
        "chase.note",
        due=format_day(chase.due),
        today=format_day(chase.today),
        when=_render_time_left(chase),
        chased=len(chased_states),
        missing=chased_states.count("missing"),
        faulty=chased_states.count("faulty"),
        accepted=states.count("accepted"),
        nil=states.count("nil"),
        reminder=say("output.reminder"),
        merge=say("chase.merge"),
    )
    lines = [note]
    if chase.waiting:
        lines.append(say("chase.waiting", count=chase.waiting))
    if held := [standing for standing in chase.units if standing.undecided]:
        lines.append(say("chase.undecided", count=len(held), merge=say("chase.merge"), head=say("chase.head.first")))
    return "\n".join(lines)


def _render_decisions_first(standing: Standing) -> str:
    """Say how many decisions the operator should take before the letter goes; empty where none waits."""
    return say("chase.first", count=standing.undecided) if standing.undecided else ""


def _render_time_left(chase: Chase) -> str:
    if chase.late > 0:
        return say("chase.late_by", days=chase.late)
    return say("chase.days_left", days=-chase.late) if chase.late else say("chase.due_today")


def _build_late_cell(chase: Chase, standing: Standing) -> Cell:
    """Return the days late as a number; before the due day, the time left in words."""
    if not standing.chased:
        return ""
    return chase.late if chase.late > 0 else _render_time_left(chase)


def _build_row(chase: Chase, standing: Standing) -> list[Cell]:
    unit = standing.unit
    files = "\n".join(
        say("report.file_state", file=file.name, state=say(f"state.{file.state}")) for file in standing.files
    )
    since = ""
    if standing.progress:
        solved, still, new = standing.progress
        since = say("chase.since", solved=solved, open=still, new=new)
    wanted = say("chase.separator").join(_render_demands(standing))
    state = say(f"state.{standing.state}")
    return [
        unit.code,
        unit.name,
        unit.contact,
        unit.phone,
        state,
        wanted,
        _build_late_cell(chase, standing),
        files,
        since,
    ]


def _render_demands(standing: Standing) -> Iterator[str]:
    """Say what the unit must do, or that there is nothing; what the operator must decide before comes first."""
    if standing.state == "missing" and standing.pending:
        yield say("chase.wanted.unclear", count=len(standing.unclear))
    elif standing.asked:
        yield say("chase.wanted.first", count=standing.asked)
    if standing.state == "missing" and not standing.pending:
        yield say("chase.wanted.missing", lists=say("list.separator").join(standing.lists))
    if standing.state == "faulty":
        yield from _render_faults(standing)
    for file in standing.unread:
        yield say("chase.wanted.unread", file=file.name, why=say(f"file.{file.code}"))
    for file in standing.refused:
        yield say("chase.wanted.refused", file=file.name)
    if standing.state in ("accepted", "nil"):
        yield say("chase.wanted.nothing")
    yield from _render_doubts(standing)


def _render_faults(standing: Standing) -> Iterator[str]:
    """Say what a faulty unit must mend, and which of its files have no annotated copy."""
    if standing.pending:
        yield say("chase.wanted.pending")
    if standing.errors:
        yield say("chase.wanted.faulty", errors=standing.errors)
    if standing.doubts:
        yield say("chase.wanted.doubts", count=standing.doubts)
    faulty = standing.select_files("faulty")
    for reason in ("locked", "leak", "disk"):
        if any(file.no_copy == reason for file in faulty):
            yield say(f"chase.wanted.{reason}")


def _render_doubts(standing: Standing) -> Iterator[str]:
    """Say how many doubts wait for the operator, and how many of them the unit explained."""
    if standing.doubts > standing.explained and standing.state != "faulty":
        yield say("chase.wanted.kept_doubts", count=standing.doubts - standing.explained)
    if standing.explained:
        yield say("chase.wanted.explained", count=standing.explained)


def _write_mail_merge(pages: Pages, chase: Chase, units: list[Standing]) -> None:
    """Add the sheet that mail programs read: the headings in its first row, and nothing but rows under them."""
    sheet: Any = pages.workbook.add_worksheet(say("chase.merge"))
    sheet.set_tab_color(RESULT_TAB)
    shown = _MERGE_WIDTHS | (_LINK_WIDTHS if any(standing.link for standing in units) else {})
    for column, (head, width) in enumerate(shown.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, say(f"chase.head.{head}"), pages.styles["head"])
    sheet.set_row(0, 24)
    for row, standing in enumerate(units, 1):
        cells = [*_build_message_row(chase, standing), standing.link][: len(shown)]
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, pages.styles["number"])
            else:
                sheet.write_string(row, column, cell, pages.styles["text"])
        # Computed for narrower columns: the texts are long, and programs break lines differently.
        widths = (width - 3.0 for width in shown.values())
        sheet.set_row(row, compute_row_height([(str(cell), width) for cell, width in zip(cells, widths, strict=True)]))
    sheet.freeze_panes(1, 2)
    set_up_page(sheet, header=chase.title, unit=chase.lead, footer=say("page.footer"), repeat_row=0)
    choose_paper(sheet, tuple(shown.values()))


def _build_message_row(chase: Chase, standing: Standing) -> list[Cell]:
    unit = standing.unit
    emails = _ADDRESS_SEPARATOR.join(unit.emails)
    known = [unit.code, unit.name, unit.contact, unit.phone, emails, say(f"state.{standing.state}")]
    text = "\n".join(render_reminder_lines(chase, standing))
    return [
        *known,
        _build_late_cell(chase, standing),
        _render_decisions_first(standing),
        render_reminder_subject(chase, standing),
        text,
        _PATH_SEPARATOR.join(standing.attachments),
    ]
