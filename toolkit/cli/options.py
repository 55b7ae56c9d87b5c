"""The arguments and options that several commands take."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.deferred_imports import DeferredModule
from toolkit.errors import FolderError, OperatorError, make_mistake
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit import execution, formats, pipeline, storage
else:
    execution = DeferredModule("toolkit.execution")
    formats = DeferredModule("toolkit.formats")
    pipeline = DeferredModule("toolkit.pipeline")
    storage = DeferredModule("toolkit.storage")


def _stop_at_unreachable(path: Path | None) -> Path | None:
    """Return a path that the system can look at. Raises FolderError where it refuses even that, as for a long name."""
    try:
        if path is not None:
            path.exists()
    except OSError as error:
        why = storage.render_system_error(error)
        raise FolderError(make_mistake("folder.not_readable", str(path), why=why)) from error
    return path


Folder = Annotated[
    Path,
    typer.Argument(metavar="DIR", help=say("help.folder"), show_default=False, callback=_stop_at_unreachable),
]
AsJson = Annotated[bool, typer.Option("--json", help=say("help.json"))]
Definitions = Annotated[Path | None, typer.Option("--definition", metavar="DIR", help=say("help.definition"))]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", metavar="FILE", help=say("help.password_file"), show_default=False)
]
Limit = Annotated[
    list[str] | None, typer.Option("--limit", metavar="NAME=VALUE", help=say("help.limit"), show_default=False)
]
Share = Annotated[bool, typer.Option("--share", help=say("help.share"))]
NoCache = Annotated[bool, typer.Option("--no-cache", help=say("help.no_cache"))]
Plain = Annotated[bool, typer.Option("--plain", help=say("help.plain"))]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help=say("help.no_browser"))]
Force = Annotated[bool, typer.Option("--force", help=say("help.force"))]
RoundNumber = Annotated[int | None, typer.Option("--round", metavar="N", help=say("help.round"), show_default=False)]
Today = Annotated[str, typer.Option("--today", metavar="YYYY-MM-DD", help=say("help.today"), show_default=False)]


def choose_cluster(address: str | None) -> str | None:
    """Have returned files be read by the cluster of a scheduler from now on, if one is given."""
    if address:
        execution.set_cluster(address)
    return address


Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="tcp://HOST:PORT", help=say("help.cluster"), show_default=False, callback=choose_cluster
    ),
]


def raise_limits(written: list[str] | None) -> None:
    """Have the limits hold from now on that were written as `name=value`. Raises OperatorError."""
    if written:
        formats.set_limits(formats.parse_limits(written))


def choose_cache(no_cache: bool) -> pipeline.CacheUse:
    """Return what a command that writes does with what earlier runs kept."""
    return "unused" if no_cache else "kept"


def quote_folder(folder: Path, round: int | None = None, passwords: Path | None = None) -> str:
    """Return a folder's path as it can be typed after a command, with the options that the next command needs too.

    These are the round, where one was asked for, and the file of passwords, where one was given.
    """
    words = [_quote(folder)]
    if round is not None:
        words.append(f"--round {round}")
    if passwords is not None:
        words.append(f"--password-file {_quote(passwords)}")
    return " ".join(words)


def _quote(path: Path) -> str:
    text = str(path)
    return f'"{text}"' if any(c in text for c in " ()&") else text


def parse_day(text: str) -> dt.date | None:
    """Return a day written as YYYY-MM-DD, None for no text. Raises OperatorError for anything else."""
    if not text:
        return None
    try:
        # The library also takes 20220301 and 2022-W09-2, which a slip may well look like.
        return dt.date.fromisoformat(text if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else "")
    except ValueError as error:
        raise OperatorError(make_mistake("day.wrong", text)) from error
