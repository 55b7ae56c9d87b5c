"""Write numbers as a section of a number format shows them: digits, thousands, per cent, powers and fractions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from toolkit.formats.format_tokens import Section, Token, UncertainFormatError
from toolkit.formats.plain_text import format_number
from toolkit.messages import say

_EXACT = Context(prec=400)
_GROUP = 3
_MOST_DIGITS = 30  # of a place's digits, and behind the point
_MOST_DENOMINATOR = 4  # digits
_MARKS = frozenset({"digit", "point", "comma", "percent", "exponent"})


def render_number(section: Section, number: float, *, negative: bool) -> str:
    """Return what a section shows of a number that is not negative; `negative` puts the sign before everything.

    Raises UncertainFormatError where that is not certain.
    """
    tokens = section.tokens
    digits = [token for token in tokens if token.kind == "digit"]
    if len(digits) > _MOST_DIGITS:
        raise UncertainFormatError
    if not digits:
        shown = "".join(_render_plain(token, section, number) for token in tokens)
        return ("-" if negative and _shows_number(tokens) else "") + shown
    if any(token.kind in ("general", "text") for token in tokens):
        raise UncertainFormatError
    # Spreadsheets keep 15 digits of a number, and round halves away from zero.
    exact = Decimal(f"{number:.15g}")
    if any(token.kind == "slash" for token in tokens):
        shown = _render_fraction(tokens, exact)
    elif any(token.kind == "exponent" for token in tokens):
        shown = _render_power(tokens, exact)
    else:
        shown = _render_digits(tokens, exact)
    if negative and not any("1" <= sign <= "9" for sign in shown):
        raise UncertainFormatError  # whether a number rounded to zero keeps its sign
    return ("-" if negative else "") + _write_numerals(shown, section)


def _shows_number(tokens: Sequence[Token]) -> bool:
    return any(token.kind in ("general", "text") for token in tokens)


def _render_plain(token: Token, section: Section, number: float) -> str:
    if token.kind not in ("general", "text"):
        if token.kind in _MARKS - {"percent", "comma", "point"}:
            raise UncertainFormatError
        return token.text
    if section.numerals:
        raise UncertainFormatError
    return format_number(number)


def _write_numerals(shown: str, section: Section) -> str:
    if not section.numerals:
        return shown
    if section.numerals == "3":
        raise UncertainFormatError
    signs = say("shown.digits") if section.numerals == "1" else say("shown.digits_formal")
    return shown.translate({ord(str(digit)): sign for digit, sign in enumerate(signs)})


def _render_digits(tokens: Sequence[Token], exact: Decimal) -> str:
    point = _find_point(tokens)
    whole, behind = tokens[:point], tokens[point:]
    places = [position for position, token in enumerate(whole) if token.kind == "digit"]
    last = max(position for position, token in enumerate(tokens) if token.kind == "digit")
    thousands = [*(whole[places[-1] :] if places else whole), *tokens[max(last, point) :]]
    scale = sum(1 for token in thousands if token.kind == "comma")
    grouped = bool(places) and any(t.kind == "comma" for t in whole[places[0] : places[-1]])
    per = sum(1 for token in tokens if token.kind == "percent")
    scaled = exact.scaleb(2 * per - 3 * scale, _EXACT)
    before, after = _split_digits(scaled, sum(1 for token in behind if token.kind == "digit"))
    return _place_whole(whole, before, grouped) + _place_behind(behind, after)


def _find_point(tokens: Sequence[Token]) -> int:
    return next((position for position, token in enumerate(tokens) if token.kind == "point"), len(tokens))


def _split_digits(exact: Decimal, behind: int) -> tuple[str, str]:
    """Return the digits before and behind the point, rounded; none before the point where that is zero."""
    rounded = exact.quantize(Decimal(1).scaleb(-behind), ROUND_HALF_UP, _EXACT)
    before, _, after = f"{rounded:f}".partition(".")
    return before.lstrip("0"), after


def _place_whole(tokens: Sequence[Token], digits: str, grouped: bool) -> str:
    """Fill the places before the point from right to left; what has no place stands before the first."""
    shown: list[str] = []
    left, count = digits, 0
    places = sum(1 for token in tokens if token.kind == "digit")
    for token in reversed(tokens):
        if token.kind == "literal":
            shown.append(token.text[::-1])
        elif token.kind == "percent":
            shown.append("%")
        elif token.kind == "digit":
            places -= 1
            taken = (left if not places else left[-1:]) or {"0": "0", "?": " ", "#": ""}[token.text]
            left = left[: len(left) - len(taken)]
            for digit in reversed(taken):
                if grouped and count and count % _GROUP == 0 and digit != " ":
                    shown.append(",")
                shown.append(digit)
                count += 1
    if left:
        shown.append(left[::-1])
    return "".join(shown)[::-1]


def _place_behind(tokens: Sequence[Token], digits: str) -> str:
    """Fill the places behind the point; optional ones end where only zeros follow."""
    shown: list[str] = []
    last = len(digits.rstrip("0"))
    place = 0
    for token in tokens:
        if token.kind == "digit":
            filler = digits[place] if place < last else {"0": "0", "?": " ", "#": ""}[token.text]
            shown.append(filler)
            place += 1
        elif token.kind in ("literal", "percent") or token.kind == "point":
            shown.append(token.text)
    if last == 0 and shown and not any(token.text == "0" for token in tokens):
        raise UncertainFormatError  # whether a point stands behind a whole number
    return "".join(shown)


def _render_power(tokens: Sequence[Token], exact: Decimal) -> str:
    """Return a number with a power of ten; with several places before the point the power is a multiple of theirs."""
    mark = next(position for position, token in enumerate(tokens) if token.kind == "exponent")
    mantissa, power = tokens[:mark], tokens[mark + 1 :]
    if any(token.kind in ("percent", "comma", "exponent") for token in (*mantissa, *power)):
        raise UncertainFormatError
    point = _find_point(mantissa)
    step = sum(1 for token in mantissa[:point] if token.kind == "digit")
    behind = sum(1 for token in mantissa[point:] if token.kind == "digit")
    if not step:
        raise UncertainFormatError
    exponent = _find_exponent(exact, step)
    before, after = _split_digits(exact.scaleb(-exponent, _EXACT), behind)
    if len(before) > step:
        exponent += step
        before, after = _split_digits(exact.scaleb(-exponent, _EXACT), behind)
    sign = "-" if exponent < 0 else ("+" if tokens[mark].text[1] == "+" else "")
    shown = _place_whole(mantissa[:point], before, False) + _place_behind(mantissa[point:], after)
    return f"{shown}E{sign}{_place_whole(power, str(abs(exponent)).lstrip('0'), False)}"


def _find_exponent(exact: Decimal, step: int) -> int:
    if not exact:
        return 0
    return math.floor(exact.adjusted() / step) * step


def _render_fraction(tokens: Sequence[Token], exact: Decimal) -> str:
    """Return a number as whole and fraction, as `# ?/?` or `# ??/100` shows it."""
    slash = next(position for position, token in enumerate(tokens) if token.kind == "slash")
    top = slash
    while top and tokens[top - 1].kind == "digit":
        top -= 1
    end = slash + 1
    while end < len(tokens) and (tokens[end].kind == "digit" or tokens[end].text.isdecimal()):
        end += 1
    head, below = tokens[:top], tokens[slash + 1 : end]
    if top == slash or not below or any(t.kind not in ("digit", "literal") for t in (*head, *tokens[end:])):
        raise UncertainFormatError
    mixed = any(token.kind == "digit" for token in head)
    whole, upper, lower = _split_fraction(exact, "".join(token.text for token in below), mixed)
    tail = "".join(token.text for token in tokens[end:])
    lead = _place_whole(head, str(whole or ""), False) if mixed else "".join(token.text for token in head)
    if not upper and mixed:
        return (lead if whole else lead.rstrip() + "0") + tail
    return f"{lead}{upper}/{lower}{tail}"


def _split_fraction(exact: Decimal, below: str, mixed: bool) -> tuple[int, int, int]:
    """Return the whole number, numerator and denominator; without a place for the whole it is in the numerator."""
    value = Fraction(exact)
    whole = math.floor(value) if mixed else 0
    rest = value - whole
    if below.strip("#?0"):
        if not below.isdecimal() or int(below) == 0:
            raise UncertainFormatError
        lower = int(below)
        upper = math.floor(rest * lower + Fraction(1, 2))
    else:
        if len(below) > _MOST_DENOMINATOR:
            raise UncertainFormatError
        near = rest.limit_denominator(10 ** len(below) - 1)
        upper, lower = near.numerator, near.denominator
    if mixed and upper == lower:
        return whole + 1, 0, lower
    return whole, upper, lower
