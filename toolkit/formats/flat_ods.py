"""Turn an OpenDocument spreadsheet in one piece of XML (.fods) into the package that it is elsewhere."""

from __future__ import annotations

import io
import zipfile
from typing import cast

from lxml import etree

from toolkit.formats.gate_xml import check_markup
from toolkit.formats.limits import keep_within
from toolkit.formats.ods import drop_blanks, parse_content
from toolkit.formats.ods_scan import OFFICE, Element

_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_EMBEDDED, _KIND, _LINK = f"{OFFICE}document", f"{OFFICE}mimetype", "{http://www.w3.org/1999/xlink}href"
# The parts that a package has, with the elements that stand in each.
_META = (f"{OFFICE}meta",)
_CONTENT = tuple(f"{OFFICE}{name}" for name in ("font-face-decls", "styles", "automatic-styles", "body"))


def pack_flat_ods(content: bytes) -> bytes:
    """Return the package of a flat document. Raises UnreadableError, or lxml's errors for damage."""
    keep_within("tree", len(content))
    check_markup(content)
    root = parse_content(content)
    manifest = _take_out_embedded(root)
    drop_blanks(root)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", _MIMETYPE)
        package.writestr("META-INF/manifest.xml", etree.tostring(manifest))
        package.writestr("meta.xml", _build_part(root, "document-meta", _META))
        package.writestr("content.xml", _build_part(root, "document-content", _CONTENT))
    return target.getvalue()


def _take_out_embedded(root: Element) -> Element:
    """Leave a link in place of each embedded document, such as a chart with its table; return what they are."""
    manifest = etree.Element(f"{_MANIFEST}manifest")
    for number, document in enumerate(list(root.iterdescendants(_EMBEDDED)), 1):
        folder, holder = f"Object {number}", document.getparent()
        if holder is not None:
            holder.remove(document)
            holder.set(_LINK, f"./{folder}")
        facts = {f"{_MANIFEST}full-path": f"{folder}/", f"{_MANIFEST}media-type": document.get(_KIND, "")}
        etree.SubElement(manifest, f"{_MANIFEST}file-entry", facts)
    return manifest


def _build_part(root: Element, name: str, tags: tuple[str, ...]) -> bytes:
    part = etree.Element(f"{OFFICE}{name}", nsmap=cast("dict[str, str]", root.nsmap))
    part.extend([child for child in root if child.tag in tags])
    return etree.tostring(part, xml_declaration=True, encoding="UTF-8")
