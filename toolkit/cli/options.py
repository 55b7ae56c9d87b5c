"""The arguments and options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.messages import say

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=say("help.folder"), show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help=say("help.json"))]
Definitions = Annotated[Path | None, typer.Option("--definition", metavar="DIR", help=say("help.definition"))]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", metavar="FILE", help=say("help.password_file"), show_default=False)
]
Force = Annotated[bool, typer.Option("--force", help=say("help.force"))]


def quote_folder(folder: Path) -> str:
    """Return a folder's path as it can be typed after a command."""
    text = str(folder)
    return f'"{text}"' if any(c in text for c in " ()&") else text
