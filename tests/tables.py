"""A workbook in a test is a Markdown table: headings and cells come in, a batch of one unit goes out."""

import datetime as dt

import pandas as pd

from toolkit.batch import Days, Record, ReturnedFile, RosterNames, Section, build_batch
from toolkit.cleaning import Cleaner
from toolkit.definition import load_definition
from toolkit.layout import FIRST_ROW

SHIPPED = load_definition()


def cells_of(markdown):
    """Return the rows of a Markdown table as dicts by heading; the line of dashes is dropped."""
    lines = [line.strip().strip("|").split("|") for line in markdown.strip().splitlines()]
    rows = [[cell.strip() for cell in line] for line in lines]
    headings, body = rows[0], [row for row in rows[1:] if not set("".join(row)) <= set("-: ")]
    return [dict(zip(headings, row, strict=True)) for row in body]


def section_of(definition, cleaner, key, markdown):
    list_type = definition.list_type(key)
    by_label = {column.label: column for column in list_type.columns}
    records = []
    for place, row in enumerate(cells_of(markdown)):
        written = {by_label[heading].key: text for heading, text in row.items()}
        cleaned = {name: cleaner.clean(key, list_type.column(name), text) for name, text in written.items()}
        records.append(Record(row=FIRST_ROW + place, written=written, cleaned=cleaned))
    positions = {column.key: place for place, column in enumerate(list_type.columns)}
    return Section(list_key=key, sheet=list_type.label, header_row=3, positions=positions, records=tuple(records))


def batch_of(
    *, members=(), today=dt.date(2022, 3, 31), meeting=dt.date(2022, 1, 20), definition=None, unit="01", **lists
):
    """Return a batch of one unit; each keyword is a list's key with its Markdown table."""
    own = definition or SHIPPED
    cleaner = Cleaner(own, frozenset(name for _, name in members))
    sections = tuple(section_of(own, cleaner, key, text) for key, text in lists.items())
    file = ReturnedFile(name="报回.xlsx", sha256="0", size=1, unit=unit, sections=sections, counted=frozenset(lists))
    roster = RosterNames(
        members=pd.DataFrame(list(members), columns=["unit", "name"], dtype=object),
        lead=unit,
        unit_names=frozenset({"市教育局"}),
    )
    return build_batch(own, [file], roster, Days(today=today, meeting=meeting))
