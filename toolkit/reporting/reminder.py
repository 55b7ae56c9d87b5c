"""The short text that tells a unit how its return stands, ready to be pasted into a message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.campaign import Unit
from toolkit.formats import ATTACHMENTS
from toolkit.messages import has_message, load_catalogue, say

MOST_NAMED = 3
_LEVEL = "chase.late."
# Not for the unit to correct: what a program left behind, and how the operator keeps the files.
_NOT_THEIRS = frozenset(
    {"lock", "temporary", "system", "link", "not_a_file", "no_permission", "folder", "folder_closed"}
)
# These contain no table that could be sent in another form: the lists must be filled in.
_NO_TABLE = ATTACHMENTS
_COUNTING = ("faulty", "accepted", "nil")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFile:
    """One file of a unit, by the name it was sent under.

    `code` says why it could not be read, empty where it was; `format` is the file format; `locked` means that it has
    a password, `twin` that another file has the same bytes, `signed` that it has a digital signature. `rounds` are the
    other rounds that the workbook is of.
    """

    name: str
    state: str
    code: str = ""
    format: str = ""
    locked: bool = False
    twin: bool = False
    signed: bool = False
    rounds: tuple[int, ...] = ()

    @property
    def unread(self) -> bool:
        """Tell whether the file could not be read and the unit should send it in another form."""
        return bool(self.code) and self.code not in _NOT_THEIRS


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a unit's return stands: what it was asked for and handed, what came back, what must be corrected.

    `lists` are labels, `issued` file names. `errors` and `doubts` count the findings that the clerk is told of;
    `explained` and `not_accepted` count the doubts that were explained and wait, or whose explanation was not accepted.
    `attachments` are the annotated copies, as paths relative to 退回/. `progress` says how many faults were solved,
    are still open and are new since the last return, None where there was no other return.
    """

    unit: Unit
    state: str
    lists: tuple[str, ...] = ()
    issued: tuple[str, ...] = ()
    files: tuple[UnitFile, ...] = ()
    errors: int = 0
    doubts: int = 0
    explained: int = 0
    not_accepted: int = 0
    attachments: tuple[str, ...] = ()
    progress: tuple[int, int, int] | None = None
    # What the office decided on its applications in this round, a line each.
    decisions: tuple[str, ...] = ()

    @property
    def pending(self) -> bool:
        """Tell whether it is faulty only in what the operator alone can settle."""
        return self.state == "faulty" and not (self.errors or self.doubts)

    @property
    def chased(self) -> bool:
        """Tell whether the unit must do something."""
        return self.state in ("missing", "faulty") and not self.pending

    def select_files(self, *states: str) -> list[UnitFile]:
        """Return the files in the given states, of equal files only one."""
        return [file for file in self.files if file.state in states and not file.twin]

    @property
    def unread(self) -> list[UnitFile]:
        """The files that must be sent in another form; attachments count only where nothing else was read."""
        also = ("other",) if self.state == "missing" else ()
        return [file for file in self.select_files("unreadable", *also) if file.unread]

    @property
    def refused(self) -> list[UnitFile]:
        """The files named after the unit that could not be accepted as its return."""
        return self.select_files("foreign") if self.state == "missing" else []

    @property
    def of_other_rounds(self) -> list[UnitFile]:
        """The files that are workbooks of another round."""
        return self.select_files("other_round")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """What a round's reminders are about: the campaign's title, its days, and every unit in roster order.

    `lead` is the unit that collects; `waiting` counts the files whose unit is not known.
    """

    title: str
    lead: str
    issued: dt.date
    due: dt.date
    today: dt.date
    units: tuple[Standing, ...]
    waiting: int = 0

    @property
    def late(self) -> int:
        """How many days have passed since the due day; negative before it."""
        return (self.today - self.due).days


def build_reminder(chase: Chase, standing: Standing) -> bytes:
    """Return the text as a file that old editors display correctly: UTF-8 with BOM, lines ending in CR LF."""
    return ("\ufeff" + "".join(f"{line}\r\n" for line in render_reminder_lines(chase, standing))).encode()


def render_reminder_lines(chase: Chase, standing: Standing) -> list[str]:
    """Return the text's lines: greeting, what was received, what to do, until when (if anything), who asks."""
    render_body = {
        "missing": _render_missing,
        "faulty": _render_faulty,
        "accepted": _render_accepted,
        "nil": _render_nil,
    }[standing.state]
    lines = [say("chase.text.greeting", unit=standing.unit.name), *render_body(chase, standing)]
    if standing.decisions:
        lines += [say("chase.text.decided"), *standing.decisions]
    if standing.chased:
        lines.append(_render_due_day(chase))
    return [*lines, say("chase.text.signed", lead=chase.lead, today=format_day(chase.today))]


def render_reminder_subject(chase: Chase, standing: Standing) -> str:
    """Return the subject line of the message that carries the text."""
    return say(f"chase.subject.{standing.state}", title=chase.title)


def format_day(day: dt.date) -> str:
    """Return a day as official documents write it."""
    return say("chase.day", year=day.year, month=day.month, day=day.day)


def _render_due_day(chase: Chase) -> str:
    """Say how far off the due day is; once it has passed, in the words of the highest level of lateness reached."""
    facts = {"due": format_day(chase.due), "days": abs(chase.late)}
    if chase.late <= 0:
        return say("chase.due.left" if chase.late else "chase.due.today", **facts)
    numbers = [key.removeprefix(_LEVEL) for key in load_catalogue() if key.startswith(_LEVEL)]
    reached = [int(number) for number in numbers if number.isdecimal() and int(number) <= chase.late]
    return say(f"chase.late.{max(reached)}" if reached else "chase.due.passed", **facts)


def _render_missing(chase: Chase, standing: Standing) -> Iterator[str]:
    seen = [*standing.unread, *standing.refused, *standing.of_other_rounds]
    if seen:
        yield say("chase.text.not_used", title=chase.title, files=_render_file_names(file.name for file in seen))
    else:
        yield say("chase.text.missing", title=chase.title)
    yield from _render_unread(standing)
    for file in standing.refused[:1]:
        yield say("chase.text.refused", file=file.name)
    yield from _render_other_rounds(standing)
    if all(file.code in _NO_TABLE for file in standing.unread):
        yield say(
            "chase.text.fill",
            files=_render_file_names(standing.issued) if standing.issued else say("chase.text.issued_table"),
        )


def _render_faulty(chase: Chase, standing: Standing) -> Iterator[str]:
    files, faulty = _render_counting_files(standing), standing.select_files("faulty")
    facts = {"title": chase.title, "files": files, "count": standing.doubts}
    if standing.errors:
        doubts = say("review.doubts", count=standing.doubts) if standing.doubts else ""
        yield say("chase.text.faulty", **facts, errors=standing.errors, doubts=doubts)
    else:
        yield say("chase.text.doubtful" if standing.doubts else "chase.text.pending", **facts)
    if standing.pending:
        return
    if standing.attachments:
        yield say("chase.text.open", files=_render_file_names(path.rpartition("/")[2] for path in standing.attachments))
    if other := [file.name for file in faulty if file.format != "xlsx" and not file.locked]:
        yield say("chase.text.fresh", files=_render_file_names(other))
    signed = [file.name for file in faulty if file.signed and not file.locked]
    if signed and standing.attachments:
        yield say("chase.text.signature", files=_render_file_names(signed))
    if locked := [file.name for file in faulty if file.locked]:
        yield say("chase.text.locked", files=_render_file_names(locked))
    if standing.progress:
        solved, still, new = standing.progress
        yield say("review.progress", solved=solved, open=still, new=new)
    if standing.doubts > standing.explained and standing.attachments:
        yield say("chase.text.explain", sheet=say("sheet.review"))
    yield from _render_replies(standing)
    yield from _render_others(standing)


def _render_replies(standing: Standing) -> Iterator[str]:
    """Say what became of what the unit explained."""
    if standing.explained:
        yield say("chase.text.explained", count=standing.explained)
    if standing.not_accepted:
        yield say("chase.text.not_accepted", count=standing.not_accepted, sheet=say("sheet.review"))


def _render_accepted(chase: Chase, standing: Standing) -> Iterator[str]:
    yield say("chase.text.accepted", title=chase.title, files=_render_counting_files(standing))
    if standing.attachments and standing.doubts:
        files = _render_file_names(path.rpartition("/")[2] for path in standing.attachments)
        yield say("chase.text.may_explain", count=standing.doubts, files=files, sheet=say("sheet.review"))
    elif standing.doubts > standing.explained:
        yield say("chase.text.checking", count=standing.doubts - standing.explained)
    yield from _render_replies(standing)
    yield from _render_others(standing)


def _render_nil(chase: Chase, standing: Standing) -> Iterator[str]:
    yield say("chase.text.nil", title=chase.title, files=_render_counting_files(standing))
    yield from _render_others(standing)


def _render_others(standing: Standing) -> Iterator[str]:
    """Name the files that do not count: those that a later one replaced, and those that could not be read."""
    if aside := standing.select_files("superseded"):
        yield say("chase.text.set_aside", files=_render_file_names(file.name for file in aside))
    yield from _render_other_rounds(standing)
    yield from _render_unread(standing)


def _render_other_rounds(standing: Standing) -> Iterator[str]:
    for file in standing.of_other_rounds[:MOST_NAMED]:
        rounds = say("list.separator").join(map(str, file.rounds))
        yield say("chase.text.other_round", file=file.name, rounds=rounds)


def _render_unread(standing: Standing) -> Iterator[str]:
    for file in standing.unread[:MOST_NAMED]:
        why = say(f"file.{file.code}")
        if file.code in _NO_TABLE:
            yield say("chase.text.no_table", file=file.name, why=why)
        else:
            code = file.code if has_message(f"chase.fix.{file.code}") else "other"
            yield say("chase.text.unread", file=file.name, why=why, fix=say(f"chase.fix.{code}"))


def _render_counting_files(standing: Standing) -> str:
    return _render_file_names(file.name for file in standing.select_files(*_COUNTING))


def _render_file_names(names: Iterable[str]) -> str:
    """Name files in quotes; of many, the first MOST_NAMED and how many there are."""
    own = list(dict.fromkeys(names))
    shown = say("list.separator").join(say("chase.text.file", file=name) for name in own[:MOST_NAMED])
    return shown if len(own) <= MOST_NAMED else say("chase.text.more", files=shown, count=len(own))
