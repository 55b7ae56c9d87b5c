"""The Word template of a bulletin: proofread it, unroll its sentences over the figures, render the document.

A template is opened once; what is asked of it afterwards takes the names or the values of one campaign.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.bulletin.active_parts import find_active_parts
from toolkit.bulletin.document import render_document
from toolkit.bulletin.figures import Value
from toolkit.bulletin.proofread import Proofreader
from toolkit.bulletin.source import Passage, TemplateSource, open_document, read_passages, read_source
from toolkit.bulletin.template_lines import Unroller
from toolkit.bulletin.unrolled_line import UnrolledLine
from toolkit.bulletin.values import RENDER_ERRORS, build_context, build_environment
from toolkit.errors import DefinitionError, Mistake, make_mistake
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.definition import NameKind

_PICTURE: NameKind = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinTemplate:
    """An opened template: its paragraphs (`passages`, in every part) and the source of its body."""

    file: str
    content: bytes = field(repr=False)
    passages: tuple[Passage, ...]
    source: TemplateSource

    def find_mistakes(
        self,
        names: Mapping[str, NameKind | None],
        columns: Mapping[str, Mapping[str, NameKind | None]],
    ) -> list[Mistake]:
        """Return every mistake of the template's author, in the order of the paragraphs.

        `names` maps each placeholder to its kind, None where the kind is unknown. `columns` maps each list to the
        kinds of its columns; a list without columns here may have any.
        """
        written = Proofreader(self.file, names, columns).find_mistakes(self.passages)
        return [*find_active_parts(self.content, self.file), *written]

    def check(
        self,
        names: Mapping[str, NameKind | None],
        columns: Mapping[str, Mapping[str, NameKind | None]],
    ) -> None:
        """Raise a DefinitionError that names all mistakes, if there are any."""
        if mistakes := self.find_mistakes(names, columns):
            raise DefinitionError(mistakes)

    def unroll(self, values: Mapping[str, Value], cells: Mapping[str, Any]) -> list[UnrolledLine]:
        """Return the body's paragraphs over the values; `cells` holds formula expressions by the same names.

        The template must be without mistakes. A name without a value counts as absent, like a picture.

        Raises DefinitionError where an expression cannot be evaluated.
        """
        environment = build_environment()
        try:
            tree = environment.parse(self.source.text)
            return Unroller(environment, self.source.levels).unroll_lines(tree, build_context(values), cells)
        except RENDER_ERRORS as error:
            raise DefinitionError(make_mistake("bulletin.failed", self.file, error=error)) from error

    def render(
        self,
        values: Mapping[str, Value],
        pictures: Mapping[str, bytes | None],
        *,
        day: dt.date,
        words: Sequence[str] = (),
    ) -> bytes:
        """Return the document of a day, the same bytes for the same input; `words` are not broken in its title.

        A picture that could not be drawn is None and counts as absent.

        Raises DefinitionError with every mistake of the template's author; nothing is rendered then.
        """
        self.check(_find_value_kinds(values, pictures), _find_list_columns(values))
        try:
            return render_document(self.content, values, pictures, day=day, words=words)
        except RENDER_ERRORS as error:
            raise DefinitionError(make_mistake("bulletin.failed", self.file, error=error)) from error


def open_template(content: bytes, *, file: str | None = None) -> BulletinTemplate:
    """Open a Word template; `file` is the name that mistakes give. Raises DefinitionError for anything but Word."""
    name = file or say("bulletin.file")
    document = open_document(content, name)
    return BulletinTemplate(file=name, content=content, passages=read_passages(document), source=read_source(document))


def _find_value_kinds(values: Mapping[str, Any], pictures: Mapping[str, Any]) -> dict[str, NameKind | None]:
    """Return the kinds of names: a rate may be a number or a dash now, so only lists and pictures are certain."""
    kinds: dict[str, NameKind | None] = {
        name: "list" if isinstance(value, list) else None for name, value in values.items()
    }
    return {**kinds, **dict.fromkeys(pictures, _PICTURE)}


def _find_list_columns(values: Mapping[str, Value]) -> dict[str, dict[str, NameKind | None]]:
    """Return the columns of every list among the values; those of an empty list are unknown.

    A list within the rows of another goes by both names, as 班子方面.问题.
    """
    columns: dict[str, dict[str, NameKind | None]] = {}
    for name, rows in values.items():
        if isinstance(rows, list):
            columns[name] = _find_value_kinds(rows[0], {}) if rows else {}
            columns |= _find_inner_columns(name, rows)
    return columns


def _find_inner_columns(name: str, rows: list[dict[str, Any]]) -> dict[str, dict[str, NameKind | None]]:
    """Return the columns of the lists within the rows of a list; a list of plain texts has none."""
    found: dict[str, dict[str, NameKind | None]] = {}
    for row in rows:
        for key, inner in row.items():
            if isinstance(inner, list) and all(isinstance(each, dict) for each in inner):
                known = found.setdefault(f"{name}.{key}", {})
                known |= _find_value_kinds(inner[0], {}) if inner else {}
    return found
