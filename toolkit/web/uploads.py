"""Files that come by a form: received piece by piece on the disk, never more than the limits allow.

A file that is too large is left out and named; the others of the form are received all the same. A form that is cut
off leaves nothing.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import Request

from toolkit.deferred_imports import DeferredModule

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

    from toolkit import pipeline
    from toolkit.pipeline import Inbox, Placed, Upload
else:
    pipeline = DeferredModule("toolkit.pipeline")

_SILENCE = 60.0  # seconds without a byte, after which nobody waits any more
_LONGEST_FIELD = 1 << 16
_MOST_FIELDS = 200
_LONGEST_HEADER = 1 << 13


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLimits:
    """How many files one form may bring, and how many bytes it may have."""

    files: int = 1000
    total: int = 4 << 30


@dataclass(slots=True)
class Arrivals:
    """What a form brought: its fields by name, its files on the disk, and the names of files that were too large."""

    inbox: Inbox
    fields: dict[str, str] = field(default_factory=dict)
    too_large: list[str] = field(default_factory=list)

    def place(self, returned: Path, *, below: str = "") -> list[Placed]:
        """Put the files that came whole into 回收/, all or none. Raises FolderError."""
        return pipeline.place_arrivals(returned, self.inbox.finished, below=below)


@asynccontextmanager
async def receive_form(
    request: Request, folder: Path, limits: UploadLimits | None = None, *, with_folders: bool = True
) -> AsyncIterator[Arrivals]:
    """Receive the form of a request; what it brought is gone when the body ends, but for what was placed.

    Raises HTTPException where it is no such form (400), takes too long (408) or passes the limits (413), and
    NotWrittenError where the disk refuses.
    """
    most = limits or UploadLimits()
    boundary = _read_boundary(request)
    if _read_length(request) > most.total:
        raise HTTPException(413)
    with pipeline.open_inbox(folder) as inbox:
        arrivals = Arrivals(inbox)
        receiver = _Receiver(arrivals, most, with_folders)
        parser = MultipartParser(boundary, receiver.callbacks)
        received = 0
        stream = request.stream()
        try:
            while True:
                with anyio.fail_after(_SILENCE):
                    piece = await anext(stream, None)
                if piece is None:
                    break
                received += len(piece)
                if received > most.total:
                    raise HTTPException(413)
                await anyio.to_thread.run_sync(parser.write, piece)
            await anyio.to_thread.run_sync(parser.finalize)
        except TimeoutError as error:
            raise HTTPException(408) from error
        except MultipartParseError as error:
            raise HTTPException(400) from error
        if not receiver.is_whole:
            raise HTTPException(400)
        yield arrivals


def _read_length(request: Request) -> int:
    """Return how many bytes a request says that it has, 0 where it does not say."""
    said = request.headers.get("content-length") or "0"
    if not re.fullmatch("[0-9]{1,20}", said):
        raise HTTPException(400)
    return int(said)


def _read_boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise HTTPException(400)
    return boundary


class _Receiver:
    """Takes what the parser finds: the headers of each part, then its pieces."""

    def __init__(self, arrivals: Arrivals, limits: UploadLimits, with_folders: bool) -> None:
        self.arrivals, self.limits, self.with_folders = arrivals, limits, with_folders
        self.is_whole = False
        self._name, self._value = bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._field: str | None = None
        self._text = bytearray()
        self._upload: Upload | None = None
        self._shown = ""

    @property
    def callbacks(self) -> MultipartCallbacks:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._take_header_name,
            "on_header_value": self._take_header_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open_part,
            "on_part_data": self._take_data,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def _begin_part(self) -> None:
        self._headers, self._field, self._upload = {}, None, None
        self._text = bytearray()

    def _take_header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]
        self._stop_at(len(self._name) > _LONGEST_HEADER)

    def _take_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._stop_at(len(self._value) > _LONGEST_HEADER)

    def _end_header(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()
        self._stop_at(len(self._headers) > 16)

    def _open_part(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        if b"filename" not in options:
            self._field = options.get(b"name", b"").decode("utf-8", "replace")
            self._stop_at(len(self.arrivals.fields) >= _MOST_FIELDS)
            return
        self._shown = options[b"filename"].decode("utf-8", "replace").replace("%22", '"')
        if self._shown:  # a field for files of which none was chosen sends an empty name
            self._stop_at(len(self.arrivals.inbox.uploads) >= self.limits.files)
            self._upload = self.arrivals.inbox.begin(self._shown, with_folders=self.with_folders)

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        if self._upload is not None:
            self._upload.write(data[start:end])
        elif self._field is not None:
            self._text += data[start:end]
            self._stop_at(len(self._text) > _LONGEST_FIELD)

    def _end_part(self) -> None:
        if self._upload is not None:
            self._upload.finish()
            if self._upload.is_too_large:
                self.arrivals.too_large.append(str(self._upload.name))
        elif self._field is not None:
            self.arrivals.fields[self._field] = self._text.decode("utf-8", "replace")

    def _end(self) -> None:
        self.is_whole = True

    def _stop_at(self, passed: bool) -> None:
        if passed:
            raise HTTPException(413)
