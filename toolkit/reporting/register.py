"""收发登记表.xlsx, the register of a round: what was handed out and what came back."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.campaign import Campaign
from toolkit.excel import create_workbook
from toolkit.messages import say
from toolkit.reporting.pages import Cell, Pages

# In characters; together they are legible across A3.
_ISSUED = {
    "code": 7,
    "unit": 17,
    "contact": 8,
    "phone": 14,
    "file": 25,
    "lists": 22,
    "rows": 6,
    "round": 4,
    "issue": 7,
    "date": 11,
    "written": 12,
    "changes": 26,
    "kept": 12,
    "sha": 34,
}
# Behind these, where a workbook was handed out under a password.
_LOCKED = {"locked": 8, "plain_sha": 34}
_RECEIVED = {
    "code": 7,
    "unit": 17,
    "file": 24,
    "arrived": 12,
    "saved": 12,
    "size": 8,
    "format": 6,
    "state": 8,
    "records": 16,
    "unanswered": 6,
    "answered": 6,
    "accepted": 6,
    "superseded_by": 18,
    "why": 24,
    "sha": 34,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedFile:
    """One workbook handed out once, or a unit that got none: then `file` is empty.

    `code`, `name`, `contact` and `phone` are the unit's as they were then. `kept` says how the file is now: as_issued,
    changed, gone, unknown (no earlier register has its hash), replaced (handed out again since) or not_issued.
    `sha256` is that of the file as it was issued, `written` when it was made, in local time and to the minute, as a
    text. `lists` are labels; `rows` counts the rows that were filled in beforehand. `number` counts from 1 how often
    the workbook was handed out in the round, `day` is the day of it; `changes` say what is different from the time
    before. `plain_sha256` is that of the workbook in a file with a password, empty where it has none.
    """

    code: str
    name: str
    kept: str
    contact: str = ""
    phone: str = ""
    file: str = ""
    lists: str = ""
    rows: int = 0
    number: int = 1
    day: str = ""
    written: str = ""
    changes: str = ""
    sha256: str = ""
    plain_sha256: str = ""


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
    handed = list(issued)
    locked = any(file.plain_sha256 for file in handed)
    rows = [_build_issued_row(file, campaign.round.number, locked=locked) for file in handed]
    note = say("register.issued_note") + (say("register.locked_note") if locked else "")
    _add_page(pages, say("register.issued"), {**_ISSUED, **(_LOCKED if locked else {})}, note, rows)
    note = say("register.not_read") if received is None else say("register.received_note")
    _add_page(pages, say("register.received"), _RECEIVED, note, [_build_received_row(file) for file in received or ()])
    workbook.close()
    return buffer.getvalue()


def _add_page(pages: Pages, name: str, widths: dict[str, int], note: str, rows: list[list[Cell]]) -> None:
    heads = [say(f"register.{head}") for head in widths]
    sheet = pages.add_table(name, heads, tuple(widths.values()), note, rows)
    sheet.freeze_panes(3, 2)


def _build_issued_row(issued: IssuedFile, round: int, *, locked: bool) -> list[Cell]:
    """Return the row of a workbook; with `locked` it says whether this one has a password."""
    last: list[Cell] = [say("register.has_password") if issued.plain_sha256 else "", issued.plain_sha256]
    unit: list[Cell] = [issued.code, issued.name, issued.contact, issued.phone]
    if not issued.file:
        known = [*unit, "", "", 0, round, "", "", "", "", say(f"register.{issued.kept}"), ""]
        return [*known, *last] if locked else known
    times: list[Cell] = [round, issued.number, issued.day, issued.written]
    now = say(f"register.{issued.kept}")
    known = [*unit, issued.file, issued.lists, issued.rows, *times, issued.changes, now, issued.sha256]
    return [*known, *last] if locked else known


def _build_received_row(received_file: ReceivedFile) -> list[Cell]:
    records = "\n".join(say("report.records", list=name, count=count) for name, count in received_file.records)
    times = (format_minute(received_file.arrived), format_minute(received_file.saved))
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


def format_minute(timestamp: dt.datetime | None) -> str:
    """Return a time as the register has it, empty for none."""
    return f"{timestamp:%Y-%m-%d %H:%M}" if timestamp else ""
