"""Read ods workbooks: every value is right, or reported as lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from toolkit.formats.beside_ods import prepare_beside
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import Grid
from toolkit.formats.limits import keep_within
from toolkit.formats.native_reader import is_sheet, read_native
from toolkit.formats.ods_scan import (
    NAMES,
    OFFICE,
    TABLE,
    Element,
    scan_table,
)
from toolkit.formats.package import OpenedPackage
from toolkit.formats.scan import join_scans
from toolkit.ooxml import build_xml_parser

_PART = "content.xml"
_FORMULA, _FORMULA_KEPT = b':formula="', 40


def read_ods(package: OpenedPackage) -> tuple[Grid, ...]:
    """Read every sheet. Raises UnreadableError, and no other exception."""
    try:
        part = _read_content_part(package)
        root = parse_content(part)
        whole = not _drop_inner_tables(root)
        found = root.iterfind(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table")
        tables = [table for table in found if is_sheet(table.get(f"{TABLE}name", ""))]
        finder = prepare_beside(package, part, root)
        scans = [replace(scan_table(table), beside=finder.find(table)) for table in tables]
        return join_scans(_read_values(package, part, root, whole=whole), scans)
    except UnreadableError:
        raise
    except Exception as error:  # damaged data has no end of exception types
        raise UnreadableError("damaged") from error


def _read_content_part(package: OpenedPackage) -> bytes:
    if b"encryption-data" in package.read_member("META-INF/manifest.xml"):
        raise UnreadableError("encrypted_ods")
    part = _shorten_formulas(package.read_member(_PART))
    keep_within("tree", len(part))
    return part


def _shorten_formulas(part: bytes) -> bytes:
    """Cut long formulas short: they are most of a filled list's bytes, and only their beginning is ever shown."""
    first, *others = part.split(_FORMULA)
    return _FORMULA.join([first, *map(_cut_formula, others)])


def _cut_formula(piece: bytes) -> bytes:
    end = piece.find(b'"')
    if end < 2 * _FORMULA_KEPT or piece.find(b"<", 0, end) >= 0:
        return piece
    kept = piece[:_FORMULA_KEPT]
    return kept[: kept.find(b"&")] + piece[end:] if b"&" in kept else _drop_split_character(kept) + piece[end:]


def _drop_split_character(kept: bytes) -> bytes:
    """Return the bytes without the UTF-8 character that the cut went through."""
    return kept.decode("utf-8", "ignore").encode("utf-8")


def parse_content(part: bytes) -> Element:
    """Return the root of a part. Raises UnreadableError for a document type, and lxml's errors for damage."""
    parser = build_xml_parser()
    root = etree.fromstring(part, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError("damaged")  # no office program writes one; attacks do
    return root


def _drop_inner_tables(root: Element) -> bool:
    """Take away the tables that are no sheets, as of a text box or of linked cells; tell whether there were any."""
    inner = [node for node in root.iter(f"{TABLE}table") if _find_parent(node) != f"{OFFICE}spreadsheet"]
    for table in inner:
        holder = table.getparent()
        if holder is not None:
            holder.remove(table)
    return bool(inner)


def _find_parent(node: Element) -> str:
    parent = node.getparent()
    return "" if parent is None else str(parent.tag)


def _read_values(package: OpenedPackage, part: bytes, root: Element, *, whole: bool) -> tuple[Grid, ...]:
    """Return what the native reader reads, from a normalised copy where it does not know the part's spelling.

    So it is also where the tree is not the `whole` part.
    """
    if not whole or not _has_usual_spelling(part, root):
        return read_native(_normalise_package(package, root))
    try:
        return read_native(package.content)
    except UnreadableError as error:
        if error.code != "damaged":
            raise
        return read_native(_normalise_package(package, root))


def _has_usual_spelling(part: bytes, root: Element) -> bool:
    """Tell whether the part has the usual prefixes, all declared at its root, and nothing that readers skip."""
    prefixes = {name: prefix for prefix, name in root.nsmap.items()}
    usual = all(prefixes.get(name, prefix) == prefix for prefix, name in NAMES.items())
    root_ends = part.find(b">", part.find(b"document-content"))
    return usual and part.find(b"xmlns", root_ends) < 0 and part.find(b"<!") < 0


def _normalise_package(package: OpenedPackage, root: Element) -> bytes:
    """Return the package with the usual prefixes in its content, without white space between cells."""
    plain = etree.Element(root.tag, nsmap=dict(NAMES))
    plain.extend(list(root))
    drop_blanks(plain)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as copy:
        for name in _choose_members(package.names):
            copy.writestr(name, package.read_member(name))
        copy.writestr(_PART, etree.tostring(plain, xml_declaration=True, encoding="UTF-8"))
    return target.getvalue()


def drop_blanks(root: Element) -> None:
    """Take away the white space between rows, cells and lines, which the native reader does not expect."""
    for node in root.iter(f"{TABLE}table-row", f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        node.tail = None
        if node.tag == f"{TABLE}table-row" or len(node):
            node.text = None
        for line in node:
            line.tail = None


def _choose_members(names: Iterable[str]) -> list[str]:
    return [name for name in ("mimetype", "META-INF/manifest.xml", "styles.xml") if name in names]
