"""收发登记表.xlsx, the register of a round: what was handed out and what came back."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.campaign import Campaign, Unit
from toolkit.excel import create_workbook
from toolkit.messages import say
from toolkit.reporting.pages import Cell, Pages

_ISSUED = {
    "code": 7,
    "unit": 22,
    "contact": 10,
    "phone": 15,
    "file": 34,
    "lists": 42,
    "rows": 9,
    "date": 12,
    "written": 17,
    "kept": 14,
    "sha": 36,
}
_RECEIVED = {
    "code": 7,
    "unit": 20,
    "file": 34,
    "arrived": 17,
    "saved": 17,
    "size": 10,
    "format": 7,
    "state": 10,
    "records": 18,
    "unanswered": 7,
    "answered": 7,
    "accepted": 7,
    "superseded_by": 26,
    "why": 36,
    "sha": 35,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedFile:
    """One workbook handed out, or a unit that got none: then `file` is empty.

    `kept` says how the file is now: as_issued, changed, gone, unknown (no earlier register has its hash) or
    not_issued. `sha256` is that of the file as it was issued, `written` its modification time, in local time.
    `lists` are labels; `rows` counts the rows that were filled in beforehand.
    """

    unit: Unit
    kept: str
    file: str = ""
    lists: tuple[str, ...] = ()
    rows: int = 0
    written: dt.datetime | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """One file that came back.

    Times are local: `arrived` is the modification time of the file, `saved` the time that the workbook itself
    records. `doubts` counts the doubts that nobody explained well, those explained that wait, and those accepted.
    `records` are pairs of a list's label and how many of its records the file has; `size` is in bytes.
    """

    code: str
    unit: str
    file: str
    state: str
    arrived: dt.datetime | None = None
    saved: dt.datetime | None = None
    size: int = 0
    format: str = ""
    records: tuple[tuple[str, int], ...] = ()
    doubts: tuple[int, int, int] = (0, 0, 0)
    superseded_by: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    sha256: str = ""


def build_register(campaign: Campaign, issued: Iterable[IssuedFile], received: Iterable[ReceivedFile] | None) -> bytes:
    """Return the workbook: a sheet of what was handed out, and one of what came back.

    `received` is None where 回收/ was not read; the second sheet then says so.
    """
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, campaign.issue_date, say("register.title"))
    pages = Pages(workbook, title=campaign.heading, lead=campaign.lead)
    rows = [_build_issued_row(file, campaign.issue_date) for file in issued]
    _add_page(pages, say("register.issued"), _ISSUED, say("register.issued_note"), rows)
    note = say("register.not_read") if received is None else say("register.received_note")
    _add_page(pages, say("register.received"), _RECEIVED, note, [_build_received_row(file) for file in received or ()])
    workbook.close()
    return buffer.getvalue()


def _add_page(pages: Pages, name: str, widths: dict[str, int], note: str, rows: list[list[Cell]]) -> None:
    heads = [say(f"register.{head}") for head in widths]
    sheet = pages.add_table(name, heads, tuple(widths.values()), note, rows)
    sheet.freeze_panes(3, 2)


def _build_issued_row(issued_file: IssuedFile, day: dt.date) -> list[Cell]:
    unit = issued_file.unit
    lists = say("list.separator").join(issued_file.lists)
    known: list[Cell] = [unit.code, unit.name, unit.contact, unit.phone, issued_file.file, lists]
    issued = day.isoformat() if issued_file.file else ""
    return [
        *known,
        issued_file.rows,
        issued,
        _format_minute(issued_file.written),
        say(f"register.{issued_file.kept}"),
        issued_file.sha256,
    ]


def _build_received_row(received_file: ReceivedFile) -> list[Cell]:
    records = "\n".join(say("report.records", list=name, count=count) for name, count in received_file.records)
    times = (_format_minute(received_file.arrived), _format_minute(received_file.saved))
    known: list[Cell] = [
        received_file.code,
        received_file.unit,
        received_file.file,
        *times,
        received_file.size,
        received_file.format,
        say(f"state.{received_file.state}"),
    ]
    others = say("list.separator").join(received_file.superseded_by)
    return [*known, records, *received_file.doubts, others, "\n".join(received_file.why), received_file.sha256]


def _format_minute(timestamp: dt.datetime | None) -> str:
    return f"{timestamp:%Y-%m-%d %H:%M}" if timestamp else ""
