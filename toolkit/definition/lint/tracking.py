"""Check the sheet of follow-up: its name, the quantities that its lines and rounds show, and its names in bulletins."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.lint.sheets import Declarations, count_name_uses, find_sheet_name_fault
from toolkit.definition.report import RoundsSpec, SummarySpec, TrackingBlock
from toolkit.text import find_nearest, fold


def check_tracking(
    problems: ProblemCollector, spec: SummarySpec, shown: Declarations, has_quantity: Callable[[str, str], bool]
) -> None:
    """Report every mistake of the sheet; `has_quantity` reports a name of no figure, at a part of the file."""
    if spec.tracking is None:
        return
    sheet = spec.tracking.sheet
    reason = find_sheet_name_fault(sheet)
    if reason:
        problems.report_mistake("definition.sheet_name", "sheet", label=sheet, reason=reason)
    if fold(sheet) in count_name_uses(problems.targets) or fold(sheet) in map(fold, shown.declared):
        problems.report_mistake("definition.sheet_taken", "sheet", label=sheet)
    for block in spec.tracking.blocks:
        _check_block(problems.enter_part("blocks", block.label), spec, block)
    if spec.tracking.rounds is not None:
        _check_rounds(problems.enter_part("rounds"), spec.tracking.rounds, has_quantity)


def _check_block(problems: ProblemCollector, spec: SummarySpec, block: TrackingBlock) -> None:
    known = {quantity.name: quantity for quantity in spec.quantities}
    for name in block.columns.values():
        if name not in known:
            near = find_nearest(name, known) or ""
            problems.report_mistake("definition.no_quantity", "columns", name=name, nearest=near)
        elif not known[name].compare:
            problems.report_mistake("definition.no_compare", "columns", name=name)
    shown = [known[name] for name in block.columns.values() if name in known]
    for other in shown[1:]:
        if (other.list, other.figure, other.figures) != (shown[0].list, shown[0].figure, shown[0].figures):
            problems.report_mistake("definition.other_figures", "columns", one=shown[0].name, other=other.name)


def _check_rounds(problems: ProblemCollector, rounds: RoundsSpec, has_quantity: Callable[[str, str], bool]) -> None:
    for name in rounds.columns.values():
        has_quantity(name, "tracking")
    for name in (rounds.round, *rounds.columns) if rounds.series else ():
        if not name.isidentifier():
            problems.report_mistake("definition.not_a_name", "columns", name=name)
