"""Listings: the records of a list that meet a condition, shown one by one, such as overdue measures."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.definition import ListingSpec
from toolkit.summary.counts import Count
from toolkit.summary.fields.base import convert_to_numbers
from toolkit.summary.frames import MergedFrames
from toolkit.summary.tabulate import Tabulator


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a listing shows: its fields, and the indexes of its records in order."""

    spec: ListingSpec
    list_key: str
    count: Count
    fields: tuple[str, ...]
    records: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """The listing's name among all listings."""
        return f"{self.list_key}.{self.spec.key}"


def plan_listing(tabulator: Tabulator, list_key: str, spec: ListingSpec) -> Listing:
    """Return a listing without its records; every field it needs is planned."""
    planner = tabulator.planner
    if spec.sort:
        planner.plan_field(list_key, spec.sort)
    fields = tuple(planner.plan_field(list_key, path, raw=True).key for path in spec.show)
    return Listing(spec=spec, list_key=list_key, count=tabulator.build_count(list_key, spec.when), fields=fields)


def fill_listing(listing: Listing, tabulator: Tabulator, frames: MergedFrames) -> Listing:
    """Return the listing with its records: ascending by the sort field, blanks last, else in merged order."""
    mask = listing.count.compute_mask(frames)
    records = frames.build_index(listing.list_key)[mask]
    if listing.spec.sort:
        field = tabulator.planner.plan_field(listing.list_key, listing.spec.sort).key
        column = frames.compute_column(listing.list_key, field).loc[records]
        numbers = convert_to_numbers(column)
        records = numbers.sort_values(kind="stable", na_position="last").index
    return Listing(
        spec=listing.spec,
        list_key=listing.list_key,
        count=listing.count,
        fields=listing.fields,
        records=tuple(int(record) for record in records),
    )
