"""What reading did with every file, as rows of the report: ledger of cells, evidence, changes, differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from toolkit.definition import Definition
from toolkit.excel import column_letters
from toolkit.messages import say
from toolkit.records import (
    Change,
    Difference,
    Ledger,
    ReturnedFile,
    add_ledgers,
    find_differences,
)
from toolkit.text import find_look_alikes

Row = list[str | int]
# A decision at HIGH confidence needs no second look, at MIDDLE one; below that it is doubtful.
HIGH, MIDDLE = 0.9, 0.75
LEDGER_HEADS = ("unit", "file", "stored", "taken", "normalised", "left_out", "unexplained", "reasons")
EVIDENCE_HEADS = ("subject", "file", "sheet", "cell", "seen", "chosen", "confidence", "signs", "candidates")
CHANGE_HEADS = ("unit", "file", "sheet", "cell", "column", "old", "new", "why")
DIFFERENCE_HEADS = ("unit", "file", "other", "list", "number", "differs", "column", "earlier", "later")
MOST_DIFFERENCES = 200  # of one file; the rest is counted


def build_ledger_rows(files: Iterable[ReturnedFile], names: Mapping[str, str]) -> Iterator[Row]:
    """Yield a row per file that was read (LEDGER_HEADS), then the sum of all."""
    read = [file for file in files if not file.recognition.code]
    for file in read:
        yield [names.get(file.unit, ""), file.name, *_build_count_cells(file.ledger)]
    yield [say("report.sum"), "", *_build_count_cells(add_ledgers(file.ledger for file in read))]


def _build_count_cells(ledger: Ledger) -> Row:
    left_out = sum(ledger.left_out.values())
    reasons = [
        say("report.reason", why=say(f"left_out.{why}"), count=count)
        for why, count in sorted(ledger.left_out.items(), key=lambda reason: (-reason[1], reason[0]))
        if count
    ]
    shown = say("reconcile.separator").join(reasons)
    return [ledger.stored, ledger.taken, ledger.normalised, left_out, ledger.unexplained, shown]


def build_evidence_rows(files: Iterable[ReturnedFile]) -> Iterator[Row]:
    """Yield a row per decision on a unit, list or column (EVIDENCE_HEADS): its evidence, the least certain first."""
    found = [(explanation, file.name) for file in files for explanation in file.explanations]
    separator = say("list.separator")
    for explanation, name in sorted(found, key=lambda pair: pair[0].confidence):
        evidence = separator.join(say(f"sign.{code}") for code in explanation.evidence)
        grade = "high" if explanation.confidence >= HIGH else "middle" if explanation.confidence >= MIDDLE else "low"
        # Never rounded up: what is nearly sure is not sure.
        share = f"{int(explanation.confidence * 100)}%"
        sure = say("report.sure", grade=say(f"confidence.{grade}"), share=share)
        subject = say(f"subject.{explanation.subject}")
        others = separator.join(explanation.candidates)
        chosen = explanation.chosen or say("report.undecided")
        yield [subject, name, explanation.sheet, explanation.cell, explanation.seen, chosen, sure, evidence, others]


def build_change_rows(files: Iterable[ReturnedFile], names: Mapping[str, str], definition: Definition) -> Iterator[Row]:
    """Yield a row per cell that was normalised (CHANGE_HEADS): as it was written, as it was understood, and why."""
    for file in files:
        for section in file.sections:
            if section.list_key not in file.counted:
                continue
            list_type = definition.find_list_type(section.list_key)
            for record in section.records:
                for change in record.changes:
                    cell = f"{column_letters(section.positions[change.column])}{record.row}"
                    label = list_type.find_column(change.column).label
                    why = _explain_change(change)
                    yield [names.get(file.unit, ""), file.name, section.sheet, cell, label, change.old, change.new, why]


def _explain_change(change: Change) -> str:
    """Say why a cell was normalised, with the code points of characters that look like those put in their place."""
    why = say(f"change.{change.why}")
    codes = find_look_alikes(change.old)
    return say("report.look_alikes", why=why, codes=say("list.separator").join(codes)) if codes else why


def build_difference_rows(
    files: Iterable[ReturnedFile], names: Mapping[str, str], definition: Definition
) -> Iterator[Row]:
    """Yield, for every file that a later return replaced, how it differs from those that count (DIFFERENCE_HEADS).

    Of each file the first MOST_DIFFERENCES are listed, the rest is counted.
    """
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
        others = [other.name for other in counting if other.counted & set(file.standing.superseded_by)]
        start = [names.get(file.unit, ""), file.name, say("list.separator").join(others)]
        for difference in found[:MOST_DIFFERENCES]:
            yield [*start, *_build_difference_cells(difference, definition)]
        more = len(found) - MOST_DIFFERENCES
        if not found:
            yield [*start, "", "", say("differences.none"), "", "", ""]
        elif more > 0:
            yield [*start, "", "", say("differences.more", count=more), "", "", ""]


def _build_difference_cells(difference: Difference, definition: Definition) -> Row:
    number = difference.number or say("differences.row", row=difference.row)
    label = definition.find_list_type(difference.list_key).label
    return [
        label,
        number,
        say(f"differences.{difference.kind}"),
        difference.column,
        difference.earlier,
        difference.later,
    ]
