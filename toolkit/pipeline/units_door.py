"""The units' door to one campaign: who a secret lets in, what a unit may see and fetch, what becomes of what it brings.

Whoever serves the door asks nothing else of the folder. All methods name one unit, and give nothing of another.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.campaign import Unit
from toolkit.errors import FolderError, InUseError, OperatorError, make_mistake
from toolkit.formats import Passwords
from toolkit.pipeline.arriving import Upload
from toolkit.pipeline.door_book import DoorBook, Receipt
from toolkit.pipeline.door_folder import DoorFolder
from toolkit.pipeline.door_log import DoorEntry, DoorEvent
from toolkit.pipeline.handing_in import foresee_name, list_own_files, locate_own_folder, place_waiting, take_in
from toolkit.pipeline.incoming import NO_PASSWORDS, FileSource, IncomingFile
from toolkit.pipeline.key_file import KEY_FILE, RETIRED_FILE
from toolkit.pipeline.register import find_issued_files
from toolkit.pipeline.unit_answers import UnitAnswer, UnitJudge, find_other_unit
from toolkit.pipeline.unit_links import UnitLinks, make_links, read_links, set_address
from toolkit.pipeline.workspace import Workspace, open_workspace
from toolkit.records import ReturnedFile
from toolkit.storage import FolderLock, find_waiting

_MOST_READINGS = 200  # of files, kept in memory
_MOST_JUDGED = 30  # files of one unit: the last ones
MOST_FILES = 200  # that one unit may hand in in one round


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """The campaign as it lay in the folder: `state` tells by sizes and times of the office's files which one it is."""

    workspace: Workspace
    judge: UnitJudge
    state: tuple[object, ...]


@dataclass(slots=True)
class _Memory:
    """What was read and answered under one view, so that nothing is worked out twice."""

    readings: OrderedDict[tuple[object, ...], tuple[ReturnedFile, ...]] = field(default_factory=OrderedDict)
    answers: dict[str, tuple[object, UnitAnswer]] = field(default_factory=dict)


class UnitsDoor:
    """The door of one campaign, reached by units under `address`. Its methods may be called by several threads.

    `passwords` are tried on returns that need one; `today` is the day that counts, None for the real one.
    """

    def __init__(
        self, root: Path, address: str, *, passwords: Passwords = NO_PASSWORDS, today: dt.date | None = None
    ) -> None:
        self.root, self.address, self.today = root, address, today
        self.folder = DoorFolder(root)
        self._passwords = passwords
        self._book = DoorBook(self.folder)
        self._lock: FolderLock | None = None
        self._view: _View | None = None
        self._links: tuple[object, UnitLinks] = (None, UnitLinks())
        self._memory = _Memory()
        self._looking, self._judging, self._taking = threading.Lock(), threading.Lock(), threading.Lock()

    def open(self) -> None:
        """Take the door for this program alone, and make a link for every unit that never had one.

        Raises InUseError where another program has the door or is at work, OperatorError.
        """
        self._lock = self.folder.lock()
        try:
            self._book.open()
            workspace = self._look().workspace
            known = {link.unit for link in set_address(workspace, self.address, now=_now()).links}
            # A unit whose link was revoked gets no other one by itself.
            fresh = [unit for unit in workspace.campaign.units if known.isdisjoint((unit.code, *unit.former_codes))]
            if fresh:
                make_links(workspace, fresh, now=_now())
            self.note("opened")
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        """Give the door back."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def note(self, what: DoorEvent, unit: Unit | None = None, *, origin: str = "", name: str = "") -> None:
        """Write into the log that something happened. Raises NotWrittenError."""
        code, number = (unit.code, self._look().workspace.folders.round) if unit else ("", 0)
        self._book.write(DoorEntry(time=_now(), what=what, unit=code, round=number, origin=origin, name=name))

    def admit(self, secret: str) -> Unit | None:
        """Return the unit whose secret this is, None for any other text. Raises OperatorError."""
        state = _stamp_files(self.folder.links)
        if self._links[0] != state:
            self._links = (state, read_links(self.root))
        workspace = self._look().workspace
        return self._links[1].find_unit(secret, workspace.stamp, workspace.campaign)

    @property
    def workspace(self) -> Workspace:
        """The campaign as it lies in the folder now. Raises OperatorError where it cannot be read."""
        return self._look().workspace

    def list_receipts(self, unit: Unit) -> tuple[Receipt, ...]:
        """Return a unit's receipts of all rounds, the latest first."""
        return self._book.list_receipts(unit)

    def list_files(self, unit: Unit) -> dict[str, list[Path]]:
        """Return what a unit may fetch: `issued`, its workbooks; `sent_back`, what the office sent back marked."""
        folders = self._look().workspace.folders
        back = folders.locate_unit_folder(folders.sent_back, unit)
        found = sorted(back.iterdir()) if back.is_dir() and not back.is_symlink() else []
        return {
            "issued": [path for path in find_issued_files(folders, unit) if _is_plain(path)],
            "sent_back": [path for path in found if _is_plain(path) and not path.name.startswith((".", "~$"))],
        }

    def find_file(self, unit: Unit, kind: str, name: str) -> Path | None:
        """Return a file that a unit may fetch by its very name, None where there is none."""
        return next((path for path in self.list_files(unit).get(kind, ()) if path.name == name), None)

    def find_answer(self, unit: Unit) -> UnitAnswer | None:
        """Return what a unit is told where that is known already, None where it must be worked out first."""
        self._look()
        known = self._memory.answers.get(unit.code)
        return known[1] if known and known[0] == self._stamp_returns(unit) else None

    def answer(self, unit: Unit) -> UnitAnswer:
        """Return what a unit is told of its returns. Raises OperatorError."""
        with self._judging:
            known = self.find_answer(unit)
            if known is not None:
                return known
            view, state = self._look(), self._stamp_returns(unit)
            memory = self._memory
            sources = self._find_sources(view.workspace, unit)[-_MOST_JUDGED:]
            read = [file for name, path in sources for file in self._read(view, memory, name, path)]
            told = view.judge.answer(unit, read)
            memory.answers[unit.code] = (state, told)
            return told

    def receive(self, unit: Unit, upload: Upload, *, origin: str) -> Receipt:
        """Take what a unit hands in, and return its receipt.

        Raises FolderError where it is not taken: another unit's file, too many files, a round that has ended; and
        NotWrittenError where the disk refuses.
        """
        with self._taking:
            view = self._look()
            folders = view.workspace.folders
            if self._book.find_receipt(unit, folders.round, upload.sha256) is None:
                if sum(each.round == folders.round for each in self.list_receipts(unit)) >= MOST_FILES:
                    raise FolderError(make_mistake("door.too_many", unit.name, count=MOST_FILES))
                name = foresee_name(folders, unit, upload.name.name)
                with self._judging:
                    read = self._read(view, self._memory, name, upload.path)
                if find_other_unit(read, unit):
                    self.note("refused", unit, origin=origin, name=upload.name.name)
                    raise FolderError(make_mistake("door.other_unit", upload.name.name))
            return take_in(view.workspace, unit, upload, self._book, origin=origin, now=_now())

    def place_waiting(self) -> int:
        """Put what waits into 回收/, as far as nothing is at work; return how many files that were."""
        with self._taking:
            try:
                return place_waiting(self.root, self._book, now=_now())
            except OperatorError:
                return 0

    def _look(self) -> _View:
        """Return the campaign as it lies in the folder now; while a command writes, as it lay before."""
        with self._looking:
            state = _stamp_office(self.root, self._view.workspace if self._view else None)
            if self._view is not None and self._view.state == state:
                return self._view
            try:
                workspace = open_workspace(self.root)
                judge = UnitJudge(workspace, passwords=self._passwords, today=self.today)
            except OperatorError as error:
                if self._view is not None and isinstance(error, InUseError):
                    return self._view
                raise
            self._memory = _Memory()
            self._view = _View(workspace=workspace, judge=judge, state=_stamp_office(self.root, workspace))
            return self._view

    def _read(self, view: _View, memory: _Memory, name: str, path: Path) -> tuple[ReturnedFile, ...]:
        """Return what stands in a file, shown under a name; it is opened in a worker."""
        facts = path.stat()
        key = (name, facts.st_size, facts.st_mtime_ns, facts.st_ino)
        if key not in memory.readings:
            source = FileSource(path=path)
            modified = dt.datetime.fromtimestamp(facts.st_mtime, dt.UTC).replace(tzinfo=None)
            file = IncomingFile(name=name, source=source, content=source.read_content(), modified=modified)
            memory.readings[key] = view.judge.read(file)
            while len(memory.readings) > _MOST_READINGS:
                memory.readings.popitem(last=False)
        memory.readings.move_to_end(key)
        return memory.readings[key]

    def _find_sources(self, workspace: Workspace, unit: Unit) -> list[tuple[str, Path]]:
        """Return what a unit handed in by the name it is shown by, the earliest first; what waits has one, too."""
        folders = workspace.folders
        placed = [(path.relative_to(folders.returned).as_posix(), path) for path in list_own_files(folders, unit)]
        own = locate_own_folder(folders, unit).relative_to(folders.returned).as_posix()
        label = f"{folders.round}-{unit.code}"
        waiting = [file.path for file in find_waiting(self.folder.waiting) if file.label == label]
        return [*placed, *((f"{own}/{path.name}", path) for path in waiting)]

    def _stamp_returns(self, unit: Unit) -> tuple[object, ...]:
        view = self._view
        sources = self._find_sources(view.workspace, unit) if view else []
        return (view.state if view else None, *(_stamp_files(path) for _, path in sources))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _stamp_files(*paths: Path) -> tuple[object, ...]:
    """Return what tells whether a file is still the same: its path, size, time and number."""
    found: list[object] = []
    for path in paths:
        try:
            facts = path.stat()
            found += [str(path), facts.st_size, facts.st_mtime_ns, facts.st_ino]
        except OSError:
            found += [str(path), None]
    return tuple(found)


def _stamp_office(root: Path, workspace: Workspace | None) -> tuple[object, ...]:
    """Return what tells whether the office's files are still those that a workspace was read from."""
    if workspace is None:
        return ()
    folders = workspace.folders
    before = folders.select_round(folders.round - 1)
    return _stamp_files(
        root / workspace.campaign.definition.campaign.file,
        root / KEY_FILE,
        root / RETIRED_FILE,
        folders.ledger,
        folders.register,
        folders.closing_facts,
        before.closing_facts,
    )
