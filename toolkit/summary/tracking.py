"""The sheet of follow-up: a figure a line with its value now, a round ago, and the change; and all rounds together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.campaign import Campaign
from toolkit.definition import Quantity, RoundsSpec, TrackingBlock, name_comparison
from toolkit.followup import Closing
from toolkit.messages import say
from toolkit.summary.quantities import NamedFigure, restore_frozen
from toolkit.summary.tables import Value
from toolkit.summary.tabulate import Tabulator


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedFigure:
    """A figure now, a round ago and the difference; the last two are None in the first round."""

    now: NamedFigure
    last: NamedFigure | None = None
    change: NamedFigure | None = None

    @property
    def shown(self) -> tuple[tuple[str, NamedFigure], ...]:
        """The figures side by side, each with the key of its period."""
        periods = (("now", self.now), ("last", self.last), ("change", self.change))
        return tuple((period, figure) for period, figure in periods if figure is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingTable:
    """Some lines of the sheet: a label each, and a figure per heading."""

    key: str
    label: str
    list_key: str
    headings: tuple[str, ...]
    lines: tuple[tuple[str, tuple[TrackedFigure, ...]], ...]
    notes: tuple[str, ...] = ()

    def list_cells(self) -> Iterator[tuple[int, int, str, str, NamedFigure]]:
        """Yield every cell: line and column from 0, the line's label, the column's label, and the figure."""
        for line, (label, figures) in enumerate(self.lines):
            shown = [(head, *cell) for head, each in zip(self.headings, figures, strict=True) for cell in each.shown]
            for column, (head, period, figure) in enumerate(shown):
                yield line, column, label, f"{head} {say(f'tracking.{period}')}", figure


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFigures:
    """Some figures of one round; `names` are those of the round in progress, whose values are live."""

    number: int
    label: str
    values: tuple[Value, ...]
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """Some figures over all rounds, the first round first."""

    spec: RoundsSpec
    names: tuple[str, ...]
    headings: tuple[str, ...]
    rounds: tuple[RoundFigures, ...]


def build_tracking_tables(tabulator: Tabulator, figures: Mapping[str, NamedFigure]) -> tuple[TrackingTable, ...]:
    """Return the blocks of the sheet whose lists this campaign uses; headings without a figure are left out."""
    spec = tabulator.planner.definition.summary
    if spec.tracking is None:
        return ()
    quantities = {quantity.name: quantity for quantity in spec.quantities}
    tables = (
        _build_table(tabulator, f"tracking.{place}", block, quantities, figures)
        for place, block in enumerate(spec.tracking.blocks)
    )
    return tuple(table for table in tables if table is not None)


def _build_table(
    tabulator: Tabulator,
    key: str,
    block: TrackingBlock,
    quantities: Mapping[str, Quantity],
    figures: Mapping[str, NamedFigure],
) -> TrackingTable | None:
    used = {head: quantities[name] for head, name in block.columns.items() if not figures[name].unused}
    if not used:
        return None
    first = next(iter(used.values()))
    keys = {"": first.figure, **first.figures}
    specs = {suffix: tabulator.find_figure(first.list, figure) for suffix, figure in keys.items()}

    def find_figure(name: str) -> TrackedFigure:
        last, change = name_comparison(name)
        if not tabulator.has_last:
            return TrackedFigure(now=figures[name])
        return TrackedFigure(now=figures[name], last=figures[last], change=figures[change])

    return TrackingTable(
        key=key,
        label=block.label,
        list_key=first.list,
        headings=tuple(used),
        lines=tuple(
            (specs[suffix].label, tuple(find_figure(quantity.name + suffix) for quantity in used.values()))
            for suffix in keys
            if all(not figures[quantity.name + suffix].unused for quantity in used.values())
        ),
        notes=tuple(dict.fromkeys(each.note for each in specs.values() if each.note)),
    )


def build_rounds(
    campaign: Campaign, opening: Closing, figures: Mapping[str, tuple[NamedFigure, Value]]
) -> Rounds | None:
    """Return the figures of all rounds; None where there are none. `figures` are those of this round that count."""
    tracking = campaign.definition.summary.tracking
    if tracking is None or tracking.rounds is None:
        return None
    spec = tracking.rounds
    columns = {head: name for head, name in spec.columns.items() if name in figures}
    if not columns:
        return None
    names = tuple(columns.values())
    earlier = dict(opening.history) | ({opening.round: opening.figures} if opening.round else {})
    current = campaign.round.number
    rounds = [
        RoundFigures(
            number=number,
            label=_render_round(campaign, number),
            values=tuple(restore_frozen(known.get(name), figures[name][0].kind) for name in names),
        )
        for number, known in sorted(earlier.items())
        if number < current
    ]
    now = tuple(figures[name][1] for name in names)
    rounds.append(RoundFigures(number=current, label=_render_round(campaign, current), values=now, is_current=True))
    return Rounds(spec=spec, names=names, headings=tuple(columns), rounds=tuple(rounds))


def _render_round(campaign: Campaign, number: int) -> str:
    name = next((each.name for each in campaign.rounds if each.number == number), "")
    return say("tracking.named_round" if name else "tracking.round", number=number, name=name)
