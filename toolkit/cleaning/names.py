"""Understand whom a cell names: one person or several, with posts, numbers, roles and telephone numbers around them.

A name on the roster is found however it is typed (see `fold_name`) and given as the roster writes it. A name that is
not on the roster is kept as written, without spaces, titles and remarks in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from toolkit.cleaning.items import (
    BRACKETED,
    CLOSING,
    OPENING,
    build_separator_pattern,
    is_blank_word,
    is_han,
    keep_first,
    number_to_separator,
    split_outside_brackets,
    strip_number,
)
from toolkit.definition import Vocabulary
from toolkit.text import fold, fold_name, unify_ideographs

_DOT = "\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\uff0e."
_SPACED_DOT = re.compile(rf"(?<=[^\W\d])[^\S\n]*[{_DOT}][^\S\n]*(?=[^\W\d])")
_INNER_DOT = re.compile(rf"(?<=[^\W\d_])[{_DOT}](?=[^\W\d_])")
_PLAIN_DOT = "\u00b7"
_WIDE_GAP = re.compile(r"[^\S\n]{2,}|[\u3000\t]")
_LAST_BRACKETS = re.compile(rf"{BRACKETED.pattern}$")
_PHONE = r"\+?[0-9](?:[0-9\s()（）\-\u2010-\u2015—]{5,})[0-9]"
_SHORTEST, _LONGEST = 2, 3  # letters of a name without a dot that is not on the roster
_LONGEST_SPELLED = 4  # a name written letter by letter
_MOST_FORMS = 40


class NameReader:
    """Finds the people of one roster in what clerks write."""

    def __init__(self, vocabulary: Vocabulary, members: Iterable[str]) -> None:
        self.vocabulary = vocabulary
        self.members = {fold_name(name): name for name in members}
        # Who shares a name with another is told apart by what stands in brackets.
        self._told_apart = {key.partition("(")[0] for key in self.members if "(" in key}
        self._titles = sorted(vocabulary.titles, key=len, reverse=True)
        self._any_title = tuple(self._titles)
        self._separators = build_separator_pattern(vocabulary.separators)
        self._conjunctions = sorted(vocabulary.conjunctions, key=len, reverse=True)

    def find_member(self, text: str) -> str | None:
        """Return the member whom a text names, as the roster writes the name; None for anyone else."""
        for form in self._list_forms("".join(text.split())):
            known = self.members.get(fold_name(form))
            if known is not None:
                return known
        return None

    def split_names(self, text: str) -> list[str]:
        """Return the names in a cell: 张 三 is one person, 张三 李四 are two."""
        member = self.members.get(fold_name(text))
        if member is not None:
            return [member]
        plain = _SPACED_DOT.sub(self._join_dot, self._remove_numbers(text))
        if fold_name(plain) in self.members:
            return [self.members[fold_name(plain)]]
        pieces = list(split_outside_brackets(plain, self._separators))
        if all(BRACKETED.fullmatch(piece) for piece in pieces):
            bare = re.sub(f"[{OPENING}{CLOSING}]", " ", plain)
            pieces = list(split_outside_brackets(bare, self._separators))
        pieces = [piece for piece in pieces if not is_blank_word(piece, self.vocabulary)]
        named = [piece for piece in pieces if self.find_member(piece) or not self._is_post(piece)]
        return list(keep_first(name for piece in named or pieces for name in self._read_piece(piece)))

    def is_run_together(self, name: str, written: str) -> bool:
        """Tell whether a name is letters written apart, so many that they may be the names of several people."""
        if len(name) < _LONGEST_SPELLED or not is_han(name) or fold_name(name) in self.members:
            return False
        return re.search(r"\s+".join(name), unify_ideographs(written)) is not None

    # -- around a name ------------------------------------------------------------------------------

    def _remove_numbers(self, text: str) -> str:
        """Put a separator in place of items' numbers and of telephone numbers, with the word before them."""
        separator = self.vocabulary.separators[0]
        if not any(c.isdigit() or c.isnumeric() for c in text):
            return text
        return number_to_separator(self._phone.sub(separator, text), separator)

    @cached_property
    def _phone(self) -> re.Pattern[str]:
        words = build_separator_pattern(tuple(sorted(self.vocabulary.phones, key=len, reverse=True)))
        number = rf"(?:(?:{words})\s*[:：]?\s*)?{_PHONE}" if words else _PHONE
        return re.compile(rf"[{OPENING}]\s*{number}\s*[{CLOSING}]|{number}")

    def _join_dot(self, found: re.Match[str]) -> str:
        return found[0].strip() or found[0]

    def _list_forms(self, text: str) -> list[str]:
        """Return the text, then the text with ever less around the name: brackets, titles, a leading number."""
        forms = [text]
        for form in forms:
            if len(forms) < _MOST_FORMS:
                forms += [less for less in self._take_off(form) if less and less not in forms]
        return forms

    def _take_off(self, form: str) -> Iterator[str]:
        brackets = _LAST_BRACKETS.search(form)
        if brackets and not self._tells_apart(form[: brackets.start()], brackets[0]):
            yield form[: brackets.start()]
        for title in self._titles if form.endswith(self._any_title) else ():
            if form.endswith(title) and len(form) - len(title) >= _SHORTEST:
                yield form.removesuffix(title)
        for title in self._titles if form.startswith(self._any_title) else ():
            if form.startswith(title) and len(form) - len(title) >= _SHORTEST:
                yield form.removeprefix(title)
        if form[:1].isnumeric() or form[:1] in OPENING:
            yield strip_number(form).lstrip("0123456789")

    def _tells_apart(self, name: str, brackets: str) -> bool:
        """Tell whether brackets may be what tells two people of one name apart: not a post or a role."""
        inside = fold(brackets)
        return fold_name(name) in self._told_apart and not self._is_post(inside) and not self._is_role(inside)

    def _is_role(self, word: str) -> bool:
        return any(role in word for role in self.vocabulary.units.roles)

    def _is_post(self, word: str) -> bool:
        """Tell whether a word is a post alone: 局长, 县委副书记; 王副书记 is a person."""
        bare = "".join(word.split())
        if bare in self._titles or bare in self.vocabulary.posts:
            return True
        title = next((title for title in self._titles if bare.endswith(title)), "")
        body = bare.removesuffix(title) if title else ""
        return bool(body) and len(body) > 1 and body.endswith(self.vocabulary.units.all_endings)

    # -- one piece between separators ---------------------------------------------------------------

    def _read_piece(self, piece: str) -> list[str]:
        """Return the names in a piece without separators; a blank stands inside a name, between two, or at a post."""
        wide, narrow = _WIDE_GAP.split(piece), piece.split()
        if 1 < len(wide) < len(narrow):
            return [name for group in wide for name in self._read_words(group.split())]
        return self._read_words(narrow)

    def _read_words(self, words: list[str]) -> list[str]:
        if len(words) < 2:
            return [name for word in words for name in self._read_word(word)]
        known = [self.find_member(word) for word in words]
        if all(known):
            return [name for name in known if name]
        joined = self.find_member("".join(words))
        if joined:
            return [joined]
        people = [word for word in words if not self._is_post(word) or self.find_member(word)]
        if people and len(people) < len(words):
            return self._read_words(people)
        return self._split_at_conjunction(words) or self._segment_into_members(words) or self._join_letters(words)

    def _split_at_conjunction(self, words: list[str]) -> list[str]:
        for at, word in enumerate(words):
            before, after = words[:at], words[at + 1 :]
            if word in self._conjunctions and len("".join(before)) >= _SHORTEST and len("".join(after)) >= _SHORTEST:
                return [*self._read_words(before), *self._read_words(after)]
        return []

    def _segment_into_members(self, words: list[str]) -> list[str]:
        """Return the members whose names, written with spaces, make up the words; none where a word is left."""
        reached: dict[int, list[str]] = {0: []}
        for end in range(1, len(words) + 1):
            for start in range(end):
                name = self.find_member("".join(words[start:end])) if start in reached else None
                if name and end not in reached:
                    reached[end] = [*reached[start], name]
        return reached.get(len(words), [])

    def _join_letters(self, words: list[str]) -> list[str]:
        """Join the letters of names written with spaces between them; other words are names of their own."""
        if all(len(word) == 1 for word in words):
            return self._read_word("".join(words))
        if not any(is_han(c) for word in words for c in word):
            return [self._strip_name(" ".join(words))]
        runs: list[str] = []
        open_run = False
        for word in words:
            single = len(word) == 1
            if single and open_run and len(runs[-1]) < _LONGEST_SPELLED:
                runs[-1] += word
            else:
                runs.append(word)
            open_run = single
        return [name for run in runs for name in self._read_word(run)]

    def _read_word(self, word: str) -> list[str]:
        member = self.find_member(word)
        if member:
            return [member]
        return self._split_joined(word) or [self._strip_name(word)]

    def _split_joined(self, word: str) -> list[str]:
        """Return the names that a conjunction, or a dot between members, joins; none where it is part of a name."""
        for joint in (*self._conjunctions, *_DOT):
            for found in re.finditer(re.escape(joint), word):
                sides = word[: found.start()], word[found.end() :]
                known = [self.find_member(side) for side in sides]
                if all(known):
                    return [name for name in known if name]
                if joint in self._conjunctions and all(map(self._is_plausible, sides)):
                    return [name for side in sides for name in self._read_word(side)]
        return []

    def _is_plausible(self, text: str) -> bool:
        """Tell whether a text may be a name, or several joined ones."""
        if self.find_member(text) or (len(text) > _LONGEST and self._split_joined(text)):
            return True
        bare = self._strip_name(text)
        return is_han(bare) and _SHORTEST <= len(bare) <= _LONGEST

    def _strip_name(self, name: str) -> str:
        """Return a name that is not on the roster without brackets, titles and a number before it."""
        bare = BRACKETED.sub(lambda found: found[0] if self._tells_apart(name[: found.start()], found[0]) else "", name)
        bare = strip_number(bare or name)
        title = self._find_trailing_title(bare)
        while title:
            bare = bare.removesuffix(title)
            title = self._find_trailing_title(bare)
        leading = next((t for t in self._titles if bare.startswith(t) and self._may_follow(bare, t)), "")
        return _INNER_DOT.sub(_PLAIN_DOT, unify_ideographs(bare.removeprefix(leading)))

    def _find_trailing_title(self, bare: str) -> str:
        """Return the title behind a name, empty where too little would be left for a name."""
        title = next((title for title in self._titles if bare.endswith(title)), "")
        return title if len(bare) - len(title) >= _SHORTEST else ""

    def _may_follow(self, bare: str, title: str) -> bool:
        rest = bare.removeprefix(title)
        return len(title) >= _SHORTEST and is_han(rest) and _SHORTEST <= len(rest) <= _LONGEST
