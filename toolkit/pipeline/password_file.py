"""Make up a password for every unit that has none, in a file that only its owner can read."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.campaign import Campaign, Unit
from toolkit.formats import Passwords, parse_passwords
from toolkit.messages import say
from toolkit.pipeline.files import read_file
from toolkit.pipeline.incoming import NO_PASSWORDS, decode_passwords
from toolkit.pipeline.locks import choose_passwords
from toolkit.pipeline.workspace import Workspace
from toolkit.storage import Changes

# Letters and digits that nobody takes for one another on paper or on the telephone.
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 3, 4  # 59 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePasswords:
    """The file of passwords, and the names of the units that got one just now."""

    path: Path
    units: tuple[str, ...]


def make_passwords(workspace: Workspace) -> MadePasswords:
    """Add a line with a random password for every unit that has no line of its own; what is there stays.

    The file lies beside 工作方案.xlsx and is private whatever else is shared. Raises OperatorError.
    """
    path = workspace.folders.folder / say("output.passwords")
    with workspace.store.hold("passwords"):
        text = decode_passwords(path, read_file(path)) if path.is_file() else say("password.head")
        own = Passwords(by_unit=parse_passwords(text).by_unit) if path.is_file() else NO_PASSWORDS
        chosen = choose_passwords(workspace.campaign, own)
        units = [unit for unit in workspace.campaign.units if unit.code not in chosen]
        if units:
            changes = Changes()
            content = _add_lines(text, [f"{_name(workspace.campaign, unit)} = {_draw_password()}" for unit in units])
            changes.write(path, content, essential=True, private=True)
            workspace.store.apply(changes, "passwords")
    return MadePasswords(path=path, units=tuple(unit.name for unit in units))


def _add_lines(text: str, lines: Sequence[str]) -> bytes:
    """Return the file as old editors display it: UTF-8 with BOM, lines ending in CR LF."""
    return "".join(f"{line}\r\n" for line in [*text.splitlines(), *lines]).encode("utf-8-sig")


def _name(campaign: Campaign, unit: Unit) -> str:
    """Return a unit's name, or its code where a line with the name would be read as something else."""
    read = parse_passwords(f"{unit.name} = x").by_unit
    return unit.name if unit.name in read and campaign.find_unit(unit.name) == unit else unit.code


def _draw_password() -> str:
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
