"""Decrypt members of a zip that WinZip, 7-Zip, WinRAR or Bandizip locked with AES (compression method 99)."""

from __future__ import annotations

import hashlib
import hmac
import zipfile
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from toolkit.formats.errors import UnreadableError

METHOD = 99
_FIELD = 0x9901
_LOCAL_HEADER, _LOCAL_SIGNATURE = 30, b"PK\x03\x04"
# Bytes of salt and of key, by the strength that the member's extra field names.
_STRENGTHS = {1: (8, 16), 2: (12, 24), 3: (16, 32)}
_CHECK, _CODE, _ROUNDS = 2, 10, 1000
_BLOCK, _STEP = 16, 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedMember:
    """A locked member's bytes: salt, the two bytes that check a password, the content, and the code that proves it.

    `method` is how the content was compressed before it was locked.
    """

    salt: bytes
    check: bytes
    content: bytes
    code: bytes
    key_size: int
    method: int


def read_locked_member(archive: bytes, item: zipfile.ZipInfo) -> LockedMember:
    """Return the bytes of a member with method 99. Raises UnreadableError where they are not what the method says."""
    strength, method = _read_extra_field(item.extra)
    start, end = _find_data(archive, item)
    salt_size, key_size = _STRENGTHS[strength]
    data = archive[start:end]
    if len(data) != item.compress_size or len(data) < salt_size + _CHECK + _CODE:
        raise UnreadableError("damaged")
    head = salt_size + _CHECK
    return LockedMember(
        salt=data[:salt_size],
        check=data[salt_size:head],
        content=data[head:-_CODE],
        code=data[-_CODE:],
        key_size=key_size,
        method=method,
    )


def _read_extra_field(extra: bytes) -> tuple[int, int]:
    """Return the strength and the true compression method that the member's extra field names."""
    position = 0
    while position + 4 <= len(extra):
        kind, size = (int.from_bytes(extra[at : at + 2], "little") for at in (position, position + 2))
        body = extra[position + 4 : position + 4 + size]
        if kind == _FIELD and len(body) >= 7 and body[4] in _STRENGTHS:
            return body[4], int.from_bytes(body[5:7], "little")
        position += 4 + size
    raise UnreadableError("locked_zip")


def _find_data(archive: bytes, item: zipfile.ZipInfo) -> tuple[int, int]:
    header = archive[item.header_offset : item.header_offset + _LOCAL_HEADER]
    if not header.startswith(_LOCAL_SIGNATURE) or len(header) < _LOCAL_HEADER:
        raise UnreadableError("damaged")
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = item.header_offset + _LOCAL_HEADER + names
    return start, start + item.compress_size


def unlock_member(member: LockedMember, password: bytes) -> bytes | None:
    """Return the content, still compressed; None where the password does not fit or the content was changed."""
    size = member.key_size
    keys = hashlib.pbkdf2_hmac("sha1", password, member.salt, _ROUNDS, 2 * size + _CHECK)
    if keys[2 * size :] != member.check:
        return None
    code = hmac.new(keys[size : 2 * size], member.content, hashlib.sha1).digest()[:_CODE]
    return _decipher(member.content, keys[:size]) if hmac.compare_digest(code, member.code) else None


def _decipher(content: bytes, key: bytes) -> bytes:
    """Return the content without its AES; the blocks are counted from 1, lowest byte first, as no mode does."""
    encrypt = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    plain = bytearray()
    for start in range(0, len(content), _STEP * _BLOCK):
        piece = content[start : start + _STEP * _BLOCK]
        first = start // _BLOCK + 1
        numbers = range(first, first + -(-len(piece) // _BLOCK))
        pad = encrypt.update(b"".join(number.to_bytes(_BLOCK, "little") for number in numbers))[: len(piece)]
        plain += (int.from_bytes(piece, "little") ^ int.from_bytes(pad, "little")).to_bytes(len(piece), "little")
    return bytes(plain)
