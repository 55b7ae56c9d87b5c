"""Damage single cells: names, numbers, choices and texts written differently with the same meaning."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

from toolkit.cleaning import split_items
from toolkit.damage.draft import Draft, DraftCell
from toolkit.damage.kind import Edit, Kind, make_inner_kind
from toolkit.definition import ROSTER_CHOICES, Definition
from toolkit.messages import say
from toolkit.text import fold

_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
# A byte order mark in front, a zero-width character inside, a non-breaking space at the end.
_BEFORE, _INSIDE, _BEHIND = "\ufeff", "\u200b", "\u00a0"
# The compatibility ideographs, by the usual ones that they look like.
_LOOK_ALIKES = {
    unicodedata.normalize("NFKC", chr(point)): chr(point)
    for point in range(0xFA6D, 0xF8FF, -1)
    if unicodedata.normalize("NFKC", chr(point)) != chr(point)
}
Rewrite = Callable[[DraftCell, Definition, random.Random], str]


def _make_rewrite_edit(want: Callable[[DraftCell], bool], rewrite: Rewrite, *kinds: str) -> Edit:
    """Return an edit that writes every wanted cell differently with the same meaning, where there is another way."""

    def edit_draft(draft: Draft, rng: random.Random) -> bool:
        done = False
        for cell in draft.find_cells(*kinds, want=lambda cell: cell.filled and want(cell)):
            text = rewrite(cell, draft.subject.definition, rng)
            if text and text != cell.written:
                cell.write_text(text, cell.record.texts[cell.key])
                done = True
        return done

    return edit_draft


def _list_items(cell: DraftCell) -> tuple[str, ...]:
    value = cell.cleaned.value
    return value if isinstance(value, tuple) else (str(value),)


def _accept_any(cell: DraftCell) -> bool:
    return True


# -- people and units -----------------------------------------------------------------------------


def _is_single_name(cell: DraftCell) -> bool:
    of_people = cell.column.kind == "names" or cell.column.choices in ROSTER_CHOICES[:2]
    return of_people and len(_list_items(cell)) == 1 and bool(_NAME.fullmatch(_list_items(cell)[0]))


def _pad_name(cell: DraftCell, definition: Definition, rng: random.Random) -> str:
    return rng.choice((" ", "　")).join(_list_items(cell)[0])


def _rewrite_people(cell: DraftCell, definition: Definition, rng: random.Random) -> str:
    titles = definition.vocabulary.titles
    names = _list_items(cell)
    if not all(_NAME.fullmatch(name) and not name.endswith(titles) for name in names):
        return ""
    if titles:
        form = rng.choice(("{name}（{title}）", "{name}({title})", "{name}{title}"))
        names = (form.format(name=names[0], title=rng.choice(titles)), *names[1:])
    return rng.choice(("，", "；", "/", " ", "\n")).join(names)


def _change_separators(cell: DraftCell, definition: Definition, rng: random.Random) -> str:
    items = _list_items(cell)
    return rng.choice(("，", "；", ";", "\n", "  ")).join(items) if len(items) > 1 else ""


# -- numbers --------------------------------------------------------------------------------------


def _rewrite_integer(cell: DraftCell, definition: Definition, rng: random.Random) -> str:
    value = int(str(cell.cleaned.value))
    words = definition.vocabulary.numbers
    forms = [str(value).translate(_WIDE_DIGITS), *(f"{value}{counter}" for counter in words.counters)]
    if value >= 1000:
        forms = [f"{value:,}"]
    forms += [f"{value / s:g}{w}" for w, s in words.scales.items() if value >= s and value % max(1, s // 10) == 0]
    return rng.choice(forms)


def _write_integers_as_text(draft: Draft, rng: random.Random) -> bool:
    cells = draft.find_cells("integer", want=lambda cell: cell.filled)
    for cell in cells:
        cell.write_text(str(cell.cleaned.value), cell.record.texts[cell.key])
    return bool(cells)


def _shorten_reference(cell: DraftCell, definition: Definition, rng: random.Random) -> str:
    referenced = definition.find_referenced_column(cell.column)
    target = referenced.column if referenced else cell.column
    digits = re.findall(r"[0-9]+", cell.written)
    if not target.numbering or len(digits) != 1 or target.format_number(int(digits[0])) != cell.record.texts[cell.key]:
        return ""
    number = int(digits[0])
    prefix = re.sub(r"[^A-Za-z]", "", target.numbering)
    return rng.choice((str(number), f"{number:03d}", f"{target.label}{number}", f"{prefix.lower()}{number}"))


# -- choices --------------------------------------------------------------------------------------


def _has_fixed_choices(cell: DraftCell) -> bool:
    return bool(cell.column.choices) and cell.column.choices not in ROSTER_CHOICES


def _replace_by_synonym(cell: DraftCell, definition: Definition, rng: random.Random) -> str:
    known = {option.value: option.aliases for option in definition.find_choice_list(cell.column.choices or "").options}
    items: list[str] = []
    for item in _list_items(cell):
        usable = [alias for alias in known.get(item, ()) if len(split_items(alias, definition.vocabulary)) == 1]
        items.append(rng.choice(usable) if usable else item)
    return definition.vocabulary.separators[0].join(items)


def _change_punctuation(cell: DraftCell, definition: Definition, rng: random.Random) -> str:
    values = [fold(value) for value in definition.find_choice_list(cell.column.choices or "").values]
    text = _list_items(cell)[0]
    if values.count(fold(text)) != 1:
        return ""
    text = text.replace("“", rng.choice(('"', "「"))).replace("”", rng.choice(('"', "」")))
    return text.replace("，", rng.choice(("、", ",", " "))).replace("、", rng.choice(("，", ",", "、")))


# -- texts ----------------------------------------------------------------------------------------


def _insert_invisible_characters(cell: DraftCell, definition: Definition, rng: random.Random) -> str:
    middle = len(cell.written) // 2
    return f"{_BEFORE}{cell.written[:middle]}{_INSIDE}{cell.written[middle:]}{_BEHIND}"


def _number_items(draft: Draft, rng: random.Random) -> bool:
    done = False
    for cell in draft.find_cells("long_text", want=lambda cell: cell.filled):
        text = say("damage.items", first=cell.record.texts[cell.key], second=say("damage.second_item"))
        if len(text) <= (cell.column.max_length or len(text)):
            cell.write_text(text, text)
            done = True
    return done


def _use_other_forms(cell: DraftCell, definition: Definition, rng: random.Random) -> str:
    """Write characters by code points that look the same, as old input methods and scanners do."""
    return "".join(_LOOK_ALIKES.get(character, character) for character in cell.written)


def _garble_text(draft: Draft, rng: random.Random) -> bool:
    """Read one text in the wrong encoding, as a program does that guesses; nobody can trust what it became."""
    cells = draft.find_cells("text", "long_text", want=lambda cell: cell.filled and cell.written.isalpha())
    found = [(cell, text) for cell in cells if (text := _misread(cell.written))]
    if not found:
        return False
    cell, text = rng.choice(found)
    cell.write_text(text, None)
    draft.expect_sheet_finding(cell.table, "garbled")
    return True


def _misread(text: str) -> str:
    try:
        return text.encode().decode("gb18030")
    except UnicodeDecodeError:
        return ""


# -- words for blank ------------------------------------------------------------------------------


def _find_free_blanks(cell: DraftCell, definition: Definition) -> list[str]:
    """Return the words for blank that are no choice of the column."""
    known = definition.choice_lists.get(cell.column.choices or "")
    taken = {fold(name) for option in (known.options if known else ()) for name in (option.value, *option.aliases)}
    return [word for word in definition.vocabulary.blanks if fold(word) not in taken]


def _write_optional_blanks(draft: Draft, rng: random.Random) -> bool:
    cells = draft.find_cells(want=lambda cell: cell.whole and not cell.written and not cell.column.required)
    done = False
    for cell in cells:
        words = _find_free_blanks(cell, draft.subject.definition)
        if words:
            cell.write_text(rng.choice(words), "")
            done = True
    return done


def _write_required_blank(draft: Draft, rng: random.Random) -> bool:
    cells = draft.find_cells(want=lambda cell: cell.column.required and cell.filled)
    cells = [cell for cell in cells if _find_free_blanks(cell, draft.subject.definition)]
    if not cells:
        return False
    cell = rng.choice(cells)
    cell.write_text(rng.choice(_find_free_blanks(cell, draft.subject.definition)), "")
    draft.expect_finding(cell, "required")
    return True


CELL_KINDS: tuple[Kind, ...] = (
    make_inner_kind(30, "names_padded", _make_rewrite_edit(_is_single_name, _pad_name, "names", "choice")),
    make_inner_kind(31, "integers", _make_rewrite_edit(_accept_any, _rewrite_integer, "integer")),
    make_inner_kind(32, "blank_words", _write_optional_blanks),
    make_inner_kind(32, "blank_word_required", _write_required_blank),
    make_inner_kind(33, "integers_as_text", _write_integers_as_text),
    make_inner_kind(33, "references_short", _make_rewrite_edit(_accept_any, _shorten_reference, "reference")),
    make_inner_kind(34, "synonyms", _make_rewrite_edit(_has_fixed_choices, _replace_by_synonym, "choice", "choices")),
    make_inner_kind(35, "punctuation", _make_rewrite_edit(_has_fixed_choices, _change_punctuation, "choice")),
    make_inner_kind(36, "numbered_items", _number_items),
    make_inner_kind(37, "people", _make_rewrite_edit(_accept_any, _rewrite_people, "names")),
    make_inner_kind(38, "units", _make_rewrite_edit(_accept_any, _change_separators, "units")),
    make_inner_kind(54, "name_forms", _make_rewrite_edit(_is_single_name, _use_other_forms, "names", "choice")),
    make_inner_kind(55, "mojibake", _garble_text),
    make_inner_kind(
        39,
        "invisible",
        _make_rewrite_edit(
            _accept_any, _insert_invisible_characters, "text", "long_text", "names", "units", "choice", "reference"
        ),
    ),
)
