"""One record of a unit, as plain data: what a page shows of it, and how records of two lists refer to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its cells in words, by the position of their column on the page.

    `number` is what the records beneath repeat, `above` the number of the record above that it names itself; both are
    empty where there is none.
    """

    shown: Mapping[int, str]
    number: str = ""
    above: str = ""


def join_texts(texts: Sequence[str]) -> str:
    """Return a cell of several parts, one beneath the other.

    One that the next repeats, with or without more in brackets, is not said twice. Where a part is blank and a later
    one is not, a dash keeps its place.
    """
    lines: list[str] = []
    for text in texts:
        if lines and lines[-1] and (text == lines[-1] or text.startswith((f"{lines[-1]}(", f"{lines[-1]}\uff08"))):
            lines.pop()
        lines.append(text)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(line or _NOTHING for line in lines)
