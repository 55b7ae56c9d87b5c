"""Decrypt workbooks that ask for a password."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import msoffcrypto
import olefile

# Excel encrypts with this password where only changes are protected, and opens such files without asking.
_EXCELS_OWN = "VelvetSweatshop"
# The library decrypts an xls by way of a temporary file, which would hold the content of the workbook.
_IN_MEMORY = SimpleNamespace(TemporaryFile=io.BytesIO)
# The file says how often a password is hashed. Office writes 100,000; a file with more than this is an attack.
_MOST_HASHES = 1_000_000
_CODE_PAGE, _UTF16_PAGE, _END = 0x42, 1200, 0x0A


def is_encrypted_xls(content: bytes) -> bool:
    """Tell whether the bytes are an encrypted xls workbook."""
    try:
        book = msoffcrypto.OfficeFile(io.BytesIO(content))
        return bool(book.format == "xls97" and book.is_encrypted())
    except Exception:  # damaged data has no end of exception types
        return False


def unlock_workbook(content: bytes, passwords: Iterable[str]) -> bytes | None:
    """Return the workbook decrypted by the first password that fits; None if none does or the encryption is damaged."""
    found = find_password(content, passwords)
    return found[0] if found else None


def find_password(content: bytes, passwords: Iterable[str]) -> tuple[bytes, int | None] | None:
    """Return the workbook decrypted, and the place of the password that did it; None as `unlock_workbook` does.

    The place is None where no password had to be given.
    """
    if not (is_encrypted_xls(content) or _has_fair_lock(content)):
        return None
    for place, password in enumerate((_EXCELS_OWN, *passwords)):
        plain = _try_password(content, password) if password else None
        if plain is not None:
            return plain, place - 1 if place else None
    return None


def _has_fair_lock(content: bytes) -> bool:
    """Tell whether a package's encryption can be processed without harm: no entities, no endless hashing."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            described = container.openstream("EncryptionInfo").read()
        if b"<!" in described.replace(b"\x00", b""):
            return False
        return int(msoffcrypto.OfficeFile(io.BytesIO(content)).info.get("spinValue", 0)) <= _MOST_HASHES
    except Exception:  # damaged data has no end of exception types
        return False


def _try_password(content: bytes, password: str) -> bytes | None:
    """Return the workbook decrypted by a password, None if the result is garbage.

    The library's own check refuses the right password for files of Office 2010 (a hash of 20 bytes, padded), so the
    result is examined instead.
    """
    try:
        book: Any = msoffcrypto.OfficeFile(io.BytesIO(content))
        if book.format == "xls97":
            sys.modules[type(book).__module__].tempfile = _IN_MEMORY  # type: ignore[attr-defined]
        book.load_key(password=password)
        opened = io.BytesIO()
        book.decrypt(opened)
        plain = opened.getvalue()
        return plain if (_is_package(plain) if book.format == "ooxml" else _is_xls(plain)) else None
    except Exception:  # a wrong password, or damage
        return None


def _is_package(plain: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        return plain.startswith(b"PK\x03\x04") and bool(package.namelist())


def _is_xls(plain: bytes) -> bool:
    """Tell an xls workbook from garbage by its code page, which is always the same.

    The oldest encryption keeps only 15 bits of its password: one in some thousands of wrong passwords passes.
    """
    with olefile.OleFileIO(io.BytesIO(plain)) as container:
        stream = container.openstream("Workbook")
        while len(head := stream.read(4)) == 4:
            number, body = int.from_bytes(head[:2], "little"), stream.read(int.from_bytes(head[2:], "little"))
            if number in (_CODE_PAGE, _END):
                return number == _END or int.from_bytes(body, "little") == _UTF16_PAGE
    return False
