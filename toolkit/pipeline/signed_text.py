"""A JSON text that is signed: written and signed piece by piece, as all at once takes several times its size.

The bytes are those of `json.dumps(body, indent=1)`; what is signed is `json.dumps(body, sort_keys=True)` in ASCII and
without spaces.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

ENCODING = ("utf-8", "surrogatepass")  # names of files need not be text
_DEPTH = 4  # objects within objects whose lists are signed entry by entry
_SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Entries:
    """A list whose entries are made one by one, each time that they are asked for; their names are written in order."""

    make: Callable[[], Iterator[Any]]

    def __iter__(self) -> Iterator[Any]:
        return self.make()


def sign_body(body: Mapping[str, Any], key: bytes) -> str:
    """Return the signature of a body, which has none yet."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for piece in _list_signed(body, _DEPTH):
        mac.update(piece)
    return mac.hexdigest()


def render_signed(body: Mapping[str, Any], key: bytes) -> Iterator[bytes]:
    """Yield the bytes of a body as a text, with its signature at the end, in pieces."""
    for piece in _list_written({**body, _SIGNATURE: sign_body(body, key)}, "\n"):
        yield piece.encode(*ENCODING)
    yield b"\n"


def _list_signed(value: Any, depth: int) -> Iterator[bytes]:
    """Yield what is signed of a value, a long one in pieces."""
    if depth and isinstance(value, dict) and value:
        for number, name in enumerate(sorted(value)):
            yield (b"," if number else b"{") + _dump(name) + b":"
            yield from _list_signed(value[name], depth - 1)
        yield b"}"
    elif isinstance(value, list | Entries):
        separator = b"["
        for entry in value:
            yield separator + _dump(entry)
            separator = b","
        yield b"[]" if separator == b"[" else b"]"
    else:
        yield _dump(value)


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def _list_written(value: Any, line: str) -> Iterator[str]:
    """Yield what is written of a value, a long one in pieces; `line` begins a line of where it stands."""
    inner = f"{line} "
    if isinstance(value, dict) and value:
        separator = "{"
        for name, own in value.items():
            yield f"{separator}{inner}{encode_basestring(name)}: "
            yield from _list_written(own, inner)
            separator = ","
        yield f"{line}}}"
    elif isinstance(value, Entries):
        separator = "["
        for entry in value:
            yield f"{separator}{inner}{_render(entry, inner, sort=True)}"
            separator = ","
        yield "[]" if separator == "[" else f"{line}]"
    else:
        yield _render(value, line)


def _render(value: Any, line: str, *, sort: bool = False) -> str:
    """Return a value as it is written, on demand with its names in order."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    inner = f"{line} "
    if isinstance(value, dict) and value:
        pairs = sorted(value.items()) if sort else value.items()
        members = [f"{inner}{encode_basestring(name)}: {_render(own, inner, sort=sort)}" for name, own in pairs]
        return f"{{{','.join(members)}{line}}}"
    if isinstance(value, list | tuple) and value:
        return f"[{','.join([f'{inner}{_render(own, inner, sort=sort)}' for own in value])}{line}]"
    return json.dumps(value, ensure_ascii=False)
