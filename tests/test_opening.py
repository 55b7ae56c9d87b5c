"""Files opened by content: what is refused and why, what is read, and that no bytes break the reader."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from toolkit.opening import OpenedFile, UnreadableError, open_workbook
from toolkit.package import patched, repacked

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
SLOWLY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def saved(workbook):
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def small_workbook():
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "检视问题清单"
    sheet.append(["问题编号", "存在问题", "时限"])
    sheet.append(["WT-001", "调研不深入", dt.datetime(2022, 3, 31)])
    sheet.append([2, True, 2.5])
    return workbook


def package(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, text in parts.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return buffer.getvalue()


SMALL = repacked(saved(small_workbook()), dt.datetime(2022, 3, 15, 8, 30))


def opens_or_is_refused(content):
    try:
        opened = open_workbook(content)
    except UnreadableError as error:
        return error.code
    assert isinstance(opened, OpenedFile)
    return ""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n1 0 obj", "pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b"Rar!\x1a\x07\x00", "archive"),
        (package(word__document_xml="<w/>"), "word"),
        (package(readme="清单"), "archive"),
        ("问题编号,存在问题\n1,调研不深入\n".encode(), "text"),
        ("问题编号,存在问题\n1,调研不深入\n".encode("gb18030"), "text"),
        (b"<html><table></table></html>", "text"),
        (b"\x01\x00\x02\x00", "unknown"),
        (OLE + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 512, "encrypted"),
        (OLE + b"\x00" * 512 + "WordDocument".encode("utf-16-le") + b"\x00" * 512, "word"),
        (OLE + b"\x00" * 1024, "damaged"),
        (b"PK\x03\x04" + b"\x00" * 100, "damaged"),
        (SMALL[: len(SMALL) // 2], "damaged"),
        (package(xl__workbook_xml="<workbook"), "damaged"),
        (package(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "damaged"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_file__that_is_no_readable_workbook__is_refused_with_the_code(content, code):
    with pytest.raises(UnreadableError) as refusal:
        open_workbook(content)
    assert refusal.value.code == code


def test_an_ods_package__with_encryption_data__is_refused_as_encrypted():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(UnreadableError) as refusal:
        open_workbook(buffer.getvalue())
    assert refusal.value.code == "encrypted"


def test_a_small_workbook__as_it_is__gives_every_cell_from_a1_on():
    opened = open_workbook(SMALL)
    assert opened.format == "xlsx"
    (grid,) = opened.grids
    assert grid.name == "检视问题清单"
    assert not grid.hidden
    assert grid.rows[0] == ["问题编号", "存在问题", "时限"]
    assert grid.rows[1][:2] == ["WT-001", "调研不深入"]
    assert grid.rows[1][2] in (dt.date(2022, 3, 31), dt.datetime(2022, 3, 31))
    assert grid.rows[2] == [2, True, 2.5]


def test_a_table__that_starts_below_and_right_of_a1__keeps_its_place():
    workbook = openpyxl.Workbook()
    workbook.active["C4"] = "编号"
    rows = open_workbook(saved(workbook)).grids[0].rows
    assert rows == [["", "", ""]] * 3 + [["", "", "编号"]]


@pytest.mark.parametrize("value", ["远", 1, True, 2.5], ids=repr)
def test_a_filled_cell__in_the_farthest_corner__is_refused_as_too_far(value):
    workbook = small_workbook()
    workbook.active["XFD1048576"] = value
    with pytest.raises(UnreadableError) as refusal:
        open_workbook(saved(workbook))
    assert refusal.value.code == "too_far"


@pytest.mark.parametrize(
    "phantom",
    [
        b'<row r="1048576" ht="20" customHeight="1"/></sheetData>',
        b'<row r="1048576" ht="20" customHeight="1"></row></sheetData>',
        b'<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row></sheetData>',
    ],
    ids=["empty row", "row without cells", "formatted cells without values"],
)
def test_a_formatted_row__far_below_without_values__does_not_count(phantom):
    far = patched(SMALL, {SHEET: lambda part: part.replace(b"</sheetData>", phantom)})
    assert b"1048576" in zipfile.ZipFile(io.BytesIO(far)).read(SHEET)
    assert open_workbook(far).grids[0].rows == open_workbook(SMALL).grids[0].rows


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet__beside_a_visible_one__is_flagged(state):
    workbook = small_workbook()
    workbook.create_sheet("选项").sheet_state = state
    workbook.create_sheet("说明")
    opened = open_workbook(saved(workbook))
    assert [(grid.name, grid.hidden) for grid in opened.grids] == [
        ("检视问题清单", False),
        ("选项", True),
        ("说明", False),
    ]


def test_the_date_of_last_change__in_the_properties__is_read():
    assert open_workbook(SMALL).modified == dt.datetime(2022, 3, 15, 8, 30)


@pytest.mark.parametrize("moment", [b"yesterday", b"", b"2022-99-99T00:00:00Z"])
def test_the_date_of_last_change__that_is_no_date__is_left_out(moment):
    core = b'<c:coreProperties xmlns:c="c" xmlns:d="d"><d:modified>' + moment + b"</d:modified></c:coreProperties>"
    opened = open_workbook(patched(SMALL, {"docProps/core.xml": lambda _: core}))
    assert opened.modified is None


def test_the_properties__of_a_workbook__are_among_its_margins():
    workbook = small_workbook()
    workbook.properties.title = "标识在这里"
    assert "标识在这里" in open_workbook(saved(workbook)).margins


def test_a_note_on_a_cell__in_a_workbook_saved_by_openpyxl__is_among_its_margins():
    workbook = small_workbook()
    workbook.active["A1"].comment = Comment("批注里的话", "某人")
    assert any("批注里的话" in text for text in open_workbook(saved(workbook)).margins)


@pytest.mark.parametrize("part", zipfile.ZipFile(io.BytesIO(SMALL)).namelist())
@pytest.mark.parametrize("into", ["header", "data"])
def test_a_workbook__with_a_part_that_cannot_be_unpacked__raises_nothing_but_the_refusal(part, into):
    item = zipfile.ZipFile(io.BytesIO(SMALL)).getinfo(part)
    place = item.header_offset + (30 if into == "header" else 30 + len(part))
    assert opens_or_is_refused(SMALL[:place] + b"\xff\xff\xff\xff" + SMALL[place + 4 :]) in ("", "damaged")


@SLOWLY
@given(
    content=st.binary(max_size=400), start=st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", OLE, b"<?xml", b"BM"])
)
def test_opening__under_any_bytes__raises_nothing_but_the_refusal(content, start):
    assert opens_or_is_refused(start + content)


@SLOWLY
@given(length=st.integers(0, len(SMALL) - 1))
def test_opening__under_a_workbook_cut_short__raises_nothing_but_the_refusal(length):
    assert opens_or_is_refused(SMALL[:length]) or length > len(SMALL) - 30


@SLOWLY
@given(place=st.integers(0, len(SMALL) - 1), byte=st.integers(0, 255))
def test_opening__under_a_workbook_with_one_byte_changed__raises_nothing_but_the_refusal(place, byte):
    opens_or_is_refused(SMALL[:place] + bytes([byte]) + SMALL[place + 1 :])


@SLOWLY
@given(
    part=st.sampled_from(sorted(zipfile.ZipFile(io.BytesIO(SMALL)).namelist())),
    place=st.integers(0, 5000),
    put=st.binary(max_size=6),
)
def test_opening__under_a_workbook_with_a_part_changed_inside__raises_nothing_but_the_refusal(part, place, put):
    def change(text):
        here = place % len(text)
        return text[:here] + put + text[here + len(put) :]

    opens_or_is_refused(patched(SMALL, {part: change}))
