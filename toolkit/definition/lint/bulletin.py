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
    Series,
    SummarySpec,
    TableSpec,
)
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
    if series.count and not series.grade:
        problems.report_mistake("definition.count_needs_grade", "count")
    if series.table:
        table = shown.find_table(problems, series.table, "table")
        _check_grade(problems, spec, series, table)
        if table is not None:
            _check_fields(problems, series, (LABEL, SHORT, *([GRADE] if table.rank else []), COUNT, *table.figures))
    else:
        if series.grade:
            problems.report_mistake("definition.needs_rank", "grade", attribute="grade")
        listing = shown.find_listing(problems, series.listing, "listing")
        if listing is not None:
            _check_record_fields(problems, series, listing)


def _check_nonzero_field(problems: ProblemCollector, series: Series) -> None:
    """Check that rows are left out only by a figure of their own."""
    if series.nonzero and series.nonzero not in series.fields:
        words = say("list.separator").join(series.fields)
        near = find_nearest(series.nonzero, series.fields) or ""
        problems.report_mistake("definition.no_series_field", "nonzero", name=series.nonzero, known=words, nearest=near)
    elif series.nonzero and series.fields[series.nonzero] in (LABEL, SHORT, GRADE, UNIT):
        problems.report_mistake("definition.not_number", "nonzero", path=series.nonzero, attribute="nonzero")


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


def _check_record_fields(problems: ProblemCollector, series: Series, listing: ListingSpec) -> None:
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
