"""What it takes to write the bulletins of a round, and what comes of it: data that goes to a worker and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.bulletin.charts import ChartData
from toolkit.errors import Mistake

if TYPE_CHECKING:
    from toolkit.definition import NameKind


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinJob:
    """The templates by the name of their file, in order, and all that is filled in.

    `names` and `columns` are the kinds that templates are proofread with, as in `BulletinTemplate.find_mistakes`;
    `pictures` are the names that templates may show, of which `charts` draws some.
    """

    templates: Mapping[str, bytes] = field(repr=False)
    names: Mapping[str, NameKind | None]
    columns: Mapping[str, Mapping[str, NameKind | None]]
    values: Mapping[str, Any]
    pictures: Sequence[str]
    charts: Sequence[ChartData]
    fonts: Sequence[str]
    day: dt.date
    words: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBulletins:
    """The documents by the name of their template's file, and the mistakes of the templates that gave none."""

    documents: Mapping[str, bytes] = field(repr=False)
    mistakes: tuple[Mistake, ...]
