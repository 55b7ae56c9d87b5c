"""How a bulletin prints numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

# What a name of a bulletin may stand for; a list has rows, and a row may have lists of its own.
Value: TypeAlias = int | float | str | list[dict[str, Any]]

_TENTH_OF_PERCENT = Decimal("0.1")


def is_number(value: object) -> bool:
    """Tell whether a value is a number; True and False are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def format_percent(value: Any) -> Any:
    """Return a rate in percent with one decimal, rounded half up as in a sheet; anything but a number unchanged."""
    if not is_number(value):
        return value
    exact = Decimal(f"{value:.15g}") * 100
    return f"{exact.quantize(_TENTH_OF_PERCENT, ROUND_HALF_UP)}%"
