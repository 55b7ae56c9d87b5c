"""The command `fetch`: bring what the units put behind a URL into 回收/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Folder, RoundNumber, quote_folder
from toolkit.deferred_imports import DeferredModule
from toolkit.errors import OperatorError, make_mistake
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit import pipeline
    from toolkit.cli import terminal
else:
    pipeline = DeferredModule("toolkit.pipeline")
    terminal = DeferredModule("toolkit.cli.terminal")


def fetch_command(
    folder: Folder,
    url: Annotated[str, typer.Argument(metavar="URL", help=say("help.url"), show_default=False)],
    round: RoundNumber = None,
) -> None:
    """Copy new returned files from a URL into 回收/; nothing that lies there is changed."""
    workspace = pipeline.open_workspace(folder, round=round)
    try:
        fetched = pipeline.fetch_returns(url, workspace.folders.returned)
    except ImportError as error:
        raise OperatorError(make_mistake("fetch.missing", url)) from error
    console = terminal.build_console()
    said = say("cli.fetched", new=len(fetched.paths), known=fetched.known, folder=workspace.folders.returned)
    console.print(said, markup=False, soft_wrap=True)
    for name in fetched.left:
        console.print(say("cli.fetch_left", name=name), markup=False, soft_wrap=True)
    terminal.print_next_step(console, "fetch", folder=quote_folder(folder, round))
