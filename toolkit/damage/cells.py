"""Damage single cells: written names, numbers, choices and texts come in, the same in other writings go out."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from toolkit.cleaning import split_items
from toolkit.damage.draft import Draft, Place
from toolkit.damage.kind import Edit, Kind, inside
from toolkit.definition import ROSTER_CHOICES, Definition
from toolkit.messages import say
from toolkit.text import fold

_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
# A byte order mark in front, a character of no width inside, a space that does not break behind.
_BEFORE, _INSIDE, _BEHIND = "\ufeff", "\u200b", "\u00a0"
Rewrite = Callable[[Place, Definition, random.Random], str]


def _rewritten(want: Callable[[Place], bool], rewrite: Rewrite, *kinds: str) -> Edit:
    """Write every wanted cell in another way of the same meaning; one that has none stays."""

    def edit(draft: Draft, rng: random.Random) -> bool:
        done = False
        for place in draft.places(*kinds, want=lambda one: one.filled and want(one)):
            text = rewrite(place, draft.subject.definition, rng)
            if text and text != place.written:
                place.write(text, place.line.texts[place.key])
                done = True
        return done

    return edit


def _items(place: Place) -> tuple[str, ...]:
    value = place.cleaned.value
    return value if isinstance(value, tuple) else (str(value),)


def _any(place: Place) -> bool:
    return True


# -- people and units -----------------------------------------------------------------------------


def _one_name(place: Place) -> bool:
    of_people = place.column.kind == "names" or place.column.choices in ROSTER_CHOICES[:2]
    return of_people and len(_items(place)) == 1 and bool(_NAME.fullmatch(_items(place)[0]))


def _padded(place: Place, definition: Definition, rng: random.Random) -> str:
    return rng.choice((" ", "　")).join(_items(place)[0])


def _several_people(place: Place, definition: Definition, rng: random.Random) -> str:
    titles = definition.vocabulary.titles
    names = _items(place)
    if not all(_NAME.fullmatch(name) and not name.endswith(titles) for name in names):
        return ""
    if titles:
        form = rng.choice(("{name}（{title}）", "{name}({title})", "{name}{title}"))
        names = (form.format(name=names[0], title=rng.choice(titles)), *names[1:])
    return rng.choice(("，", "；", "/", " ", "\n")).join(names)


def _separated(place: Place, definition: Definition, rng: random.Random) -> str:
    items = _items(place)
    return rng.choice(("，", "；", ";", "\n", "  ")).join(items) if len(items) > 1 else ""


# -- numbers --------------------------------------------------------------------------------------


def _integer(place: Place, definition: Definition, rng: random.Random) -> str:
    value = int(str(place.cleaned.value))
    words = definition.vocabulary.numbers
    forms = [str(value).translate(_WIDE_DIGITS), *(f"{value}{counter}" for counter in words.counters)]
    if value >= 1000:
        forms = [f"{value:,}"]
    forms += [f"{value / s:g}{w}" for w, s in words.scales.items() if value >= s and value % max(1, s // 10) == 0]
    return rng.choice(forms)


def _integers_as_text(draft: Draft, rng: random.Random) -> bool:
    places = draft.places("integer", want=lambda one: one.filled)
    for place in places:
        place.write(str(place.cleaned.value), place.line.texts[place.key])
    return bool(places)


def _reference(place: Place, definition: Definition, rng: random.Random) -> str:
    list_key, _, key = (place.column.refers or "").partition(".")
    target = definition.list_type(list_key).column(key)
    digits = re.findall(r"[0-9]+", place.written)
    if not target.numbering or len(digits) != 1 or target.number(int(digits[0])) != place.line.texts[place.key]:
        return ""
    number = int(digits[0])
    prefix = re.sub(r"[^A-Za-z]", "", target.numbering)
    return rng.choice((str(number), f"{number:03d}", f"{target.label}{number}", f"{prefix.lower()}{number}"))


# -- choices --------------------------------------------------------------------------------------


def _fixed(place: Place) -> bool:
    return bool(place.column.choices) and place.column.choices not in ROSTER_CHOICES


def _synonym(place: Place, definition: Definition, rng: random.Random) -> str:
    known = {option.value: option.aliases for option in definition.choice_list(place.column.choices or "").options}
    said: list[str] = []
    for item in _items(place):
        usable = [one for one in known.get(item, ()) if len(split_items(one, definition.vocabulary)) == 1]
        said.append(rng.choice(usable) if usable else item)
    return definition.vocabulary.separators[0].join(said)


def _punctuated(place: Place, definition: Definition, rng: random.Random) -> str:
    values = [fold(value) for value in definition.choice_list(place.column.choices or "").values]
    text = _items(place)[0]
    if values.count(fold(text)) != 1:
        return ""
    text = text.replace("“", rng.choice(('"', "「"))).replace("”", rng.choice(('"', "」")))
    return text.replace("，", rng.choice(("、", ",", " "))).replace("、", rng.choice(("，", ",", "、")))


# -- texts ----------------------------------------------------------------------------------------


def _invisible(place: Place, definition: Definition, rng: random.Random) -> str:
    middle = len(place.written) // 2
    return f"{_BEFORE}{place.written[:middle]}{_INSIDE}{place.written[middle:]}{_BEHIND}"


def _numbered_items(draft: Draft, rng: random.Random) -> bool:
    done = False
    for place in draft.places("long_text", want=lambda one: one.filled):
        text = say("damage.items", first=place.line.texts[place.key], second=say("damage.second_item"))
        if len(text) <= (place.column.max_length or len(text)):
            place.write(text, text)
            done = True
    return done


# -- words for blank ------------------------------------------------------------------------------


def _free_blanks(place: Place, definition: Definition) -> list[str]:
    """Return the words for blank that are no choice of the column."""
    known = definition.choice_lists.get(place.column.choices or "")
    taken = {fold(name) for option in (known.options if known else ()) for name in (option.value, *option.aliases)}
    return [word for word in definition.vocabulary.blanks if fold(word) not in taken]


def _blank_optional(draft: Draft, rng: random.Random) -> bool:
    places = draft.places(want=lambda one: one.whole and not one.written and not one.column.required)
    done = False
    for place in places:
        words = _free_blanks(place, draft.subject.definition)
        if words:
            place.write(rng.choice(words), "")
            done = True
    return done


def _blank_required(draft: Draft, rng: random.Random) -> bool:
    places = draft.places(want=lambda one: one.column.required and one.filled)
    places = [one for one in places if _free_blanks(one, draft.subject.definition)]
    if not places:
        return False
    place = rng.choice(places)
    place.write(rng.choice(_free_blanks(place, draft.subject.definition)), "")
    draft.mark(place, "required")
    return True


CELL_KINDS: tuple[Kind, ...] = (
    inside(30, "names_padded", _rewritten(_one_name, _padded, "names", "choice")),
    inside(31, "integers", _rewritten(_any, _integer, "integer")),
    inside(32, "blank_words", _blank_optional),
    inside(32, "blank_word_required", _blank_required),
    inside(33, "integers_as_text", _integers_as_text),
    inside(33, "references_short", _rewritten(_any, _reference, "reference")),
    inside(34, "synonyms", _rewritten(_fixed, _synonym, "choice", "choices")),
    inside(35, "punctuation", _rewritten(_fixed, _punctuated, "choice")),
    inside(36, "numbered_items", _numbered_items),
    inside(37, "people", _rewritten(_any, _several_people, "names")),
    inside(38, "units", _rewritten(_any, _separated, "units")),
    inside(39, "invisible", _rewritten(_any, _invisible, "text", "long_text", "names", "units", "choice", "reference")),
)
