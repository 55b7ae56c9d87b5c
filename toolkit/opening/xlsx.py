"""Read xlsx: the package's bytes come in, grids with what the native reader does not tell go out.

The native reader gives a blank for #N/A and for a formula whose result was not saved, says nothing of hidden
rows, and fills the memory for one cell far away. A scan of the sheet parts by regular expressions finds these;
the usual sheet needs no walk from cell to cell. What programs write without a value, formatted blank cells and
the texts of formulas, is taken away on the way, so that the native reader gets a package a tenth as long.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

from toolkit.opening.extent import column_number, far_cells
from toolkit.opening.model import CellValue, Grid, Lost, Merge, UnreadableError
from toolkit.opening.native import read_native

# All patterns are for elements without prefix; `_plain` takes the prefixes away that some writers use.
_DECLARED = re.compile(rb"xmlns:\w+=(?=[\"'][^\"']*(?:spreadsheetml|main)[\"'])")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_RAW_TEXT = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_PREFIX = re.compile(rb"(</?)\w+:")
# White space as it is, in character references, or in the escapes of spreadsheet programs.
_WHITE = rb"(?:\s|&#(?:0*(?:9|10|13|32)|[xX]0*(?:9|[aA]|[dD]|20));|_x00(?:0[9aAdD]|20)_)*"
_BLANK_VALUE = re.compile(rb"<v>(?=[\s&_<])" + _WHITE + rb"<|<v [^>]*>(?=[\s&_<])" + _WHITE + rb"<")
_INLINE = re.compile(rb"<is(?:\s[^>]*)?(?:/>|>(.*?)</is>)", re.DOTALL)
_BLANK_TEXT = rb"<t(?:\s[^>]*)?(?:/>|>(?=[\s&_<])" + _WHITE + rb"</t>)"
_PHONETIC = re.compile(rb"<rPh.*?</rPh>", re.DOTALL)
_TEXT = re.compile(rb"<t(?:\s[^>]*)?>(?!" + _WHITE + rb"<)")
_STRING_CELL = re.compile(rb't="s"[^>]*>\s*<v(?:\s[^>]*)?>\s*(\d+)')
_SHARED = re.compile(rb"<si(?:\s[^>]*)?(?:/>|>(.*?)</si>)", re.DOTALL)
# Programs repeat a long formula in every row, and write every formatted blank cell: without them a sheet is
# a third as long, or a tenth, and the other patterns run over the rest alone.
_BLANK_CELL = re.compile(rb"<c [^>]*/>")
_ANY_FORMULA = re.compile(rb"<f(?: [^>]*?)?(?:/>|>[^<]*</f>)")
_SPACED_FORMULA = re.compile(rb"<f/>\s")
_EMPTY_VALUES = (b"<f/><v></v>", b"<f/><v/>")
_FAR_REFERENCE = re.compile(rb'<c r="(?:[A-Z]{3}|[A-Z]{1,2}\d\d)\d{3,}"')
_HIDDEN_ROW = re.compile(rb'<row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})"')
_NO_TEXT = re.compile(_BLANK_TEXT + rb"|<si>\s*</si>|<si/>")
_CELL = re.compile(rb"<(?:row(?=[\s>/])([^>]*)>|c(?=[\s>/])([^>]*?)(?:/>|>(.*?)</c>))", re.DOTALL)
_REFERENCE = re.compile(rb'\br="\s*([A-Za-z]{1,3})(\d{1,7})\s*"')
_ROW_NUMBER = re.compile(rb'\br="\s*(\d{1,7})\s*"')
_RESULT = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)<")
_FORMULA = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>([^<]*)<)")
_MERGE = re.compile(rb'<mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_COLUMN = re.compile(rb"<col\s([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_ODD_ERROR = re.compile(rb"(<v(?:\s[^>]*)?>)#(?!N/A<|REF!<|VALUE!<|DIV/0!<|NAME\?<|NULL!<|NUM!<)[^<]*<")
# What the native reader looks at beside the sheets.
_NEEDED = re.compile(
    r"^(?:\[Content_Types\]\.xml|_rels/\.rels|xl[/\\](?:workbook\.xml|_rels[/\\]workbook\.xml\.rels|styles\.xml|"
    r"sharedStrings\.xml))$",
    re.IGNORECASE,
)
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MOST_MERGES = 100_000


@dataclass(slots=True, kw_only=True)
class Scan:
    """What one sheet part says beyond values; rows from 1, columns from 0. `lean` is the part without what has none."""

    lean: bytes
    stored: int
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    lost: dict[tuple[int, int], Lost] = field(default_factory=dict)
    far: dict[tuple[int, int], bytes] = field(default_factory=dict)  # the bytes of each cell too far away


def read_xlsx(content: bytes) -> tuple[Grid, ...]:
    """Return every sheet, errors and unsaved results in their cells. Raises UnreadableError."""
    scans: dict[str, Scan] = {}
    short = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(short, "w") as lean:
        sheets = {part: name for name, part in sheet_parts(package)}
        needed = {part: package.read(part) for part in package.namelist() if _NEEDED.search(part)}
        strings = next((part for part in needed if part.lower().endswith("sharedstrings.xml")), "")
        if strings:
            needed[strings] = _plain(needed[strings])
            needed[strings] = _unmarked(needed[strings]) if b"<!" in needed[strings] else needed[strings]
        blanks = _blank_strings(needed.get(strings, b""))
        for part, name in sheets.items():
            scan = scans[name] = scan_sheet(_plain(package.read(part)), blanks)
            lean.writestr(part, _mended(scan.lean, scan))
        for part, content_of in needed.items():
            lean.writestr(part, content_of)
    return tuple(_completed(grid, scans.get(grid.name)) for grid in read_native(short.getvalue()))


def scan_sheet(sheet: bytes, blanks: frozenset[int] = frozenset()) -> Scan:
    """Scan one sheet part; `blanks` are the shared strings that hold nothing but white space."""
    lean = _lean(sheet)
    if b"<!" in lean:
        sheet = _unmarked(sheet)
        lean = _lean(sheet)
    scan = Scan(lean=lean, stored=_count(lean, blanks))
    if b'hidden="1"' in lean or b'hidden="true"' in lean:
        scan.hidden_rows = frozenset(map(int, _HIDDEN_ROW.findall(lean)))
        scan.hidden_columns = frozenset(_hidden_columns(lean))
    if b"<mergeCells" in lean:
        scan.merges = tuple(_merges(lean))
    if _may_be_lost(lean):
        scan.lost = dict(_lost(sheet))
        scan.stored += sum(1 for one in scan.lost.values() if one.code == "no_result")
    if _FAR_REFERENCE.search(lean):
        scan.far = _far(lean)
    return scan


def _may_be_lost(lean: bytes) -> bool:
    """Tell whether a walk from cell to cell is worth its time.

    It is where a cell is an error, or a formula has no value, or an empty one without saying that this is a text.
    """
    if b't="e"' in lean:
        return True
    if b"<f/>" not in lean:
        return False
    if b"<f/></c>" in lean or _SPACED_FORMULA.search(lean):
        return True
    empty = sum(lean.count(one) for one in _EMPTY_VALUES)
    return empty > sum(lean.count(b't="str">' + one) for one in _EMPTY_VALUES)


def _plain(part: bytes) -> bytes:
    """Return a part without prefixes, its elements still in the same name space."""
    if b"<sst" in part[:4096] or b"<sheetData" in part:
        return part
    return _PREFIX.sub(rb"\1", _DECLARED.sub(rb"xmlns=", part, count=1))


def _lean(sheet: bytes) -> bytes:
    return _ANY_FORMULA.sub(b"<f/>", _BLANK_CELL.sub(b"", sheet))


def _unmarked(part: bytes) -> bytes:
    """Return a part without comments, and with raw texts written as others are."""
    return _RAW_TEXT.sub(_escaped, _COMMENT.sub(b"", part))


def _escaped(raw: re.Match[bytes]) -> bytes:
    return raw[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _count(sheet: bytes, blanks: frozenset[int]) -> int:
    stored = sheet.count(b"<v>") + sheet.count(b"<v ") - len(_BLANK_VALUE.findall(sheet))
    if b"inlineStr" in sheet:
        stored += sum(1 for text in _INLINE.findall(sheet) if _has_text(text))
    if blanks:
        stored -= sum(1 for index in _STRING_CELL.findall(sheet) if int(index) in blanks)
    return stored


def _blank_strings(strings: bytes) -> frozenset[int]:
    """Return the places of shared strings that hold nothing but white space; the usual file has none, or few."""
    if b"<r>" in strings or b"<rPh" in strings:
        return frozenset(place for place, text in enumerate(_SHARED.findall(strings)) if not _has_text(text))
    return frozenset(strings.count(b"<si", 0, blank.start()) - 1 for blank in _NO_TEXT.finditer(strings))


def _has_text(rich: bytes) -> bool:
    """Tell whether any run of a rich text holds more than white space; how it is spoken does not count."""
    return _TEXT.search(_PHONETIC.sub(b"", rich) if b"<rPh" in rich else rich) is not None


def _hidden_columns(sheet: bytes) -> Iterator[int]:
    for attributes in _COLUMN.findall(sheet[: sheet.find(b"<sheetData")]):
        bounds = {name: re.search(rb"\b" + name + rb'="(\d{1,5})"', attributes) for name in (b"min", b"max")}
        first, last = bounds[b"min"], bounds[b"max"]
        if first and last and _HIDDEN.search(attributes):
            yield from range(int(first[1]) - 1, min(int(last[1]), _LAST_COLUMN))


def _merges(sheet: bytes) -> Iterator[Merge]:
    found = _MERGE.findall(sheet, sheet.find(b"<mergeCells"))
    if len(found) > _MOST_MERGES:
        raise UnreadableError("too_big")
    for left, top, right, bottom in found:
        yield Merge(top=int(top), left=column_number(left) - 1, bottom=int(bottom), right=column_number(right) - 1)


def walk_cells(sheet: bytes) -> Iterator[tuple[int, int, bytes, bytes, bytes]]:
    """Yield every cell, also without address: row from 1, column from 0, attributes, content, all its bytes."""
    row, column = 0, -1
    for match in _CELL.finditer(sheet):
        if match[2] is None:
            number = _ROW_NUMBER.search(match[1])
            row, column = int(number[1]) if number else row + 1, -1
            continue
        place = _REFERENCE.search(match[2])
        column = column_number(place[1].upper()) - 1 if place else column + 1
        row = int(place[2]) if place else row
        yield row, column, match[2], match[3] or b"", match[0]


def _lost(sheet: bytes) -> Iterator[tuple[tuple[int, int], Lost]]:
    for row, column, attributes, inner, _ in walk_cells(sheet):
        result, formula = _RESULT.search(inner), _FORMULA.search(inner)
        if b't="e"' in attributes and result:
            yield (row, column), Lost(_decoded(result[1]), "error_value")
        elif formula and (result is None or not (result[1].strip() or b't="str"' in attributes)):
            yield (row, column), Lost("=" + _decoded(formula[1] or b""), "no_result")


def _decoded(text: bytes) -> str:
    return unescape(text.decode("utf-8", "replace"))


def _far(sheet: bytes) -> dict[tuple[int, int], bytes]:
    filled = {(row, column): cell for row, column, _, inner, cell in walk_cells(sheet) if inner}
    if any(row > _LAST_ROW or column >= _LAST_COLUMN for row, column in filled):
        raise UnreadableError("damaged")
    return {place: filled[place] for place in far_cells(filled)}


def _mended(sheet: bytes, scan: Scan) -> bytes:
    """Return the sheet without cells too far away, and with error words that the native reader knows."""
    for cell in scan.far.values():
        sheet = sheet.replace(cell, b"", 1)
    if any(lost.code == "error_value" for lost in scan.lost.values()):
        sheet = _ODD_ERROR.sub(rb"\1#VALUE!<", sheet)
    return sheet


def _completed(grid: Grid, scan: Scan | None) -> Grid:
    if scan is None:
        return grid
    rows = grid.rows
    if scan.lost:
        rows = _widened(rows, scan.lost)
        for (row, column), lost in scan.lost.items():
            rows[row - 1][column] = lost
    return replace(
        grid,
        rows=rows,
        stored=scan.stored,
        hidden_rows=scan.hidden_rows,
        hidden_columns=scan.hidden_columns,
        merges=scan.merges,
        far=tuple(scan.far),
    )


def _widened(rows: list[list[CellValue]], places: Mapping[tuple[int, int], object]) -> list[list[CellValue]]:
    """Return rows that reach the farthest of some cells: the native reader ends where values end."""
    height = max(len(rows), *(row for row, _ in places))
    width = max(len(rows[0]) if rows else 0, *(column + 1 for _, column in places))
    wide: list[list[CellValue]] = [[*row, *[""] * (width - len(row))] for row in rows]
    wide += [[""] * width for _ in range(height - len(rows))]
    return wide


def sheet_parts(package: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return each sheet's name and the member that holds it; none where the package is spelled unusually."""
    names = {name.replace("\\", "/").lower(): name for name in package.namelist()}
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(names):
        return []
    book = ElementTree.fromstring(package.read(names["xl/workbook.xml"]))
    links = ElementTree.fromstring(package.read(names["xl/_rels/workbook.xml.rels"]))
    targets = {link.get("Id"): (link.get("Target") or "") for link in links}
    found: list[tuple[str, str]] = []
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)
            part = targets.get(key, "").removeprefix("/xl/").removeprefix("/")
            part = (part if part.startswith("xl/") else f"xl/{part}").lower()
            found += [(sheet.get("name", ""), names[part])] if part in names else []
    return found
