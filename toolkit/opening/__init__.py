"""Open a spreadsheet by its content: bytes come in, sheets of plain cell values or a named refusal goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from toolkit.opening.archive import ArchiveMember, is_archive, read_archive
from toolkit.opening.facts import PackageFacts, read_package_facts
from toolkit.opening.locked import is_encrypted_xls, unlock_workbook
from toolkit.opening.model import CellValue, Grid, LostValue, MergedRange, OpenedFile, UnreadableError, is_stored
from toolkit.opening.native import refuse_equal_names
from toolkit.opening.ods import read_ods
from toolkit.opening.passwords import Passwords, parse_passwords
from toolkit.opening.separated import read_separated
from toolkit.opening.sniff import sniff
from toolkit.opening.spreadsheetml import read_xml2003
from toolkit.opening.webpage import read_html
from toolkit.opening.xls import read_xls
from toolkit.opening.xlsb import read_xlsb
from toolkit.opening.xlsx import read_xlsx

__all__ = [
    "ArchiveMember",
    "CellValue",
    "Grid",
    "LostValue",
    "MergedRange",
    "OpenedFile",
    "Passwords",
    "UnreadableError",
    "is_archive",
    "is_stored",
    "open_workbook",
    "parse_passwords",
    "read_archive",
    "sniff",
]

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
