"""Read the returned files on a cluster, where one was asked for.

Reading whole files needs the campaign's key and its passwords. The workers of this machine, which open files that may
be hostile, are given neither: they open files, and this process reads them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from toolkit.execution import count_processors, find_cluster, open_executor
from toolkit.pipeline.incoming import IncomingFile
from toolkit.reading import READING_MODULES, Arrival, FileReader, read_files_apart
from toolkit.records import ReturnedFile


@contextmanager
def open_reading_executor() -> Iterator[tuple[Executor, int] | None]:
    """Give the executor that reads whole files and how many at once, None where this process reads what workers open.

    Raises OperatorError where a cluster was asked for that cannot be reached.
    """
    cluster = find_cluster()
    if cluster is None:
        yield None
        return
    executor = open_executor(cluster=cluster, modules=READING_MODULES)
    width = getattr(executor, "width", count_processors())
    try:
        yield executor, width
    finally:
        executor.shutdown()


def read_elsewhere(
    reader: FileReader,
    files: Iterable[tuple[IncomingFile, ReturnedFile | None]],
    executor: Executor,
    width: int,
) -> Iterator[tuple[IncomingFile, ReturnedFile]]:
    """Yield every file with its reading, in order; those that come with one are not read."""
    waiting: deque[IncomingFile] = deque()

    def arrive() -> Iterator[Arrival | ReturnedFile]:
        for file, known in files:
            waiting.append(file)
            yield known or Arrival(name=file.name, content=file.content, modified=file.modified, password=file.password)

    for read in read_files_apart(reader, arrive(), executor, width=width):
        yield waiting.popleft(), read
