"""The book of a door that is open: its log on the disk, and the receipts of all units as the log tells them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from toolkit.campaign import Unit
from toolkit.pipeline.door_folder import DoorFolder
from toolkit.pipeline.door_log import DoorEntry, log_event, read_log

_OF_RECEIPTS = frozenset({"taken", "placed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The proof of a return: when it came, its SHA-256, and where it lies in the campaign's folder.

    `place` is empty while it waits. `again` tells that the same bytes had come before: the time is that of the first.
    """

    unit: str
    round: int
    time: dt.datetime
    name: str
    size: int
    sha256: str
    place: str = ""
    again: bool = False


@dataclass(slots=True)
class DoorBook:
    """Writes the log, and knows the receipts without reading it again. Only who has the door's lock keeps one."""

    folder: DoorFolder
    _receipts: dict[str, list[Receipt]] = field(default_factory=dict, repr=False)
    _writing: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def open(self) -> None:
        """Read what was logged before. Raises FolderError."""
        for entry in read_log(self.folder.root).entries:
            self._take(entry)

    def write(self, entry: DoorEntry) -> None:
        """Append an entry. Raises NotWrittenError."""
        with self._writing:
            log_event(self.folder, entry)
            self._take(entry)

    def list_receipts(self, unit: Unit) -> tuple[Receipt, ...]:
        """Return a unit's receipts of all rounds, the latest first."""
        return tuple(sorted(self._find(unit), key=lambda receipt: receipt.time, reverse=True))

    def find_receipt(self, unit: Unit, round: int, sha256: str) -> Receipt | None:
        """Return the receipt of some bytes in a round, None where they did not come."""
        found = (each for each in self._find(unit) if (each.round, each.sha256) == (round, sha256))
        return next(found, None)

    def _find(self, unit: Unit) -> Iterator[Receipt]:
        for code in (unit.code, *unit.former_codes):
            yield from self._receipts.get(code, ())

    def _take(self, entry: DoorEntry) -> None:
        if entry.what not in _OF_RECEIPTS:
            return
        own = self._receipts.setdefault(entry.unit, [])
        receipt = Receipt(
            unit=entry.unit,
            round=entry.round,
            time=entry.time,
            name=entry.name,
            size=entry.size,
            sha256=entry.sha256,
            place=entry.path,
        )
        for position, known in enumerate(own):
            # What waited while its round ended is put into the next one: it is one return.
            if known.sha256 == entry.sha256 and (known.round == entry.round or not known.place):
                own[position] = replace(receipt, time=known.time)
                return
        own.append(receipt)
