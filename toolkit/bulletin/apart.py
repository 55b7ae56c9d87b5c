"""Write bulletins beside the rest of a run, in a worker of their own.

What writes Word and draws takes a second to load and to do, and 40 MB: whoever writes the workbook meanwhile need not
load it. The worker reads nothing but this program's own data. Without a second processor, or where the worker fails,
the same is done here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from toolkit.bulletin.job import BulletinJob, WrittenBulletins
from toolkit.bulletin.unrolled_line import UnrolledLine
from toolkit.deferred_imports import DeferredModule
from toolkit.errors import DefinitionError, Mistake
from toolkit.execution import InlineExecutor, Limits, WorkerError, WorkerPool, count_processors

if TYPE_CHECKING:
    from toolkit.bulletin import written
    from toolkit.definition import NameKind
else:
    written = DeferredModule("toolkit.bulletin.written")

Result = TypeVar("Result")
_MODULES = ("toolkit.bulletin.loaded",)
_CLASSES = (WrittenBulletins, Mistake, UnrolledLine)
# It works on our own data: what the libraries claim on a machine of many processors is no sign of harm.
_LIMITS = Limits(memory=8 * 1024**3, seconds=600, own_folders=True)
_executor: ContextVar[Executor | None] = ContextVar("bulletin_executor", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTemplate:
    """A template whose sentences are shown in a workbook; it is unrolled where it was filled in."""

    file: str
    content: bytes

    def unroll(self, values: Mapping[str, Any], cells: Mapping[str, Any]) -> list[UnrolledLine]:
        """Do as `BulletinTemplate.unroll` does. Raises DefinitionError."""
        lines, mistakes = _Asked(_unroll, self.file, self.content, values, cells).result()
        if mistakes:
            raise DefinitionError(mistakes)
        return list(lines)


class BulletinWork:
    """Bulletins that are being written; `result` waits for them."""

    def __init__(self, job: BulletinJob) -> None:
        self._asked = _Asked(_write, job)

    def result(self) -> WrittenBulletins:
        """Return what was written."""
        answer: WrittenBulletins = self._asked.result()
        return answer


def start_bulletin_worker() -> None:
    """Start the worker now, if there is to be one: it takes as long to load as the caller to open a campaign."""
    executor = _get_executor()
    if isinstance(executor, WorkerPool):
        executor.prepare()


def prepare_bulletin_worker(
    templates: Mapping[str, bytes],
    names: Mapping[str, NameKind | None],
    columns: Mapping[str, Mapping[str, NameKind | None]],
    fonts: Sequence[str],
) -> None:
    """Have the worker, if there is to be one, do what needs no figures: see `prepare_templates`."""
    executor = _get_executor()
    if isinstance(executor, WorkerPool):
        executor.submit(_prepare, templates, names, columns, fonts)


@contextmanager
def use_bulletin_executor(executor: Executor) -> Iterator[None]:
    """Have bulletins written by another executor meanwhile, such as an inline one."""
    token = _executor.set(executor)
    try:
        yield
    finally:
        _executor.reset(token)


class _Asked:
    """A function that a worker was asked to call; where none answers, it is called here."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._function, self._arguments = function, arguments
        self._future: Future[Any] = _get_executor().submit(function, *arguments)

    def result(self) -> Any:
        try:
            return self._future.result()
        except WorkerError:
            return self._function(*self._arguments)


def _get_executor() -> Executor:
    return _executor.get() or _open_executor()


@cache
def _open_executor() -> Executor:
    if count_processors() <= 1:  # a second process would only wait
        return InlineExecutor()
    return build_bulletin_pool()


def build_bulletin_pool() -> WorkerPool:
    """Return an executor with one worker that has loaded what writes bulletins."""
    return WorkerPool(modules=_MODULES, classes=_CLASSES, limits=_LIMITS, most=1)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_open_executor.cache_clear)  # threads of a pool are not copied


def _prepare(*arguments: Any) -> None:
    written.prepare_templates(*arguments)


def _write(job: BulletinJob) -> WrittenBulletins:
    return written.write_bulletins(job)


def _unroll(
    file: str, content: bytes, values: Mapping[str, Any], cells: Mapping[str, Any]
) -> tuple[Sequence[UnrolledLine], tuple[Mistake, ...]]:
    """Return the lines of a template, or its mistakes."""
    try:
        return written.reopen_template(file, content).unroll(values, cells), ()
    except DefinitionError as error:
        return (), error.mistakes
