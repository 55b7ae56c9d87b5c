"""Scan one sheet part of an xlsx for what the native reader does not tell.

What has no value (formatted blank cells and the texts of formulas) is removed first: the rest is a third or a tenth as
long, and the other patterns run over it alone. No pattern runs past the next tag, so that a truncated part takes no
longer than a sound one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.excel import LAST_COLUMN, LAST_ROW, parse_column_letters
from toolkit.formats.errors import UnreadableError
from toolkit.formats.far_cells import CellAddress, find_far_cells
from toolkit.formats.gate_xml import check_depth, check_markup
from toolkit.formats.grid import Beside, LostValue, MergedRange
from toolkit.formats.limits import keep_within
from toolkit.formats.xlsx_grammar import is_usual_sheet
from toolkit.formats.xlsx_rewrite import rewrite_sheet
from toolkit.ooxml import decode_content, find_shared_strings, remove_phonetic_runs, remove_spans, walk_cells

# White space, plain, as character references, or in the escapes of spreadsheet programs.
_WHITE = rb"(?:\s|&#(?:0*(?:9|10|13|32)|[xX]0*(?:9|[aA]|[dD]|20));|_x00(?:0[9aAdD]|20)_)*+"
_BLANK_VALUE = re.compile(rb"<v>(?=[\s&_<])" + _WHITE + rb"<")
_BLANK_ODD_VALUE = re.compile(rb"<v [^<>]*(?<!/)>(?=[\s&_<])" + _WHITE + rb"<")
_CLOSED_VALUE = re.compile(rb"<v [^<>]*/>")
_INLINE = re.compile(rb"<is(?:\s[^<>]*)?(?:/>|>((?:[^<]++|<(?!/?is[\s>]))*+)</is>)")
_BLANK_TEXT = rb"<t(?:\s[^<>]*)?(?:/>|>(?=[\s&_<])" + _WHITE + rb"</t>)"
_TEXT = re.compile(rb"<t(?:\s[^<>]*)?(?<!/)>(?!" + _WHITE + rb"<)")
_INDEX = re.compile(rb't="s">(?:<f/>)?+<v>(\d+)')
_NO_TEXT = re.compile(_BLANK_TEXT + rb"|<si>\s*+</si>|<si/>")
_BLANK_CELL = re.compile(rb"<c [^<>]*/>")
_ANY_FORMULA = re.compile(rb"<f(?: [^<>]*+)?(?:(?<=/)>|>[^<]*+</f\s*>)")
# A formula without a value, or with an empty value in a cell whose result is no text.
_NO_RESULT = re.compile(rb"\"><f/>(?:</c|(?<!t=\"str\"><f/>)<v(?:/>|></v))")
# Rows and cells write their addresses alike, so that one search finds both.
_FAR_REFERENCE = re.compile(rb'r="(?:[A-Z]{3}|[A-Z]{0,2}\d{5})')
_FILLED_ROW, _LETTERS = re.compile(rb'<row r="(\d{1,7})"[^<>]*+>\s*+<c '), re.compile(rb'<c r="([A-Z]{1,3})')
_WIDE_REFERENCE = re.compile(rb'r="[A-Z]{2}\d')
_HIDDEN_ROW = re.compile(rb'<row\s(?=[^<>]*\bhidden="(?:1|true)")[^<>]*?\br="(\d{1,7})"')
_RESULT = re.compile(rb"<v(?:\s[^<>]*)?(?:/>|>([^<]*)<)")
_FORMULA = re.compile(rb"<f(?:\s[^<>]*)?(?:/>|>([^<]*)<)")
_NO_DAY = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})" s="\d{1,6}"(?: t="n")?>(?:<f/>)?'
    rb"<v>(-[\d.]+(?:[eE][+-]?\d+)?|0(?:\.0*)?(?:[eE]0)?)</v>"
)
_MERGE = re.compile(rb'<mergeCell\s[^<>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_COLUMN = re.compile(rb"<col\s([^<>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_BOUNDS = {name: re.compile(rb"\b" + name + rb'="(\d{1,5})"') for name in (b"min", b"max")}
_ODD_ERROR = re.compile(
    rb't="e"([^<>]*>\s*+(?:<f/>)?\s*+<v(?:\s[^<>]*)?>)#(?!N/A<|REF!<|VALUE!<|DIV/0!<|NAME\?<|NULL!<|NUM!<)[^<]*<'
)
# The style of a number of nine digits or more: as a duration of so many days the native reader refuses the workbook.
_STYLE_OF_LARGE = re.compile(rb' s="\d+"(?=[^<>]*>(?:<f/>)?+<v>-?(?:\d{9}|[\d.]+e\+))')
_MOST_COLUMN_RANGES = 2_000
# The addresses of a sheet without far cells: rows of at most four digits, columns of one or two letters.
_NARROW, _WIDE = 26, 702


@dataclass(slots=True, kw_only=True)
class SheetPartScan:
    """What one sheet part says besides values; rows from 1, columns from 0. `lean` is the part without blank cells."""

    lean: bytes
    stored: int
    written: int  # how many cells have an element that is not empty
    extent: int = 0  # how many cells a dense reader would allocate
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[MergedRange, ...] = ()
    lost: dict[tuple[int, int], LostValue] = field(default_factory=dict)
    beside: tuple[Beside, ...] = ()
    rewritten: bytes = b""  # the whole part where it was oddly spelled
    # The cells too far away, each with its begin and end in `lean`.
    far: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    sum_cells: frozenset[tuple[int, int]] = frozenset()


class SheetScanner:
    """Scans the sheet parts of one workbook, whose table of shared strings is given."""

    def __init__(self, strings: bytes) -> None:
        self._count = strings.count(b"<si>") + strings.count(b"<si/>")
        keep_within("cells", self._count)
        self._blanks = frozenset(b"%d" % index for index in find_white_strings(strings))

    @property
    def blanks(self) -> frozenset[str]:
        """The indexes of the shared strings that are white space, as they are written in a sheet."""
        return frozenset(index.decode() for index in self._blanks)

    def scan(self, sheet: bytes, *, anew: bool = False) -> SheetPartScan:
        """Scan one sheet part, written anew where it is oddly spelled, or in any case (`anew`).

        Raises UnreadableError for what is no sheet or contradicts itself.
        """
        bad: dict[CellAddress, LostValue] = {}
        rewritten = b""
        lean = self._make_lean(sheet)
        usual = is_usual_sheet(lean)
        if usual:
            check_depth(_cut_rows(sheet))  # of the rows, the grammar has told
        else:
            check_markup(sheet)
        if anew or not usual:
            sheet, bad = rewrite_sheet(sheet, self._count)
            rewritten = sheet
            lean = self._make_lean(sheet)
            if not is_usual_sheet(lean):
                raise UnreadableError("damaged")
        scan = SheetPartScan(lean=lean, stored=_count_stored(lean), written=lean.count(b"<c "), rewritten=rewritten)
        if self._blanks:
            scan.stored -= sum(1 for index in _INDEX.findall(lean) if index in self._blanks)
        scan.hidden_rows, scan.hidden_columns = find_hidden(lean)
        scan.merges = find_merges(lean)
        if _may_hold_lost_values(lean):
            scan.lost = dict(_find_lost_values(sheet))
            scan.stored += sum(1 for lost in scan.lost.values() if lost.code == "no_result")
        scan.lost |= bad
        if _FAR_REFERENCE.search(lean):
            scan.far, scan.extent = _locate_far_cells(lean)
            scan.lost = {address: lost for address, lost in scan.lost.items() if address not in scan.far}
        else:
            scan.extent = lean.count(b"<row") * (_WIDE if _WIDE_REFERENCE.search(lean) else _NARROW)
        return scan

    def _make_lean(self, sheet: bytes) -> bytes:
        """Return a sheet without formatted blank cells and the texts of formulas."""
        lean = _ANY_FORMULA.sub(b"<f/>", _BLANK_CELL.sub(b"", sheet))
        keep_within("cells", lean.count(b"<c "))
        return lean


def _cut_rows(sheet: bytes) -> bytes:
    """Return a sheet without what stands between the tags of its rows, as markup that is as deep as before."""
    begin, end = sheet.find(b"<sheetData>"), sheet.rfind(b"</sheetData>")
    return sheet[:begin] + sheet[end + len(b"</sheetData>") :] if 0 <= begin < end else sheet


def find_no_days(lean: bytes) -> Iterator[tuple[CellAddress, float]]:
    """Yield the cells with 0 and less and a style; of such a day, which is none, the native reader makes a time."""
    if b"<v>0" in lean or b"<v>-" in lean:
        for letters, row, number in _NO_DAY.findall(lean):
            yield (int(row), parse_column_letters(letters)), float(number)


def _may_hold_lost_values(lean: bytes) -> bool:
    """Tell whether a walk from cell to cell is needed.

    It is where a cell is an error, or a formula has no value, or has an empty value without being a text.
    """
    if b't="e"' in lean:
        return True
    return _NO_RESULT.search(lean) is not None


def _count_stored(sheet: bytes) -> int:
    """Return how many cells have a value that is more than white space; every shared string counts as one."""
    stored = sheet.count(b"<v>") - len(_BLANK_VALUE.findall(sheet))
    if b"<v " in sheet:
        stored += sheet.count(b"<v ") - len(_CLOSED_VALUE.findall(sheet)) - len(_BLANK_ODD_VALUE.findall(sheet))
    if b"inlineStr" in sheet:
        stored += sum(1 for text in _INLINE.findall(sheet) if _has_text(text))
    return stored


def find_white_strings(strings: bytes) -> frozenset[int]:
    """Return the indexes of shared strings with nothing but white space; the usual file has few or none."""
    if b"<r>" in strings or b"<rPh" in strings:
        rich = enumerate(find_shared_strings(strings))
        return frozenset(index for index, item in rich if not _has_text(item[1] or b""))
    # Without rich texts, one search finds the blank strings, and the strings before each are only counted.
    indexes: set[int] = set()
    index, position = -1, 0
    for blank in _NO_TEXT.finditer(strings):
        index += strings.count(b"<si", position, blank.end())
        position = blank.end()
        indexes.add(index)
    return frozenset(indexes)


def _has_text(rich: bytes) -> bool:
    """Tell whether any run of a rich text has more than white space; phonetic runs do not count."""
    return _TEXT.search(remove_phonetic_runs(rich)) is not None


def find_hidden(sheet: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """Return the hidden rows, from 1, and the hidden columns, from 0."""
    if b'hidden="1"' not in sheet and b'hidden="true"' not in sheet:
        return frozenset(), frozenset()
    return frozenset(map(int, _HIDDEN_ROW.findall(sheet))), frozenset(_find_hidden_columns(sheet))


def _find_hidden_columns(sheet: bytes) -> Iterator[int]:
    for attributes in _COLUMN.findall(sheet[: sheet.find(b"<sheetData")])[:_MOST_COLUMN_RANGES]:
        if _HIDDEN.search(attributes):
            first, last = (_BOUNDS[name].search(attributes) for name in (b"min", b"max"))
            if first and last:
                yield from range(int(first[1]) - 1, min(int(last[1]), LAST_COLUMN))


def find_merges(sheet: bytes) -> tuple[MergedRange, ...]:
    """Return the merged ranges of a sheet, none where its part has no list of them."""
    begin = sheet.find(b"<mergeCells")
    found = _MERGE.findall(sheet, begin) if begin >= 0 else ()
    keep_within("merges", len(found))
    return tuple(
        MergedRange(
            top=int(top), left=parse_column_letters(left), bottom=int(bottom), right=parse_column_letters(right)
        )
        for left, top, right, bottom in found
    )


def _find_lost_values(sheet: bytes) -> Iterator[tuple[tuple[int, int], LostValue]]:
    for row, column, attributes, inner, _ in walk_cells(sheet):
        result, formula = _RESULT.search(inner), _FORMULA.search(inner)
        if b't="e"' in attributes and result and result[1]:
            yield (row, column), LostValue(decode_content(result[1]), "error_value")
        elif formula and (result is None or not ((result[1] or b"").strip() or b't="str"' in attributes)):
            yield (row, column), LostValue("=" + decode_content(formula[1] or b""), "no_result")


def _locate_far_cells(sheet: bytes) -> tuple[dict[tuple[int, int], tuple[int, int]], int]:
    """Return begin and end of each cell too far away, by address, and the number of cells in the others' rectangle."""
    corner = _find_corner_without_gap(sheet)
    if corner is not None:
        keep_within("extent", corner[0] * corner[1], "too_far")
        return {}, corner[0] * corner[1]
    filled = {(row, column): span for row, column, _, inner, span in walk_cells(sheet) if inner}
    if any(row > LAST_ROW or column >= LAST_COLUMN for row, column in filled):
        raise UnreadableError("damaged")
    far = {address: filled[address] for address in find_far_cells(filled)}
    near = [address for address in filled if address not in far]
    extent = max((row for row, _ in near), default=0) * max((column + 1 for _, column in near), default=0)
    keep_within("extent", extent, "too_far")
    return far, extent


def _find_corner_without_gap(sheet: bytes) -> tuple[int, int] | None:
    """Return the last row and how many columns there are, None where any cell may be far away, or has no content.

    A long list has no gap: to look at its rows and columns takes a tenth of a walk from cell to cell.
    """
    if b"></c>" in sheet or sheet.count(b"<c ") > sheet.count(b'<c r="'):
        return None
    rows = {int(row[1]) for row in _FILLED_ROW.finditer(sheet)}
    columns = {parse_column_letters(letters) + 1 for letters in {cell[1] for cell in _LETTERS.finditer(sheet)}}
    corner = max(rows, default=0), max(columns, default=0)
    is_near = corner[0] <= LAST_ROW and corner[1] <= LAST_COLUMN
    return (
        corner
        if is_near and not find_far_cells([*((row, 0) for row in rows), *((1, at - 1) for at in columns)])
        else None
    )


def repair_sheet(sheet: bytes, scan: SheetPartScan, *, anew: bool) -> bytes:
    """Return the sheet without cells too far away, and with error values that the native reader knows.

    In one that was written `anew`, numbers too large for a duration have no style: they are not shown as one either.
    """
    if anew:
        sheet = _STYLE_OF_LARGE.sub(b"", sheet)
    if scan.far:
        sheet = remove_spans(sheet, sorted(scan.far.values()))
    if any(lost.code == "error_value" for lost in scan.lost.values()):
        sheet = _ODD_ERROR.sub(rb't="e"\1#VALUE!<', sheet)
    return sheet
