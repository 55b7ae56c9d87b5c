"""The wording of a document: the template's bytes come in, a value that names mistakes and unrolls lines goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.bulletin.environment import (
    TROUBLES,
    Value,
    build_context,
    build_environment,
)
from toolkit.bulletin.proofread import Proofreader
from toolkit.bulletin.template import (
    Passage,
    TemplateSource,
    open_template,
    read_passages,
    read_source,
)
from toolkit.bulletin.unroll import Unroller, WordingLine
from toolkit.definition import NameKind
from toolkit.errors import DefinitionError, Mistake, make_mistake
from toolkit.messages import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A template's paragraphs (`passages`, in every part) and the body's source."""

    file: str
    passages: tuple[Passage, ...]
    source: TemplateSource

    def find_mistakes(
        self,
        names: Mapping[str, NameKind | None],
        columns: Mapping[str, Mapping[str, NameKind | None]],
    ) -> list[Mistake]:
        """Return every mistake of the template's author.

        `names` are the placeholders there are, with their kinds; None where the kind cannot be told. `columns` are
        the columns of every list with theirs; of a list without any, all are taken.
        """
        return Proofreader(self.file, names, columns).find_mistakes(self.passages)

    def check_template(
        self,
        names: Mapping[str, NameKind | None],
        columns: Mapping[str, Mapping[str, NameKind | None]],
    ) -> None:
        """Raise a DefinitionError that names all mistakes, if there are any."""
        if found := self.find_mistakes(names, columns):
            raise DefinitionError(found)

    def unroll_lines(self, values: Mapping[str, Value], cells: Mapping[str, Any]) -> list[WordingLine]:
        """Return the body's paragraphs over the values; `cells` holds formula expressions by the same names.

        The template must be without mistakes. A name that has no value counts as absent, like a picture.
        """
        speech = build_environment()
        try:
            tree = speech.parse(self.source.text)
            return Unroller(speech, self.source.levels).unroll_lines(tree, build_context(values), cells)
        except TROUBLES as error:
            raise DefinitionError(make_mistake("wording.failed", self.file, error=error)) from error


def load_wording(template: bytes, *, file: str | None = None) -> Wording:
    """Load the wording of a Word template; DefinitionError where it is no Word document."""
    name = file or say("wording.file")
    opened = open_template(template, name)
    return Wording(file=name, passages=read_passages(opened), source=read_source(opened))
