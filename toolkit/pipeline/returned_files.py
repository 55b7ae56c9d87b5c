"""Read every file in 回收/, with the next ones being opened meanwhile, but for those that an earlier run read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

from toolkit.execution import submit_ahead
from toolkit.formats import OpenedFile
from toolkit.messages import say
from toolkit.pipeline.incoming import FileSource, IncomingFile
from toolkit.pipeline.kept_readings import KeptReadings
from toolkit.pipeline.progress_callback import Counted, ProgressCallback
from toolkit.pipeline.reading_elsewhere import open_reading_executor, read_elsewhere
from toolkit.reading import FileReader
from toolkit.records import ReturnedFile, SourceFile, compact_file

# How much is opened ahead of what is read, so that every worker is busy and the memory stays flat.
_FILES_AHEAD = 8
_BYTES_AHEAD = 32 * 1024 * 1024


@dataclass(slots=True)
class ReturnedFiles:
    """The files as they were read, in the order in which they lie; where each lies, and when it arrived, by name.

    The times are the files' own, in an archive the member's (UTC, no zone).
    """

    files: list[ReturnedFile] = field(default_factory=list)
    sources: dict[str, FileSource] = field(default_factory=dict)
    received: dict[str, dt.datetime | None] = field(default_factory=dict)


def read_returned_files(
    reader: FileReader, incoming: Counted, kept: KeptReadings | None, track: ProgressCallback
) -> ReturnedFiles:
    """Read all files, with those that are kept from an earlier run as they were read then."""
    found = ReturnedFiles()
    read_files = Counted(_read_ahead(reader, incoming, kept), len(incoming))
    for file, read in track(read_files, say("progress.read")):
        found.sources[file.name], found.received[file.name] = file.source, file.modified
        found.files.append(compact_file(read))
    _trace_copies(reader, kept, found)
    return found


def _read_ahead(
    reader: FileReader, files: Iterable[IncomingFile], kept: KeptReadings | None
) -> Iterator[tuple[IncomingFile, ReturnedFile]]:
    """Yield every file with its reading, in order."""
    known = ((file, _find_known(reader, kept, file)) for file in files)
    with open_reading_executor() as elsewhere:
        if elsewhere is None:
            for (file, read), opening in _open_ahead(reader, known):
                yield file, read or _read(reader, kept, file, opening)
            return
        for file, read in read_elsewhere(reader, known, *elsewhere):
            if kept:
                kept.keep(file, read)
            yield file, read


def _find_known(reader: FileReader, kept: KeptReadings | None, file: IncomingFile) -> ReturnedFile | None:
    """Return what is known of a file without opening it: why it cannot be, or what an earlier run read."""
    if file.code:
        source = SourceFile(name=file.name, sha256="", size=0, modified=file.modified)
        return reader.refuse_unreadable(source, file.code, file.excess)
    return kept.find(file) if kept else None


_Known = tuple[IncomingFile, ReturnedFile | None]


def _open_ahead(reader: FileReader, files: Iterable[_Known]) -> Iterator[tuple[_Known, Future[OpenedFile] | None]]:
    """Have the next files opened while the lists of one are read: reading takes turns with several processors."""
    return submit_ahead(
        files,
        lambda known: None if known[1] else reader.open_ahead(known[0].name, known[0].content),
        ahead=_FILES_AHEAD,
        weigh=lambda known: len(known[0].content),
        most=_BYTES_AHEAD,
    )


def _read(
    reader: FileReader, kept: KeptReadings | None, file: IncomingFile, opening: Future[OpenedFile] | None
) -> ReturnedFile:
    read = reader.read(file.name, file.content, file.modified, opening=opening, password=file.password)
    if kept:
        kept.keep(file, read)
    return read


def _trace_copies(reader: FileReader, kept: KeptReadings | None, found: ReturnedFiles) -> None:
    """Read files of unknown unit again, as that unit's, where they were made from a file whose unit is known."""
    units = {file.source.sha256[:16]: file.unit for file in found.files if file.unit}
    for position, file in enumerate(found.files):
        came_from = "" if file.unit else units.get(file.source.revises, "")
        if came_from:
            found.files[position] = compact_file(_read_as(reader, kept, _reload(reader, found, file.name), came_from))


def _reload(reader: FileReader, found: ReturnedFiles, name: str) -> IncomingFile:
    source = found.sources[name]
    return IncomingFile(
        name=name,
        source=source,
        content=source.read_content(),
        modified=found.received[name],
        password=reader.opened_by.get(name, ""),
    )


def _read_as(reader: FileReader, kept: KeptReadings | None, file: IncomingFile, came_from: str) -> ReturnedFile:
    """Return a file read as one that was made from a return of a unit."""
    earlier = kept.find(file, came_from) if kept else None
    if earlier is not None:
        return earlier
    read = reader.read(file.name, file.content, file.modified, came_from=came_from, password=file.password)
    if kept:
        kept.keep(file, read, came_from)
    return read
