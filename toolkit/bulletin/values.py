"""Jinja's environment for templates: how values are calculated with, compared and printed.

Values print as a spreadsheet prints them. Templates are edited by hand, so nothing of Python can be reached from
them, and no value can make them fail: a calculation without a result is a dash, and an ordering comparison between
a number and a text is false.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from toolkit.bulletin.figures import Value, format_percent, is_number
from toolkit.messages import say
from toolkit.text import show_tricks

# What Jinja may still raise while it renders a template that has been proofread.
RENDER_ERRORS = (TemplateError, TypeError, ValueError, LookupError, ArithmeticError)

_TEMPLATE_SIGNS = {ord(sign): f"&#{ord(sign)};" for sign in "{}"}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}


class UnorderedText(str):
    """A text for which every ordering comparison is false, as in `rate >= 0.8` where the rate is a dash."""

    __slots__ = ()

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__


class _TemplateEnvironment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset([*_ARITHMETIC, "**"])
    intercepted_unops = frozenset("-")

    def call_binop(self, _context: Any, symbol: str, left: Any, right: Any) -> Any:
        if symbol not in _ARITHMETIC or not (is_number(left) and is_number(right)):
            return UnorderedText(render_dash())
        try:
            return _ARITHMETIC[symbol](left, right)
        except ArithmeticError:
            return UnorderedText(render_dash())

    def call_unop(self, _context: Any, _symbol: str, value: Any) -> Any:
        return -value if is_number(value) else UnorderedText(render_dash())


def build_environment(*, escaped: bool = False) -> ImmutableSandboxedEnvironment:
    """Return the environment of all templates; `escaped` for one whose output is XML."""
    finalize = _format_inert if escaped else format_value
    environment = _TemplateEnvironment(autoescape=escaped, finalize=finalize)
    environment.globals.clear()
    environment.filters[say("bulletin.percent")] = format_percent
    return environment


def build_context(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the values as a template may use them: texts that turn and hide nothing, and unordered."""
    return {name: _make_safe(value) for name, value in values.items()}


def _make_safe(value: Any) -> Any:
    if isinstance(value, str):
        return UnorderedText(show_tricks(value))
    if isinstance(value, list | tuple):
        return [_make_safe(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _make_safe(item) for name, item in value.items()}
    return value


def format_value(value: Any) -> Any:
    """Return what is printed for a value: a fraction with up to 15 digits, as in a sheet; nothing for None."""
    if isinstance(value, float):
        return format(Decimal(f"{value:.15g}").normalize(), "f")
    return "" if value is None else value


def _format_inert(value: Any) -> Any:
    """Return what is printed for a value in XML; the signs of templates stand there so that no second pass takes them.

    Pictures write themselves, as markup.
    """
    printed = format_value(value)
    if not isinstance(printed, str) or hasattr(printed, "__html__"):
        return printed
    return Markup(escape(printed).translate(_TEMPLATE_SIGNS))  # escaped first


def render_dash() -> str:
    """Return the dash that stands for a figure without a value."""
    return say("bulletin.dash")
