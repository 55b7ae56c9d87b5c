"""The command line `qingdan`: parse the arguments, run one command, turn every error into one Chinese sentence.

Exit codes: 0 nothing to correct, 1 returned files have faults, 2 a mistake of the operator or of a definition's
author, 3 a bug of this program, 130 interrupted.

Nothing here may import a library that is slow to load; `deferred` says how commands get theirs.
"""

from __future__ import annotations

import gc
import re
import sys
import tempfile
import traceback
from contextvars import copy_context
from pathlib import Path

import typer
from rich.console import Console

from toolkit.cli.commands import COMMANDS, set_general_options
from toolkit.errors import OperatorError
from toolkit.messages import say
from toolkit.text import find_nearest

EXIT_BUG, EXIT_INTERRUPTED = 3, 130


def build_app() -> typer.Typer:
    """Return the application with every command of COMMANDS."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
    app.callback(help=say("help.app"))(set_general_options)
    for name, command in COMMANDS.items():
        app.command(name, help=say(f"help.{name}"))(command)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its exit code."""
    code = run(arguments)
    gc.freeze()  # to look for garbage before the process ends takes 0.2 s once pandas is loaded
    sys.exit(code)


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; an error is printed as one sentence, never as a traceback."""
    _set_utf8_output()
    errors = Console(stderr=True, highlight=False)
    try:
        # Limits that an option raises hold for this run alone.
        code = copy_context().run(build_app(), args=arguments, standalone_mode=False)
    except OperatorError as error:
        for mistake in error.mistakes:
            errors.print(str(mistake), markup=False, soft_wrap=True)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        errors.print(say("cli.interrupted"))
        return EXIT_INTERRUPTED
    except typer.Exit as request:
        return int(request.exit_code)
    except Exception as error:
        usage = _render_usage_error(error)
        if usage:
            errors.print(usage, markup=False)
            return OperatorError.exit_code
        errors.print(say("cli.bug", path=_write_traceback(error)), markup=False, soft_wrap=True)
        return EXIT_BUG
    return code if isinstance(code, int) else 0


def _set_utf8_output() -> None:
    """Make both streams UTF-8: consoles on Chinese Windows start in GBK, pipes in whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _render_usage_error(error: Exception) -> str:
    """Return in Chinese what is wrong with a command line; empty where the error has another cause."""
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
