"""Tell a unit how its return stands: the round and its standing come in, a short text ready to paste goes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.campaign import Unit
from toolkit.messages import catalogue, known, say

MOST_NAMED = 3
_LEVEL = "chase.late."
# What a unit cannot mend: what a program left behind, and how the operator keeps the files.
_NOT_THEIRS = frozenset({"lock", "temporary", "system", "link", "not_a_file", "no_permission", "folder"})
# What holds no table that could be sent otherwise: the lists must be filled in.
_NO_TABLE = frozenset({"pdf", "picture", "word", "slides", "text"})
_COUNTING = ("faulty", "accepted", "nil")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One file of a unit, by the name it was sent under.

    `code` says why it could not be read; `format` is how it was written; `locked` tells that it has a password;
    `twin` that it has the same bytes as another.
    """

    name: str
    state: str
    code: str = ""
    format: str = ""
    locked: bool = False
    twin: bool = False

    @property
    def unread(self) -> bool:
        """Tell whether the unit should send it otherwise, because it could not be read."""
        return bool(self.code) and self.code not in _NOT_THEIRS


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one unit's return stands: its state, what it was asked and handed, what came, what is to be mended.

    `errors` and `doubts` count what the clerk is told of; `attachments` are the annotated copies, relative to 退回/;
    `progress` counts what was solved, is still open and is new since the last return.
    """

    unit: Unit
    state: str
    lists: tuple[str, ...] = ()
    issued: tuple[str, ...] = ()
    files: tuple[Received, ...] = ()
    errors: int = 0
    doubts: int = 0
    attachments: tuple[str, ...] = ()
    progress: tuple[int, int, int] | None = None

    @property
    def pending(self) -> bool:
        """Tell whether all its faults are the operator's to look at."""
        return self.state == "faulty" and not (self.errors or self.doubts)

    @property
    def chased(self) -> bool:
        """Tell whether the unit must do something."""
        return self.state in ("missing", "faulty") and not self.pending

    def of_state(self, *states: str) -> list[Received]:
        """Return the files in given states."""
        return [file for file in self.files if file.state in states and not file.twin]

    @property
    def unread(self) -> list[Received]:
        """The files that must be sent otherwise; an attachment of a return that was read need not be."""
        also = ("other",) if self.state == "missing" else ()
        return [file for file in self.of_state("unreadable", *also) if file.unread]

    @property
    def refused(self) -> list[Received]:
        """The files that are named after the unit, but could not be taken for its return."""
        return self.of_state("foreign") if self.state == "missing" else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """What a round's reminders are about: the collection, its days, every unit in roster order.

    `waiting` counts files of which it is not known whose they are.
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
        """Days since the due day; negative before it."""
        return (self.today - self.due).days


def reminder_text(chase: Chase, one: Standing) -> bytes:
    """Return the text as a file that old editors show rightly: UTF-8 with a mark in front, line ends of two signs."""
    return ("\ufeff" + "".join(f"{line}\r\n" for line in reminder_lines(chase, one))).encode()


def reminder_lines(chase: Chase, one: Standing) -> list[str]:
    """Return what a unit is told, line by line: whom, what was received, what to do, until when, who asks."""
    said = {"missing": _missing, "faulty": _faulty, "accepted": _accepted, "nil": _nil}[one.state]
    lines = [say("chase.text.greeting", unit=one.unit.name), *said(chase, one)]
    if one.chased:
        lines.append(_until_when(chase))
    return [*lines, say("chase.text.signed", lead=chase.lead, today=shown_day(chase.today))]


def reminder_subject(chase: Chase, one: Standing) -> str:
    """Return the subject of a message with the text."""
    return say(f"chase.subject.{one.state}", title=chase.title)


def shown_day(day: dt.date) -> str:
    """Return a day as official texts write it."""
    return say("chase.day", year=day.year, month=day.month, day=day.day)


def _until_when(chase: Chase) -> str:
    """Say how the due day stands: past it, by the level that so many days late have reached."""
    facts = {"due": shown_day(chase.due), "days": abs(chase.late)}
    if chase.late <= 0:
        return say("chase.due.left" if chase.late else "chase.due.today", **facts)
    numbers = [key.removeprefix(_LEVEL) for key in catalogue() if key.startswith(_LEVEL)]
    reached = [int(number) for number in numbers if number.isdecimal() and int(number) <= chase.late]
    return say(f"chase.late.{max(reached)}" if reached else "chase.due.passed", **facts)


def _missing(chase: Chase, one: Standing) -> Iterator[str]:
    seen = [*one.unread, *one.refused]
    if seen:
        yield say("chase.text.not_used", title=chase.title, files=_named(file.name for file in seen))
    else:
        yield say("chase.text.missing", title=chase.title)
    yield from _unread(one)
    for file in one.refused[:1]:
        yield say("chase.text.refused", file=file.name)
    if all(file.code in _NO_TABLE for file in one.unread):
        yield say("chase.text.fill", files=_named(one.issued) if one.issued else say("chase.text.issued_table"))


def _faulty(chase: Chase, one: Standing) -> Iterator[str]:
    files, faulty = _counted(one), one.of_state("faulty")
    facts = {"title": chase.title, "files": files, "count": one.doubts}
    if one.errors:
        doubts = say("review.doubts", count=one.doubts) if one.doubts else ""
        yield say("chase.text.faulty", **facts, errors=one.errors, doubts=doubts)
    else:
        yield say("chase.text.doubtful" if one.doubts else "chase.text.pending", **facts)
    if one.pending:
        return
    if one.attachments:
        yield say("chase.text.open", files=_named(path.rpartition("/")[2] for path in one.attachments))
    if other := [file.name for file in faulty if file.format != "xlsx" and not file.locked]:
        yield say("chase.text.fresh", files=_named(other))
    if locked := [file.name for file in faulty if file.locked]:
        yield say("chase.text.locked", files=_named(locked))
    if one.progress:
        solved, still, new = one.progress
        yield say("review.progress", solved=solved, open=still, new=new)
    yield from _others(one)


def _accepted(chase: Chase, one: Standing) -> Iterator[str]:
    yield say("chase.text.accepted", title=chase.title, files=_counted(one))
    if one.doubts:
        yield say("chase.text.checking", count=one.doubts)
    yield from _others(one)


def _nil(chase: Chase, one: Standing) -> Iterator[str]:
    yield say("chase.text.nil", title=chase.title, files=_counted(one))
    yield from _others(one)


def _others(one: Standing) -> Iterator[str]:
    """Name the files beside those that count: what took whose place, and what could not be read."""
    if aside := one.of_state("superseded"):
        yield say("chase.text.set_aside", files=_named(file.name for file in aside))
    yield from _unread(one)


def _unread(one: Standing) -> Iterator[str]:
    for file in one.unread[:MOST_NAMED]:
        why = say(f"file.{file.code}")
        if file.code in _NO_TABLE:
            yield say("chase.text.no_table", file=file.name, why=why)
        else:
            code = file.code if known(f"chase.fix.{file.code}") else "other"
            yield say("chase.text.unread", file=file.name, why=why, fix=say(f"chase.fix.{code}"))


def _counted(one: Standing) -> str:
    return _named(file.name for file in one.of_state(*_COUNTING))


def _named(names: Iterable[str]) -> str:
    """Name files in quotes; of many, the first ones and how many there are."""
    own = list(dict.fromkeys(names))
    shown = say("list.separator").join(say("chase.text.file", file=name) for name in own[:MOST_NAMED])
    return shown if len(own) <= MOST_NAMED else say("chase.text.more", files=shown, count=len(own))
