"""Look for what a well-formed definition still gets wrong: a Definition comes in, mistakes go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from toolkit.definition.definition import Definition
from toolkit.definition.lint.derived import find_circles
from toolkit.definition.lint.figures import check_counting
from toolkit.definition.lint.list_problems import format_list_file, render_list_location
from toolkit.definition.lint.lists import PROMPT, ListChecker
from toolkit.definition.lint.problems import Notes
from toolkit.definition.lint.sheets import check_sheets, collect_summary_sheets, find_sheet_name_fault
from toolkit.definition.lint.summary import FILE, check_summary
from toolkit.definition.list_type import ListType
from toolkit.definition.targets import TargetFinder
from toolkit.definition.vocabulary import ASPECTS, ChoiceList
from toolkit.errors import Mistake, make_mistake
from toolkit.messages import say
from toolkit.text import fold, measure_utf16_length


def find_mistakes(definition: Definition, lost: frozenset[str] = frozenset()) -> list[Mistake]:
    """Return every mistake, in the order of lists and columns.

    `lost` names the lists and choice lists that could not be loaded: what leads there is not judged.
    """
    checks: tuple[Callable[[Definition], Iterator[Mistake]], ...] = (
        _check_sheet_names,
        _check_choice_lists,
        _check_meetings,
    )
    found = [one for check in checks for one in check(definition)]
    paths = TargetFinder(definition, lost)
    for list_type in definition.list_types:
        found += ListChecker(definition, list_type, lost).find_mistakes()
        notes = Notes(paths, format_list_file(list_type), list_type.label)
        check_counting(notes, list_type.key)
        check_sheets(notes, list_type.key)
        found += notes.collect_mistakes()
    return [*found, *_find_overall_mistakes(paths), *check_summary(paths)]


def _find_overall_mistakes(paths: TargetFinder) -> Iterator[Mistake]:
    """Circles of columns that are worked out, and two tables that both claim the front page."""
    seen: set[frozenset[tuple[str, str]]] = set()
    for circle in find_circles(paths):
        if frozenset(circle) not in seen:
            seen.add(frozenset(circle))
            (list_key, path), *_ = circle
            way = say("definition.circle.arrow").join(".".join(list_path) for list_path in circle)
            yield make_mistake("definition.circle", _render_location(paths, list_key, path), way=way)
    fronts = [
        (key, table.key)
        for key in paths.list_keys
        for table in paths.definition.find_countable(key).tables
        if table.front
    ]
    for list_key, key in fronts[1:]:
        yield make_mistake(
            "definition.two_fronts", _render_location(paths, list_key, "tables", key), first=".".join(fronts[0])
        )


def _render_location(paths: TargetFinder, list_key: str, *parts: str) -> str:
    countable = paths.definition.find_countable(list_key)
    if isinstance(countable, ListType):
        return render_list_location(countable, *parts)
    return say("place.separator").join([FILE, list_key[1:], *parts])


def _check_sheet_names(definition: Definition) -> Iterator[Mistake]:
    """Sheet names: legal, and each once."""
    sheets = [one.label for one in definition.list_types]
    labels = Counter(fold(label) for label in [*sheets, *_collect_own_sheets(definition)])
    keys = Counter(one.key for one in definition.list_types)
    for one in definition.list_types:
        location = render_list_location(one)
        if labels[fold(one.label)] > 1:
            yield make_mistake("definition.label_twice", location, label=one.label)
        if keys[one.key] > 1:
            yield make_mistake("definition.key_twice", location, key=one.key)
    locations = [(render_list_location(one), one.label) for one in definition.list_types]
    for location, label in (*locations, ("cover.toml", definition.cover.sheet)):
        reason = find_sheet_name_fault(label)
        if reason:
            yield make_mistake("definition.sheet_name", location, label=label, reason=reason)


def _collect_own_sheets(definition: Definition) -> tuple[str, ...]:
    """Return the sheets that workbooks have besides lists, rosters and tables."""
    handed_out = (say("sheet.identity"), say("sheet.handbook"), definition.cover.sheet)
    return (*collect_summary_sheets(), *handed_out)


def _check_choice_lists(definition: Definition) -> Iterator[Mistake]:
    lists = [(f"choices/{key}.csv", one) for key, one in definition.choice_lists.items() if key != ASPECTS]
    lists += [(f"meetings/{one.key}/{ASPECTS}.csv", one.aspects) for one in definition.meetings]
    for location, one in lists:
        if not one.options:
            yield make_mistake("definition.no_values", location)
        yield from _check_options(location, one)


def _check_options(location: str, choices: ChoiceList) -> Iterator[Mistake]:
    """Each value once, none too long, and no way of writing that two values share."""
    values = Counter(option.value for option in choices.options)
    owner: dict[str, str] = {fold(option.value): option.value for option in choices.options}
    for value, count in values.items():
        if count > 1:
            yield make_mistake("definition.label_twice", location, label=value)
        if measure_utf16_length(value) > PROMPT:
            yield make_mistake("definition.too_long", location, what=value[:20], limit=PROMPT)
    for option in choices.options:
        for name in filter(None, (option.short, *option.aliases)):
            other = owner.setdefault(fold(name), option.value)
            if other != option.value:
                yield make_mistake("definition.alias_clash", location, alias=name, one=other, other=option.value)


def _check_meetings(definition: Definition) -> Iterator[Mistake]:
    keys = Counter(one.key for one in definition.meetings)
    for key, count in keys.items():
        if count > 1:
            yield make_mistake("definition.key_twice", f"meetings/{key}", key=key)
    if sum(one.default for one in definition.meetings) > 1:
        yield make_mistake("definition.two_defaults", "meetings/")
