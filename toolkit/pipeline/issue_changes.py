"""What is different between two times that a workbook was handed out, in words for the register."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.campaign import Campaign
from toolkit.definition import ListType
from toolkit.formats import Grid, OpenedFile, UnreadableError, open_workbook
from toolkit.layout import COVER_FIELDS_ROW, FIRST_ROW, HEADER_ROW
from toolkit.messages import say
from toolkit.unit_token import find_tokens

_MOST_NAMED = 5  # values that are named; of more, how many
_REQUIRED = "★"
_PEOPLE = ("@members", "@leaders")


def describe_changes(campaign: Campaign, old: bytes | None, new: bytes) -> str:
    """Return what became different, in words; `old` is None where the earlier workbook is not at hand any more."""
    if old is None:
        return say("reissue.unknown")
    try:
        before, after = open_workbook(old), open_workbook(new)
    except UnreadableError:
        return say("reissue.unknown")
    changes = list(dict.fromkeys(_Comparer(campaign, before.grids, after.grids).find_changes()))
    if _find_campaigns(before) != _find_campaigns(after):
        changes.append(say("reissue.key"))
    return say("reissue.separator").join(changes) or say("reissue.look")


def _find_campaigns(opened: OpenedFile) -> set[str]:
    return {token.campaign for token in find_tokens(opened.properties)}


@dataclass(frozen=True)
class _Comparer:
    """Compares two workbooks of ours sheet by sheet."""

    campaign: Campaign
    before: tuple[Grid, ...]
    after: tuple[Grid, ...]

    def find_changes(self) -> Iterator[str]:
        """Yield what differs: the lists, their headings and prefilled rows, the dropdowns, the cover."""
        yield from self._compare_lists()
        yield from self._compare_options()
        cover = self.campaign.definition.cover.sheet
        old, new = _find_head(self.before, cover), _find_head(self.after, cover)
        if old != new:
            yield say("reissue.cover")

    def _compare_lists(self) -> Iterator[str]:
        for list_type in self.campaign.list_types:
            old, new = _find_grid(self.before, list_type.label), _find_grid(self.after, list_type.label)
            if old is None and new is None:
                continue
            if old is None or new is None:
                yield say("reissue.list_gone" if new is None else "reissue.list_added", list=list_type.label)
            elif _read_row(old, HEADER_ROW) != _read_row(new, HEADER_ROW):
                yield say("reissue.headings", list=list_type.label)
            elif _read_rows(old, list_type) != _read_rows(new, list_type):
                yield say("reissue.rows", list=list_type.label)

    def _compare_options(self) -> Iterator[str]:
        sheet = say("sheet.options")
        old, new = (_read_options(_find_grid(grids, sheet)) for grids in (self.before, self.after))
        people = [self._describe(key, old, new) for key in _PEOPLE]
        yield from (text for text in people[:1] if text)
        if people[1] and not people[0]:
            yield people[1]
        labels = {column.choices: column.label for each in self.campaign.list_types for column in each.columns}
        for key, label in labels.items():
            if key and key not in _PEOPLE and old.get(key, ()) != new.get(key, ()):
                yield self._describe(key, old, new, label) or say("reissue.order", label=label)

    def _describe(
        self, key: str, old: dict[str, tuple[str, ...]], new: dict[str, tuple[str, ...]], label: str = ""
    ) -> str:
        added = [value for value in new.get(key, ()) if value not in old.get(key, ())]
        gone = [value for value in old.get(key, ()) if value not in new.get(key, ())]
        parts = [say(f"reissue.{word}", values=_name(own)) for word, own in (("added", added), ("gone", gone)) if own]
        what = say("reissue.people") if key in _PEOPLE else say("reissue.options", label=label)
        return what + say("list.separator").join(parts) if parts else ""


def _name(values: list[str]) -> str:
    named = say("list.separator").join(values[:_MOST_NAMED])
    return say("reissue.more", values=named, count=len(values)) if len(values) > _MOST_NAMED else named


def _find_grid(grids: Iterable[Grid], name: str) -> Grid | None:
    return next((grid for grid in grids if grid.name == name), None)


def _find_head(grids: Iterable[Grid], name: str) -> list[list[str]]:
    """Return the texts at the head of a cover, above what the clerk fills in, without the mark of another time."""
    grid = _find_grid(grids, name)
    return [[_strip_mark(str(cell)) for cell in row] for row in grid.rows[: COVER_FIELDS_ROW - 1]] if grid else []


def _strip_mark(text: str) -> str:
    mark = re.escape(say("template.reissue", number=0, day="@")).replace("0", r"\d+").replace("@", "[0-9-]+")
    return re.sub(mark, "", text).rstrip()


def _read_row(grid: Grid, row: int) -> list[str]:
    return [str(cell) for cell in grid.rows[row - 1]] if len(grid.rows) >= row else []


def _read_rows(grid: Grid, list_type: ListType) -> list[list[str]]:
    """Return the prefilled rows without their running numbers, hints and helpers."""
    labels = {column.label for column in list_type.columns if not column.numbering}
    heads = enumerate(_read_row(grid, HEADER_ROW))
    own = [position for position, head in heads if head.lstrip(_REQUIRED) in labels]
    rows = [[str(row[at]) for at in own if at < len(row)] for row in grid.rows[FIRST_ROW - 1 :]]
    return [row for row in rows if any(row)]


def _read_options(grid: Grid | None) -> dict[str, tuple[str, ...]]:
    if grid is None or not grid.rows:
        return {}
    columns: dict[str, tuple[str, ...]] = {}
    for index, key in enumerate(grid.rows[0]):
        values = (str(row[index]) for row in grid.rows[1:] if index < len(row))
        columns[str(key)] = tuple(value for value in values if value)
    return columns
