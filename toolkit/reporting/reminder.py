"""The short text that tells a unit how its return stands, ready to be pasted into a message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from toolkit.formats import ATTACHMENTS
from toolkit.messages import has_message, load_catalogue, say
from toolkit.reporting.standing import Chase, Standing, UnitFile
from toolkit.text import show_tricks

MOST_NAMED = 3
MOST_FAULTS = 12  # of all files together, listed in a letter
_LEVEL = "chase.late."
# These contain no table that could be sent in another form: the lists must be filled in.
_NO_TABLE = ATTACHMENTS
_COUNTING = ("faulty", "accepted", "nil")


def build_reminder(chase: Chase, standing: Standing) -> bytes:
    """Return the text as a file that old editors display correctly: UTF-8 with BOM, lines ending in CR LF."""
    lines = (show_tricks(line).replace("\n", "\r\n") for line in render_reminder_lines(chase, standing))
    return ("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode()


def render_reminder_lines(chase: Chase, standing: Standing) -> list[str]:
    """Return the text's lines: greeting, what was received, what to do, until when (if anything), who asks."""
    render_body = {
        "missing": _render_missing,
        "faulty": _render_faulty,
        "accepted": _render_accepted,
        "nil": _render_nil,
    }[standing.state]
    lines = [say("chase.text.greeting", unit=standing.unit.name), *render_body(chase, standing)]
    lines += _render_matters(standing)
    if standing.decisions:
        lines += [say("chase.text.decided"), *standing.decisions]
    if standing.chased:
        lines.append(_render_due_day(chase))
    return [*lines, say("chase.text.signed", lead=chase.lead, today=format_day(chase.today))]


def render_reminder_subject(chase: Chase, standing: Standing) -> str:
    """Return the subject line of the message that carries the text."""
    return say(f"chase.subject.{'pending' if standing.pending else standing.state}", title=chase.title)


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
    if standing.pending:
        yield say("chase.text.unclear", title=chase.title, files=_render_unclear(standing))
        yield from _render_others(standing)
        return
    seen = [*standing.unread, *standing.refused, *standing.of_other_rounds]
    if seen:
        yield say("chase.text.not_used", title=chase.title, files=_render_file_names(file.name for file in seen))
    else:
        yield say("chase.text.missing", title=chase.title, today=format_day(chase.today))
    if chase.nameless:
        yield say("chase.text.nameless", count=chase.nameless)
    yield from _render_unread(standing)
    for file in standing.refused[:1]:
        yield say("chase.text.refused", file=file.name)
    yield from _render_other_rounds(standing)
    if all(file.code in _NO_TABLE for file in standing.unread):
        yield say(
            "chase.text.update" if chase.later else "chase.text.fill",
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
    yield from _render_copies(standing, faulty)
    yield from _render_faults(faulty)
    if standing.progress:
        solved, still, new = standing.progress
        yield say("review.progress", solved=solved, open=still, new=new)
    if standing.doubts > standing.explained and standing.attachments:
        yield say("chase.text.explain", sheet=say("sheet.review"))
    yield from _render_replies(standing)
    yield from _render_others(standing)


def _render_copies(standing: Standing, faulty: list[UnitFile]) -> Iterator[str]:
    """Say what to do with the annotated copies, and which of them are fresh workbooks and why."""
    if not standing.attachments:
        return
    yield say("chase.text.open", files=_render_file_names(path.rpartition("/")[2] for path in standing.attachments))
    copied = [file for file in faulty if not file.no_copy]
    yield from _render_copy_locks(copied)
    if other := [file.name for file in copied if file.format != "xlsx" and not file.borrowed]:
        yield say("chase.text.fresh", files=_render_file_names(other))
    if active := [file.name for file in copied if file.active and file.format == "xlsx" and not file.borrowed]:
        yield say("chase.text.active", files=_render_file_names(active))
    if borrowed := [file.name for file in copied if file.borrowed]:
        yield say("chase.text.borrowed", files=_render_file_names(borrowed))
    if signed := [file.name for file in copied if file.signed]:
        yield say("chase.text.signature", files=_render_file_names(signed))


def _render_copy_locks(copied: Iterable[UnitFile]) -> Iterator[str]:
    """Say which password opens the copies, by where the unit knows it from."""
    locked: dict[str, list[str]] = {}
    for file in copied:
        if file.copy_lock:
            locked.setdefault(file.copy_lock, []).append(file.name)
    for lock, names in locked.items():
        yield say(f"chase.text.lock_{lock}", files=_render_file_names(names))


def _render_faults(faulty: list[UnitFile]) -> Iterator[str]:
    """List the faults of the files that have no annotated copy: of many, the first and how many more there are."""
    listed = [file for file in faulty if file.no_copy]
    for reason in ("locked", "leak", "disk"):
        own = [file for file in listed if file.no_copy == reason]
        if not own:
            continue
        yield say(f"chase.text.{reason}", files=_render_file_names(file.name for file in own))
        lines = [line for file in own for line in file.faults]
        if lines:
            yield say("chase.text.faults")
            yield from lines[:MOST_FAULTS]
        if len(lines) > MOST_FAULTS:
            yield say("chase.text.more_faults", count=len(lines) - MOST_FAULTS)


def _render_matters(standing: Standing) -> Iterator[str]:
    """Say what is still being decided and may change what the letter asks."""
    if standing.unclear and standing.state != "missing":
        yield say("chase.text.also_unclear", files=_render_unclear(standing))
    if standing.questions and not (standing.pending and standing.state == "faulty"):
        yield say("chase.text.questions", count=standing.questions)
    if standing.reviews:
        yield say("chase.text.reviews", count=standing.reviews)


def _render_unclear(standing: Standing) -> str:
    named = [name for name in standing.unclear if name]
    if len(named) == len(standing.unclear):
        return _render_file_names(named)
    return say("chase.text.some_files", count=len(standing.unclear))


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
        yield from _render_copy_locks(standing.select_files("accepted"))
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
            known = f"issued_{file.code}" if file.issued_lock else file.code
            code = known if has_message(f"chase.fix.{known}") else "other"
            yield say("chase.text.unread", file=file.name, why=why, fix=say(f"chase.fix.{code}"))


def _render_counting_files(standing: Standing) -> str:
    return _render_file_names(file.name for file in standing.select_files(*_COUNTING))


def _render_file_names(names: Iterable[str]) -> str:
    """Name files in quotes; of many, the first MOST_NAMED and how many there are."""
    own = list(dict.fromkeys(names))
    shown = say("list.separator").join(say("chase.text.file", file=name) for name in own[:MOST_NAMED])
    return shown if len(own) <= MOST_NAMED else say("chase.text.more", files=shown, count=len(own))
