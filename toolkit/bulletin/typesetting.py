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
from docx.table import Table
from docx.text.paragraph import Paragraph

from toolkit.bulletin.title_lines import break_title
from toolkit.messages import say
from toolkit.text import measure_width

_TITLE = "Title"
_USUAL_SIZE = Pt(22)
_SIGNATURE, _NOTE = "bulletin.signature", "bulletin.note"
_SPACE = qn("xml:space")
_MOST_KEPT = 12  # rows of one label that stay on one page
_DAY_INDENT = 4  # characters at the right of the day


def typeset_document(document: Document, words: Sequence[str], names: Iterable[str]) -> None:
    """Set titles, tables and the signature; `names` are those of units and offices, `words` what titles do not tear."""
    known = tuple(names)
    for paragraph in find_titles(document):
        _set_title(document, paragraph, words, known)
    for table in document.tables:
        _merge_labels(table)
        _keep_rows_whole(table)
    _set_signature(document.paragraphs)


def find_titles(document: Document) -> list[Paragraph]:
    """Return the paragraphs that are titles and say something."""
    styled = (each for each in document.paragraphs if each.style is not None and each.style.name == _TITLE)
    return [paragraph for paragraph in styled if paragraph.text.strip()]


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


def _merge_labels(table: Table) -> None:
    """Make equal texts below each other one cell, in the first column of a table whose heading repeats on each page."""
    rows = list(table._tbl.iterchildren(qn("w:tr")))
    body = [row for row in rows if not _is_heading(row)]
    if len(body) == len(rows):
        return
    for label, group in itertools.groupby(body, _read_label):
        members = list(group)
        if not label or len(members) < 2:
            continue
        for row in members:
            cell: Any = row.find(qn("w:tc"))
            merge = OxmlElement("w:vMerge")
            if row is members[0]:
                merge.set(qn("w:val"), "restart")
            else:
                _clear_cell(cell)
            _insert_property(cell, merge)
        _keep_together(members if len(members) <= _MOST_KEPT else ())


def _read_label(row: Any) -> str:
    """Return the text of a row's first cell; empty for a number, and for a cell that is already merged."""
    cell = row.find(qn("w:tc"))
    if cell is None or cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}") is not None:
        return ""
    label = "".join(text.text or "" for text in cell.iter(qn("w:t"))).strip()
    return "" if label.rstrip("%").replace(".", "", 1).isdigit() or label == say("bulletin.dash") else label


def _clear_cell(cell: Any) -> None:
    for run in list(cell.iter(qn("w:r"))):
        run.getparent().remove(run)


def _insert_property(cell: Any, merge: Any) -> None:
    """Insert the merge where the file format wants it: behind the cell's width and span."""
    properties = cell.get_or_add_tcPr()
    before = [child for child in properties if child.tag in (qn("w:cnfStyle"), qn("w:tcW"), qn("w:gridSpan"))]
    if before:
        before[-1].addnext(merge)
    else:
        properties.insert(0, merge)


def _keep_together(rows: Sequence[Any]) -> None:
    """Keep rows on one page: each paragraph of a row but the last stays with the next."""
    for row in rows[:-1]:
        for element in row.iter(qn("w:p")):
            Paragraph(element, None).paragraph_format.keep_with_next = True  # type: ignore[arg-type]


def _keep_rows_whole(table: Table) -> None:
    rows: list[Any] = list(table._tbl.iterchildren(qn("w:tr")))
    for row in rows:
        properties = row.get_or_add_trPr()
        if properties.find(qn("w:cantSplit")) is None:
            properties.insert(0, OxmlElement("w:cantSplit"))


def _is_heading(row: Any) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def _set_signature(paragraphs: Sequence[Paragraph]) -> None:
    """Keep every signature with the text before it, and put the office's name over the middle of the day."""
    for signed, group in itertools.groupby(enumerate(paragraphs), lambda pair: _has_style(pair[1], _SIGNATURE)):
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
        if paragraphs[earlier].text.strip() and not _has_style(paragraphs[earlier], _NOTE):
            return


def _has_style(paragraph: Paragraph, key: str) -> bool:
    return paragraph.style is not None and paragraph.style.name == say(key)


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
