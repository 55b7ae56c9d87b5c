"""One paragraph of a template that was unrolled over its figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UnrolledLine:
    """One paragraph with its figures.

    `formula` (with its =) is None where no figure has a cell, and where it would be `too_long` for a cell. A
    paragraph that is left out now, but would appear with other figures, has an empty text and a formula. `level`
    is 0 for the title, 1 and more for headings, None for text.
    """

    text: str
    formula: str | None
    level: int | None
    too_long: bool = False
