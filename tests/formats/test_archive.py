"""Files in a zip are read with the names their packer meant, within bounds, and nothing leads out of the archive."""

import datetime as dt
import io
import re
import struct
import time
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import formats
from toolkit.formats.archive import ArchiveMember, is_archive, read_batch
from toolkit.formats.errors import UnreadableError

MOMENT = (2022, 3, 15, 9, 30, 0)


def zipped(*parts, method=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as package:
        for name, part in parts:
            package.writestr(zipfile.ZipInfo(name, MOMENT), part, method)
    return content.getvalue()


def packed(raw, data=b"x", *, flags=0, method=0, attributes=0, size=None, crc=None, moment=0x546F4BC0, body=None):
    """Return a zip of one member with any name bytes and any facts, as no library would write it."""
    size, crc = len(data) if size is None else size, zlib.crc32(data) if crc is None else crc
    body = data if body is None else body
    facts = struct.pack("<HHHLLLLHH", 20, flags, method, moment, crc, len(body), size, len(raw), 0)
    local = b"PK\x03\x04" + facts + raw + body
    entry = b"PK\x01\x02" + struct.pack("<H", 0x0314) + facts + struct.pack("<HHHLL", 0, 0, 0, attributes, 0) + raw
    return local + entry + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(entry), len(local), 0)


def encrypted(raw, data, password):
    """Return a zip of one member, encrypted in the way that every packer still offers first."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc(byte, before):
        return zlib.crc32(bytes([byte]), before ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def stir(byte):
        keys[0] = crc(byte, keys[0])
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[1] >> 24, keys[2])

    def hide(byte):
        mixed = (keys[2] & 0xFFFF) | 2
        hidden = byte ^ (((mixed * (mixed ^ 1)) >> 8) & 0xFF)
        stir(byte)
        return hidden

    for byte in password:
        stir(byte)
    body = bytes(hide(byte) for byte in bytes(11) + bytes([zlib.crc32(data) >> 24]) + data)
    return packed(raw, data, flags=1, body=body)


def read_archive(content, passwords=()):
    return list(formats.read_archive(content, passwords))


def refusal(content):
    with pytest.raises(UnreadableError) as caught:
        read_archive(content)
    return caught.value.code


def codes(content, *passwords):
    return [member.code for member in read_archive(content, passwords)]


def test_files__come_in_order_of_name_with_content_and_moment():
    members = read_archive(zipped(("乙.xlsx", "2"), ("夹/", ""), ("夹/丙.xlsx", "3"), ("甲.xls", "1")))
    moment = dt.datetime(2022, 3, 15, 9, 30)
    assert members == [
        ArchiveMember(name="乙.xlsx", content=b"2", modified=moment),
        ArchiveMember(name="夹/丙.xlsx", content=b"3", modified=moment),
        ArchiveMember(name="甲.xls", content=b"1", modified=moment),
    ]


@pytest.mark.parametrize(
    ("raw", "flags", "name"),
    [
        ("局/清单.xlsx".encode(), 0x800, "局/清单.xlsx"),
        ("局/清单.xlsx".encode(), 0, "局/清单.xlsx"),
        ("局/清单.xlsx".encode("gbk"), 0, "局/清单.xlsx"),
        ("局\\清单.xlsx".encode("gbk"), 0, "局/清单.xlsx"),
        ("誠\\清单.xlsx".encode("gbk"), 0, "誠/清单.xlsx"),  # the first character's second byte is a backslash
        (b"\xff\xff.xlsx", 0, "\xa0\xa0.xlsx"),
        (b"../../../etc/passwd", 0, "etc/passwd"),
        (b"..\\..\\evil.xlsx", 0, "evil.xlsx"),
        (b"/etc/passwd", 0, "etc/passwd"),
        (b"\\\\server\\share\\a.xlsx", 0, "server/share/a.xlsx"),
        (b"C:\\Windows\\a.xlsx", 0, "Windows/a.xlsx"),
        (b"C:a.xlsx", 0, "a.xlsx"),
        (b"a\x00b\n\x1b[31m.xlsx", 0, "ab[31m.xlsx"),
        ("甲\u202excod.xlsx".encode(), 0x800, "甲xcod.xlsx"),
        (b"./a/./b.xlsx", 0, "a/b.xlsx"),
        (b"..", 0, "unnamed"),
        (b"", 0, "unnamed"),
    ],
)
def test_name__is_shown_as_meant_and_leads_nowhere(raw, flags, name):
    assert [(member.name, member.content) for member in read_archive(packed(raw, flags=flags))] == [(name, b"x")]


def test_what_a_mac_adds__is_left_out():
    content = zipped(("a.xlsx", "1"), ("__MACOSX/._a.xlsx", "2"), (".DS_Store", "3"), ("b/.DS_Store", "4"))
    assert [member.name for member in read_archive(content)] == ["a.xlsx"]


def test_files_of_one_name__are_both_kept():
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(("夹/a.xlsx", "1"), ("夹/a.xlsx", "2"), ("夹\\a.xlsx", "3"), ("b", "4"), ("b", "5"))
    shown = {member.name: member.content for member in read_archive(content)}
    assert shown == {"夹/a.xlsx": b"1", "夹/a (2).xlsx": b"2", "夹/a (3).xlsx": b"3", "b": b"4", "b (2)": b"5"}


def test_zip_within_a_zip__stays_closed():
    inner = zipped(("a.xlsx", "1"))
    assert [member.content for member in read_archive(zipped(("内.zip", inner)))] == [inner]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed(b"a", attributes=0o120777 << 16), "link"),
        (packed(b"a", crc=1), "damaged"),
        (packed(b"a", size=2), "damaged"),
        (packed(b"a", b"xyz", size=1), "damaged"),
        (packed(b"a", method=8), "damaged"),
        (packed(b"a", method=9), "archive_method"),
        (packed(b"a", method=14), "archive_method"),
        (packed(b"a", method=77), "damaged"),
        (packed(b"a", flags=1), "wrong_password"),
        (packed(b"a", flags=1, method=99), "locked_zip"),
        (packed(b"a", flags=0x41), "locked_zip"),
        (packed(b"a", size=101 * 1024 * 1024), "too_big"),
    ],
)
def test_member_that_cannot_be_read__is_named_with_its_code(content, code):
    (member,) = read_archive(content, ["1234"])
    assert (member.name, member.content, member.code) == ("a", b"", code)


def test_damaged_member__leaves_the_others():
    content = zipped(("a", b"1" * 50), ("b", b"2" * 50), method=zipfile.ZIP_STORED).replace(b"1" * 50, b"3" * 50)
    assert [(member.content, member.code) for member in read_archive(content)] == [(b"", "damaged"), (b"2" * 50, "")]


@pytest.mark.parametrize("moment", [0, 0xFFFFFFFF, 0x546F_BF7E])
def test_moment_that_is_none__is_left_out(moment):
    assert read_archive(packed(b"a", moment=moment))[0].modified is None


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_encrypted_member__is_read_with_the_password_that_fits(encoding):
    content = encrypted("清单.xlsx".encode("gbk"), b"some content", "密码 1".encode(encoding))
    (member,) = read_archive(content, ["1234", "密码 1"])
    assert (member.name, member.content, member.code) == ("清单.xlsx", b"some content", "")
    assert codes(content) == ["encrypted"]
    assert codes(content, "1234") == codes(content, "密码") == ["wrong_password"]


def test_wrong_passwords_that_pass_the_first_look__give_no_content():
    content = encrypted(b"a", b"some content", b"right")
    assert codes(content, *map(str, range(1000))) == ["wrong_password"]


def test_many_bombs__are_cut_before_they_take_long():
    content = zipped(*((f"{n:02}", bytes(90 * 1024 * 1024)) for n in range(8)), ("99", "x"))
    started = time.monotonic()
    assert codes(content) == [""] * 5 + ["too_big"] * 3 + [""]
    assert time.monotonic() - started < 30


def test_member_that_inflates_further_than_it_says__is_no_bomb():
    pressed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = pressed.compress(bytes(200 * 1024 * 1024)) + pressed.flush()
    assert codes(packed(b"a", size=10, method=8, body=body)) == ["damaged"]


def test_archive_of_too_many_members__is_refused():
    assert refusal(zipped(*((str(n), "") for n in range(2_001)))) == "too_big"


SMALL = zipped(("甲.xlsx", "1" * 40), ("b/乙.xls", "2" * 40))


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", SMALL[:60], SMALL + b"x" * 70_000, SMALL + zipped(("c", "3"))],
    ids=["nothing", "a beginning", "cut", "long tail", "two archives"],
)
def test_archive_that_is_damaged_or_joined__is_refused(content):
    assert refusal(content) == "damaged"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (SMALL, True),
        (zipped(), True),
        (zipped(("甲/xl/workbook.xml", "")), True),
        (zipped(("[Content_Types].xml", "")), False),
        (zipped(("[content_types].XML", "")), False),
        (zipped(("mimetype", "")), False),
        (zipped(("xl\\workbook.xml", "")), False),
        (zipped(("word/报告.docx", "")), True),  # a folder of somebody's, not Word's
        (zipped(("[Content_Types].xml", ""), ("word/document.xml", "")), False),
        (SMALL[:60], False),
        (b"MZ" + SMALL, False),
        (b"", False),
    ],
)
def test_archive__is_told_from_an_office_document(content, expected):
    assert is_archive(content) is expected


def lists_or_refuses(content):
    is_archive(content)
    try:
        return all(isinstance(member, ArchiveMember) for member in read_archive(content, ["1"]))
    except UnreadableError as error:
        return bool(error.code)


@given(place=st.integers(0, len(SMALL) - 1), byte=st.integers(0, 255))
def test_archive_with_a_byte_changed__is_listed_or_refused(place, byte):
    assert lists_or_refuses(SMALL[:place] + bytes([byte]) + SMALL[place + 1 :])


@given(start=st.sampled_from([b"", b"PK\x03\x04", SMALL[:60]]), rest=st.binary(max_size=200))
def test_any_bytes__are_listed_or_refused(start, rest):
    assert lists_or_refuses(start + rest)


@given(raw=st.binary(max_size=12) | st.text("./\\\\:aC\x00\n甲", max_size=12).map(str.encode))
def test_any_name__is_shown_as_a_plain_relative_path(raw):
    for member in read_archive(packed(raw)):
        assert not set(member.name) & set("\\\x00\n\r\x1b\x7f")
        assert all(part.strip(" .") and not re.match("[A-Za-z]:", part) for part in member.name.split("/"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("夹　子/清单　1.xlsx", "夹　子/清单　1.xlsx"),
        ("👨\u200d👩.xlsx", "👨\u200d👩.xlsx"),
        ("a" * 300 + "/b.xlsx", "a" * 255 + "/b.xlsx"),
    ],
    ids=["blanks of full width", "joiners", "longer than any disk allows"],
)
def test_name_of_a_member__is_shown_as_it_is_and_no_longer_than_a_disk_allows(name, shown):
    assert [member.name for member in read_archive(zipped((name, "x")))] == [shown]


def test_large_archive__comes_in_batches_and_keeps_count_of_what_it_inflated(monkeypatch):
    monkeypatch.setattr("toolkit.formats.archive._BATCH", 12)
    content = zipped(("a", "1" * 6), ("b", "2" * 6), ("c", "3" * 20), ("d", ""))
    first = read_batch(content)
    second = read_batch(content, start=first.next_start, inflated=first.inflated)
    third = read_batch(content, start=second.next_start, inflated=second.inflated)
    assert [[member.name for member in batch.members] for batch in (first, second, third)] == [["a", "b"], ["c"], ["d"]]
    assert [batch.inflated for batch in (first, second, third)] == [12, 32, 32]
    assert third.next_start is None
    assert [member.name for member in read_archive(content)] == ["a", "b", "c", "d"]


def test_member__is_found_by_the_name_it_is_shown_by():
    content = zipped(("夹\\甲.xlsx", "1"), ("乙.xlsx", "2"))
    assert formats.read_archive_member(content, "夹/甲.xlsx").content == b"1"
    assert formats.read_archive_member(content, "丙.xlsx") is None


def test_directory_of_very_many_files__is_not_looked_through_here():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for number in range(1500):
            package.writestr(f"{number:05}" + "长" * 1000, b"")
    assert not is_archive(content.getvalue())
