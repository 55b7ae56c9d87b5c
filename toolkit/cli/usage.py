"""Say in Chinese what is wrong with a command line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from toolkit.messages import say
from toolkit.text import find_nearest


def render_usage_error(error: BaseException, commands: Iterable[str]) -> str:
    """Return in Chinese what is wrong with a command line; empty where the error has another cause."""
    if not hasattr(error, "format_message"):
        return ""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return str(error.format_message())
    command = re.search(r"No such command '([^']*)'", error.format_message())
    if command:
        near = find_nearest(command[1], commands) or ""
        return say("usage.nearest" if near else "usage.command", command=command[1], nearest=near)
    if kind == "NoSuchOption":
        return say("usage.option", option=getattr(error, "option_name", ""))
    if kind == "MissingParameter":
        param = getattr(error, "param", None)
        return say("usage.missing", param=getattr(param, "metavar", None) or getattr(param, "name", ""))
    return say("usage.other", detail=error.format_message())
