"""Look for what the bulletin's lists and annex get wrong: the summary's definition comes in, mistakes go out."""

from __future__ import annotations

from toolkit.definition.lint.problems import Notes
from toolkit.definition.lint.sheets import Declarations
from toolkit.definition.quantity_names import GRADE, LABEL, SHORT
from toolkit.definition.report import (
    COUNT,
    UNIT,
    ListingSpec,
    Series,
    SummarySpec,
    TableSpec,
)
from toolkit.definition.resolve import split_path
from toolkit.messages import say
from toolkit.text import find_nearest


def check_series(notes: Notes, spec: SummarySpec, shown: Declarations) -> None:
    """Note the mistakes of every list of the bulletin, and of the annex."""
    for series in spec.series:
        _check_single_series(notes.enter_part("series", series.name), spec, series, shown)
    annex = spec.annex
    table = shown.find_table(notes, annex.table, "annex")
    if table is not None and len(table.rows) > len(annex.labels):
        notes.report_mistake("definition.annex_labels", "annex", rows=len(table.rows), labels=len(annex.labels))
    for name in (annex.heading, *annex.labels, annex.numbers):
        _check_name(notes, name, "annex")


def _check_single_series(notes: Notes, spec: SummarySpec, series: Series, shown: Declarations) -> None:
    for name in series.fields:
        _check_name(notes, name, "fields")
    if bool(series.table) == bool(series.listing):
        notes.report_mistake("definition.one_source")
        return
    _check_nonzero_field(notes, series)
    if series.count and not series.grade:
        notes.report_mistake("definition.count_needs_grade", "count")
    if series.table:
        table = shown.find_table(notes, series.table, "table")
        _check_grade(notes, spec, series, table)
        if table is not None:
            _check_fields(notes, series, (LABEL, SHORT, *([GRADE] if table.rank else []), COUNT, *table.figures))
    else:
        if series.grade:
            notes.report_mistake("definition.needs_rank", "grade", attribute="grade")
        listing = shown.find_listing(notes, series.listing, "listing")
        if listing is not None:
            _check_record_fields(notes, series, listing)


def _check_nonzero_field(notes: Notes, series: Series) -> None:
    """Rows may be left out by one of their own figures."""
    if series.nonzero and series.nonzero not in series.fields:
        words = say("list.separator").join(series.fields)
        near = find_nearest(series.nonzero, series.fields) or ""
        notes.report_mistake("definition.no_series_field", "nonzero", name=series.nonzero, known=words, nearest=near)
    elif series.nonzero and series.fields[series.nonzero] in (LABEL, SHORT, GRADE, UNIT):
        notes.report_mistake("definition.not_number", "nonzero", path=series.nonzero, attribute="nonzero")


def _check_grade(notes: Notes, spec: SummarySpec, series: Series, table: TableSpec | None) -> None:
    labels = [grade.label for grade in spec.grades]
    if series.grade and series.grade not in labels:
        words = say("list.separator").join(labels)
        near = find_nearest(series.grade, labels) or ""
        notes.report_mistake("definition.no_grade", "grade", grade=series.grade, known=words, nearest=near)
    if table is not None and table.rank is None and series.grade:
        notes.report_mistake("definition.needs_rank", "grade", attribute="grade")


def _check_fields(notes: Notes, series: Series, known: tuple[str, ...]) -> None:
    for path in series.fields.values():
        if path not in known:
            _report_missing_field(notes, path, known)


def _check_record_fields(notes: Notes, series: Series, listing: ListingSpec) -> None:
    """Fields are what the listing shows; only numbers have an opposite."""
    list_key, known = split_path(series.listing)[0], (UNIT, *listing.show)
    for path in series.fields.values():
        plain = path.removeprefix("-")
        if plain not in known:
            _report_missing_field(notes, path, known)
        elif plain != path:
            target = notes.find_target(list_key, plain, "fields")
            if target is not None and target.family != "number":
                notes.report_mistake("definition.not_number", "fields", path=plain, attribute="-")


def _report_missing_field(notes: Notes, path: str, known: tuple[str, ...]) -> None:
    words = say("list.separator").join(dict.fromkeys(known))
    notes.report_mistake(
        "definition.no_field", "fields", path=path, known=words, nearest=find_nearest(path, known) or ""
    )


def _check_name(notes: Notes, name: str, part: str) -> None:
    if not name.isidentifier():
        notes.report_mistake("definition.not_a_name", part, name=name)
