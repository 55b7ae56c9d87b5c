"""The one way in which XML from anywhere is parsed: nothing is fetched, nothing is expanded, and nothing grows."""

from __future__ import annotations

from typing import Any

from lxml import etree

_SCHEMAS = "http://schemas.openxmlformats.org"
# The prefixes that a library registers for the whole process when it is loaded. What is written must be the same in a
# process that has not loaded it.
_PREFIXES = {
    "a": f"{_SCHEMAS}/drawingml/2006/main",
    "c": f"{_SCHEMAS}/drawingml/2006/chart",
    "cdr": f"{_SCHEMAS}/drawingml/2006/chartDrawing",
    "cp": f"{_SCHEMAS}/package/2006/metadata/core-properties",
    "cust": f"{_SCHEMAS}/officeDocument/2006/custom-properties",
    "dcmitype": "http://purl.org/dc/dcmitype/",
    "dcterms": "http://purl.org/dc/terms/",
    "r": f"{_SCHEMAS}/officeDocument/2006/relationships",
    "s": f"{_SCHEMAS}/spreadsheetml/2006/main",
    "vt": f"{_SCHEMAS}/officeDocument/2006/docPropsVTypes",
    "xdr": f"{_SCHEMAS}/drawingml/2006/spreadsheetDrawing",
}
for _prefix, _space in _PREFIXES.items():
    etree.register_namespace(_prefix, _space)


def build_xml_parser(*, huge: bool = False, **more: Any) -> etree.XMLParser:
    """Return a parser without network, entities and document types, which passes over comments and instructions.

    `huge` allows texts of more than 10 million characters, for parts whose size is bounded otherwise.
    """
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "dtd_validation": False}
    kept = {"remove_comments": True, "remove_pis": True, "huge_tree": huge}
    return etree.XMLParser(**{**kept, **more, **safe})
