"""Find the lists on a sheet by their headings: where each header stands, and which column is which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from toolkit.cleaning import format_plain_text
from toolkit.definition import ListType
from toolkit.formats import CellValue, Grid
from toolkit.reading.heading_index import HeadingIndex, Match, collect_helper_headings
from toolkit.reading.title_lines import find_titled_list
from toolkit.text import fold

# Few banner rows stand above a header: one farther down is not ours.
DEEPEST_HEADER = 40
FEWEST_HEADINGS = 3
_NO_MATCH = Match(positions={}, ranks={})
Ways = list[tuple[str, ...]]  # the ways each position's heading may be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header: the list it belongs to, its rows from 0, and each column's position from 0.

    A header of two rows ends at `row` and begins at `top`. `ranks` says how each column was known (see
    `heading_index.HEADING_EVIDENCE`). `repeats` are the rows below that repeat the headings.
    """

    list_type: ListType
    row: int
    top: int
    positions: Mapping[str, int]
    ranks: Mapping[str, int]
    # The heading at every position, its rows joined from top to bottom.
    texts: tuple[str, ...]
    # The same as bare folded names, without numbers and remarks where they are then ours.
    names: tuple[str, ...]
    # The row from 0 at which the next list on the sheet begins, or the sheet's end.
    end: int = 0
    repeats: frozenset[int] = field(default_factory=frozenset)
    # The rows from 1 above the header that are records all the same (see `above`).
    above: frozenset[int] = field(default_factory=frozenset)

    def find_name(self, position: int) -> str:
        """Return the bare folded name of the heading at a position, empty where there is none."""
        return self.names[position] if position < len(self.names) else ""


def find_headers(grid: Grid, index: HeadingIndex, wanted: str = "") -> list[Header]:
    """Return the headers of a sheet from top to bottom; `wanted` is the list that a token or decision names.

    A header is found by its texts. The sheet's name and the token only break ties between lists that
    share headings. The first header stands near the top, or is nearly whole where a list was sorted together with it;
    another list may follow on the same sheet, or the same one with its columns in another order.
    """
    found: list[Header] = []
    repeats: list[int] = []
    fewest = _count_needed_headings(wanted)
    if not wanted:  # asking for a third of the columns leaves few rows to look at closely
        fewest = max(fewest, min((-(-len(list_type.columns) // 3) for list_type in index.list_types), default=0))
    for number, lower in _find_candidate_rows(grid, index, fewest):
        if found and number <= found[-1].row:
            continue
        header = _match_header(grid, number, lower, index, wanted)
        if number >= DEEPEST_HEADER and not found and not (header and _is_nearly_whole(header)):
            continue
        if found and _is_repetition(grid.rows[header.row if header else number], found[-1], header, index):
            repeats += range(number, (header.row if header else number) + 1)
        elif header is not None:
            found.append(header)
    ends = [*(header.top for header in found[1:]), len(grid.rows)][: len(found)]
    rows = frozenset(repeats)
    return [replace(header, end=end, repeats=rows) for header, end in zip(found, ends, strict=True)]


def _is_nearly_whole(header: Header) -> bool:
    return len(header.positions) * 3 >= len(header.list_type.columns) * 2


def _count_needed_headings(wanted: str) -> int:
    """Return how many headings make a header: fewer where a token or the operator says which list it is."""
    return FEWEST_HEADINGS - 1 if wanted else FEWEST_HEADINGS


def _find_candidate_rows(grid: Grid, index: HeadingIndex, fewest: int) -> Iterator[tuple[int, bool]]:
    """Yield every row with enough headings, alone or with the next row, and whether the next row has any."""
    # A row of one cell is a title, or a running number that was handed out; most rows are.
    counts = [index.count_headings(row) if len(row) - row.count("") > 1 else 0 for row in grid.rows]
    for number, count in enumerate(counts):
        below = counts[number + 1] if number + 1 < len(counts) else 0
        if count + below >= fewest:
            yield number, bool(below) or _may_be_grouped(grid, number)


def _may_be_grouped(grid: Grid, number: int) -> bool:
    """Tell whether texts stand under a gap of a row, as 领导, 单位 and 人 under 责任: alone they may be no headings."""
    if number + 1 >= len(grid.rows):
        return False
    pairs = list(zip(grid.rows[number], grid.rows[number + 1], strict=True))
    under_gap = any(above == "" and isinstance(below, str) and below for above, below in pairs)
    return under_gap and any(above != "" for above, _ in pairs)


def _is_repetition(cells: list[CellValue], last: Header, header: Header | None, index: HeadingIndex) -> bool:
    """Tell whether a row repeats a header: its headings stand in the same columns."""
    if header is not None:
        same_list = header.list_type.key == last.list_type.key
        return same_list and all(
            last.positions.get(key, position) == position for key, position in header.positions.items()
        )
    same = 0
    for key, position in last.positions.items():
        cell = cells[position] if position < len(cells) else ""
        own = (last.list_type.key, key)
        same += isinstance(cell, str) and any((k.list_key, k.column) == own for k in index.find_columns(cell))
    return same >= FEWEST_HEADINGS


def _match_header(grid: Grid, number: int, lower: bool, index: HeadingIndex, wanted: str) -> Header | None:
    single: Ways = [(text,) for text in _collect_texts(grid.rows[number])]
    ways = [(single, number)]
    if lower:
        ways.append((_join_header_rows(grid, number), number + 1))
    best: tuple[float, Header] | None = None
    titled = "" if wanted else find_titled_list(grid, number, index.list_types)
    for texts, last in ways:
        matches = index.match_columns(texts)
        for list_type in index.list_types:
            match = matches.get(list_type.key, _NO_MATCH)
            count = len(match.positions)
            named = list_type.key in {wanted, titled}
            if count < _count_needed_headings(wanted) or not (named or count * 3 >= len(list_type.columns)):
                continue
            score = count + _score_sheet_name(grid.name, list_type, wanted) + (2 if list_type.key == titled else 0)
            if best is None or score > best[0]:
                best = score, _build_header(list_type, number, last, match, texts, index)
    if best is None:
        return None
    return None if _is_lower_row_better(grid, number, best[1], index) else best[1]


def _is_lower_row_better(grid: Grid, number: int, header: Header, index: HeadingIndex) -> bool:
    """Tell whether the lower row of two is the whole header, and the upper one a banner or another list's tail."""
    if header.row == number:
        return False
    matches = index.match_columns([(text,) for text in _collect_texts(grid.rows[header.row])])
    return len(matches.get(header.list_type.key, _NO_MATCH).positions) >= len(header.positions)


def _build_header(  # noqa: PLR0913, PLR0917 - every parameter is a part of the header
    list_type: ListType, top: int, row: int, match: Match, ways: Ways, index: HeadingIndex
) -> Header:
    texts = tuple(forms[-1] if forms else "" for forms in ways)
    return Header(
        list_type=list_type,
        top=top,
        row=row,
        positions=dict(match.positions),
        ranks=dict(match.ranks),
        texts=texts,
        names=tuple(index.find_bare_name(text) if text else "" for text in texts),
    )


def _collect_texts(cells: list[CellValue]) -> list[str]:
    return [format_plain_text(cell) if isinstance(cell, str) and cell else "" for cell in cells]


def _join_header_rows(grid: Grid, number: int) -> Ways:
    """Return, for each position, the ways a header of two rows may be read.

    An upper heading merged over several columns is a group, as `责任` over `领导` and `单位`. One that is merged
    downwards, or stands over an empty cell, is the heading itself.
    """
    upper, lower = _collect_texts(grid.rows[number]), _collect_texts(grid.rows[number + 1])
    ways: Ways = []
    group = ""
    for above, below in zip(upper, lower, strict=True):
        group = above or (group if below else "")
        if below:
            ways.append((group + below, below) if group else (below,))
        else:
            ways.append((above,) if above else ())
    return ways


def _score_sheet_name(sheet: str, list_type: ListType, wanted: str) -> float:
    named = any(fold(name) in fold(sheet) for name in (list_type.label, *list_type.aliases))
    return (3 if named else 0) + (5 if wanted == list_type.key else 0)


def find_helper_positions(header: Header) -> frozenset[int]:
    """Return the positions of the columns that our sheets have beside the list's own: hints and helpers."""
    ours = collect_helper_headings()
    return frozenset(position for position, name in enumerate(header.names) if name in ours)
