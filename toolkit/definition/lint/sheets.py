"""Check the names of sheets, and the tables, listings and charts that other parts of a definition name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.path import split_path
from toolkit.definition.report import MEMBERS, UNITS, ListingSpec, SummarySpec, TableSpec
from toolkit.definition.resolve import split_table_path
from toolkit.definition.targets import TargetFinder
from toolkit.messages import say
from toolkit.text import find_nearest, fold, measure_utf16_length, show_tricks

SHEET_NAME = 31  # the file format's limit


def find_sheet_name_fault(name: str) -> str:
    """Return why Excel would refuse a sheet name, in words; an empty text where it would not."""
    if measure_utf16_length(name) > SHEET_NAME:
        return say("sheet_name.long", limit=SHEET_NAME)
    if set(name) & set("[]:*?/\\\n\t") or show_tricks(name) != name or not name.strip():
        return say("sheet_name.characters")
    if name.startswith("'") or name.endswith("'"):
        return say("sheet_name.apostrophe")
    return say("sheet_name.reserved") if name.lower() == "history" else ""


def collect_summary_sheets() -> tuple[str, ...]:
    """Return the sheets that the summary workbook has besides lists, rosters, tables and listings."""
    return (
        say("summary.front"),
        say("summary.reconcile"),
        say("summary.figures"),
        say("summary.details"),
        say("summary.wording"),
        say("sheet.options"),
    )


class Declarations:
    """Every table, listing and sheet that a definition declares."""

    def __init__(self, targets: TargetFinder) -> None:
        self.targets = targets
        countables = [(key, targets.definition.find_countable(key)) for key in targets.list_keys]
        self.tables = {(key, table.key): table for key, counted in countables for table in counted.tables}
        self.listings = {f"{key}.{listing.key}": listing for key, counted in countables for listing in counted.listings}
        names = [table.sheet_name for _, counted in countables for table in counted.tables]
        listings = [listing for _, counted in countables for listing in counted.listings]
        names += [listing.sheet_name for listing in listings if not listing.bulletin_only]
        # The sheets of tables and listings, then all sheets with those of pairs and of follow-up.
        self.declared = tuple(dict.fromkeys(names))
        names += [pairs.sheet for pairs in targets.definition.pairs.values()]
        tracking = targets.definition.summary.tracking
        self.sheets = tuple(dict.fromkeys([*names, *([tracking.sheet] if tracking else [])]))

    def check_sheets_exist(self, problems: ProblemCollector, names: Iterable[str], part: str) -> None:
        """Report all sheets without a table or listing on them as one mistake."""
        unknown = [name for name in dict.fromkeys(names) if name not in self.sheets]
        if unknown and not self.targets.lost:
            near = find_nearest(unknown[0], self.sheets) or ""
            facts = {"names": say("list.separator").join(unknown), "nearest": near}
            problems.report_mistake("definition.no_sheet", part, **facts)

    def find_table(self, problems: ProblemCollector, path: str, *parts: str) -> TableSpec | None:
        """Return the table that `list.table.scope` names; None where there is none, which is reported."""
        list_key, table_key, scope = split_table_path(path)
        if problems.is_list_missing(list_key, *parts):
            return None
        found = self.tables.get((list_key, table_key))
        if found is None or scope not in found.scopes:
            known = [".".join((*key, scope)) for key, table in self.tables.items() for scope in table.scopes]
            problems.report_mistake("definition.no_table", *parts, path=path, nearest=find_nearest(path, known) or "")
            return None
        return found

    def find_listing(self, problems: ProblemCollector, path: str, *parts: str) -> ListingSpec | None:
        """Return the listing that `list.listing` names; None where there is none, which is reported."""
        if problems.is_list_missing(split_path(path)[0], *parts):
            return None
        found = self.listings.get(path)
        if found is None:
            problems.report_mistake(
                "definition.no_listing", *parts, path=path, nearest=find_nearest(path, self.listings) or ""
            )
        return found


def check_charts(problems: ProblemCollector, spec: SummarySpec, shown: Declarations) -> None:
    """Report charts and pictures of tables that do not exist, or that have no chart."""
    wanted = [(path, ("charts",)) for path in spec.charts]
    for path, parts in [*wanted, *((path, ("pictures", name)) for name, path in spec.pictures.items())]:
        table = shown.find_table(problems, path, *parts)
        if table is not None and table.chart is None:
            problems.report_mistake("definition.no_chart", *parts, path=path)


def check_sheets(problems: ProblemCollector, list_key: str) -> None:
    """Report names of sheets that Excel refuses, or that have another use."""
    targets = problems.targets
    countable = targets.definition.find_countable(list_key)
    taken, spelt = count_name_uses(targets), {name.lower(): name for name in Declarations(targets).sheets}
    named = [("tables", table.key, table.sheet_name) for table in countable.tables]
    listed = [listing for listing in countable.listings if not listing.bulletin_only]
    named += [("listings", listing.key, listing.sheet_name) for listing in listed]
    for part, key, name in named:
        reason = find_sheet_name_fault(name)
        if reason:
            problems.report_mistake("definition.sheet_name", part, key, label=name, reason=reason)
        if fold(name) in taken:
            problems.report_mistake("definition.sheet_taken", part, key, label=name)
        if spelt[name.lower()] != name:
            problems.report_mistake("definition.sheet_spelt", part, key, label=name, other=spelt[name.lower()])


def check_roster_labels(problems: ProblemCollector) -> None:
    """Report names of the rosters' sheets that Excel refuses, or that have another use."""
    taken = count_name_uses(problems.targets)
    for list_key in (UNITS, MEMBERS):
        part, label = list_key[1:], problems.definition.find_label(list_key)
        reason = find_sheet_name_fault(label)
        if reason:
            problems.report_mistake("definition.sheet_name", part, "label", label=label, reason=reason)
        if taken[fold(label)] > 1:
            problems.report_mistake("definition.sheet_taken", part, "label", label=label)


def count_name_uses(targets: TargetFinder) -> Counter[str]:
    """Return how often each name is used by lists, rosters and the program itself."""
    return Counter(
        fold(name)
        for name in (*(targets.definition.find_label(key) for key in targets.list_keys), *collect_summary_sheets())
    )
