"""The secret links of the units: made, printed, proved, revoked.

A link's secret is an HMAC (128 bits) by the campaign's key over the unit and a random serial. The folder keeps the
serial and the SHA-256 of the secret, never the secret itself: who reads that file alone can open no door, and whoever
has the key, which is worth more than any link, can print every letter again. A secret counts only while the key that
made it is the campaign's: after `key rotate` all links are dead until new ones are made.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from toolkit.campaign import Campaign, Unit
from toolkit.errors import FolderError, make_mistake
from toolkit.pipeline.door_folder import DoorFolder
from toolkit.pipeline.door_log import DoorEntry, log_event
from toolkit.pipeline.files import read_file
from toolkit.pipeline.key_file import add_key, read_stamp
from toolkit.pipeline.workspace import Workspace
from toolkit.storage import Changes
from toolkit.unit_token import Stamp

_FORMAT = 1
_DIGITS = 32  # hexadecimal ones: 128 bits
_SERIAL_BYTES = 16
SECRET = re.compile(rf"[0-9a-f]{{{_DIGITS}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLink:
    """One link as the folder keeps it: whose it is, what its secret is drawn from, and the secret's SHA-256.

    `made` and `revoked` are times in ISO form with zone; `revoked` is empty while it counts.
    """

    unit: str
    serial: str
    sha256: str
    made: str
    revoked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLinks:
    """All links ever made, in their order, and the `address` under which units reach the door, empty if unknown."""

    links: tuple[UnitLink, ...] = ()
    address: str = ""

    def find_unit(self, secret: str, stamp: Stamp, campaign: Campaign) -> Unit | None:
        """Return the unit whose link has a secret, None for any other text, and for one that counts no more.

        How long that takes does not depend on which link comes near: all are compared, each in constant time.
        """
        given = hash_secret(secret)
        found: UnitLink | None = None
        for link in self.links:
            if hmac.compare_digest(link.sha256, given):
                found = link
        if found is None or found.revoked or not hmac.compare_digest(derive_secret(found, stamp), secret):
            return None
        return campaign.find_unit(found.unit)

    def find_current(self, unit: Unit) -> UnitLink | None:
        """Return the link of a unit that counts, None where it has none."""
        codes = {unit.code, *unit.former_codes}
        return next((link for link in reversed(self.links) if link.unit in codes and not link.revoked), None)

    def find_usable(self, unit: Unit, stamp: Stamp) -> UnitLink | None:
        """Return the link of a unit that counts under a key, None where it has none, or one of a former key."""
        link = self.find_current(unit)
        return link if link is not None and _is_drawn_from(link, stamp) else None

    def render_link(self, unit: Unit, stamp: Stamp) -> str:
        """Return the address to send a unit, empty where it has no link that counts, or nobody knows the door's."""
        link = self.find_usable(unit, stamp)
        if link is None or not self.address:
            return ""
        return f"{self.address}/u/{derive_secret(link, stamp)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    format: int
    address: str
    links: list[dict[str, str]] = field(default_factory=list)


def hash_secret(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def derive_secret(link: UnitLink, stamp: Stamp) -> str:
    """Return the secret of a link under a key."""
    return stamp.sign_digest(f"unit-link\n{link.unit}\n{link.serial}", _DIGITS)


def _is_drawn_from(link: UnitLink, stamp: Stamp) -> bool:
    return hmac.compare_digest(hash_secret(derive_secret(link, stamp)), link.sha256)


def read_links(root: Path) -> UnitLinks:
    """Return the links of a campaign's folder, none where there are none. Raises FolderError where they are damaged."""
    path = DoorFolder(root).links
    if not path.is_file() or path.is_symlink():
        return UnitLinks()
    try:
        kept: Any = json.loads(read_file(path))
        links = tuple(UnitLink(**each) for each in kept["links"])
        address = kept["address"]
        texts = [address, *(text for link in links for text in asdict(link).values())]
        if kept["format"] != _FORMAT or not all(isinstance(text, str) for text in texts):
            raise ValueError(_FORMAT)
    except (ValueError, KeyError, TypeError) as error:
        raise FolderError(make_mistake("door.links", str(path))) from error
    return UnitLinks(links=links, address=address)


def make_links(workspace: Workspace, units: Iterable[Unit], *, now: dt.datetime, anew: bool = False) -> UnitLinks:
    """Give units a link that have none which counts; with `anew` another one to all, so that theirs counts no more.

    Raises FolderError.
    """
    wanted = tuple(units)

    def change(links: UnitLinks, stamp: Stamp) -> UnitLinks:
        current = [links.find_current(unit) for unit in wanted]
        stale = {link.serial for link in current if link and (anew or not _is_drawn_from(link, stamp))}
        pairs = zip(wanted, current, strict=True)
        fresh = [_draw(unit, stamp, now) for unit, link in pairs if link is None or link.serial in stale]
        return replace(links, links=(*_revoke(links.links, stale, now), *fresh))

    return _rewrite(workspace, change, now)


def revoke_links(workspace: Workspace, units: Iterable[Unit], *, now: dt.datetime) -> UnitLinks:
    """Have the links of units count no more. Raises FolderError."""
    codes = {code for unit in units for code in (unit.code, *unit.former_codes)}

    def change(links: UnitLinks, _: Stamp) -> UnitLinks:
        stale = {link.serial for link in links.links if link.unit in codes and not link.revoked}
        return replace(links, links=_revoke(links.links, stale, now))

    return _rewrite(workspace, change, now)


def set_address(workspace: Workspace, address: str, *, now: dt.datetime) -> UnitLinks:
    """Have letters name this address of the door. Raises FolderError."""
    links = read_links(workspace.folders.folder)
    if links.address == address:
        return links
    return _rewrite(workspace, lambda each, _: replace(each, address=address), now)


def _rewrite(workspace: Workspace, change: Callable[[UnitLinks, Stamp], UnitLinks], now: dt.datetime) -> UnitLinks:
    """Write the links as `change` makes them of what is there and the campaign's key, while no other run is at work."""
    root, store, door = workspace.folders.folder, workspace.store, DoorFolder(workspace.folders.folder)
    with store.hold("web"):
        changes = Changes()
        add_key(changes, root, workspace.stamp)
        # Another run may have exchanged a key that is there.
        stamp = workspace.stamp if changes.written else read_stamp(root)
        before = read_links(root)
        after = change(before, stamp)
        kept = _Kept(format=_FORMAT, address=after.address, links=[asdict(link) for link in after.links])
        content = json.dumps(asdict(kept), ensure_ascii=False, indent=1).encode()
        door.make()
        changes.write(door.links, content, essential=True, private=True)
        store.apply(changes)
        for entry in _list_changes(before, after, now):
            log_event(door, entry)
    return after


def _list_changes(before: UnitLinks, after: UnitLinks, now: dt.datetime) -> Iterator[DoorEntry]:
    """Yield an entry of the log for every link that counts no more, and for every new one."""
    for old, new in zip(before.links, after.links, strict=False):
        if new.revoked != old.revoked:
            yield DoorEntry(time=now, what="link_revoked", unit=new.unit)
    for link in after.links[len(before.links) :]:
        yield DoorEntry(time=now, what="link_made", unit=link.unit)


def _draw(unit: Unit, stamp: Stamp, now: dt.datetime) -> UnitLink:
    bare = UnitLink(unit=unit.code, serial=secrets.token_hex(_SERIAL_BYTES), sha256="", made=_render(now))
    return replace(bare, sha256=hash_secret(derive_secret(bare, stamp)))


def _revoke(links: Iterable[UnitLink], serials: set[str], now: dt.datetime) -> tuple[UnitLink, ...]:
    return tuple(replace(link, revoked=_render(now)) if link.serial in serials else link for link in links)


def _render(now: dt.datetime) -> str:
    return now.isoformat(timespec="seconds")
