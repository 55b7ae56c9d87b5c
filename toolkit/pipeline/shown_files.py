"""Which files of a campaign a page may give away, one or many at once."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from toolkit.messages import say
from toolkit.pipeline.workspace import CampaignFolders, find_round_folders

_PIECE = 1 << 18


def find_shown_file(folders: CampaignFolders, plan: str, name: str) -> Path | None:
    """Return the file that a relative path names, None where it is none of those that may be shown.

    These are 工作方案 (`plan`), 办理台账, and what lies in the folders of the rounds. Nothing hidden is among them, and
    nothing that a link leads to.
    """
    parts = PurePosixPath(name).parts
    if not parts or "\\" in name or "\0" in name or any(part in {"..", "/"} or part.startswith(".") for part in parts):
        return None
    path = folders.folder.joinpath(*parts)
    rounds = {say("folder.round", round=number) for number in find_round_folders(folders.folder)}
    if parts[0] not in rounds and name not in {plan, folders.ledger.name}:
        return None
    with contextlib.suppress(OSError, ValueError):
        above = [folders.folder.joinpath(*parts[:depth]) for depth in range(1, len(parts) + 1)]
        if path.is_file() and not any(each.is_symlink() for each in above):
            return path
    return None


class _Sink(io.RawIOBase):
    """Takes what is written, and gives it away piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, piece: object, /) -> int:
        """Take a piece."""
        content = bytes(piece)  # type: ignore[call-overload] # whatever has bytes
        self._pieces.append(content)
        return len(content)

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def pack_files(folder: Path, names: Iterable[str]) -> Iterator[bytes]:
    """Yield a zip of files, by their paths below a folder, piece by piece; one that is gone meanwhile is left out."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            with contextlib.suppress(FileNotFoundError), (folder / name).open("rb") as file:
                facts = zipfile.ZipInfo.from_file(folder / name, name, strict_timestamps=False)
                with archive.open(facts, "w") as member:
                    while piece := file.read(_PIECE):
                        member.write(piece)
                        yield sink.take()
    yield sink.take()
