"""Fill the Word template: its bytes, the values and the pictures come in, the document's bytes go out."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage

from toolkit.bulletin.environment import (
    TROUBLES,
    Value,
    build_context,
    build_environment,
)
from toolkit.bulletin.wording import load_wording
from toolkit.definition import NameKind
from toolkit.errors import DefinitionError, make_mistake
from toolkit.messages import say
from toolkit.ooxml import repack_package

_PICTURE: NameKind = "picture"
_PICTURE_WIDTH = Cm(15)
_LONGEST_PROPERTY = 255
# What docxtpl would take for templates of their own.
_TEXT_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title", "last_modified_by", "keywords")


def build_bulletin(
    template: bytes,
    values: Mapping[str, Value],
    pictures: Mapping[str, bytes | None],
    *,
    day: dt.date,
    file: str | None = None,
) -> bytes:
    """Build the document of a day; a picture that could not be drawn is None, and counts as absent.

    Raises DefinitionError with every mistake of the template's author; nothing is rendered then. The same
    input gives the same bytes.
    """
    wording = load_wording(template, file=file)
    wording.check_template(find_value_kinds(values, pictures), find_list_columns(values))
    title = next((line.text for line in wording.unroll_lines(values, {}) if line.level == 0), "")
    document = DocxTemplate(io.BytesIO(template))
    document.init_docx()
    _clear_properties(document.docx.core_properties)
    context = build_context(values)
    for name, picture in pictures.items():
        if picture is not None:
            context[name] = InlineImage(document, io.BytesIO(picture), width=_PICTURE_WIDTH)
    try:
        document.render(context, build_environment(escaped=True))
    except TROUBLES as error:
        raise DefinitionError(make_mistake("wording.failed", wording.file, error=error)) from error
    return _save_document(document, title, dt.datetime.combine(day, dt.time()))


def find_value_kinds(values: Mapping[str, Value], pictures: Mapping[str, Any]) -> dict[str, NameKind | None]:
    """Return what is a list and what a picture; a rate may be a number or a dash now, so of the rest is None."""
    kinds: dict[str, NameKind | None] = {
        name: "list" if isinstance(value, list) else None for name, value in values.items()
    }
    return {**kinds, **dict.fromkeys(pictures, _PICTURE)}


def find_list_columns(values: Mapping[str, Value]) -> dict[str, dict[str, NameKind | None]]:
    """Return the columns of every list among the values; those of an empty list are not known."""
    return {
        name: find_value_kinds(rows[0], {}) if rows else {} for name, rows in values.items() if isinstance(rows, list)
    }


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
