"""Open a spreadsheet by its content: bytes come in, sheets of plain cell values or a named refusal goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from toolkit.formats.csv_reader import read_separated
from toolkit.formats.encryption import is_encrypted_xls, unlock_workbook
from toolkit.formats.grid import (
    Grid,
    OpenedFile,
    UnreadableError,
)
from toolkit.formats.html import read_html
from toolkit.formats.native_reader import refuse_equal_names
from toolkit.formats.ods import read_ods
from toolkit.formats.package_facts import PackageFacts, read_package_facts
from toolkit.formats.sniff import sniff
from toolkit.formats.xls import read_xls
from toolkit.formats.xlsb import read_xlsb
from toolkit.formats.xlsx import read_xlsx
from toolkit.formats.xml2003 import read_xml2003

_READERS: dict[str, Callable[[bytes], tuple[Grid, ...]]] = {
    "xlsx": read_xlsx,
    "xlsb": read_xlsb,
    "xls": read_xls,
    "ods": read_ods,
    "csv": read_separated,
    "html": read_html,
    "xml": read_xml2003,
}
_PACKAGES = ("xlsx", "xlsb", "ods")


def open_workbook(content: bytes, passwords: Iterable[str] = ()) -> OpenedFile:
    """Read every sheet. Raises UnreadableError; never another exception for any bytes.

    `passwords` are tried, in order, on a file that asks for one. A zip of files is refused as `archive`:
    see `read_archive`.
    """
    kind = sniff(content)
    if kind == "archive":
        raise UnreadableError("archive")
    if kind == "locked" or (kind == "xls" and is_encrypted_xls(content)):
        return _open_locked(content, passwords)
    try:
        grids = _READERS[kind](content)
        refuse_equal_names(grid.name for grid in grids if grid.name)
        facts = read_package_facts(content) if kind in _PACKAGES else PackageFacts()
    except UnreadableError:
        raise
    except Exception as error:  # damaged data has no end of exception types
        raise UnreadableError("damaged") from error
    return OpenedFile(
        format=kind, grids=grids, modified=facts.modified, properties=facts.properties, comments=facts.comments
    )


def _open_locked(content: bytes, passwords: Iterable[str]) -> OpenedFile:
    tried = tuple(passwords)
    plain = unlock_workbook(content, tried)
    if plain is None or plain == content or sniff(plain) == "locked":
        raise UnreadableError("wrong_password" if tried else "encrypted")
    return replace(open_workbook(plain), encrypted=True)
