"""The command `web`: open a campaign in the browser."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.bug import explain_bug
from toolkit.cli.options import Folder, Limit, NoBrowser, PasswordFile, Today, parse_day, raise_limits
from toolkit.deferred_imports import DeferredModule
from toolkit.errors import FolderError, OperatorError, make_mistake
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit import pipeline, web
    from toolkit.cli import terminal
    from toolkit.formats import Passwords
else:
    pipeline = DeferredModule("toolkit.pipeline")
    web = DeferredModule("toolkit.web")
    terminal = DeferredModule("toolkit.cli.terminal")


# What the extra `web` brings, by the names under which it is imported.
_LIBRARIES = frozenset({"anyio", "python_multipart", "starlette", "uvicorn"})


def web_command(  # noqa: PLR0913, PLR0917 - a parameter is an option
    folder: Folder,
    port: Annotated[int, typer.Option(metavar="N", help=say("help.port"), show_default=False)] = 0,
    no_browser: NoBrowser = False,
    serve: Annotated[str, typer.Option(metavar="HOST:PORT", help=say("help.serve"), show_default=False)] = "",
    tls: Annotated[
        tuple[Path, Path] | None, typer.Option(metavar="CERT KEY", help=say("help.tls"), show_default=False)
    ] = None,
    password_file: PasswordFile = None,
    today: Today = "",
    limit: Limit = None,
) -> None:
    """Open the campaign in the browser, and its door to the units, until somebody stops it."""
    raise_limits(limit)
    if not folder.is_dir():
        raise FolderError(make_mistake("folder.missing", str(folder)))
    try:
        server = web.open_server(port)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in _LIBRARIES:
            raise
        raise OperatorError(make_mistake("web.missing", "qingdan web")) from error
    desk = web.Desk(folder, today=parse_day(today), keep_note=_keep_note, password_file=password_file)
    access = web.Access(cookie=f"qingdan-{server.port}")
    app = web.build_app(desk, access, frozenset({server.origin, f"http://localhost:{server.port}"}), _keep_note)
    address = server.origin + access.entrance
    console = terminal.build_console()
    lines = [say("web.opened", address=address), say("web.opened_hint")]
    with contextlib.ExitStack() as stack:
        if serve:
            passwords = pipeline.read_passwords(password_file)
            stack.enter_context(_open_door(folder, serve, tls, passwords=passwords, today=parse_day(today)))
            lines.append(say("door.opened", address=serve))
        for line in lines:
            console.print(line, markup=False, soft_wrap=True, highlight=False)
        if not no_browser:
            web.open_browser(address)
        server.serve(app)


@contextlib.contextmanager
def _open_door(
    folder: Path, address: str, tls: tuple[Path, Path] | None, *, passwords: Passwords, today: dt.date | None
) -> Iterator[None]:
    """Answer units at an address of the office's network while the body runs. Raises OperatorError."""
    entrance = web.open_entrance(address, web.Certificate(certificate=tls[0], key=tls[1]) if tls else None)
    try:
        door = pipeline.UnitsDoor(folder, entrance.origin, passwords=passwords, today=today)
        door.open()
        app = web.build_door(door, frozenset({entrance.origin}), _keep_note)
        with web.serve_door(door, entrance, app):
            yield
    finally:
        entrance.close()


def _keep_note(error: Exception) -> str:
    """Keep a note of a bug, and return the sentence about it."""
    return explain_bug(error, sys.argv[1:], ("web",))
