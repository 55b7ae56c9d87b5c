"""Look for what a well-formed definition still gets wrong: a Definition comes in, mistakes go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from toolkit.definition.check_counting import check_counting
from toolkit.definition.check_list import PROMPT, ListChecker
from toolkit.definition.check_shown import check_sheets, own_sheets, sheet_name_fault
from toolkit.definition.check_summary import FILE, check_summary
from toolkit.definition.check_worked import find_circles
from toolkit.definition.checker import list_file, list_place
from toolkit.definition.model import Definition, ListType
from toolkit.definition.notes import Notes
from toolkit.definition.paths import Paths
from toolkit.definition.words import ASPECTS, ChoiceList
from toolkit.errors import Mistake, mistake
from toolkit.messages import say
from toolkit.text import fold, utf16_length


def find_mistakes(definition: Definition, lost: frozenset[str] = frozenset()) -> list[Mistake]:
    """Return every mistake, in the order of lists and columns.

    `lost` names the lists and choice lists that could not be loaded: what leads there is not judged.
    """
    checks: tuple[Callable[[Definition], Iterator[Mistake]], ...] = (_names, _choices, _meetings)
    found = [one for check in checks for one in check(definition)]
    paths = Paths(definition, lost)
    for list_type in definition.list_types:
        found += ListChecker(definition, list_type, lost).find()
        notes = Notes(paths, list_file(list_type), list_type.label)
        check_counting(notes, list_type.key)
        check_sheets(notes, list_type.key)
        found += notes.result()
    return [*found, *_over_all(paths), *check_summary(paths)]


def _over_all(paths: Paths) -> Iterator[Mistake]:
    """Circles of columns that are worked out, and two tables that both claim the front page."""
    seen: set[frozenset[tuple[str, str]]] = set()
    for circle in find_circles(paths):
        if frozenset(circle) not in seen:
            seen.add(frozenset(circle))
            (list_key, path), *_ = circle
            way = say("definition.circle.arrow").join(".".join(place) for place in circle)
            yield mistake("definition.circle", _place(paths, list_key, path), way=way)
    fronts = [(key, table.key) for key in paths.list_keys for table in paths.countable(key).tables if table.front]
    for list_key, key in fronts[1:]:
        yield mistake("definition.two_fronts", _place(paths, list_key, "tables", key), first=".".join(fronts[0]))


def _place(paths: Paths, list_key: str, *parts: str) -> str:
    countable = paths.countable(list_key)
    if isinstance(countable, ListType):
        return list_place(countable, *parts)
    return say("place.separator").join([FILE, list_key[1:], *parts])


def _names(definition: Definition) -> Iterator[Mistake]:
    """Sheet names: legal, and each once."""
    sheets = [one.label for one in definition.list_types]
    labels = Counter(fold(label) for label in [*sheets, *_own_sheets(definition)])
    keys = Counter(one.key for one in definition.list_types)
    for one in definition.list_types:
        place = list_place(one)
        if labels[fold(one.label)] > 1:
            yield mistake("definition.label_twice", place, label=one.label)
        if keys[one.key] > 1:
            yield mistake("definition.key_twice", place, key=one.key)
    places = [(list_place(one), one.label) for one in definition.list_types]
    for place, label in (*places, ("cover.toml", definition.cover.sheet)):
        reason = sheet_name_fault(label)
        if reason:
            yield mistake("definition.sheet_name", place, label=label, reason=reason)


def _own_sheets(definition: Definition) -> tuple[str, ...]:
    """Return the sheets that workbooks have besides lists, rosters and tables."""
    handed_out = (say("sheet.identity"), say("sheet.handbook"), definition.cover.sheet)
    return (*own_sheets(), *handed_out)


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
