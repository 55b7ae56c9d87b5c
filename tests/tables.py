"""A workbook in a test is a Markdown table: headings and cells, of which a batch of one or more units is built."""

import datetime as dt

import pandas as pd

from toolkit.cleaning import CleanedCell, Cleaner
from toolkit.definition import load_definition
from toolkit.layout import FIRST_ROW
from toolkit.records import (
    ABSENT,
    AnchorDays,
    FileContent,
    FileRecognition,
    FileStanding,
    Record,
    ReturnedFile,
    RosterNames,
    Section,
    SourceFile,
    build_batch,
)

SHIPPED = load_definition()
NO_COLUMN = "∅"  # stands in a cell for: this row's sheet had no such column


def cells_of(markdown):
    """Return the rows of a Markdown table as dicts by heading; the line of dashes is dropped."""
    lines = [line.strip().removeprefix("|").removesuffix("|").split("|") for line in markdown.strip().splitlines()]
    rows = [[cell.strip() for cell in line] for line in lines]
    dashes = len(rows) > 1 and all(cell and set(cell) <= set("-:") for cell in rows[1])
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2 if dashes else 1 :]]


def section_of(definition, cleaner, key, markdown):
    list_type = definition.find_list_type(key)
    by_label = {column.label: column for column in list_type.columns}
    records = []
    for index, row in enumerate(cells_of(markdown)):
        written = {by_label[heading].key: text for heading, text in row.items()}
        cleaned = {
            name: CleanedCell(text="", unknown=ABSENT)
            if text == NO_COLUMN
            else cleaner.clean(key, list_type.find_column(name), text)
            for name, text in written.items()
        }
        records.append(Record(row=FIRST_ROW + index, written=written, cleaned=cleaned))
    positions = {column.key: index for index, column in enumerate(list_type.columns)}
    return Section(list_key=key, sheet=list_type.label, header_row=3, positions=positions, records=tuple(records))


def file_of(unit, definition, cleaner, lists):
    sections = tuple(section_of(definition, cleaner, key, text) for key, text in lists.items())
    name = f"报回{'' if unit == '01' else unit}.xlsx"
    return returned_file(name, unit, sections, lists, sha256=unit)


def returned_file(name, unit, sections, counted, *, sha256=""):
    """Return a file of one unit with some lists, of which those with the given keys count."""
    return ReturnedFile(
        source=SourceFile(name=name, sha256=sha256 or name, size=1),
        recognition=FileRecognition(unit=unit),
        content=FileContent(sections=tuple(sections)),
        standing=FileStanding(counted=frozenset(counted)),
    )


def batch_of(
    *,
    members=(),
    today=dt.date(2022, 3, 31),
    meeting=dt.date(2022, 1, 20),
    definition=None,
    unit="01",
    also=None,
    **lists,
):
    """Return a batch of one unit; each keyword is a list's key with its Markdown table.

    `also` gives further units' lists by unit code.
    """
    own = definition or SHIPPED
    cleaner = Cleaner(own, frozenset(name for _, name in members))
    files = [file_of(code, own, cleaner, tables) for code, tables in {unit: lists, **(also or {})}.items()]
    roster = RosterNames(
        members=pd.DataFrame(list(members), columns=["unit", "name"], dtype=object),
        lead=unit,
        unit_names=frozenset({"市教育局"}),
    )
    return build_batch(own, files, roster, AnchorDays(today=today, meeting=meeting))


def verdicts(rule, batch, key):
    """Return what a rule says of each row of a list: True is a violation, None cannot tell."""
    return [None if pd.isna(one) else bool(one) for one in rule.find_violations(batch.view_list(key))]


def facts_of(rule, batch, key):
    """Return the facts of the rows that a rule finds fault with."""
    view = batch.view_list(key)
    return rule.collect_facts(view, view.index[rule.find_violations(view).fillna(False).astype(bool)])
