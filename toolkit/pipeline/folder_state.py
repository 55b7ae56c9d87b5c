"""Tell by the times of its files whether anybody changed a campaign since it was looked at."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from toolkit.messages import say
from toolkit.pipeline.workspace import find_round_folders


def fingerprint_folder(folder: Path) -> str:
    """Return a digest of the name, size and time of every file that says something about the rounds.

    These are the office's own workbooks, the key, and what was handed out and came back; nothing is opened. Of what the
    program itself writes only the register counts, for it tells what was handed out.
    """
    digest = hashlib.sha256()
    for path, facts in sorted(_list_files(folder), key=lambda each: each[0]):
        line = f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\0{facts.st_ino}\n"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _list_files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    with contextlib.suppress(OSError):
        yield from _list_plain(str(folder))
        for number in find_round_folders(folder):
            round_folder = folder / say("folder.round", round=number)
            yield from _list_plain(str(round_folder))
            for kind in ("issued", "returned"):
                for place, _, _ in os.walk(round_folder / say(f"folder.{kind}")):
                    yield from _list_plain(place)


def _list_plain(place: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files that lie in a folder itself, without the lock files that office programs put beside theirs."""
    with contextlib.suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False) and not entry.name.startswith((".", "~$")):
                with contextlib.suppress(OSError):
                    yield entry.path, entry.stat(follow_symlinks=False)
