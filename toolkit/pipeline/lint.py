"""Find every mistake in an author's definitions, down to formulas too long for Excel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from toolkit.campaign import Round
from toolkit.definition import Definition, ListType, StateKey, find_shipped_definition, load_definition_with_mistakes
from toolkit.errors import Mistake, make_mistake
from toolkit.followup import Item, ItemKey, Origin
from toolkit.layout import LONGEST_FORMULA
from toolkit.messages import say
from toolkit.pipeline.bulletins import find_template_mistakes
from toolkit.pipeline.start import STANDARD_DAY
from toolkit.template import Issue, IssuedItem, build_layout, shift_formula

_NOWHERE = Origin(round=1, file="", sheet="", row=1)


def lint_definition(folder: Path | None = None) -> list[Mistake]:
    """Return all mistakes of a folder's definition at once, of the shipped one where no folder is given.

    Mistakes in the bulletin's templates and formulas that are too long show only once the files are without mistakes.
    """
    definition, mistakes = load_definition_with_mistakes(folder or find_shipped_definition())
    if mistakes or definition is None:
        return mistakes
    return [*_find_long_formulas(definition), *find_template_mistakes(definition)]


def _find_long_formulas(definition: Definition) -> list[Mistake]:
    """Find hints longer than a formula may be: Excel refuses the whole workbook for one of them."""
    first, later = (_measure_hints(definition, number) for number in (1, 2))
    found: list[Mistake] = []
    for list_type in definition.list_types:
        longest = max(first[list_type.key], later[list_type.key])
        if longest > LONGEST_FORMULA:
            location = say("place.separator").join([f"lists/{list_type.key}.toml", list_type.label])
            found.append(make_mistake("definition.formula", location, length=longest, limit=LONGEST_FORMULA))
    return found


def _measure_hints(definition: Definition, number: int) -> dict[str, int]:
    """Return the length of each list's longest hint in a round, by list, where items are open and closed."""
    round = Round(number=number, issue_date=STANDARD_DAY, due_date=STANDARD_DAY)
    list_types = tuple(each.select_issued_columns(later=round.is_later) for each in definition.list_types)
    issue = Issue(
        definition=definition,
        title="",
        list_types=list_types,
        issued=STANDARD_DAY,
        meeting_date=STANDARD_DAY,
        round=round,
        items={each.key: tuple(_imagine_items(each)) for each in list_types if round.is_later},
    )
    book = build_layout(issue)
    return {
        layout.list_type.key: len(
            shift_formula(book.view_list(layout.list_type.key).build_hint_formula(), layout.last_row)
        )
        for layout in book.lists
    }


def _imagine_items(list_type: ListType) -> Iterator[IssuedItem]:
    """Yield one open and one closed item with a text in every column."""
    number = list_type.number
    states: tuple[StateKey, ...] = ("in_progress", "closed")
    for position, state in enumerate(states, 1):
        key = ItemKey(unit="", list_key=list_type.key, number=number.format_number(position) if number else "")
        item = Item(key=key, texts={}, origin=_NOWHERE, opened=1, state=state)
        texts = {column.key: column.example for column in list_type.columns}
        yield IssuedItem(item=item, texts={**texts, **({number.key: key.number} if number else {})}, office={})
