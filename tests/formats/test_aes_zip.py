"""Members locked with AES are read with the right password, and with no other; damage is never read."""

import hashlib
import hmac
import struct
import zlib

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.test_archive import codes, lists_or_refuses
from toolkit.formats import is_archive, read_archive


def locked(name, data, password, *, strength=3, version=2, method=8):
    """Return a zip of one member locked with AES, as WinZip and 7-Zip write it."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = press.compress(data) + press.flush() if method == 8 else data
    salt = bytes(range(4 + 4 * strength))
    size = 8 + 8 * strength
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 2 * size + 2)
    block = Cipher(algorithms.AES(keys[:size]), modes.ECB()).encryptor()
    pad = b"".join(block.update((n + 1).to_bytes(16, "little")) for n in range(len(plain) // 16 + 1))
    hidden = bytes(a ^ b for a, b in zip(plain, pad, strict=False))
    body = salt + keys[2 * size :] + hidden + hmac.new(keys[size : 2 * size], hidden, hashlib.sha1).digest()[:10]
    extra = struct.pack("<HHH2sBH", 0x9901, 7, version, b"AE", strength, method)
    crc = zlib.crc32(data) if version == 1 else 0
    facts = struct.pack("<HHHLLLLHH", 51, 0x801, 99, 0x546F4BC0, crc, len(body), len(data), len(name), len(extra))
    local = b"PK\x03\x04" + facts + name + extra + body
    entry = b"PK\x01\x02" + struct.pack("<H", 0x0314) + facts + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name + extra
    return local + entry + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(entry), len(local), 0)


@pytest.mark.parametrize("strength", [1, 2, 3], ids=["AES-128", "AES-192", "AES-256"])
@pytest.mark.parametrize("method", [0, 8], ids=["stored", "deflated"])
@pytest.mark.parametrize("version", [1, 2], ids=["AE-1", "AE-2"])
def test_member_locked_with_aes__is_read_with_the_password_that_fits(strength, method, version):
    data = "编号,内容\n".encode() * 90_000
    content = locked("清单.csv".encode(), data, "密码 1".encode(), strength=strength, version=version, method=method)
    assert is_archive(content)
    (member,) = read_archive(content, ["1234", "密码 1"])
    assert (member.name, member.content, member.code, member.opened_by) == ("清单.csv", data, "", 1)
    assert codes(content) == ["encrypted"] and codes(content, "1234") == ["wrong_password"]


def test_member_locked_with_aes_and_changed_since__is_not_read():
    content = locked(b"a", b"some content", b"1", method=0)
    start = content.find(b"\x99\x01") + 7 + 4 + 18
    changed = content[:start] + bytes([content[start] ^ 1]) + content[start + 1 :]
    assert codes(changed, "1") == ["wrong_password"]


@pytest.mark.parametrize("method", [12, 14, 93], ids=["bzip2", "LZMA", "Zstandard"])
def test_member_locked_with_aes_and_pressed_in_an_odd_way__is_named(method):
    assert codes(locked(b"a", b"some content", b"1", method=method), "1") == ["archive_method"]


LOCKED = locked("甲.csv".encode(), b"a,b\n1,2\n", b"1")


@given(place=st.integers(0, len(LOCKED) - 1), byte=st.integers(0, 255))
def test_archive_locked_with_aes_with_a_byte_changed__is_listed_or_refused(place, byte):
    assert lists_or_refuses(LOCKED[:place] + bytes([byte]) + LOCKED[place + 1 :])
