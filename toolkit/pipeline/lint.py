"""Find every mistake in an author's definitions, down to formulas too long for Excel."""

from __future__ import annotations

from pathlib import Path

from toolkit.definition import Definition, find_shipped_definition, load_definition_with_mistakes
from toolkit.errors import Mistake, make_mistake
from toolkit.layout import LONGEST_FORMULA
from toolkit.messages import say
from toolkit.pipeline.bulletins import find_template_mistakes, open_templates
from toolkit.pipeline.start import STANDARD_DAY
from toolkit.template import Issue, build_layout, shift_formula


def lint_definition(folder: Path | None = None) -> list[Mistake]:
    """Return all mistakes of a folder's definition at once, of the shipped one where no folder is given.

    Mistakes in the bulletin's templates and formulas that are too long show only once the files are without mistakes.
    """
    definition, mistakes = load_definition_with_mistakes(folder or find_shipped_definition())
    if mistakes or definition is None:
        return mistakes
    return [*_find_long_formulas(definition), *find_template_mistakes(definition, open_templates(definition))]


def _find_long_formulas(definition: Definition) -> list[Mistake]:
    """Find hints longer than a formula may be: Excel refuses the whole workbook for one of them."""
    issue = Issue(
        definition=definition,
        title="",
        list_types=tuple(each.select_issued_columns(later=False) for each in definition.list_types),
        issued=STANDARD_DAY,
        meeting_date=STANDARD_DAY,
    )
    book = build_layout(issue)
    found: list[Mistake] = []
    for layout in book.lists:
        longest = len(shift_formula(book.view_list(layout.list_type.key).build_hint_formula(), layout.last_row))
        if longest > LONGEST_FORMULA:
            location = say("place.separator").join([f"lists/{layout.list_type.key}.toml", layout.list_type.label])
            found.append(make_mistake("definition.formula", location, length=longest, limit=LONGEST_FORMULA))
    return found
