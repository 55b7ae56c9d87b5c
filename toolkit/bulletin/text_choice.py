"""What the office chose to print of single records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChoice:
    """Whether a record's text is printed, None where the office leaves it to the rule, and the office's own wording."""

    printed: bool | None = None
    wording: str = ""
