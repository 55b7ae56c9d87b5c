"""Compare and measure texts: their folded form, their width, their nearest neighbour."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from toolkit.text.measuring import cut_to_bytes

# Characters that a file name must not have anywhere, and lengths that leave room: every disk allows 255 bytes.
_RESERVED = re.compile(r'[\\/:*?"<>|\s]+')
_LONGEST_NAME, _MOST_NAME_BYTES = 80, 228
# What a shell takes for an option, a spreadsheet for a formula, and an office program for its own lock file.
_LEADING = re.compile(r"^(?:[-=+@~\uff1d\uff0b\uff0d\uff20._ ])+")
# Names of devices, which Windows opens in place of a file, whatever the ending.
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|com[0-9\xb9\xb2\xb3]|lpt[0-9\xb9\xb2\xb3]|conin\$|conout\$)(?:\.|$)", re.IGNORECASE
)
# Zero-width characters, byte order marks and bidi controls: seen in pasted cells, never meant.
_ZERO_WIDTH = (0xAD, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
_ISOLATES = range(0x2066, 0x206A)
_UNSEEN = dict.fromkeys([*_ZERO_WIDTH, *_ISOLATES])
# Joiners shape emoji and the letters of Uyghur and Mongolian; beside other characters nobody sees them.
_JOINERS = "\u200c\u200d"
_INVISIBLE = _UNSEEN | dict.fromkeys(map(ord, _JOINERS))
_PLAIN = "\\x00-\\u024f\\u2000-\\u200b\\u200e-\\u206f\\u2e80-\\ua4cf\\uf900-\\ufaff\\uff00-\\uffef"
_IDLE_JOINERS = re.compile(f"(?<![^{_PLAIN}])[{_JOINERS}]+(?![^{_PLAIN}])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
# Line breaks of other programs: Word's soft one comes as U+000B, in a workbook's XML as _x000B_.
_BREAKS = re.compile(r"(?:\r|_x000[Dd]_)\n|[\r\x0b\x0c\x85\u2028\u2029]|_x000[A-Da-d]_")
# What moves, hides or turns around the characters beside it, breaks a line, or is no character at all.
_TRICKS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
# The same but for what a cell of a workbook or a paragraph may have: line breaks and tabs.
_OBEYED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
_FIRST_SURROGATE, _SURROGATE = 0xD800, re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# What spreadsheet programs take for the beginning of a formula, and what may stand before it unseen.
_FORMULA_SIGNS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n'")
_BEFORE_SIGNS = '\ufeff\u200b\u200c\u200d\u2060\xad"\u201c\u201d\u2018\u2019'
_SPACES = re.compile(r"[^\S\n]+")
_FORCED_TEXT = re.compile(r"'\s*[-+=@.#(]?\s*[0-9=]")
# The radicals of the block CJK Radicals Supplement as the ideographs that look like them, from U+2E81 on (0: none).
# From Unicode's Equivalent_Unified_Ideograph; normalisation covers the other block, Kangxi Radicals, but not this one.
_FIRST_RADICAL = 0x2E81
_IDEOGRAPHS = """
    5382 4E5B 4E5A 4E59 4EBB 5182 20628 5200 5202 535C 353E 5C0F 5C0F 5140 5C23 5C22 21BC2 5DF3 5E7A
    5F51 5F50 5FC4 5FC3 624C 6535 0 65E1 65E5 6708 6B7A 6BCD 6C11 6C35 6C3A 706C 722B 722B 4E2C 725B
    72AD 738B 24D14 76EE 793A 793B 25AD7 7CF9 7E9F 7F53 7F52 34C1 5197 2626B 7F8A 2634C 2634B 8002 8080
    807F 8089 26951 8279 8279 8279 864E 8864 8980 897F 89C1 89D2 278B2 8BA0 8D1D 27FB7 8F66 8FB6 8FB6
    8FB6 9091 9485 9577 9578 957F 95E8 28E0F 961D 96E8 9752 97E6 9875 98CE 98DE 98DF 2967F 98E0 9963
    29810 9A6C 9AA8 9B3C 9C7C 9E1F 5364 9EA6 9EC4 9EFE 6589 9F50 6B6F 9F7F 7ADC 9F99 9F9C 4E80 9F9F
"""
_RADICALS = {_FIRST_RADICAL + at: int(code, 16) for at, code in enumerate(_IDEOGRAPHS.split()) if code != "0"}
_RADICAL = re.compile(r"[\u2e80-\u2eff]")
# The dot inside a name: middle dot, bullet, hyphenation point, katakana dots, full stops, operators.
_DOTS = "\u00b7\u0387\u2022\u2024\u2027\u2219\u22c5\u2e31\u2e33\u30fb\uff65\uff0e\ufe52\u318d\u16eb\ua78f."
_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x180B, 0x1810))
_PLAIN_FORM = dict.fromkeys(_SELECTORS)
_LOOK_ALIKES = re.compile(
    "[\u180b-\u180f\u2e80-\u2fdf\uf900-\ufaff\ufe00-\ufe0f\U0002f800-\U0002fa1f\U000e0100-\U000e01ef]"
)
_NOT_IN_NAMES = _INVISIBLE | dict.fromkeys([*map(ord, _DOTS), *_SELECTORS])
_BRACKETS = str.maketrans(
    dict.fromkeys("[{\u3010\u3014\u3016\u3018\u301a", "(") | dict.fromkeys("]}\u3011\u3015\u3017\u3019\u301b", ")")
)


# Texts of ASCII, ideographs and common punctuation: no letter or digit of theirs is written in several ways. The
# underscore is no part of it, as it begins the escapes of spreadsheet programs.
_PLAINLY_WRITTEN = re.compile(
    "[ -\\^`-~\\n\\u4e00-\\u9fa5\\u3001-\\u3003\\u3008-\\u3011\\u2014\\u2018-\\u201d\\u2026\\xb7"
    "\\uff01\\uff08-\\uff0c\\uff1a\\uff1b\\uff1f]*"
)
_NO_PLAIN_LETTER = re.compile("[^0-9a-z\\u4e00-\\u9fa5]+")


def tidy(text: str) -> str:
    """Return the text for matching: no invisible characters, ends stripped, single spaces, one kind of line break.

    A leading apostrophe (by which spreadsheet programs force a text) goes, unless it is the first of a pair. What is
    kept of a clerk's text goes through `keep_visible`.
    """
    if text.isprintable() and "  " not in text and text[:1] not in "' " and text[-1:] != " ":
        return text  # most texts: a printable one has no invisible character and no space but the plain one
    text = _BREAKS.sub("\n", text).translate(_INVISIBLE)
    text = _SPACES.sub(" ", _CONTROL.sub("", text)).strip()
    return text[1:].lstrip() if text.startswith("'") and "'" not in text[1:] else text


def keep_visible(text: str) -> str:
    """Return the text for storing: as its reader saw it, without what no reader sees.

    Away go spaces at the ends, control characters, marks of direction, zero-width characters (of the joiners only
    those that join nothing), and an apostrophe that forces a number to be a text. Every kind of line break becomes
    the plain one. All else stays, inner spaces and the joiners and selectors of emoji and other scripts among it.
    """
    if text.isprintable() and text[:1] not in "' " and text[-1:] != " " and "_x000" not in text:
        return text
    text = _CONTROL.sub("", _BREAKS.sub("\n", text)).translate(_UNSEEN)
    text = _IDLE_JOINERS.sub("", text).strip()
    return text[1:].lstrip() if "'" not in text[1:] and _FORCED_TEXT.match(text) else text


def holds_soft_breaks(text: str) -> bool:
    """Tell whether a text has line breaks that are not those of a spreadsheet."""
    return any(found[0] not in ("\r", "\r\n") for found in _BREAKS.finditer(text))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the text for matching: NFKC, lower case, letters and digits only.

    Spaces, line breaks, ★, brackets and all punctuation are dropped, so that
    “责任领导（认领人）” equals “责任领导(认领人)” and ， equals 、 (NFKC alone unifies neither).
    A text made only of punctuation folds to itself without spaces.
    """
    if _PLAINLY_WRITTEN.fullmatch(text) and (plain := _NO_PLAIN_LETTER.sub("", text.lower())):
        return plain  # most texts, in a quarter of the time
    wide = unify_characters(tidy(text)).lower()
    letters = "".join(c for c in wide if unicodedata.category(c)[0] in "LN")
    return letters or "".join(wide.split())


def unify_characters(text: str) -> str:
    """Return the text with one code point for characters that look alike: NFKC, and radicals as ideographs."""
    return unicodedata.normalize("NFKC", text.translate(_RADICALS) if _RADICAL.search(text) else text)


def unify_ideographs(text: str) -> str:
    """Return the text with plain ideographs for radicals and compatibility forms, without variation selectors."""
    return _LOOK_ALIKES.sub(lambda found: unify_characters(found[0]).translate(_PLAIN_FORM), text)


@lru_cache(maxsize=65536)
def fold_name(name: str) -> str:
    """Return a person's name for matching: alike for every way of typing the same name.

    Compatibility forms, radicals and variation selectors become the plain character, all brackets round, capitals
    small; spaces and the dots between the parts of a name go. Brackets stay: they tell two people of one name apart.
    """
    known = ""
    while known != name:  # what goes may let characters compose that stood apart
        known, name = name, _fold_name_once(name)
    return name


def _fold_name_once(name: str) -> str:
    plain = unify_characters(tidy(name)).casefold().translate(_BRACKETS)
    return unicodedata.normalize("NFKC", "".join(plain.split()).translate(_NOT_IN_NAMES)) or "".join(plain.split())


def find_look_alikes(text: str) -> tuple[str, ...]:
    """Return the code points (U+F9DC) of the characters that look like a plain ideograph and are none."""
    return tuple(dict.fromkeys(f"U+{ord(c):04X}" for c in _LOOK_ALIKES.findall(text)))


def find_odd_characters(text: str, other: str) -> tuple[str, ...]:
    """Return the code points (U+F9DC) of the characters that one of two texts has and the other has not."""
    odd = dict.fromkeys(c for c in text if c not in other)
    return tuple(f"U+{ord(c):04X}" for c in odd)


def find_nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like the word, or None when none is similar enough to suggest, or two are equally.

    One that differs only by a leading character is never suggested: in Chinese that is how a word
    becomes its opposite (采纳, 不采纳).
    """
    wanted = fold(word)
    by_fold = {fold(candidate): candidate for candidate in candidates}
    likely = [candidate for candidate in by_fold if wanted not in (candidate[1:],) and candidate != wanted[1:]]
    found = difflib.get_close_matches(wanted, likely, n=2, cutoff=0.5)
    if not found or (len(found) > 1 and len({_measure_likeness(wanted, form) for form in found}) == 1):
        return None
    return by_fold[found[0]]


def _measure_likeness(word: str, candidate: str) -> float:
    return difflib.SequenceMatcher(None, candidate, word).ratio()


def remove_control_characters(text: str) -> str:
    """Return the text fit for a terminal, an XML part or a file name: control characters removed."""
    return _CONTROL.sub("", text.translate(_INVISIBLE)).replace("\x7f", "")


def replace_tricks(text: str, instead: str) -> str:
    """Return the text with `instead` for every character that would trick a screen; all others stay as they are."""
    return _TRICKS.sub(instead, text)


def show_tricks(text: str) -> str:
    """Return the text as a page may show it: what would turn, hide or break it stands there by its code, `[U+202E]`.

    Line breaks of every kind become plain ones; half of a surrogate pair and what is no character become U+FFFD.
    Joiners, selectors and zero-width characters stay.
    """
    if text.isprintable():
        return text
    return _OBEYED.sub(_name_character, _LINE_ENDS.sub("\n", text))


def escape_tricks(json_text: str) -> str:
    """Return a JSON text with the escape `\\u202e` for what would trick a screen; it says the same."""
    if json_text.isprintable():
        return json_text
    return _TRICKS.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", json_text)


def _name_character(found: re.Match[str]) -> str:
    number = ord(found[0])
    return "\ufffd" if number >= _FIRST_SURROGATE else f"[U+{number:04X}]"


def replace_surrogates(text: str) -> str:
    """Return the text with U+FFFD for every half of a surrogate pair, which no file can hold."""
    return text if text.isprintable() else _SURROGATE.sub("\ufffd", text)


def begins_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet program could take a text for a formula once somebody edits its cell.

    So does an apostrophe, which programs would swallow; blanks, quotes and unseen characters may stand before a sign.
    """
    if text[:1].isalnum():
        return False  # most texts
    return text[:1] in _FORMULA_SIGNS or text.lstrip().lstrip(_BEFORE_SIGNS).lstrip()[:1] in _FORMULA_SIGNS


def format_file_name(text: str, ending: str = "") -> str:
    """Return the text as one portable file name part: no separators, no reserved characters, not too long.

    `ending` is never cut: what tells two names of a kind apart belongs there.
    """
    name, tail = (_RESERVED.sub("_", remove_control_characters(part)) for part in (text, ending))
    name = _LEADING.sub("", unicodedata.normalize("NFC", name).strip("._ "))[:_LONGEST_NAME]
    name = cut_to_bytes(name, _MOST_NAME_BYTES - len(tail.encode())).rstrip("._ ")
    return f"{'_' if _DEVICE.match(name + tail) else ''}{name or '_'}{tail}"
