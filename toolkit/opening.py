"""Open a spreadsheet by its content: bytes come in, sheets of plain cell values or a named refusal goes out."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

import olefile
from python_calamine import CalamineWorkbook, SheetVisibleEnum

CellValue = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta

# A dense reader allocates the whole rectangle up to the farthest cell and cannot be stopped when that is
# too large, so the extent is looked at first. 20 million cells are about 1.5 GB.
MOST_CELLS = 20_000_000
MOST_INFLATED = 512 * 1024 * 1024
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?!</)')
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>(#[^<]+)<',
    re.DOTALL,
)
_REPEATED_ROWS = re.compile(
    rb'<table:table-row[^>]*number-rows-repeated="\d{5,}"[^>]*>(.*?)</table:table-row>', re.DOTALL
)
_REPEATED_CELL = re.compile(rb'<table:table-cell(?=[^>]*number-columns-repeated="\d{4,}")(?=[^>]*office:value)')
_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"BM", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class UnreadableError(Exception):
    """The bytes are no workbook that can be read; `code` says why (message `file.<code>`)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet: every cell from A1 on, rows of equal length; a blank cell is an empty text."""

    name: str
    hidden: bool
    rows: list[list[CellValue]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """One workbook: its sheets in order, and what its package says about it beyond cells."""

    format: str
    grids: tuple[Grid, ...]
    modified: dt.datetime | None
    # Texts outside cells that may hold an identity token: properties and notes.
    margins: tuple[str, ...]


def open_workbook(content: bytes) -> OpenedFile:
    """Read every sheet. Raises UnreadableError; never another exception for any bytes."""
    kind = sniff(content)
    grids = _grids(content)
    margins: tuple[str, ...] = ()
    modified = None
    try:
        if kind in ("xlsx", "ods"):
            margins, modified = _package_facts(content, kind)
        if kind == "xlsx":
            _restore_errors(content, grids)
    except Exception as error:  # damaged data has no end of exception types
        raise UnreadableError("damaged") from error
    return OpenedFile(format=kind, grids=grids, modified=modified, margins=margins)


def sniff(content: bytes) -> str:
    """Return xlsx, ods or xls by content. Raises UnreadableError for anything else."""
    if not content:
        raise UnreadableError("empty")
    for signature, code in _SIGNATURES:
        if content.startswith(signature):
            raise UnreadableError(code)
    if content.startswith(_OLE):
        return _sniff_ole(content)
    if content.startswith(b"PK"):
        return _sniff_package(content)
    raise UnreadableError("text" if _looks_like_text(content) else "unknown")


_OLE_STREAMS = (("EncryptedPackage", "encrypted"), ("Workbook", ""), ("Book", ""), ("WordDocument", "word"))


def _sniff_ole(content: bytes) -> str:
    """Tell a workbook from an encrypted package and a Word document by the container's own streams.

    Of a container too damaged to list them, the names that stand in its bytes still tell what it was.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            streams = {path[0] for path in container.listdir()}
    except Exception:  # damaged data has no end of exception types
        streams = {name for name, code in _OLE_STREAMS if code and name.encode("utf-16-le") in content}
    for name, code in _OLE_STREAMS:
        if name in streams and code:
            raise UnreadableError(code)
        if name in streams:
            return "xls"
    raise UnreadableError("damaged")


def _looks_like_text(content: bytes) -> bool:
    return b"\x00" not in content[:4096]


def _sniff_package(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            if sum(item.file_size for item in package.infolist()) > MOST_INFLATED:
                raise UnreadableError("too_big")
            if any(name.startswith("word/") for name in names):
                raise UnreadableError("word")
            if "mimetype" in names and b"opendocument.spreadsheet" in package.read("mimetype"):
                manifest = package.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
                if b"encryption-data" in manifest:
                    raise UnreadableError("encrypted")
                _guard_repeats(package.read("content.xml"))
                return "ods"
            if any(name.lower().endswith("workbook.xml") or name.endswith("workbook.bin") for name in names):
                _guard_extent(package)
                return "xlsx"
    except UnreadableError:
        raise
    except Exception as error:  # BadZipFile, zlib.error and the like: damaged data has no end of exception types
        raise UnreadableError("damaged") from error
    raise UnreadableError("archive")


def _guard_extent(package: zipfile.ZipFile) -> None:
    for name in package.namelist():
        if not re.search(r"worksheets/[^/]+\.xml$", name, re.IGNORECASE):
            continue
        rows = columns = 0
        for letters, digits in _FILLED_CELL.findall(package.read(name)):
            rows, columns = max(rows, int(digits)), max(columns, _column_number(letters))
        if rows * columns > MOST_CELLS:
            raise UnreadableError("too_far")


def _guard_repeats(content: bytes) -> None:
    """Refuse rows or cells with a value that an ods file repeats as often as a bomb would."""
    rows = any(b"office:value" in row for row in _REPEATED_ROWS.findall(content))
    if rows or _REPEATED_CELL.search(content):
        raise UnreadableError("too_far")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _grids(content: bytes) -> tuple[Grid, ...]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = []
        for position, facts in enumerate(workbook.sheets_metadata):
            if facts.name.startswith("'file:"):  # a link cache that LibreOffice writes into ods
                continue
            rows = workbook.get_sheet_by_index(position).to_python(skip_empty_area=False)
            hidden = facts.visible != SheetVisibleEnum.Visible
            grids.append(Grid(name=facts.name, hidden=hidden, rows=rows))
    except BaseException as error:
        # The native reader raises its own panic type, which is no Exception.
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        code = "encrypted" if type(error).__name__ == "PasswordError" else "damaged"
        raise UnreadableError(code) from error
    return tuple(grids)


def _restore_errors(content: bytes, grids: tuple[Grid, ...]) -> None:
    """Put #N/A and its like back where the reader gives a blank: an error must not pass for nothing."""
    by_name = {grid.name: grid for grid in grids}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name, part in _sheet_parts(package):
            grid = by_name.get(name)
            if grid is None or b't="e"' not in (sheet := package.read(part)):
                continue
            for letters, digits, text in _ERROR_CELL.findall(sheet):
                row, column = int(digits) - 1, _column_number(letters) - 1
                if row < len(grid.rows) and column < len(grid.rows[row]) and grid.rows[row][column] == "":
                    grid.rows[row][column] = text.decode("ascii", "replace")


def _sheet_parts(package: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return each sheet's name and the member that holds it; none where the package is spelled unusually."""
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return []
    try:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
        links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    except (ElementTree.ParseError, ValueError, LookupError):
        return []
    targets = {link.get("Id"): (link.get("Target") or "") for link in links}
    found: list[tuple[str, str]] = []
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)
            part = targets.get(key, "").removeprefix("/xl/").removeprefix("/")
            part = part if part.startswith("xl/") else f"xl/{part}"
            found += [(sheet.get("name", ""), part)] if part in names else []
    return found


def _package_facts(content: bytes, kind: str) -> tuple[tuple[str, ...], dt.datetime | None]:
    """Return the texts of properties and notes, and when the workbook says it was last saved."""
    wanted = r"meta\.xml$" if kind == "ods" else r"docProps/(custom|core)\.xml$|comment[^/]*\.xml$"
    texts: list[str] = []
    modified = None
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in sorted(package.namelist()):
            if not re.search(wanted, name):
                continue
            for tag, text in _texts(package.read(name)):
                texts.append(text)
                if tag in ("modified", "date"):
                    modified = _moment(text) or modified
    return tuple(texts), modified


def _texts(part: bytes) -> list[tuple[str, str]]:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        return []
    try:
        root = ElementTree.fromstring(part)
    except (ElementTree.ParseError, ValueError, LookupError):
        return []
    return [(node.tag.rpartition("}")[2], node.text) for node in root.iter() if node.text]


def _moment(text: str) -> dt.datetime | None:
    """Return a moment in UTC without zone; one that names no zone is this machine's local time."""
    try:
        moment = dt.datetime.fromisoformat(text[:19] + ("+00:00" if text.endswith("Z") else ""))
        return moment.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
