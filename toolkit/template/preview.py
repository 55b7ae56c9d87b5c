"""The cached results of a fresh workbook's formulas, computed by the rules that check returned workbooks.

Viewers that do not calculate, and every program that reads the file, show these results.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.layout import FAULT_SYMBOL, GOOD_SYMBOL, SheetView
from toolkit.messages import say
from toolkit.records import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreview:
    """What one list shows: hints by row number, and who is missing from it."""

    hints: dict[int, str]
    missing: str

    @property
    def filled(self) -> int:
        """How many rows are filled."""
        return len(self.hints)

    @property
    def faulty(self) -> list[int]:
        """The row numbers with faults, in order."""
        return [row for row, hint in self.hints.items() if hint.startswith(FAULT_SYMBOL)]


def preview_list(batch: Batch, view: SheetView) -> ListPreview:
    """Compute the hints and the missing names of one list."""
    table = batch.view_list(view.layout.list_type.key)
    faults: dict[int, list[str]] = {int(row): [] for row in table.index}
    doubts: dict[int, list[str]] = {int(row): [] for row in table.index}
    for rule in view.collect_hint_rules():
        if rule.build_excel_check(view) is None:
            continue
        phrases = faults if rule.severity == "error" else doubts
        violations = rule.find_violations(table).fillna(False).astype(bool)
        for row in table.index[violations]:
            phrases[int(row)].append(rule.render_hint(view))
    rows = table.table.origin["row"]
    hints = {int(rows[row]): _render_hint(faults[row], doubts[row]) for row in faults}
    return ListPreview(hints=hints, missing=_render_missing_names(batch, view))


def _render_hint(faults: list[str], doubts: list[str]) -> str:
    separator = say("hint.separator")
    hint = f"{FAULT_SYMBOL} {separator.join(faults)}" if faults else GOOD_SYMBOL
    return f"{hint} {say('hint.ask')}{separator.join(doubts)}" if doubts else hint


def _render_missing_names(batch: Batch, view: SheetView) -> str:
    table = batch.view_list(view.layout.list_type.key)
    names = [name for rule in view.layout.list_type.roster_rules for name in rule.find_missing(table)["name"]]
    return say("list.separator").join(names)
