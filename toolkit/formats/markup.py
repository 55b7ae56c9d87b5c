"""Tell web pages from XML spreadsheets, and decode and parse both."""

from __future__ import annotations

import re
from math import isfinite

from lxml import etree

from toolkit.formats.csv_reader import decode_strictly, decode_text
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import CellValue

SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_HEAD = 64 * 1024
_BEFORE_ROOT = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!(?!--)[^>]*>)*+", re.DOTALL)
_ROOT = re.compile(r"<((?:[a-z_][\w.-]*:)?([a-z_][\w.-]*))[\s/>]", re.IGNORECASE)
_HTML_DOCTYPE = re.compile(r"\s*<!DOCTYPE\s+html", re.IGNORECASE)
_XML_START = re.compile(r"\s*<(?:\?xml|!DOCTYPE)")
_MAIL = re.compile(r"^(?:MIME-Version:\s*1|Content-Type:\s*multipart/related)", re.IGNORECASE | re.MULTILINE)
_HTML_ROOTS = re.compile(r"html|head|body|meta|title|style|script|link|table|div|p|font|center|br|span|b|form", re.I)
_DECLARED_BIG5 = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?big5""", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?\s*", re.ASCII)


def sniff_markup(content: bytes) -> str | None:
    """Return `html`, `xml` (a spreadsheet of 2003), `web` (a web archive or other markup) or None."""
    head = _decode_head(content)
    if re.match(r"\s*[\w-]+:", head) and _MAIL.search(head[:4096]):
        return "web"
    before = _BEFORE_ROOT.match(head)
    root = _ROOT.match(head, before.end() if before else 0)
    if SPREADSHEETML in head and (root[2] == "Workbook" if root else "Workbook" in head):
        return "xml"
    if _HTML_DOCTYPE.match(head) or (root and _HTML_ROOTS.fullmatch(root[1])) or _has_cells(head):
        return "html"
    return "web" if _XML_START.match(head) or (root and "xmlns" in head) else None


def _has_cells(head: str) -> bool:
    lower = head.lower()
    return "<table" in lower and "<tr" in lower and ("<td" in lower or "<th" in lower)


def _decode_head(content: bytes) -> str:
    """Return the start of the content with its ASCII characters right; the others do not matter."""
    head = content[:_HEAD]
    for bom, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(bom):
            return head[2:].decode(encoding, "replace")
    if b"\x00" in head[:2]:
        head = head.replace(b"\x00", b"")  # UTF-16 without a byte order mark
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def decode_markup(content: bytes) -> str:
    """Return the text of markup, decoded by what its bytes show."""
    # Any other declared encoding is evident from the bytes, or wrong: gb2312 for GBK, gbk for UTF-8.
    text = decode_strictly(content, "cp950") if _DECLARED_BIG5.search(content[:4096]) else decode_text(content)
    return _CONTROLS.sub("", text).lstrip()


def parse_markup(text: str, parser: etree.HTMLParser | etree.XMLParser) -> etree._Element | None:
    """Parse markup; raise UnreadableError where the parser gave up, since the rest would be missing."""
    try:
        root: etree._Element | None = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError("damaged") from error
    if len(parser.error_log.filter_from_fatals()):
        raise UnreadableError("damaged")
    return root


def parse_number(digits: str, otherwise: str) -> CellValue:
    """Return the number written by the digits; `otherwise` where they are none."""
    return float(digits) if _NUMBER.fullmatch(digits) and isfinite(float(digits)) else otherwise
