"""Match a written choice to the official value of its choice list, whatever its punctuation or numbering."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.cleaning.deadlines import cut_lasting_tail
from toolkit.definition import Definition, Option
from toolkit.text import fold

_ITEM_NUMBER = re.compile(r"^[(（]?(\d{1,2}|[①-⑳])[)）.．、:：]?\s*")

_CHECKED, _UNCHECKED, _EITHER = "TRUE", "FALSE", 2


class Choice(NamedTuple):
    """The value that a text stands for; `doubtful` tells that the office should ask what was meant."""

    value: str
    doubtful: bool = False


@dataclass(slots=True)
class ChoiceReader:
    """Matches texts to the values of one definition's choice lists, whatever the punctuation."""

    definition: Definition
    _forms: dict[str, dict[str, Choice]] = field(default_factory=dict)
    _values: dict[str, frozenset[str]] = field(default_factory=dict)

    def match_choice(self, text: str, key: str) -> Choice | None:
        """Return the value that a text stands for, None for any other.

        It may be spelled alike, an alias, numbered, or followed by words that it goes on (已完成，长期坚持).
        """
        forms = self._forms.get(key)
        if forms is None:
            forms = self._forms[key] = self._collect_forms(key)
            known = self.definition.choice_lists.get(key)
            self._values[key] = frozenset(known.values if known else ())
        if text in self._values[key]:
            return Choice(text)
        core, lasts = cut_lasting_tail(text, self.definition.vocabulary.lasting)
        return self._find_form(text, forms) or (self._find_form(core, forms) if lasts else None)

    def split_choices(self, text: str, key: str) -> list[str]:
        """Return the values that a text without separators stands for, several where a conjunction joins them."""
        whole = self.match_choice(text, key)
        if whole:
            return [whole.value]
        for joint in self.definition.vocabulary.conjunctions:
            sides = [self.match_choice(side, key) for side in text.split(joint)]
            if len(sides) > 1 and all(sides):
                return [side.value for side in sides if side]
        return [text]

    def _find_form(self, text: str, forms: dict[str, Choice]) -> Choice | None:
        for written in (text, _ITEM_NUMBER.sub("", text)):
            for form in (fold(written), self._strip_affixes(written)):
                if form and form in forms:
                    return forms[form]
        return None

    def _collect_forms(self, key: str) -> dict[str, Choice]:
        lists = self.definition.choice_lists
        options = lists[key].options if key in lists else ()
        forms: dict[str, Choice] = {}
        alike = Counter(fold(option.value) for option in options)
        for option in options:
            # Values that differ only by symbols (≤30, >30) must be written exactly.
            exact = alike[fold(option.value)] == 1
            for name in (option.value, option.short, *option.aliases):
                if name and (exact or name != option.value):
                    forms.setdefault(fold(name), Choice(option.value))
            for name in option.doubtful:
                forms.setdefault(fold(name), Choice(option.value, doubtful=True))
        for option in options:
            if alike[fold(option.value)] == 1:
                forms.setdefault(self._strip_affixes(option.value), Choice(option.value))
        for word, value in self._match_checkbox(options):
            forms.setdefault(fold(word), Choice(value))
        return forms

    def _match_checkbox(self, options: Sequence[Option]) -> Iterator[tuple[str, str]]:
        """Yield what a checkbox says and the value it stands for, where one of two options is a word for yes."""
        words = {fold(word) for word in self.definition.vocabulary.yes}
        yes = [option.value for option in options if fold(option.value) in words]
        if len(options) == _EITHER and len(yes) == 1:
            yield _CHECKED, yes[0]
            yield from ((_UNCHECKED, option.value) for option in options if option.value != yes[0])

    def _strip_affixes(self, text: str) -> str:
        affixes = self.definition.vocabulary.affixes
        core = fold(text)
        for word in affixes.before:
            core = core.removeprefix(fold(word))
        for word in affixes.after:
            core = core.removesuffix(fold(word))
        return core
