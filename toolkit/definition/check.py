"""Look for what a well-formed definition still gets wrong: a Definition comes in, mistakes go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from toolkit.definition.check_list import PROMPT, ListChecker
from toolkit.definition.checker import list_place
from toolkit.definition.model import Definition
from toolkit.definition.words import ASPECTS, ChoiceList
from toolkit.errors import Mistake, mistake
from toolkit.messages import say
from toolkit.text import fold, utf16_length

SHEET_NAME = 31  # the file format's limit


def find_mistakes(definition: Definition, lost: frozenset[str] = frozenset()) -> list[Mistake]:
    """Return every mistake, in the order of lists and columns.

    `lost` names the lists and choice lists that could not be loaded: what leads there is not judged.
    """
    checks: tuple[Callable[[Definition], Iterator[Mistake]], ...] = (_names, _choices, _meetings)
    found = [one for check in checks for one in check(definition)]
    for list_type in definition.list_types:
        found += ListChecker(definition, list_type, lost).find()
    return found


def _names(definition: Definition) -> Iterator[Mistake]:
    """Sheet names: legal, and each once."""
    sheets = [one.label for one in definition.list_types]
    sheets += [table.label for one in definition.list_types for table in one.tables]
    labels = Counter(fold(label) for label in [*sheets, *_own_sheets(definition)])
    keys = Counter(one.key for one in definition.list_types)
    for one in definition.list_types:
        place = list_place(one)
        for label in (one.label, *(table.label for table in one.tables)):
            if labels[fold(label)] > 1:
                yield mistake("definition.label_twice", place, label=label)
        if keys[one.key] > 1:
            yield mistake("definition.key_twice", place, key=one.key)
    places = [(list_place(one), one.label) for one in definition.list_types]
    places += [(list_place(one, "tables"), table.label) for one in definition.list_types for table in one.tables]
    for place, label in (*places, ("cover.toml", definition.cover.sheet)):
        reason = sheet_name_fault(label)
        if reason:
            yield mistake("definition.sheet_name", place, label=label, reason=reason)


def _own_sheets(definition: Definition) -> tuple[str, ...]:
    """Return the sheets that workbooks have besides lists and tables."""
    fixed = ("summary.front", "summary.reconcile", "sheet.options", "sheet.identity", "sheet.handbook")
    return (*(say(key) for key in fixed), definition.cover.sheet)


def sheet_name_fault(name: str) -> str:
    """Say why Excel would refuse a sheet name; an empty text where it would not."""
    if utf16_length(name) > SHEET_NAME:
        return say("sheet_name.long", limit=SHEET_NAME)
    if set(name) & set("[]:*?/\\"):
        return say("sheet_name.characters")
    if name.startswith("'") or name.endswith("'"):
        return say("sheet_name.apostrophe")
    return say("sheet_name.reserved") if name.lower() == "history" else ""


def _choices(definition: Definition) -> Iterator[Mistake]:
    lists = [(f"choices/{key}.csv", one) for key, one in definition.choice_lists.items() if key != ASPECTS]
    lists += [(f"meetings/{one.key}/{ASPECTS}.csv", one.aspects) for one in definition.meetings]
    for place, one in lists:
        if not one.options:
            yield mistake("definition.no_values", place)
        yield from _options(place, one)


def _options(place: str, choices: ChoiceList) -> Iterator[Mistake]:
    """Each value once, none too long, and no way of writing that two values share."""
    values = Counter(option.value for option in choices.options)
    owner: dict[str, str] = {fold(option.value): option.value for option in choices.options}
    for value, count in values.items():
        if count > 1:
            yield mistake("definition.label_twice", place, label=value)
        if utf16_length(value) > PROMPT:
            yield mistake("definition.too_long", place, what=value[:20], limit=PROMPT)
    for option in choices.options:
        for name in filter(None, (option.short, *option.aliases)):
            other = owner.setdefault(fold(name), option.value)
            if other != option.value:
                yield mistake("definition.alias_clash", place, alias=name, one=other, other=option.value)


def _meetings(definition: Definition) -> Iterator[Mistake]:
    keys = Counter(one.key for one in definition.meetings)
    for key, count in keys.items():
        if count > 1:
            yield mistake("definition.key_twice", f"meetings/{key}", key=key)
    if sum(one.default for one in definition.meetings) > 1:
        yield mistake("definition.two_defaults", "meetings/")
