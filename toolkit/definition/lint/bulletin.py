"""Check the bulletins, their lists and annex, as summary.toml declares them."""

from __future__ import annotations

from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.lint.sheets import Declarations, count_name_uses, find_sheet_name_fault
from toolkit.definition.path import split_path
from toolkit.definition.quantity_names import GRADE, LABEL, SHORT
from toolkit.definition.report import (
    COUNT,
    UNIT,
    ListingSpec,
    SummarySpec,
    TableSpec,
)
from toolkit.definition.resolve import split_table_path
from toolkit.definition.series import InnerSeries, Series
from toolkit.messages import say
from toolkit.text import find_nearest, fold


def check_series(problems: ProblemCollector, spec: SummarySpec, shown: Declarations) -> None:
    """Report the mistakes of every list of the bulletin, and of the annex; `shown` has all tables and listings."""
    for series in spec.series:
        _check_single_series(problems.enter_part("series", series.name), spec, series, shown)
    annex = spec.annex
    table = shown.find_table(problems, annex.table, "annex")
    if table is not None and len(table.rows) > len(annex.labels):
        problems.report_mistake("definition.annex_labels", "annex", rows=len(table.rows), labels=len(annex.labels))
    for name in (annex.heading, *annex.labels, annex.numbers):
        _check_name(problems, name, "annex")


def check_bulletins(problems: ProblemCollector, spec: SummarySpec, shown: Declarations) -> None:
    """Report bulletins named twice, and names of their sheets that Excel refuses or that have another use."""
    used = set(count_name_uses(problems.targets)) - {fold(say("summary.wording"))} | set(map(fold, shown.sheets))
    files: set[str] = set()
    for bulletin in spec.bulletins:
        inner = problems.enter_part("bulletins", bulletin.file)
        if bulletin.file in files:
            inner.report_mistake("definition.bulletin_twice", "file", file=bulletin.file)
        files.add(bulletin.file)
        if reason := find_sheet_name_fault(bulletin.sheet):
            inner.report_mistake("definition.sheet_name", "sheet", label=bulletin.sheet, reason=reason)
        if bulletin.sheet and fold(bulletin.sheet) in used:
            inner.report_mistake("definition.sheet_taken", "sheet", label=bulletin.sheet)
        used.add(fold(bulletin.sheet))


def _check_single_series(problems: ProblemCollector, spec: SummarySpec, series: Series, shown: Declarations) -> None:
    for name in series.fields:
        _check_name(problems, name, "fields")
    if bool(series.table) == bool(series.listing):
        problems.report_mistake("definition.one_source")
        return
    _check_nonzero_field(problems, series)
    if series.table:
        for path in series.table:
            _check_table(problems, spec, series, shown.find_table(problems, path, "table"))
        if series.shorten:
            problems.report_mistake("definition.only_records", "shorten", attribute="shorten")
        if series.inside is not None:
            _check_inner_series(problems.enter_part("inside"), series, series.inside, shown)
    else:
        _check_listed_records(problems, series, shown)


def _check_listed_records(problems: ProblemCollector, series: Series, shown: Declarations) -> None:
    """Check a list that takes its rows from a listing."""
    if series.grade:
        problems.report_mistake("definition.needs_rank", "grade", attribute="grade")
    for attribute in ("unclear", "inside"):
        if getattr(series, attribute):
            problems.report_mistake("definition.only_tables", attribute, attribute=attribute)
    listing = shown.find_listing(problems, series.listing, "listing")
    if listing is not None:
        _check_record_fields(problems, series, listing)
    _check_shortened(problems, series)


def _check_table(problems: ProblemCollector, spec: SummarySpec, series: Series, table: TableSpec | None) -> None:
    _check_grade(problems, spec, series, table)
    if table is not None:
        _check_fields(problems, series, (LABEL, SHORT, *([GRADE] if table.rank else []), COUNT, *table.figures))


def _check_inner_series(problems: ProblemCollector, series: Series, inner: InnerSeries, shown: Declarations) -> None:
    """Check the list within the rows of a table: its names, its columns, and how its records find their row."""
    for name in filter(None, (inner.name, inner.count)):
        _check_name(problems, name, "name")
        if name in series.fields or inner.name == inner.count:
            problems.report_mistake("definition.name_twice", name=name)
    for name in inner.fields:
        _check_name(problems, name, "fields")
    listing = shown.find_listing(problems, inner.listing, "listing")
    if listing is None:
        return
    _check_record_fields(problems, inner, listing)
    _check_shortened(problems, inner)
    if inner.chosen and inner.chosen not in inner.fields:
        _report_missing_series_field(problems, inner, "chosen", inner.chosen)
    _check_match(problems, series, inner, shown)


def _check_match(problems: ProblemCollector, series: Series, inner: InnerSeries, shown: Declarations) -> None:
    """Check that a record tells to which row it belongs."""
    list_key = split_path(inner.listing)[0]
    for path in inner.match:
        problems.find_target(list_key, path, "match")
    for path in series.table if not inner.match else ():
        table = shown.tables.get(split_table_path(path)[:2])
        for row in table.rows if table else ():
            if not problems.targets.has_target(list_key, row):
                problems.report_mistake("definition.no_match", "match", path=row, listing=inner.listing)


def _check_shortened(problems: ProblemCollector, series: Series | InnerSeries) -> None:
    """Check that only texts of the list are shortened."""
    list_key = split_path(series.listing)[0]
    for name in series.shorten:
        if name not in series.fields:
            _report_missing_series_field(problems, series, "shorten", name)
            continue
        path = series.fields[name].removeprefix("-")
        known = path != UNIT and list_key in problems.targets.list_keys and problems.targets.has_target(list_key, path)
        target = problems.targets.find_target(list_key, path) if known else None
        if target is not None and target.family != "words":
            problems.report_mistake("definition.not_text", "shorten", path=name)
    for name in series.sentences:
        if name not in series.fields:
            _report_missing_series_field(problems, series, "sentences", name)


def _check_nonzero_field(problems: ProblemCollector, series: Series) -> None:
    """Check that rows are left out only by a figure of their own."""
    if series.nonzero and series.nonzero not in series.fields:
        _report_missing_series_field(problems, series, "nonzero", series.nonzero)
    elif series.nonzero and series.fields[series.nonzero] in (LABEL, SHORT, GRADE, UNIT):
        problems.report_mistake("definition.not_number", "nonzero", path=series.nonzero, attribute="nonzero")


def _report_missing_series_field(
    problems: ProblemCollector, series: Series | InnerSeries, attribute: str, name: str
) -> None:
    words = say("list.separator").join(series.fields)
    near = find_nearest(name, series.fields) or ""
    problems.report_mistake("definition.no_series_field", attribute, name=name, known=words, nearest=near)


def _check_grade(problems: ProblemCollector, spec: SummarySpec, series: Series, table: TableSpec | None) -> None:
    labels = [grade.label for grade in spec.grades]
    if series.grade and series.grade not in labels:
        words = say("list.separator").join(labels)
        near = find_nearest(series.grade, labels) or ""
        problems.report_mistake("definition.no_grade", "grade", grade=series.grade, known=words, nearest=near)
    if table is not None and table.rank is None and series.grade:
        problems.report_mistake("definition.needs_rank", "grade", attribute="grade")


def _check_fields(problems: ProblemCollector, series: Series, known: tuple[str, ...]) -> None:
    for path in series.fields.values():
        if path not in known:
            _report_missing_field(problems, path, known)


def _check_record_fields(problems: ProblemCollector, series: Series | InnerSeries, listing: ListingSpec) -> None:
    """Check that fields are columns of the listing, and that only numbers are negated."""
    list_key, known = split_path(series.listing)[0], (UNIT, *listing.show)
    for path in series.fields.values():
        plain = path.removeprefix("-")
        if plain not in known:
            _report_missing_field(problems, path, known)
        elif plain != path:
            target = problems.find_target(list_key, plain, "fields")
            if target is not None and target.family != "number":
                problems.report_mistake("definition.not_number", "fields", path=plain, attribute="-")


def _report_missing_field(problems: ProblemCollector, path: str, known: tuple[str, ...]) -> None:
    words = say("list.separator").join(dict.fromkeys(known))
    problems.report_mistake(
        "definition.no_field", "fields", path=path, known=words, nearest=find_nearest(path, known) or ""
    )


def _check_name(problems: ProblemCollector, name: str, part: str) -> None:
    if not name.isidentifier():
        problems.report_mistake("definition.not_a_name", part, name=name)
