"""Split the code of a number format into sections, and a section into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from toolkit.messages import say


class UncertainFormatError(Exception):
    """What a cell shows cannot be told from its number format for certain."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a section.

    `kind` is `literal`, `general`, `text` (the cell's own), `digit` (0 # ?), `point`, `comma`, `percent`, `exponent`,
    `slash`, `span` (elapsed time, as [h]), `halves` (AM/PM) or `day` (a run of y, m, d, h, s, a or e).
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of a number format: its tokens, its condition if any, and what its brackets say."""

    tokens: tuple[Token, ...]
    operator: str = ""
    limit: float = 0.0
    numerals: str = ""  # 1, 2 or 3 for Chinese numerals: [DBNum1]
    language: str = ""  # in which the names of days and months are: `zh`, `en` or any other
    system: str = ""  # the system's own way of writing: `date` or `time`

    @property
    def shows_days(self) -> bool:
        """Whether the section shows a date, a time or a duration."""
        return bool(self.system) or any(token.kind in ("day", "span", "halves") for token in self.tokens)

    @property
    def shows_text(self) -> bool:
        """Whether the section has a place for a cell's text."""
        return any(token.kind == "text" for token in self.tokens)


_COLOURS = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d{1,2}|[^\x00-\x7f]{1,3}\d{0,2}", re.IGNORECASE
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_LOCALE = re.compile(r"\$([^-]*)(?:-([\w,-]+))?")
_HEX = re.compile(r"[0-9A-Fa-f]{1,8}")
_NUMERALS = re.compile(r"dbnum([123])|natnum\d.*", re.IGNORECASE)
_SPANS = re.compile(r"h+|m+|s+", re.IGNORECASE)
_DAYS = re.compile(r"y+|m+|d+|h+|s+|a{3,4}(?!a)|e+(?![+-])", re.IGNORECASE)
_LANGUAGES = {0x804: "zh", 0x409: "en", 0x809: "en", 0: ""}
_SYSTEM = {"f800": "date", "x-sysdate": "date", "f400": "time", "x-systime": "time"}
_KINDS = {".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "text"} | dict.fromkeys("0#?", "digit")
_MOST = 1_000  # signs of a code


@cache
def _compile_token() -> re.Pattern[str]:
    halves, general = re.escape(say("shown.halves")), re.escape(say("shown.general"))
    return re.compile(
        rf'(?P<quoted>"[^"]*")|(?P<escaped>\\.)|(?P<blank>_.)|(?P<fill>\*.)|\[(?P<bracket>[^\]]*)\]|'
        rf"(?P<general>general|{general})|(?P<halves>am/pm|a/p|{halves})|(?P<exponent>e[+-])|"
        rf"(?P<day>{_DAYS.pattern})|(?P<sign>[.,%/@0#?])|(?P<plain>[^a-z\"\\_*\[\]])",
        re.IGNORECASE | re.DOTALL,
    )


_SPLIT = re.compile(r'(?:"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[^;])', re.DOTALL)


def split_sections(code: str) -> list[str]:
    """Return the sections of a code; a semicolon within quotes or behind a backslash parts nothing."""
    if len(code) > _MOST:
        raise UncertainFormatError
    parts, position = [""], 0
    while position < len(code):
        piece = _SPLIT.match(code, position)
        if piece is None:
            parts.append("")
            position += 1
        else:
            parts[-1] += piece[0]
            position = piece.end()
    return parts


def parse_section(code: str) -> Section:
    """Return a section with its tokens. Raises UncertainFormatError where a sign is not understood."""
    tokens: list[Token] = []
    facts: dict[str, object] = {}
    position = 0
    while position < len(code):
        match = _compile_token().match(code, position)
        if match is None:
            raise UncertainFormatError
        if match["bracket"] is not None:
            tokens += _read_bracket(match["bracket"], facts)
        else:
            tokens += _read_piece(str(match.lastgroup), match[0])
        position = match.end()
    return Section(tokens=tuple(tokens), **facts)  # type: ignore[arg-type]


def _read_piece(kind: str, piece: str) -> list[Token]:
    if kind in ("quoted", "escaped"):
        return [Token("literal", piece[1:-1] if kind == "quoted" else piece[1])]
    if kind == "blank":
        return [Token("literal", " ")]
    if kind == "fill":
        if piece[1] != " ":
            raise UncertainFormatError  # how often it stands there depends on the column's width
        return []
    if kind == "sign":
        return [Token(_KINDS[piece], piece)]
    if kind == "plain":
        return [Token("literal", piece)]
    return [Token(kind, piece.lower() if kind == "day" else piece)]


def _read_bracket(inner: str, facts: dict[str, object]) -> list[Token]:
    """Return the tokens of a bracket; what it says of the whole section goes to `facts`."""
    if _SPANS.fullmatch(inner):
        return [Token("span", inner.lower())]
    condition, locale, numerals = _CONDITION.fullmatch(inner), _LOCALE.fullmatch(inner), _NUMERALS.fullmatch(inner)
    if condition:
        facts["operator"], facts["limit"] = condition[1], float(condition[2])
        return []
    if numerals:
        if numerals[1] is None:
            raise UncertainFormatError
        facts["numerals"] = numerals[1]
        return []
    if locale:
        _read_language((locale[2] or "0").lower(), facts)
        return [Token("literal", locale[1])] if locale[1] else []
    if not _COLOURS.fullmatch(inner):
        raise UncertainFormatError
    return []


def _read_language(name: str, facts: dict[str, object]) -> None:
    """Enter a language: a number, whose higher bytes choose numerals and a calendar, or a name such as zh-CN."""
    if name in _SYSTEM:
        facts["system"] = _SYSTEM[name]
    elif _HEX.fullmatch(name):
        number = int(name, 16)
        if number >> 16:
            raise UncertainFormatError
        facts["language"] = _LANGUAGES.get(number, name)
    elif "," in name:
        raise UncertainFormatError
    else:
        facts["language"] = name[:2]
