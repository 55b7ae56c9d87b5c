"""What is alike in the workbooks of several units, and the few texts in which they differ.

Two workbooks of one shape differ in nothing but these texts, and in what `stamping` works out from them. A text that
anything else could follow from (what its cell means, how it is written) belongs to the shape itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from toolkit.campaign import Member
from toolkit.cleaning import CleanedCell, Cleaner
from toolkit.definition import TEXT_KINDS, Column, Definition, ListType
from toolkit.ooxml import MOST_STAND_INS, holds_syllables, name_stand_in
from toolkit.rules import LengthRule, RecordRule
from toolkit.template.issue import Issue
from toolkit.text import fold, fold_name, measure_utf16_length

_NAME, _POST = "@name", "@post"
# What XML writes otherwise, and where escapes of the file format begin.
_NOT_PLAIN = frozenset("&<>\"'_")
_LONGEST_UNIT = 100  # UTF-16 units: more may be cut at the head of a page
_LONGEST_NAME = 20
# Rules that ask of a text whether it is there, how long it is, and which of their own words it is; of names also
# whether another cell has the same.
_PLAIN_RULES = frozenset({"readable", "required", "required_if", "forbidden_if", "expected_if", "length"})
_NAME_RULES = (_PLAIN_RULES - {"length"}) | {"one_of", "unique", "differs", "coverage"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The issue of one unit with stand-ins for its own `texts`, in the order of their numbers; `key` is its shape."""

    key: Hashable
    issue: Issue
    texts: tuple[str, ...]


class ShapeFinder:
    """Finds the shapes of issues of one definition, as one round shows its lists."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._cleaner = Cleaner(definition)
        self._places: dict[tuple[str, ...], tuple[_Place, ...]] = {}
        self._known_posts: dict[tuple[str, str, str], bool] = {}

    def find_shape(self, issue: Issue) -> Shape | None:
        """Return the shape of a workbook; None of one that holds items or a report, and so is like no other."""
        if any(issue.items.values()) or issue.former or issue.filled or issue.cover or issue.nil:
            return None
        names = dict.fromkeys((*(member.name for member in issue.members), *issue.leaders))
        if len({fold_name(name) for name in names}) < len(names):
            return None  # cells that name one of two people alike mean either
        texts = _Texts()
        unit = texts.replace(issue.unit_name) if self._is_plain(issue.unit_name, _LONGEST_UNIT) else issue.unit_name
        tokens = {key: texts.replace(token) for key, token in sorted(issue.tokens.items())}
        if not all(map(_is_plain, issue.tokens.values())):
            return None
        leaders = frozenset(issue.leaders)
        lists = tuple(list_type.key for list_type in issue.list_types)
        if lists not in self._places:
            self._places[lists] = tuple(_list_places(issue.list_types))
        places = self._places[lists]
        members = tuple(self._replace_member(texts, member, places, leaders) for member in issue.members)
        if len(texts.all) > MOST_STAND_INS // 2:
            return None
        days = (issue.issued, issue.meeting_date, issue.as_of, issue.due, issue.reissue)
        people = tuple((member.name, member.post) for member in members)
        facts = (issue.title, issue.is_later, issue.leaders, lists, days, tuple(tokens.items()), unit, people)
        alike = replace(issue, unit_name=unit, tokens=tokens, members=members)
        return Shape(key=facts, issue=alike, texts=tuple(texts.all))

    def _replace_member(
        self, texts: _Texts, member: Member, places: tuple[_Place, ...], leaders: frozenset[str]
    ) -> Member:
        name, post = member.name, member.post
        if name not in leaders and self._is_plain_name(name, places):
            name = texts.replace(name)
        if post and all(self._is_plain_post(post, place) for place in places if place.source == _POST):
            post = texts.add(post)
        return replace(member, name=name, post=post)

    @cached_property
    def _words(self) -> frozenset[str]:
        """Every text of the definition, folded: rules compare cells with some of them."""
        return frozenset(fold(text) for text in _collect_strings(self._definition.model_dump()))

    def _is_plain(self, text: str, longest: int) -> bool:
        return _is_plain(text) and measure_utf16_length(text) <= longest

    def _is_plain_name(self, name: str, places: tuple[_Place, ...]) -> bool:
        """Tell whether a member's name is one, and no more, in every cell that it stands in."""
        if len(name) < 2 or not self._is_plain(name, _LONGEST_NAME) or fold(name) in self._words:
            return False
        return fold_name(name) == name and all(place.kinds <= _NAME_RULES for place in places if place.source == _NAME)

    def _is_plain_post(self, post: str, place: _Place) -> bool:
        """Tell whether a member's post is a text like any other in a cell that it stands in."""
        key = (place.list_key, place.column.key, post)
        if key not in self._known_posts:
            self._known_posts[key] = (
                place.column.kind in TEXT_KINDS
                and _is_plain(post)
                and place.kinds <= _PLAIN_RULES
                and fold(post) not in place.words
                and place.fits(post)
                and place.fits(name_stand_in(0))
                and self._cleaner.clean(place.list_key, place.column, post) == CleanedCell(text=post, value=post)
            )
        return self._known_posts[key]


class _Texts:
    """The texts that got a stand-in."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._numbers: dict[str, int] = {}

    def replace(self, text: str) -> str:
        """Return the stand-in of a text, the same for the same text."""
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self.all)
            self.all.append(text)
        return name_stand_in(number)

    def add(self, text: str) -> str:
        """Return a stand-in of its own for a text, whatever others are."""
        self.all.append(text)
        return name_stand_in(len(self.all) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A column that is filled with the members' names or posts beforehand, and the rules that judge it.

    `kinds` are those of the rules, `words` all their texts, folded: cells are compared with some of them.
    """

    source: str
    list_key: str
    column: Column
    judges: tuple[RecordRule, ...]
    kinds: frozenset[str]
    words: frozenset[str]

    def fits(self, text: str) -> bool:
        """Tell whether a text has a length that the rules take."""
        bounds = [(rule.min, rule.max) for rule in self.judges if isinstance(rule, LengthRule)]
        length = measure_utf16_length(text)
        return all((low is None or low <= length) and (high is None or length <= high) for low, high in bounds)


def _list_places(list_types: Iterable[ListType]) -> Iterator[_Place]:
    for list_type in list_types:
        for key, source in list_type.prefill.member.items():
            if source in (_NAME, _POST) and list_type.has_column(key):
                judges = tuple(rule for rule in list_type.record_rules if key in rule.collect_paths())
                column = list_type.find_column(key)
                yield _Place(
                    source=source,
                    list_key=list_type.key,
                    column=column,
                    judges=judges,
                    kinds=frozenset(str(rule.kind) for rule in judges),
                    words=frozenset(fold(text) for rule in judges for text in _collect_strings(rule.model_dump())),
                )


def _is_plain(text: str) -> bool:
    """Tell whether a text is written in every part as it is."""
    return (
        text[:1].isalnum()
        and text.isprintable()
        and text[-1:] != " "
        and _NOT_PLAIN.isdisjoint(text)
        and not holds_syllables(text)
    )


def _collect_strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _collect_strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _collect_strings(each)
