"""Read the drawn things of an xls sheet (BIFF8): notes, text boxes and shapes, embedded documents, pictures."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.excel import format_address
from toolkit.formats.grid import Beside
from toolkit.formats.notes import drop_author

_NOTE, _CONTINUE, _OBJECT, _DRAWING, _TEXT = 0x1C, 0x3C, 0x5D, 0xEC, 0x1B6
DRAWN = frozenset({_NOTE, _CONTINUE, _OBJECT, _DRAWING, _TEXT})  # the records to be given to `read_drawn`
_NOTE_BOX, _PICTURE = 0x19, 8
_FACTS, _FLAGS, _FORMULA = 0x15, 8, 9  # of an object: what it is, how it is shown, which document it shows
_NO_DOCUMENT = 0x80 | 0x10  # a picture of cells; a control
_CORNER = b"\x10\xf0\x12\x00\x00\x00"
_PROGRAM = re.compile(rb"[A-Za-z][\w-]+(?:\.[\w-]+)*")
_WIDE = 1

Record = tuple[int, bytes]


@dataclass(slots=True)
class _Shape:
    """One object with what was read of it so far; `expected` counts the characters of its text still to come."""

    number: int
    kind: int
    cell: str
    program: str | None = None
    text: str = ""
    expected: int = 0


def read_drawn(records: Iterable[Record]) -> tuple[Beside, ...]:
    """Return what the drawn records of one sheet say, in their order, the notes at the end."""
    found: list[Beside] = []
    try:
        found.extend(_read_records(records))
    except (struct.error, IndexError, ValueError):  # damage of a drawing must not cost the values
        found.append(Beside(kind="unread"))
    return tuple(found)


def _read_records(records: Iterable[Record]) -> Iterator[Beside]:
    shapes: dict[int, _Shape] = {}
    notes: list[bytes] = []
    current, cell = None, ""
    for code, body in records:
        if code == _DRAWING:
            cell = _find_corner(body) or cell
        elif code == _OBJECT:
            current = _read_object(body, cell)
            shapes[current.number] = current
        elif code == _TEXT and current is not None:
            (current.expected,) = struct.unpack_from("<H", body, 10)
        elif code == _CONTINUE and current is not None and current.expected > 0:
            piece = body[1:].decode("utf-16-le" if body[0] & _WIDE else "latin-1", "replace")
            current.text += piece[: current.expected]
            current.expected -= len(piece)
        elif code == _NOTE:
            notes.append(body)
    yield from (found for shape in shapes.values() if (found := _describe(shape)) is not None)
    yield from (note for body in notes if (note := _read_note(body, shapes)) is not None)


def _find_corner(body: bytes) -> str:
    at = body.rfind(_CORNER)
    if at < 0 or at + len(_CORNER) + 8 > len(body):
        return ""
    column, _, row = struct.unpack_from("<3H", body, at + len(_CORNER) + 2)
    return format_address(row + 1, column)


def _read_object(body: bytes, cell: str) -> _Shape:
    kind, number = struct.unpack_from("<2H", body, 4)
    shape = _Shape(number=number, kind=kind, cell=cell)
    flags, position = 0, 0
    while position + 4 <= len(body):
        part, length = struct.unpack_from("<2H", body, position)
        if part == _FLAGS and length >= 2:
            (flags,) = struct.unpack_from("<H", body, position + 4)
        elif part == _FORMULA and kind == _PICTURE and not flags & _NO_DOCUMENT:
            names = _PROGRAM.findall(body, position + 4, position + 4 + length)
            shape.program = max(names, key=len, default=b"").decode()
        if part == 0:
            break
        position += 4 + length
    return shape


def _describe(shape: _Shape) -> Beside | None:
    if shape.kind == _NOTE_BOX:
        return None
    if shape.program is not None:
        return Beside(kind="embedded", cell=shape.cell, text=shape.program)
    if shape.text.strip():
        return Beside(kind="text_box", cell=shape.cell, text=shape.text.strip())
    return Beside(kind="picture", cell=shape.cell) if shape.kind == _PICTURE else None


def _read_note(body: bytes, shapes: dict[int, _Shape]) -> Beside | None:
    row, column, _, number = struct.unpack_from("<4H", body)
    text = shapes[number].text.strip() if number in shapes else ""
    cell = format_address(row + 1, column)
    return Beside(kind="note", cell=cell, text=drop_author(text, _read_author(body))) if text else None


def _read_author(body: bytes) -> str:
    (count,) = struct.unpack_from("<H", body, 8)
    if len(body) < 11:
        return ""
    wide = body[10] & _WIDE
    return body[11 : 11 + count * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")
