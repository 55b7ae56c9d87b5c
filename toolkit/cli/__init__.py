"""The command line `qingdan`: parse the arguments, run one command, turn every error into one Chinese sentence.

Exit codes (`help.exit_codes` in messages/cli.toml tells them to the operator): 0 nothing to correct, 1 returned files
have faults, 2 a mistake of the operator or of a definition's author, 3 a bug of this program, 4 the results could not
be written, 5 another run works on the campaign, 130 interrupted, 128 and its number by another signal.

Nothing here may import a library that is slow to load; `deferred` says how commands get theirs.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Sequence
from contextvars import copy_context
from typing import TYPE_CHECKING

import typer

from toolkit.cli.bug import explain_bug, keep_note
from toolkit.cli.commands import COMMANDS, GROUPS, list_command_names, set_general_options
from toolkit.cli.process import EXIT_SIGNALLED, StopRequest, ignore_signals, prepare_process
from toolkit.cli.safe_console import SafeConsole
from toolkit.cli.streams import find_output_failure, forgive_streams, silence_broken_streams
from toolkit.cli.usage import render_usage_error
from toolkit.deferred_imports import DeferredModule
from toolkit.errors import NotWrittenError, OperatorError, make_mistake
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit import storage
else:
    storage = DeferredModule("toolkit.storage")

EXIT_BUG, EXIT_INTERRUPTED = 3, 130


def build_app() -> typer.Typer:
    """Return the application with every command of COMMANDS and GROUPS."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
    app.callback(help=say("help.app"), epilog=say("help.exit_codes"))(set_general_options)
    for name, command in COMMANDS.items():
        app.command(name, help=say(f"help.{name}"))(command)
    for name, commands in GROUPS.items():
        group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
        app.add_typer(group, name=name, help=say(f"help.{name}"))
        for second, command in commands.items():
            group.command(second, help=say(f"help.{name}_{second}"))(command)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its exit code."""
    prepare_process()
    threading.excepthook = _note_failed_thread
    code = run(arguments)
    ignore_signals()
    silence_broken_streams()
    gc.freeze()  # to look for garbage before the process ends takes 0.2 s once pandas is loaded
    sys.exit(code)


def _note_failed_thread(failure: threading.ExceptHookArgs) -> None:
    """Keep a note of what failed beside the command, which goes on and says so itself where it matters."""
    if failure.exc_value is not None:
        keep_note(failure.exc_value, sys.argv[1:], _list_words())


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; an error is printed as one sentence, never as a traceback."""
    with forgive_streams():
        try:
            # Limits that an option raises hold for this run alone.
            code = copy_context().run(build_app(), args=arguments, standalone_mode=False)
        except BaseException as error:
            return _end_early(error, sys.argv[1:] if arguments is None else arguments)
        _tell_of_lost_output()
        if code == EXIT_INTERRUPTED:  # so the library that parses the command line has it
            return _say_error(KeyboardInterrupt(), ())
        return code if isinstance(code, int) else 0


def _tell_of_lost_output() -> None:
    """Say on the error stream that what was printed is lost, as on a full disk; results are written all the same."""
    failure = find_output_failure()
    if failure is not None:
        why = storage.render_system_error(failure)
        lost = make_mistake("console.lost", say("cli.standard_output"), why=why)
        SafeConsole(stderr=True).print(str(lost), markup=False, soft_wrap=True)


def _end_early(error: BaseException, arguments: Sequence[str]) -> int:
    """Return the exit code of a command that did not return: it was answered already, or said so here."""
    if isinstance(error, typer.Exit):
        return int(error.exit_code)
    if isinstance(error, SystemExit):
        cause = error.__cause__ or error.__context__  # a failing pipe, which that library takes for the console
        return _say_error(cause, arguments) if cause else int(error.code or 0)
    return _say_error(error, arguments)


def _say_error(error: BaseException, arguments: Sequence[str]) -> int:
    """Print an error as a sentence and return the exit code that it asks for."""
    errors = SafeConsole(stderr=True)
    if isinstance(error, OperatorError):
        for mistake in error.mistakes:
            errors.print(str(mistake), markup=False, soft_wrap=True)
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | StopRequest | typer.Abort):
        errors.print(say("cli.interrupted"))
        return EXIT_SIGNALLED + error.number if isinstance(error, StopRequest) else EXIT_INTERRUPTED
    usage = render_usage_error(error, list_command_names())
    if usage:
        errors.print(usage, markup=False)
        return OperatorError.exit_code
    if isinstance(error, MemoryError):
        errors.print(say("cli.no_memory"), soft_wrap=True)
        return NotWrittenError.exit_code
    errors.print(explain_bug(error, arguments, _list_words()), markup=False, soft_wrap=True)
    return EXIT_BUG


def _list_words() -> list[str]:
    """Return every word that names a command, of groups of commands each word."""
    return " ".join(list_command_names()).split()
