"""The days that rules refer to by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorDays:
    """The days that rules refer to by name: `@today`, `@meeting`, and `@listed`, which differs by record.

    `listed` has the last for the items of earlier rounds, by unit, list and number; it is `fresh` for all others, and
    the meeting's day where that is None.
    """

    today: dt.date
    meeting: dt.date
    listed: Mapping[tuple[str, str, str], dt.date] = field(default_factory=dict)
    fresh: dt.date | None = None

    def find_listed_days(self, list_key: str, units: Iterable[str], numbers: pd.Series[Any]) -> pd.Series[Any]:
        """Return the day of each record of a list, by its unit and running number, with the index of the numbers."""
        fresh = self.fresh or self.meeting
        pairs = zip(units, numbers, strict=True)
        listed = [self.listed.get((unit, list_key, str(number)), fresh) for unit, number in pairs]
        days = pd.to_datetime(pd.Series(listed, index=numbers.index, dtype=object))
        return pd.Series(days, dtype="datetime64[ns]")
