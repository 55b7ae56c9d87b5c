"""Typeset a filled document where a template cannot: what depends on the words that stand in it now.

Title lines are broken at words; equal labels of a table become one cell; rows are not torn apart; the signature does
not stand on a page of its own, and the office's name stands over the middle of the day.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from toolkit.bulletin.tables import set_table
from toolkit.bulletin.title_lines import break_title
from toolkit.messages import say
from toolkit.text import measure_width

_TITLE = "Title"
_USUAL_SIZE = Pt(22)
_SPACE = qn("xml:space")
_DAY_INDENT = 4  # characters at the right of the day


def typeset_document(document: Document, words: Sequence[str], names: Iterable[str]) -> None:
    """Set titles, tables and the signature; `names` are those of units and offices, `words` what titles do not tear."""
    known = tuple(names)
    for paragraph in find_titles(document):
        _set_title(document, paragraph, words, known)
    for table in document.tables:
        set_table(table)
    _set_signature(document.paragraphs)


def find_titles(document: Document) -> list[Paragraph]:
    """Return the paragraphs that are titles and say something."""
    return [each for each in document.paragraphs if each.text.strip() and _has_style(each, _TITLE)]


def _set_title(document: Document, paragraph: Paragraph, words: Sequence[str], names: Sequence[str]) -> None:
    """Break a title that is longer than a line, unless its author broke it."""
    if any(True for _ in paragraph._p.iter(qn("w:br"), qn("w:cr"), qn("w:tab"))):
        return
    section = document.sections[0]
    text, size = paragraph.text, _find_size(paragraph)
    if section.page_width is None or section.left_margin is None or section.right_margin is None:
        return
    width = 2 * (section.page_width - section.left_margin - section.right_margin) // size
    lines = break_title(text, width, words, names)
    for place in reversed(list(itertools.accumulate(len(line) for line in lines[:-1]))):
        _put_break(paragraph, place)


def _find_size(paragraph: Paragraph) -> int:
    """Return the size of a paragraph's characters."""
    sizes = [run.font.size for run in paragraph.runs if run.font.size]
    style: Any = paragraph.style
    while style is not None:
        sizes += [style.font.size] if style.font.size else []
        style = style.base_style
    return int(sizes[0] if sizes else _USUAL_SIZE)


def _put_break(paragraph: Paragraph, place: int) -> None:
    """Put a line break before the character at this place."""
    for text in list(paragraph._p.iter(qn("w:t"))):
        written = text.text or ""
        if place < len(written):
            broken, rest = OxmlElement("w:br"), OxmlElement("w:t")
            rest.text, text.text = written[place:], written[:place]
            for part in (text, rest):
                part.set(_SPACE, "preserve")
            text.addnext(broken)
            broken.addnext(rest)
            return
        place -= len(written)


def _set_signature(paragraphs: Sequence[Paragraph]) -> None:
    """Keep every signature with the text before it, and put the office's name over the middle of the day."""
    name = say("bulletin.signature")
    for signed, group in itertools.groupby(enumerate(paragraphs), lambda pair: _has_style(pair[1], name)):
        if not signed:
            continue
        places = [place for place, _ in group]
        for place in [*_find_before(paragraphs, places[0]), *places[:-1]]:
            paragraphs[place].paragraph_format.keep_with_next = True
        if len(places) == 2:
            _centre_over_day(paragraphs[places[0]], paragraphs[places[1]])


def _find_before(paragraphs: Sequence[Paragraph], place: int) -> Iterator[int]:
    """Yield the places before a signature, back to the text that it must not be parted from."""
    for earlier in reversed(range(place)):
        yield earlier
        if paragraphs[earlier].text.strip() and not _has_style(paragraphs[earlier], say("bulletin.note")):
            return


def _has_style(paragraph: Paragraph, name: str) -> bool:
    """Tell whether a paragraph has a style of this name, or one that is made from it."""
    style: Any = paragraph.style
    while style is not None and style.name != name:
        style = style.base_style
    return style is not None


def _centre_over_day(office: Paragraph, day: Paragraph) -> None:
    """Indent the day by four characters at the right, and the office's name so that both have one middle."""
    longer = (measure_width(office.text) - measure_width(day.text)) / 2  # half characters are measured
    indent = _DAY_INDENT + max(0.0, longer / 2 - _DAY_INDENT)
    _indent_right(day, indent)
    _indent_right(office, indent - longer / 2)


def _indent_right(paragraph: Paragraph, characters: float) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_ind()
    properties.set(qn("w:rightChars"), str(round(characters * 100)))
    properties.set(qn("w:right"), str(round(characters * _find_size(paragraph) / Pt(1) * 20)))
