"""Show what reading did: files as they were read come in; ledger, evidence and changes go out as rows of a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from toolkit.definition import Definition
from toolkit.excel import column_letters
from toolkit.messages import say
from toolkit.records import (
    Difference,
    Ledger,
    ReturnedFile,
    add_ledgers,
    find_differences,
)

Row = list[str | int]
# From here on a decision needs no second look; from there on, one.
HIGH, MIDDLE = 0.9, 0.75
LEDGER_HEADS = ("unit", "file", "stored", "taken", "normalised", "left_out", "unexplained", "reasons")
EVIDENCE_HEADS = ("subject", "file", "sheet", "cell", "seen", "chosen", "confidence", "signs", "candidates")
CHANGE_HEADS = ("unit", "file", "sheet", "cell", "column", "old", "new", "why")
DIFFERENCE_HEADS = ("unit", "file", "other", "list", "number", "differs", "column", "earlier", "later")
MOST_DIFFERENCES = 200  # of one file; the rest is counted


def build_ledger_rows(files: Iterable[ReturnedFile], names: Mapping[str, str]) -> Iterator[Row]:
    """Yield the account of every file that was read, then the sum of all."""
    read = [file for file in files if not file.recognition.code]
    for file in read:
        yield [names.get(file.unit, ""), file.name, *_build_count_cells(file.ledger)]
    yield [say("report.sum"), "", *_build_count_cells(add_ledgers(file.ledger for file in read))]


def _build_count_cells(ledger: Ledger) -> Row:
    left_out = sum(ledger.left_out.values())
    reasons = [
        say("report.reason", why=say(f"left_out.{why}"), count=count)
        for why, count in sorted(ledger.left_out.items(), key=lambda one: (-one[1], one[0]))
        if count
    ]
    shown = say("reconcile.separator").join(reasons)
    return [ledger.stored, ledger.taken, ledger.normalised, left_out, ledger.unexplained, shown]


def build_evidence_rows(files: Iterable[ReturnedFile]) -> Iterator[Row]:
    """Yield every decision on a unit, a list or a column, with what spoke for it, the least sure first."""
    found = [(one, file.name) for file in files for one in file.explanations]
    separator = say("list.separator")
    for one, name in sorted(found, key=lambda pair: pair[0].confidence):
        signs = separator.join(say(f"sign.{sign}") for sign in one.evidence)
        grade = "high" if one.confidence >= HIGH else "middle" if one.confidence >= MIDDLE else "low"
        # Never rounded up: what is nearly sure is not sure.
        share = f"{int(one.confidence * 100)}%"
        sure = say("report.sure", grade=say(f"confidence.{grade}"), share=share)
        subject = say(f"subject.{one.subject}")
        others = separator.join(one.candidates)
        chosen = one.chosen or say("report.undecided")
        yield [subject, name, one.sheet, one.cell, one.seen, chosen, sure, signs, others]


def build_change_rows(files: Iterable[ReturnedFile], names: Mapping[str, str], definition: Definition) -> Iterator[Row]:
    """Yield every cell that was understood as something else than was written: old, new, why."""
    for file in files:
        for section in file.sections:
            if section.list_key not in file.counted:
                continue
            list_type = definition.find_list_type(section.list_key)
            for record in section.records:
                for one in record.changes:
                    cell = f"{column_letters(section.positions[one.column])}{record.row}"
                    label = list_type.find_column(one.column).label
                    why = say(f"change.{one.why}")
                    yield [names.get(file.unit, ""), file.name, section.sheet, cell, label, one.old, one.new, why]


def build_difference_rows(
    files: Iterable[ReturnedFile], names: Mapping[str, str], definition: Definition
) -> Iterator[Row]:
    """Yield, for every file set aside, what it says otherwise than those that count; many are counted, not listed."""
    read = list(files)
    by_unit: dict[str, list[ReturnedFile]] = {}
    for file in read:
        if file.counted:
            by_unit.setdefault(file.unit, []).append(file)
    for file in read:
        if not file.standing.superseded_by:
            continue
        counting = by_unit.get(file.unit, [])
        found = find_differences(file, counting, definition)
        others = [one.name for one in counting if one.counted & set(file.standing.superseded_by)]
        start = [names.get(file.unit, ""), file.name, say("list.separator").join(others)]
        for one in found[:MOST_DIFFERENCES]:
            yield [*start, *_build_difference_cells(one, definition)]
        more = len(found) - MOST_DIFFERENCES
        if not found:
            yield [*start, "", "", say("differences.none"), "", "", ""]
        elif more > 0:
            yield [*start, "", "", say("differences.more", count=more), "", "", ""]


def _build_difference_cells(difference: Difference, definition: Definition) -> Row:
    place = difference.number or say("differences.row", row=difference.row)
    label = definition.find_list_type(difference.list_key).label
    return [
        label,
        place,
        say(f"differences.{difference.kind}"),
        difference.column,
        difference.earlier,
        difference.later,
    ]
