"""Fill in the Word document: values and pictures take the places of the template's tags.

The document names no person and carries the day of the campaign, so that the same figures give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from docx.shared import Cm, Length
from docxtpl import DocxTemplate, InlineImage

from toolkit.bulletin.figures import Value
from toolkit.bulletin.typesetting import find_titles, typeset_document
from toolkit.bulletin.values import build_context, build_environment
from toolkit.messages import say
from toolkit.ooxml import repack_package

_PICTURE_WIDTH, _PICTURE_HEIGHT = Cm(15), Cm(19)
_LONGEST_PROPERTY = 255
# docxtpl would read each of these as a template of its own.
_TEXT_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title", "last_modified_by", "keywords")


def render_document(
    template: bytes,
    values: Mapping[str, Value],
    pictures: Mapping[str, bytes | None],
    *,
    day: dt.date,
    words: Sequence[str] = (),
) -> bytes:
    """Return the filled-in document; `words` are not broken in a title.

    Raises one of RENDER_ERRORS where a tag cannot be evaluated.
    """
    # docxtpl fills in the document it has opened, so every rendering starts from the bytes.
    document = DocxTemplate(io.BytesIO(template))
    document.init_docx()
    _clear_properties(document.docx.core_properties)
    context = build_context(values)
    for name, picture in pictures.items():
        if picture is not None:
            context[name] = InlineImage(document, io.BytesIO(picture), **_choose_size(picture))
    document.render(context, build_environment(escaped=True))
    title = next((paragraph.text for paragraph in find_titles(document.docx)), "")
    typeset_document(document.docx, words, [value for value in values.values() if isinstance(value, str)])
    return _save_document(document, title, dt.datetime.combine(day, dt.time()))


def _choose_size(picture: bytes) -> dict[str, Length]:
    """Return the width of a picture; its height where it would not fit on a page with a heading above it."""
    width, height = struct.unpack(">II", picture[16:24])  # of a PNG
    too_tall = height * _PICTURE_WIDTH > width * _PICTURE_HEIGHT
    return {"height": _PICTURE_HEIGHT} if too_tall else {"width": _PICTURE_WIDTH}


def _clear_properties(properties: Any) -> None:
    for name in _TEXT_PROPERTIES:
        setattr(properties, name, "")


def _save_document(document: DocxTemplate, title: str, timestamp: dt.datetime) -> bytes:
    properties = document.docx.core_properties
    properties.title = title[:_LONGEST_PROPERTY]
    properties.language = say("bulletin.language")
    properties.revision = 1
    properties.created = properties.modified = timestamp
    stream = io.BytesIO()
    document.save(stream)
    return repack_package(stream.getvalue(), None)
