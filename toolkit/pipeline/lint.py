"""Look over an author's definitions: a folder comes in, every mistake in it goes out."""

from __future__ import annotations

from pathlib import Path

from toolkit.definition import Definition, find_shipped_definition, load_definition_with_mistakes
from toolkit.errors import Mistake, make_mistake
from toolkit.layout import LONGEST_FORMULA, ListLayout
from toolkit.messages import say
from toolkit.pipeline.bulletins import find_template_mistakes, open_templates
from toolkit.pipeline.start import STANDARD_DAY
from toolkit.template import Issue, shift_formula


def lint_definition(folder: Path | None = None) -> list[Mistake]:
    """Return all mistakes at once: in the files, and in what a workbook made of them would exceed."""
    definition, mistakes = load_definition_with_mistakes(folder or find_shipped_definition())
    if mistakes or definition is None:
        return mistakes
    return [*_find_long_formulas(definition), *find_template_mistakes(definition, open_templates(definition))]


def _find_long_formulas(definition: Definition) -> list[Mistake]:
    """A hint longer than a formula may be is refused by Excel with the whole file."""
    issue = Issue(
        definition=definition,
        title="",
        list_types=definition.list_types,
        issued=STANDARD_DAY,
        meeting_date=STANDARD_DAY,
    )
    book = issue.build_layout()
    found: list[Mistake] = []
    for layout in book.lists:
        longest = len(shift_formula(book.view_list(layout.list_type.key).build_hint_formula(), layout.last_row))
        if longest > LONGEST_FORMULA:
            place = say("place.separator").join([f"lists/{layout.list_type.key}.toml", _find_label(layout)])
            found.append(make_mistake("definition.formula", place, length=longest, limit=LONGEST_FORMULA))
    return found


def _find_label(layout: ListLayout) -> str:
    return layout.list_type.label
