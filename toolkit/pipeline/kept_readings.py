"""What was read of the returned files, kept for the next run: `merge` after `check` parses nothing.

A reading is found again by the content of its file, the name it is shown by, and a digest of all that reading depends
on: the campaign with its definition and decisions, the key, the round, what was handed out, how the round before ended,
the limits, the program and its libraries. The time of a file is no part of it and is added afterwards.

What needed a password is never kept, for what lies in the working folder is not encrypted; nor is what a worker failed
at, which may go better the next time. Nothing depends on what was kept: without it everything is read again, to the
same result.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from toolkit.campaign import Campaign
from toolkit.followup import Closing
from toolkit.formats import get_limits
from toolkit.messages import say
from toolkit.pipeline.incoming import IncomingFile
from toolkit.pipeline.key_file import KEY_FILE
from toolkit.pipeline.value_digest import digest_program, digest_value
from toolkit.pipeline.workspace import Workspace
from toolkit.reading import date_file, describe_basis, select_decisions
from toolkit.records import IssuedVersions, PlainFileError, ReturnedFile, dump_file, load_file
from toolkit.storage import FolderCache, open_cache

# Why a file may be read another time: it needs a password, or its worker failed (see `execution.errors`).
_FLEETING = frozenset(
    {
        *("encrypted", "wrong_password"),
        *("reader_died", "out_of_memory", "out_of_time", "answer_too_large", "forbidden"),
    }
)
_LEVEL = 1  # of compression
# What a run does with what others kept: nothing, take it, or take it and keep its own. The last is for a run that holds
# the campaign's folder.
CacheUse = Literal["unused", "read", "kept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReadings:
    """The readings that the cache of a campaign's folder keeps, each with all that it depends on in its name."""

    cache: FolderCache
    campaign: Campaign
    basis: bytes

    def find(self, file: IncomingFile, came_from: str = "") -> ReturnedFile | None:
        """Return what was read of a file in an earlier run, None where that is not known."""
        if not _may_be_kept(file):
            return None
        content = self.cache.load(self._name(file, came_from))
        if content is None:
            return None
        try:
            return date_file(load_file(zlib.decompress(content)), file.modified)
        except (PlainFileError, zlib.error):
            return None

    def keep(self, file: IncomingFile, read: ReturnedFile, came_from: str = "") -> None:
        """Keep what was read of a file for the next run."""
        if _may_be_kept(file) and not read.source.encrypted and read.recognition.code not in _FLEETING:
            plain = dump_file(date_file(read, None))
            self.cache.keep(self._name(file, came_from), zlib.compress(plain, _LEVEL))

    def _name(self, file: IncomingFile, came_from: str) -> str:
        decided = digest_value(select_decisions(self.campaign, file.name))
        content = hashlib.sha256(file.content).digest()
        return self.cache.name(self.basis, content, os.fsencode(file.name), decided, came_from.encode())


def _may_be_kept(file: IncomingFile) -> bool:
    return not file.code and not file.password


@contextlib.contextmanager
def open_readings(
    workspace: Workspace, opening: Closing, versions: IssuedVersions, use: CacheUse
) -> Iterator[KeptReadings | None]:
    """Give the kept readings of a campaign; None where none can be had.

    `opening` is how the round before ended, `versions` are what was handed out. That entries were damaged is said once.
    """
    campaign, stamp, folders = workspace.campaign, workspace.stamp, workspace.folders
    if use == "unused" or not os.path.lexists(folders.folder / KEY_FILE):  # then the key is another in every run
        yield None
        return
    with open_cache(workspace.store, stamp.key, reading=use == "read") as cache:
        if cache is None:
            yield None
            return
        basis = describe_basis(campaign, stamp, folders.round, opening, versions)
        digest = digest_value((basis, get_limits())) + digest_program()
        yield KeptReadings(cache=cache, campaign=campaign, basis=digest)
        if cache.damaged:
            workspace.store.notes.append(say("readings.damaged", count=cache.damaged))
