"""Nest a unit's records: what refers to a record stands beneath it, what refers to none at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from toolkit.docket.page import DocketPage
from toolkit.docket.record import Record


@dataclass(slots=True, eq=False, kw_only=True)
class Entry:
    """A record on a page: its cells by the position of their column, and the entries beneath it.

    `height` is what its own cells need, in points; that of an entry without others beneath is the height of its row.
    `above` is the number of the record above that it names. `goes_on` says that its cells continue a text that was too
    long for one row.
    """

    tier: int
    cells: dict[int, str]
    above: str = ""
    beneath: list[Entry] = field(default_factory=list)
    height: float = 0.0
    goes_on: bool = False

    @property
    def rows(self) -> list[tuple[Entry, ...]]:
        """The rows that the entry takes, each as the entries from this one down to the last."""
        inner = [(self, *row) for entry in self.beneath for row in entry.rows]
        return inner or [(self,)]

    @property
    def total(self) -> float:
        """The height of all its rows."""
        return sum(entry.total for entry in self.beneath) if self.beneath else self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPart:
    """What a page shows of one unit: its entries, those that name no record above them, and how many of each list."""

    entries: list[Entry]
    astray: list[Entry]
    counts: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        """Whether the unit has nothing on the page."""
        return not self.entries and not self.astray


def nest_records(page: DocketPage, records: Mapping[str, Sequence[Record]]) -> UnitPart:
    """Return one unit's part of a page; `records` are its records by list, in print order."""
    tiers = [(position, tier) for position, tier in enumerate(page.tiers) if not tier.groups]
    beneath: dict[str, list[Entry]] = {}
    astray: list[Entry] = []
    entries: list[Entry] = []
    for position, tier in reversed(tiers):
        own = records.get(tier.list_key, ())
        made = [Entry(tier=position, cells=dict(record.shown), above=record.above) for record in own]
        _hang_beneath(page, position, own, made, beneath)
        astray = [*(entry for left in beneath.values() for entry in left), *astray]
        beneath = {}
        if not tier.reference:
            entries = made
            continue
        for entry in made:
            beneath.setdefault(entry.above, []).append(entry)
    counts = {tier.list_key: len(records.get(tier.list_key, ())) for _, tier in tiers}
    _show_references(page, astray)
    return UnitPart(entries=_group_alike(page, entries), astray=astray, counts=counts)


def _hang_beneath(
    page: DocketPage, position: int, own: Sequence[Record], made: list[Entry], beneath: dict[str, list[Entry]]
) -> None:
    """Move the entries of the next tier beneath those that they refer to; what is left refers to none."""
    if position + 1 == len(page.tiers):
        return
    for record, entry in zip(own, made, strict=True):
        entry.beneath = beneath.pop(record.number, []) if record.number else []


def _show_references(page: DocketPage, astray: Iterable[Entry]) -> None:
    """Show, where the number of the record above would stand, what an entry gives as its number."""
    for entry in astray:
        referred = page.tiers[entry.tier].referred
        places = [at for at in page.select_columns(entry.tier - 1) if referred in page.columns[at].paths]
        entry.cells |= dict.fromkeys(places, entry.above)


def _group_alike(page: DocketPage, entries: list[Entry]) -> list[Entry]:
    """Put neighbours that are alike in the columns of a grouping tier beneath one entry."""
    if not page.tiers[0].groups:
        return entries
    shared = page.select_columns(0)
    groups = groupby(entries, key=lambda entry: [entry.cells[at] for at in shared])
    grouped = [Entry(tier=0, cells=dict(zip(shared, alike, strict=True)), beneath=list(own)) for alike, own in groups]
    for entry in entries:
        for at in shared:
            del entry.cells[at]
    return grouped
