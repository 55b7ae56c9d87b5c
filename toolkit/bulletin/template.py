"""Look into a Word template: its bytes come in, its paragraphs and the source that Jinja is given go out."""

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

_QUOTES = str.maketrans("“”‘’", "\"\"''")
_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_TITLE = "Title"
_NOTES = "wordprocessingml.footnotes+xml"
_BEGINNING = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One paragraph of the template, wherever it stands; in `text`, the quotes within tags are straight."""

    location: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSource:
    """The body as Jinja reads it; before each paragraph stands its mark, whose number leads into `levels`."""

    text: str
    levels: tuple[int | None, ...]


def open_template(template: bytes, file: str) -> DocxTemplate:
    """Open the template; DefinitionError where it is no Word document."""
    try:
        opened = DocxTemplate(io.BytesIO(template))
        opened.init_docx()
        _ = opened.docx.element.body, opened.docx.styles
    except (ValueError, KeyError, AttributeError, zipfile.BadZipFile, etree.XMLSyntaxError, OSError) as error:
        raise DefinitionError(make_mistake("wording.unreadable", file)) from error
    return opened


def read_source(template: DocxTemplate) -> TemplateSource:
    """Return the body's source, with docxtpl's own preparation: joined runs, rows and paragraphs of a tag alone."""
    body = template.docx.element.body
    paragraphs = [one for one in body.iter(qn("w:p")) if len(one) or one.attrib]
    parts = re.split(r"(?=<w:p[ >])", template.get_xml().replace("\n", " "))
    marked = parts[0] + "".join(f"<?q {number}?>{part}" for number, part in enumerate(parts[1:]))
    levels = tuple(_find_level(Paragraph(one, template.docx)) for one in paragraphs)
    return TemplateSource(text=template.patch_xml(marked), levels=levels)


def read_passages(template: DocxTemplate) -> tuple[Passage, ...]:
    """Return every paragraph that says something: body, tables, headers, footers and footnotes, in this order."""
    found = list(_find_body_passages(template.docx.element.body))
    for kind, key in ((template.HEADER_URI, "header"), (template.FOOTER_URI, "footer")):
        for _, part in sorted(template.get_headers_footers(kind), key=lambda pair: str(pair[1].partname)):
            found += _find_passages(etree.fromstring(part.blob), key)
    for part in template.docx.part.package.iter_parts():
        if part.content_type.endswith(_NOTES):
            found += _find_passages(etree.fromstring(part.blob), "footnote")
    return tuple(found)


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
    return "table" if any(one.tag == qn("w:tc") for one in element.iterancestors()) else "box"


def _find_passages(root: Any, key: str) -> Iterator[Passage]:
    for element in root.iter(qn("w:p")):
        if (text := _read_text(element)).strip():
            yield _make_passage(key, text)


def _make_passage(key: str, text: str, **facts: int) -> Passage:
    seen = " ".join(text.split())
    beginning = seen if len(seen) <= _BEGINNING else f"{seen[:_BEGINNING]}…"
    return Passage(location=say(f"wording.place.{key}", beginning=beginning, **facts), text=text)


def _read_text(paragraph: Any) -> str:
    """Return a paragraph's own text, without that of boxes within it."""
    own = (t for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is paragraph)
    joined = "".join(one.text or "" for one in own)
    return _TAG.sub(lambda tag: tag.group().translate(_QUOTES), joined)


def _find_level(paragraph: Paragraph) -> int | None:
    """Return 0 for a title, 1 and more for headings, None for the text."""
    style: Any = paragraph.style
    holders = [paragraph._p]
    while style is not None:
        if style.name == _TITLE:
            return 0
        holders.append(style.element)
        style = style.base_style
    for holder in holders:
        level = holder.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if level is not None:
            own = int(level.get(qn("w:val")) or 0)
            return own + 1 if own < 9 else None  # 9 is Word's number for the text of the body
    return None
