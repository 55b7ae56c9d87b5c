"""Say which limit a file is beyond, and which option raises it; read that option back."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from toolkit.errors import Mistake, OperatorError, make_mistake
from toolkit.formats.errors import Excess, UnreadableError
from toolkit.formats.limits import MIB, UNITS, FileLimits, get_limits, name_limits
from toolkit.messages import say
from toolkit.text import find_nearest

_GIB, _TIMES_MORE, _KEPT_DIGITS = 1024 * MIB, 2, 2
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(K|M|G)i?B?", re.IGNORECASE)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(\D?)")
_SIZES = {"K": 1024, "M": MIB, "G": _GIB}
# With less, no worker starts, and no file is read.
_LEAST = {"memory": 256 * MIB}


def explain_refusal(code: str, excess: Excess | None = None) -> str:
    """Say why a file is not read, by the code of its UnreadableError and the limit it is beyond."""
    why = say(f"file.{code}")
    if excess is None:
        return why
    facts = {"why": why, "what": say(f"limit.{excess.name}"), "most": format_amount(excess.name, excess.most)}
    if not excess.found:
        return say("limit_beyond.unknown", **facts)
    return say("limit_beyond.found", found=format_amount(excess.name, excess.found), **facts)


def explain_own_refusal(error: UnreadableError) -> str:
    """Say why a file of the operator's own is not read, with the option by which it would be."""
    why = explain_refusal(error.code, error.excess)
    return why if error.excess is None else say("limit_beyond.own", why=why, option=render_option(error.excess))


def advise_refusal(excess: Excess) -> str:
    """Say what to do with a returned file beyond a limit."""
    return say("limit_beyond.fix", option=render_option(excess))


def render_option(excess: Excess) -> str:
    """Return the option that raises a limit so far that what was found is within it."""
    wanted = max(_TIMES_MORE * excess.most, _round_up(excess.found))
    return say("limit_beyond.option", name=excess.name, value=_format_value(excess.name, wanted))


def format_amount(name: str, amount: int) -> str:
    """Return how much of something a limit counts, with its unit: 150 MB, 5000000 个."""
    number = math.ceil(amount / MIB) if UNITS[name] == "bytes" else amount
    return say(f"amount.{UNITS[name]}", number=number)


def _format_value(name: str, amount: int) -> str:
    """Return an amount as it is typed."""
    if UNITS[name] != "bytes":
        return str(amount)
    return f"{math.ceil(amount / _GIB)}GB" if amount >= _TIMES_MORE * _GIB else f"{math.ceil(amount / MIB)}MB"


def _round_up(number: int) -> int:
    step = int(10 ** max(len(str(number)) - _KEPT_DIGITS, 0))
    return math.ceil(number / step) * step


def parse_limits(written: Iterable[str]) -> FileLimits:
    """Return the limits that hold here with those changed that are written as `name=value`.

    Sizes have a unit (200MB, 2GB); numbers may be written in full width, with commas, 万 or 亿. Raises OperatorError
    with every mistake.
    """
    changed: dict[str, int] = {}
    mistakes: list[Mistake] = []
    for text in written:
        name, _, value = unicodedata.normalize("NFKC", text).strip().partition("=")
        name = name.strip().lower()
        if name not in UNITS:
            mistakes.append(_name_known(text, name))
            continue
        amount = _parse_amount(name, value)
        example = _format_value(name, _TIMES_MORE * name_limits()[name])
        if amount is None:
            mistakes.append(make_mistake("limit_option.value", text, value=value, name=name, example=example))
        elif amount < (least := _LEAST.get(name, 1)):
            facts = {"value": value, "name": name, "example": example, "least": format_amount(name, least)}
            mistakes.append(make_mistake("limit_option.least", text, **facts))
        else:
            changed[name] = amount
    if mistakes:
        raise OperatorError(mistakes)
    return replace(get_limits(), **changed)


def _name_known(text: str, name: str) -> Mistake:
    known = (
        say("limit_beyond.known", name=each, what=say(f"limit.{each}"), most=format_amount(each, most))
        for each, most in name_limits().items()
    )
    joined = say("list.separator").join(known)
    return make_mistake("limit_option.unknown", text, nearest=find_nearest(name, UNITS) or "", known=joined)


def _parse_amount(name: str, value: str) -> int | None:
    """Return the number that a value says, None where it says none."""
    bare = re.sub(r"[\s,_]", "", value)
    if UNITS[name] == "bytes":
        size = _SIZE.fullmatch(bare)
        return int(float(size[1]) * _SIZES[size[2].upper()]) if size else None
    number, words = _NUMBER.fullmatch(bare), say("amount.words")
    times = {"": 1} | dict(zip(words, (10_000, 100_000_000), strict=True))
    return int(float(number[1]) * times[number[2]]) if number and number[2] in times else None
