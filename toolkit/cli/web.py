"""The command `web`: open a campaign in the browser."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Folder, Limit, NoBrowser, Today, parse_day, raise_limits
from toolkit.deferred_imports import DeferredModule
from toolkit.errors import FolderError, OperatorError, make_mistake
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit import web
    from toolkit.cli import crash_file, crash_note, terminal
else:
    web = DeferredModule("toolkit.web")
    crash_file = DeferredModule("toolkit.cli.crash_file")
    crash_note = DeferredModule("toolkit.cli.crash_note")
    terminal = DeferredModule("toolkit.cli.terminal")


def web_command(
    folder: Folder,
    port: Annotated[int, typer.Option(metavar="N", help=say("help.port"), show_default=False)] = 0,
    no_browser: NoBrowser = False,
    today: Today = "",
    limit: Limit = None,
) -> None:
    """Open the campaign in the browser, until somebody stops it."""
    raise_limits(limit)
    if not folder.is_dir():
        raise FolderError(make_mistake("folder.missing", str(folder)))
    try:
        server = web.open_server(port)
    except ImportError as error:
        raise OperatorError(make_mistake("web.missing", "qingdan web")) from error
    desk = web.Desk(folder, today=parse_day(today), keep_note=_keep_note)
    access = web.Access(cookie=f"qingdan-{server.port}")
    app = web.build_app(desk, access, frozenset({server.origin, f"http://localhost:{server.port}"}), _keep_note)
    address = server.origin + access.entrance
    console = terminal.build_console()
    for line in (say("web.opened", address=address), say("web.opened_hint")):
        console.print(line, markup=False, soft_wrap=True, highlight=False)
    if not no_browser:
        web.open_browser(address)
    server.serve(app)


def _keep_note(error: Exception) -> str:
    """Keep a note of a bug, and return the sentence about it."""
    arguments = sys.argv[1:]
    try:
        path = crash_file.keep_crash_note(crash_note.describe_crash(error, arguments, ["web"]), arguments)
    except Exception:  # what went wrong may go wrong again
        path = None
    return say("cli.bug", path=path) if path else say("cli.bug_unkept", what=crash_note.describe_briefly(error))
