"""Read a Word template: its paragraphs for the proofreader, and the source of its body for Jinja."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from lxml import etree

from toolkit.errors import DefinitionError, make_mistake
from toolkit.messages import say
from toolkit.ooxml import build_xml_parser

_QUOTES = str.maketrans("“”‘’", "\"\"''")
_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_TITLE = "Title"
_NOTES = "wordprocessingml.footnotes+xml"
_BEGINNING = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph of the template: where it stands, in words, and its text, with straight quotes within tags."""

    location: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSource:
    """The body as Jinja reads it.

    Before each paragraph stands an instruction `<?q 3?>`, whose number is the paragraph's index in `levels`: 0 for
    the title, 1 and more for headings, None for text.
    """

    text: str
    levels: tuple[int | None, ...]


def open_document(content: bytes, file: str) -> DocxTemplate:
    """Open the document for reading. Raises DefinitionError where it is no Word document."""
    try:
        document = DocxTemplate(io.BytesIO(content))
        document.init_docx()
        _ = document.docx.element.body, document.docx.styles
    except (ValueError, KeyError, AttributeError, zipfile.BadZipFile, etree.XMLSyntaxError, OSError) as error:
        raise DefinitionError(make_mistake("bulletin.unreadable", file)) from error
    return document


def read_source(document: DocxTemplate) -> TemplateSource:
    """Return the body's source as docxtpl prepares it: runs joined, rows and paragraphs replaced by their tag."""
    body = document.docx.element.body
    # Empty paragraphs are written as <w:p/>, which the split below does not see.
    paragraphs = [element for element in body.iter(qn("w:p")) if len(element) or element.attrib]
    parts = re.split(r"(?=<w:p[ >])", document.get_xml().replace("\n", " "))
    numbered = parts[0] + "".join(f"<?q {number}?>{part}" for number, part in enumerate(parts[1:]))
    by_style: dict[str | None, int | None] = {}
    levels = tuple(_find_level(Paragraph(element, document.docx), by_style) for element in paragraphs)
    return TemplateSource(text=document.patch_xml(numbered), levels=levels)


def read_passages(document: DocxTemplate) -> tuple[Passage, ...]:
    """Return every paragraph with text: of the body with its tables, of headers, footers and footnotes."""
    passages = list(_find_body_passages(document.docx.element.body))
    for kind, key in ((document.HEADER_URI, "header"), (document.FOOTER_URI, "footer")):
        for _, part in sorted(document.get_headers_footers(kind), key=lambda pair: str(pair[1].partname)):
            passages += _find_passages(etree.fromstring(part.blob, build_xml_parser()), key)
    for part in document.docx.part.package.iter_parts():
        if part.content_type.endswith(_NOTES):
            passages += _find_passages(etree.fromstring(part.blob, build_xml_parser()), "footnote")
    return tuple(passages)


def _find_body_passages(body: Any) -> Iterator[Passage]:
    number, table = 0, 0
    for element in body.iter(qn("w:p"), qn("w:tbl")):
        if element.tag == qn("w:tbl"):
            table += 1
            continue
        text = _read_text(element)
        if element.getparent() is body and text.strip():
            number += 1
        if text.strip():
            yield _make_passage(_find_container(element, body), text, number=number, table=table)


def _find_container(element: Any, body: Any) -> str:
    if element.getparent() is body:
        return "paragraph"
    return "table" if any(ancestor.tag == qn("w:tc") for ancestor in element.iterancestors()) else "box"


def _find_passages(root: Any, key: str) -> Iterator[Passage]:
    for element in root.iter(qn("w:p")):
        if (text := _read_text(element)).strip():
            yield _make_passage(key, text)


def _make_passage(key: str, text: str, **facts: int) -> Passage:
    words = " ".join(text.split())
    beginning = words if len(words) <= _BEGINNING else f"{words[:_BEGINNING]}…"
    return Passage(location=say(f"bulletin.place.{key}", beginning=beginning, **facts), text=text)


def _read_text(paragraph: Any) -> str:
    """Return a paragraph's own text, without that of boxes within it."""
    texts = (text for text in paragraph.iter(qn("w:t")) if next(text.iterancestors(qn("w:p"))) is paragraph)
    joined = "".join(text.text or "" for text in texts)
    return _TAG.sub(lambda tag: tag.group().translate(_QUOTES), joined)


def _find_level(paragraph: Paragraph, by_style: dict[str | None, int | None]) -> int | None:
    """Return 0 for a title, 1 and more for headings, None for text; `by_style` keeps what a style says, by its id."""
    style = paragraph._p.style
    if style not in by_style:
        by_style[style] = _find_style_level(paragraph.style)
    own = _find_outline(paragraph._p)
    return by_style[style] if own is None or by_style[style] == 0 else _count_level(own)


def _find_style_level(style: Any) -> int | None:
    elements = []
    while style is not None:
        if style.name == _TITLE:
            return 0
        elements.append(style.element)
        style = style.base_style
    outlines = (outline for element in elements if (outline := _find_outline(element)) is not None)
    first = next(outlines, None)
    return None if first is None else _count_level(first)


def _find_outline(element: Any) -> Any:
    return element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")


def _count_level(outline: Any) -> int | None:
    number = int(outline.get(qn("w:val")) or 0)
    return number + 1 if number < 9 else None  # Word's outline level 9 is body text
