"""The command line: arguments come in, an exit code goes out.

0 nothing to mend, 1 returns have faults, 2 a person's mistake, 3 our bug, 130 interrupted.
"""

from __future__ import annotations

import re
import sys
import tempfile
import traceback
from pathlib import Path

import typer
from rich.console import Console

from toolkit.cli.commands import COMMANDS
from toolkit.errors import OperatorError
from toolkit.messages import say
from toolkit.text import find_nearest

OUR_BUG, INTERRUPTED = 3, 130


def build_app() -> typer.Typer:
    """Return the application with every command of COMMANDS."""
    app = typer.Typer(help=say("help.app"), no_args_is_help=True, add_completion=False, rich_markup_mode=None)
    for name, command in COMMANDS.items():
        app.command(name, help=say(f"help.{name}"))(command)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; whatever happens is said in one clear sentence."""
    _set_utf8_output()
    errors = Console(stderr=True, highlight=False)
    try:
        code = build_app()(args=arguments, standalone_mode=False)
    except OperatorError as error:
        for mistake in error.mistakes:
            errors.print(str(mistake), markup=False, soft_wrap=True)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        errors.print(say("cli.interrupted"))
        return INTERRUPTED
    except typer.Exit as leave:
        return int(leave.exit_code)
    except Exception as error:
        usage = _render_usage_error(error)
        if usage:
            errors.print(usage, markup=False)
            return OperatorError.exit_code
        errors.print(say("cli.bug", path=_write_traceback(error)), markup=False, soft_wrap=True)
        return OUR_BUG
    return code if isinstance(code, int) else 0


def _set_utf8_output() -> None:
    """Chinese must come out right on consoles that start in another encoding."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _render_usage_error(error: Exception) -> str:
    """Say in Chinese what is wrong with a command line; empty where the error is another."""
    if not hasattr(error, "format_message"):
        return ""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return str(error.format_message())
    command = re.search(r"No such command '([^']*)'", error.format_message())
    if command:
        near = find_nearest(command[1], COMMANDS) or ""
        return say("usage.nearest" if near else "usage.command", command=command[1], nearest=near)
    if kind == "NoSuchOption":
        return say("usage.option", option=getattr(error, "option_name", ""))
    if kind == "MissingParameter":
        param = getattr(error, "param", None)
        return say("usage.missing", param=getattr(param, "metavar", None) or getattr(param, "name", ""))
    return say("usage.other", detail=error.format_message())


def _write_traceback(error: Exception) -> str:
    text = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile("w", prefix="qingdan-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(text)
    return str(Path(file.name))
