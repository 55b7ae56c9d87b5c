"""Tests of toolkit.formats.xls: what LibreOffice saves, in xls and ods alike, and streams put together by record."""

import datetime as dt
import random
import struct
import time
from pathlib import Path

import olefile
import pytest

from toolkit.formats.biff_scan import scan_biff
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import LostValue, MergedRange, is_stored
from toolkit.formats.ods import read_ods
from toolkit.formats.package import OpenedPackage
from toolkit.formats.serial_dates import (
    convert_duration,
    convert_serial,
    is_date_format,
    is_duration_format,
)
from toolkit.formats.xls import read_xls

EXAMPLES = Path(__file__).parents[2] / "examples" / "city"
XLS = sorted(EXAMPLES.rglob("*.xls"))
SHEET = "检视问题清单"
DAY = (dt.date(2024, 5, 8) - dt.date(1899, 12, 30)).days


def read_package(content):
    with OpenedPackage(content) as package:
        return read_ods(package)


def stored(grid):
    return sum(is_stored(value) for line in grid.rows for value in line)


def refusal(content):
    with pytest.raises(UnreadableError) as caught:
        read_xls(content)
    return caught.value.code


@pytest.mark.parametrize("path", XLS, ids=lambda path: path.name)
def test_every_example__has_as_many_values_as_its_records_hold(path):
    grids = read_xls(path.read_bytes())
    assert [grid.name for grid in grids][:2] == ["填报首页", "岗位职责清单"]
    assert [grid.hidden for grid in grids] == [False] * 5 + [True] * 2
    for grid in grids:
        assert grid.stored == stored(grid)
        assert {len(line) for line in grid.rows} == {len(grid.rows[0])}
    assert sum(grid.stored for grid in grids) > 1000


@pytest.fixture(scope="module")
def both(office, tmp_path_factory):
    """One document of all that matters, saved by LibreOffice as xls and as ods."""
    folder = tmp_path_factory.mktemp("两种格式")
    paths = folder / "文档.xls", folder / "文档.ods"
    formats = {
        "A2": "YYYY-MM-DD",
        "B2": 'YYYY"年"M"月"D"日"',
        "C2": "YYYY-MM-DD HH:MM",
        "D2": "HH:MM",
        "E2": "YYYY-MM-DD",
        "A7": "[HH]:MM",
    }
    steps = [
        ["rename", "Sheet1", SHEET],
        ["add_sheet", "标识"],
        ["text", SHEET, "A1", "检视问题：“一岗双责”不到位 𠮷"],
        ["text", SHEET, "C1", "第一行\n第二行"],
        *(["format", SHEET, place, code] for place, code in formats.items()),
        ["day", SHEET, "A2", "2024-05-08"],
        ["day", SHEET, "B2", "2024-05-08"],
        ["number", SHEET, "C2", DAY + 0.5],
        ["number", SHEET, "D2", 0.375],
        ["number", SHEET, "E2", -3],
        ["formula", SHEET, "A3", "=1/0"],
        ["formula", SHEET, "B3", "=NA()"],
        ["formula", SHEET, "C3", '="甲"&"乙"'],
        ["formula", SHEET, "D3", '=""'],
        ["formula", SHEET, "E3", "=2+3"],
        ["formula", SHEET, "F3", "=1=1"],
        ["text", SHEET, "A4", "  "],
        ["number", SHEET, "B4", 1.25],
        ["text", SHEET, "A5", "合并"],
        ["text", SHEET, "B5", "被盖住"],
        ["merge", SHEET, "A5:B6"],
        ["number", SHEET, "A7", 1.25],
        ["text", SHEET, "A9", "001"],
        ["hide_rows", SHEET, "A3:A4"],
        ["hide_columns", SHEET, "C1"],
        ["text", "标识", "B2", "藏"],
        ["hide_sheet", "标识"],
    ]
    office([{"open": None, "steps": steps, "save": [str(path) for path in paths]}], folder)
    xls, ods = paths
    return read_xls(xls.read_bytes()), read_package(ods.read_bytes())


@pytest.mark.libreoffice
def test_a_document_saved_as_xls__has_every_value_right_or_named(both):
    first, second = both[0]
    moments = [dt.date(2024, 5, 8), dt.date(2024, 5, 8), dt.datetime(2024, 5, 8, 12), dt.time(9), -3.0]
    assert first.rows[0] == ["检视问题：“一岗双责”不到位 𠮷", "", "第一行\n第二行", "", "", ""]
    assert first.rows[1] == [*moments, ""]
    assert first.rows[2] == ["#DIV/0!", "#N/A", "甲乙", "", 5.0, True]
    assert [value.code for value in first.rows[2] if isinstance(value, LostValue)] == ["error_value"] * 2
    assert first.rows[3][:2] == ["  ", 1.25]
    assert first.rows[4][:2] == ["合并", "被盖住"]
    assert first.rows[6][0] == dt.timedelta(days=1.25)
    assert first.rows[8][0] == "001"
    assert (first.name, first.hidden) == (SHEET, False)
    assert (second.name, second.hidden, second.rows) == ("标识", True, [["", ""], ["", "藏"]])


@pytest.mark.libreoffice
def test_a_document__tells_hidden_rows_and_merges_in_both_formats(both):
    for grids in both:
        assert grids[0].hidden_rows == {3, 4}
        assert grids[0].hidden_columns == {2}
        assert grids[0].merges == (MergedRange(top=5, left=0, bottom=6, right=1),)
        assert [grid.stored for grid in grids] == [stored(grid) for grid in grids] == [17, 1]


@pytest.mark.libreoffice
def test_a_document__has_the_same_values_in_both_formats(both):
    xls, ods = (grids[0] for grids in both)
    different = {
        (row, column): (ours, theirs)
        for row, (line, other) in enumerate(zip(xls.rows, ods.rows, strict=True))
        for column, (ours, theirs) in enumerate(zip(line, other, strict=True))
        if ours != theirs
    }
    # A day before 1900 and a length of time have no common form.
    assert set(different) == {(1, 4), (6, 0)}


# Streams put together by record.


def record(code, body=b""):
    return struct.pack("<HH", code, len(body)) + body


def wide(text, size):
    return len(text).to_bytes(size, "little") + b"\1" + text.encode("utf-16-le")


def at(code, row, column, body):
    return record(code, struct.pack("<HHH", row, column, 0) + body)


def formula(row, column, result):
    return at(6, row, column, result + struct.pack("<HIH", 0, 0, 0))


def begin(kind, version=0x600):
    return record(0x809, struct.pack("<HHHHII", version, kind, 0x0DBB, 0x07CC, 0, 6))


def stream(*cells, sst=b"", names=("表",), extra=b""):
    """Return a stream of sheets that all hold the given cells."""
    sheet = begin(0x10) + b"".join(cells) + record(0x0A)

    def book(offsets):
        sheets = (
            record(0x85, struct.pack("<IBB", offset, 0, 0) + wide(name, 1))
            for offset, name in zip(offsets, names, strict=True)
        )
        styles = record(0xE0, struct.pack("<HH16x", 0, 0))
        return begin(5) + extra + styles + b"".join(sheets) + sst + record(0x0A)

    size = len(book([0] * len(names)))
    return book([size + number * len(sheet) for number in range(len(names))]) + sheet * len(names)


def counted(made):
    return [scan.stored for scan in scan_biff(made)]


def test_cells_of_every_kind__are_counted():
    cells = [
        at(0x204, 0, 0, wide("甲", 2)),
        at(0x204, 0, 1, wide("  ", 2)),
        at(0xD6, 0, 2, wide("乙", 2) + b"\0\0"),
        at(0x203, 0, 3, struct.pack("<d", 0)),
        at(0x27E, 0, 4, struct.pack("<i", 2)),
        record(0xBD, struct.pack("<HHHiHiH", 1, 0, 0, 2, 0, 6, 1)),
        at(0x205, 2, 0, b"\x2a\1"),
        at(0x201, 2, 1, b""),
        formula(3, 0, struct.pack("<d", 1)),
        formula(3, 1, b"\3\0\0\0\0\0\xff\xff"),
        formula(3, 2, b"\0\0\0\0\0\0\xff\xff") + record(0x207, wide("丙", 2)),
        formula(3, 3, b"\0\0\0\0\0\0\xff\xff") + record(0x207, wide(" ", 2)),
        formula(3, 4, b"\2\0\7\0\0\0\xff\xff"),
    ]
    assert counted(stream(*cells)) == [10]


def test_a_cell_written_twice__counts_once():
    assert counted(stream(at(0x203, 0, 0, bytes(8)), at(0x204, 0, 0, wide("", 2)))) == [0]


def test_cells_of_a_chart_within_a_sheet__are_no_cells_of_the_sheet():
    chart = begin(0x20) + at(0x203, 0, 0, bytes(8)) + record(0x0A)
    assert counted(stream(at(0x203, 0, 0, bytes(8)), chart, at(0x203, 1, 0, bytes(8)))) == [2]


def test_shared_strings_cut_over_records__are_read_through():
    texts = struct.pack("<II", 3, 3) + wide("甲乙丙", 2)[:5]
    more = b"\1" + wide("甲乙丙", 2)[5:] + wide("  ", 2) + b"\2\0\x08\1\0ab" + bytes(2)
    sst = record(0xFC, texts) + record(0x3C, more) + record(0x3C, bytes(2))
    cells = [at(0xFD, 0, number, struct.pack("<I", number)) for number in range(3)]
    assert counted(stream(*cells, sst=sst)) == [2]


def test_a_cut_string__may_change_its_width():
    sst = record(0xFC, struct.pack("<II", 1, 1) + b"\4\0\1" + "甲".encode("utf-16-le")) + record(0x3C, b"\0abc")
    assert counted(stream(at(0xFD, 0, 0, bytes(4)), sst=sst)) == [1]


def test_shared_strings_that_end_too_early__are_damage():
    sst = record(0xFC, struct.pack("<II", 1, 4_000_000_000) + wide("甲", 2))
    with pytest.raises(UnreadableError):
        scan_biff(stream(sst=sst))


def test_an_encrypted_stream__is_named():
    with pytest.raises(UnreadableError) as caught:
        scan_biff(stream(extra=record(0x2F, bytes(6))))
    assert caught.value.code == "encrypted"


def test_a_stream_older_than_excel_97__is_not_counted():
    assert scan_biff(begin(5, version=0x500) + record(0x0A)) is None


# Serial numbers.


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        (DAY, dt.date(2024, 5, 8)),
        (DAY + 0.5, dt.datetime(2024, 5, 8, 12)),
        (0.5, dt.time(12)),
        (1, dt.date(1900, 1, 1)),
        (61, dt.date(1900, 3, 1)),
        (2958465, dt.date(9999, 12, 31)),
        (2958466, 2958466),
        (20240508, 20240508),
        (0, 0),
        (-1, -1),
        (float("inf"), float("inf")),
    ],
)
def test_a_serial_number__is_a_moment_or_stays_a_number(serial, expected):
    found = convert_serial(serial, from_1904=False)
    assert found == expected
    assert isinstance(found, type(expected)) or isinstance(expected, int)


def test_a_serial_number_of_1904__is_four_years_later():
    assert convert_serial(DAY - 1462, from_1904=True) == dt.date(2024, 5, 8)
    assert convert_serial(2958465, from_1904=True) == 2958465


def test_formats_of_moments__are_told_from_others():
    for code in ("yyyy-mm-dd", 'yyyy"年"m"月"', "[$-804]yyyy/m/d;@", 'e"年"', "[DBNum1]m月", "h:mm AM/PM"):
        assert is_date_format(164, code), code
    for code in ("0.00", '0"d"', "[Red]0", "General", "@", "0.00E+00", "#,##0_h", "[h]:mm", '"yyyy"', r"0\d"):
        assert not is_date_format(164, code), code
    assert all(is_date_format(number) for number in (14, 22, 27, 31, 36, 45, 50, 58))
    assert not any(is_date_format(number) for number in (0, 1, 13, 37, 46, 49, 59))
    assert is_duration_format("[H]:mm:ss")
    assert not is_duration_format("[Red]h")
    assert convert_duration(1.5) == dt.timedelta(days=1, hours=12)
    assert isinstance(convert_duration(1e300), LostValue)


# Damage.


def test_other_bytes__are_damaged():
    for content in (b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), XLS[0].read_bytes()[:2000]):
        assert refusal(content) == "damaged"


def test_mutants__are_read_or_refused_soon():
    whole = XLS[0].read_bytes()
    start = whole.find(olefile.OleFileIO(str(XLS[0])).openstream("Workbook").read()[:512])
    chance = random.Random(3)
    for number in range(120):
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            changed[chance.randrange(0 if number % 3 else start, len(changed))] = chance.randrange(256)
        kept = len(changed) if chance.random() < 0.8 else chance.randrange(len(changed))
        began = time.monotonic()
        try:
            read_xls(bytes(changed[:kept]))
        except UnreadableError as error:
            assert error.code in ("damaged", "encrypted", "same_sheet_name")
        assert time.monotonic() - began < 20
