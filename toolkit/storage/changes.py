"""What a command wants to write, remove, move and make: one set of changes, carried out wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from toolkit.storage.journal import hash_content
from toolkit.storage.staged import StagedFile

ChangeKind = Literal["move", "make", "write", "remove"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a path.

    `content` are the bytes of a file to write, unless they wait in a `staged` one. `to` is where a path is moved. An
    `essential` file never gets a second name, and does not stay where it is to be removed; one to `create` never
    replaces what is there, unless it is the same; a `private` one is readable by its owner alone whatever the others
    are. `replaces` are the bytes that must be there when it is replaced, None where any may be.
    """

    kind: ChangeKind
    path: Path
    content: bytes = b""
    to: Path | None = None
    essential: bool = False
    create: bool = False
    private: bool = False
    replaces: bytes | None = None
    staged: StagedFile | None = None

    @property
    def sha256(self) -> str:
        """That of the file to write."""
        return self.staged.sha256 if self.staged else hash_content(self.content)

    def read(self) -> bytes:
        """Return the bytes of the file to write. Raises OSError."""
        return self.staged.read() if self.staged else self.content


@dataclass(slots=True)
class Changes:
    """The changes that one command makes, by path; a later change of a path takes the place of an earlier one.

    They are carried out in this order: moves, essential files and folders, other files, removals.
    """

    _by_path: dict[tuple[str, Path], Change] = field(default_factory=dict)

    def write(  # noqa: PLR0913 - each says one thing of the file
        self,
        path: Path,
        content: bytes | StagedFile,
        *,
        essential: bool = False,
        create: bool = False,
        private: bool = False,
        replaces: bytes | None = None,
    ) -> None:
        """Write a file, by its bytes or by where they wait."""
        staged = content if isinstance(content, StagedFile) else None
        self._add(
            Change(
                kind="write",
                path=path,
                content=b"" if isinstance(content, StagedFile) else content,
                staged=staged,
                essential=essential,
                create=create,
                private=private,
                replaces=replaces,
            )
        )

    def write_all(self, contents: Mapping[Path, bytes | StagedFile], *, essential: bool = False) -> None:
        """Write several files."""
        for path, content in contents.items():
            self.write(path, content, essential=essential)

    def remove(self, path: Path) -> None:
        """Remove a file, or a folder in which nothing is left; one that is open elsewhere or not empty stays."""
        self._add(Change(kind="remove", path=path))

    def insist(self) -> None:
        """Make every change essential: no file gets a second name, and none that is to be removed stays."""
        self._by_path = {key: replace(change, essential=True) for key, change in self._by_path.items()}

    def move(self, old: Path, new: Path) -> None:
        """Move a file or folder to a free path. It is moved before anything is written."""
        self._add(Change(kind="move", path=old, to=new))

    def make_folder(self, path: Path) -> None:
        """Make a folder, with those that it lies in; one that is there stays as it is."""
        self._add(Change(kind="make", path=path))

    def add(self, other: Changes) -> None:
        """Take over all changes of another set."""
        self._by_path.update(other._by_path)

    def _add(self, change: Change) -> None:
        kind = change.kind if change.kind in {"move", "make"} else "content"
        self._by_path[kind, change.path] = change

    def stage(self, stage_content: Callable[[bytes], StagedFile]) -> None:
        """Have the bytes of the files to write wait elsewhere; those of an essential one stay, as they may be asked."""
        for key, change in self._by_path.items():
            if change.kind == "write" and not change.essential and change.staged is None:
                self._by_path[key] = replace(change, content=b"", staged=stage_content(change.content))

    @property
    def written(self) -> dict[Path, bytes | StagedFile]:
        """The files to write, with their bytes or where these wait."""
        return {each.path: each.staged or each.content for each in self._by_path.values() if each.kind == "write"}

    @property
    def removed(self) -> frozenset[Path]:
        """The files and folders to remove."""
        return frozenset(each.path for each in self._by_path.values() if each.kind == "remove")

    def __iter__(self) -> Iterator[Change]:
        """Yield the changes in the order in which they are carried out."""
        every = list(self._by_path.values())
        yield from (each for each in every if each.kind == "move")
        yield from (each for each in every if each.kind == "write" and each.essential)
        yield from (each for each in every if each.kind == "make")
        yield from (each for each in every if each.kind == "write" and not each.essential)
        yield from (each for each in every if each.kind == "remove")

    def __len__(self) -> int:
        return len(self._by_path)
