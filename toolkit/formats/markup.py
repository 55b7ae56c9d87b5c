"""Tell web pages from XML spreadsheets, and decode and parse both."""

from __future__ import annotations

import re
from math import isfinite

from lxml import etree

from toolkit.formats.decoding import decode_strictly, decode_text
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import CellValue

SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_HEAD = 64 * 1024
_BEFORE_ROOT = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!(?!--)[^>]*>)*+", re.DOTALL)
_ROOT = re.compile(r"<((?:[a-z_][\w.-]*:)?([a-z_][\w.-]*))[\s/>]", re.IGNORECASE)
_HTML_DOCTYPE = re.compile(r"\s*<!DOCTYPE\s+html", re.IGNORECASE)
_XML_START = re.compile(r"\s*<(?:\?xml|!DOCTYPE)")
_FIELD = re.compile(r"^([A-Za-z][\w-]{1,40}):", re.MULTILINE)
# A mailbox begins with a line of its own, a mail of Apple's program with its length.
_LETTER_START = re.compile(r"\s*(?:From \S+[^\n]*\n|\d+\s*\n)?[A-Za-z][\w-]{1,40}:")
_SAVED_PAGE = re.compile(
    r"^(?:Content-Type:\s*multipart/related|From:[^\n]*<Saved by|X-Document-Type:)", re.IGNORECASE | re.MULTILINE
)
_SENT = {"received", "return-path", "delivered-to", "message-id", "to", "dkim-signature", "x-mailer", "thread-topic"}
_DESCRIBED = {"from", "sender", "subject", "date", "mime-version", "content-type", "cc", "bcc", "reply-to"}
_FIELDS_OF_MAIL, _LONGEST_HEADER = 3, 8192
_OPENDOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_OPENDOCUMENT_KINDS = (("spreadsheet", "fods"), ("presentation", "slides"), ("graphics", "drawing"))
_UOF_KINDS = (("text", "word"), ("presentation", "slides"))
_ROOTS = {"svg": "picture", "worddocument": "word", "package": "word", "visiodocument": "drawing"}
MARKUP_KINDS = frozenset({"html", "xml", "fods"})
_HTML_ROOTS = re.compile(r"html|head|body|meta|title|style|script|link|table|div|p|font|center|br|span|b|form", re.I)
_DECLARED_BIG5 = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?big5""", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?\s*", re.ASCII)


def sniff_markup(content: bytes) -> str | None:
    """Return html, xml (a spreadsheet of 2003), fods, or the code of any other markup or mail, or None."""
    head = _decode_head(content)
    letter = _sniff_letter(head)
    if letter:
        return letter
    before = _BEFORE_ROOT.match(head)
    root = _ROOT.match(head, before.end() if before else 0)
    if SPREADSHEETML in head and (root[2] == "Workbook" if root else "Workbook" in head):
        return "xml"
    document = _name_document(root[2], head) if root else ""
    if document:
        return document
    if _HTML_DOCTYPE.match(head) or (root and _HTML_ROOTS.fullmatch(root[1])) or _has_cells(head):
        return "html"
    return "web" if _XML_START.match(head) or (root and "xmlns" in head) else None


def _sniff_letter(head: str) -> str:
    """Tell a mail from a page saved as a web archive, which looks like a mail that nobody sent."""
    if not _LETTER_START.match(head):
        return ""
    start = head[:_LONGEST_HEADER]
    fields = {field.lower() for field in _FIELD.findall(start)}
    if _SAVED_PAGE.search(start) and not fields & _SENT:
        return "web"
    return "mail" if len(fields & (_SENT | _DESCRIBED)) >= _FIELDS_OF_MAIL else ""


def _name_document(root: str, head: str) -> str:
    """Return what a document in one piece of XML is, by its root; empty for a page or an unknown one."""
    if root == "document" and _OPENDOCUMENT in head:
        return next((kind for word, kind in _OPENDOCUMENT_KINDS if f"opendocument.{word}" in head), "word")
    if root == "UOF":
        return next((kind for word, kind in _UOF_KINDS if f"vnd.uof.{word}" in head), "uof")
    return _ROOTS.get(root.lower(), "")


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
