"""Read a spreadsheet of any format by its content, here: in a worker, or with files known to be harmless."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from toolkit.formats.csv_reader import read_separated
from toolkit.formats.encryption import find_password, is_encrypted_xls
from toolkit.formats.errors import UnreadableError
from toolkit.formats.flat_ods import pack_flat_ods
from toolkit.formats.grid import Grid, OpenedFile
from toolkit.formats.html import read_html
from toolkit.formats.limits import keep_within
from toolkit.formats.metadata import Metadata, read_container_metadata, read_metadata
from toolkit.formats.native_reader import refuse_equal_names
from toolkit.formats.ods import read_ods
from toolkit.formats.package import OpenedPackage
from toolkit.formats.signatures import strip_padding
from toolkit.formats.sniff import sniff, sniff_package
from toolkit.formats.xls import read_xls
from toolkit.formats.xlsb import read_xlsb
from toolkit.formats.xlsx import read_xlsx
from toolkit.formats.xml2003 import read_xml2003

_READERS: dict[str, Callable[[bytes], tuple[Grid, ...]]] = {
    "xls": read_xls,
    "csv": read_separated,
    "html": read_html,
    "xml": read_xml2003,
}
_PACKAGE_READERS: dict[str, Callable[[OpenedPackage], tuple[Grid, ...]]] = {
    "xlsx": read_xlsx,
    "xlsb": read_xlsb,
    "ods": read_ods,
}


def read_workbook(content: bytes, passwords: Iterable[str] = ()) -> OpenedFile:
    """Read every sheet. Raises no exception but UnreadableError, whatever the bytes.

    `passwords` are tried in order on a file that asks for a password. A zip of files is refused as `archive`:
    see `read_archive`.
    """
    content = strip_padding(content)
    kind = sniff(content)
    if kind == "locked" or (kind == "xls" and is_encrypted_xls(content)):
        return _open_locked(content, passwords)
    try:
        if kind == "fods":
            content, kind = pack_flat_ods(content), "package"
        if kind == "package":
            with OpenedPackage(content) as package:
                return _read_package(package)
        metadata = read_container_metadata(content) if kind == "xls" else Metadata()
        return _build_opened_file(kind, _READERS[kind](content), metadata)
    except UnreadableError:
        raise
    except Exception as error:  # damaged data has no end of exception types
        raise UnreadableError("damaged") from error


def _read_package(package: OpenedPackage) -> OpenedFile:
    kind = sniff_package(package)
    if kind == "archive":
        raise UnreadableError("archive")
    return _build_opened_file(kind, _PACKAGE_READERS[kind](package), read_metadata(package))


def _build_opened_file(kind: str, grids: tuple[Grid, ...], metadata: Metadata) -> OpenedFile:
    refuse_equal_names(grid.name for grid in grids if grid.name)
    keep_within("sheets", len(grids))
    keep_within("cells", sum(grid.stored or 0 for grid in grids))
    keep_within("merges", max((len(grid.merges) for grid in grids), default=0))
    keep_within("text", _find_longest_text(grids))
    return OpenedFile(
        format=kind,
        grids=grids,
        modified=metadata.modified,
        properties=metadata.properties,
        comments=metadata.comments,
        signed=metadata.signed,
        active=metadata.active,
    )


def _find_longest_text(grids: Iterable[Grid]) -> int:
    return max((len(value) for grid in grids for row in grid.rows for value in row if type(value) is str), default=0)


def _open_locked(content: bytes, passwords: Iterable[str]) -> OpenedFile:
    plain, place = _unlock(content, tuple(passwords))
    return replace(read_workbook(plain), encrypted=True, opened_by=place)


def unlock(content: bytes, passwords: Iterable[str]) -> bytes:
    """Return a workbook without its encryption, one that has none as it is. Raises UnreadableError."""
    stripped = strip_padding(content)
    kind = sniff(stripped)
    if kind == "locked" or (kind == "xls" and is_encrypted_xls(stripped)):
        return _unlock(stripped, tuple(passwords))[0]
    return content


def _unlock(content: bytes, passwords: tuple[str, ...]) -> tuple[bytes, int | None]:
    """Return the workbook decrypted, and the place of its password; None for a file that needs none of them."""
    found = find_password(content, passwords)
    if found is None or found[0] == content or sniff(found[0]) == "locked":
        raise UnreadableError("wrong_password" if passwords else "encrypted")
    return found
