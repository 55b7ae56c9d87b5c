"""Files are known by their bytes: read whole, or refused by name; nothing else, whatever the bytes."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats import UnreadableError, open_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def written(*cells, name="甲", state="visible", modified=dt.datetime(2022, 3, 20, 9, 30)):
    book = openpyxl.Workbook()
    book.active.title = "首页"
    sheet = book.create_sheet(name)
    sheet.sheet_state = state
    for place, value in cells:
        sheet[place] = value
    content = io.BytesIO()
    book.save(content)
    core = f"<a><modified>{modified.isoformat()}Z</modified><title>标题</title></a>"
    return repacked(content.getvalue(), {"docProps/core.xml": core.encode()})


def zipped(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return content.getvalue()


def repacked(content, changed):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return zipped({name: package.read(name) for name in package.namelist()} | changed)


def ods(table):
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return zipped(
        {
            "mimetype": SPREADSHEET,
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f'<?xml version="1.0"?><office:document-content {spaces}>{body}</office:document-content>',
        }
    )


def refusal(read, content):
    with pytest.raises(UnreadableError) as caught:
        read(content)
    return caught.value.code


SMALL = written(("A1", "编号"), ("B2", 3.5), ("C3", True), ("A4", dt.datetime(2022, 3, 15)))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n\x00", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"Rar!\x1a\x07", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"{\\rtf1 abc}", "word"),
        (b"E-SafeNet\x00\x00LOCK" + b"\x00" * 40, "secured"),
        (b"\x00" * 16 + b"%TSD-Header-###%" + b"\x01" * 40, "secured"),
        ("今天开会，请带笔记本".encode(), "text"),
        (b"<html><p>no table</p></html>", "web"),
        (zipped({"[Content_Types].xml": "", "ppt/presentation.xml": "<p/>"}), "slides"),
        (b"\x00\x01\x02", "unknown"),
        (OLE, "damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE + "WordDocument".encode("utf-16-le"), "word"),
        (zipped({"[Content_Types].xml": "", "word/document.xml": "<w/>"}), "word"),
        (zipped({"01.xlsx": "x", "02.xlsx": "y"}), "archive"),
        (zipped({}), "archive"),
        (b"PK\x03\x04" + b"\x00" * 40, "damaged"),
        (SMALL[: len(SMALL) // 2], "damaged"),
        (zipped({"xl/workbook.xml": "<workbook/>"}), "damaged"),
        (zipped({"mimetype": SPREADSHEET, "META-INF/manifest.xml": "<encryption-data/>"}), "encrypted_ods"),
        (repacked(SMALL, {"XL/WORKBOOK.XML": b"<workbook/>"}), "damaged"),
    ],
)
def test_content_that_is_no_workbook__is_refused_by_name(content, code):
    assert refusal(open_workbook, content) == code


def test_workbook__is_read_from_the_first_cell_on():
    opened = open_workbook(SMALL)
    first, second = opened.grids
    assert opened.format == "xlsx" and (first.name, second.name) == ("首页", "甲")
    assert second.rows[0] == ["编号", "", ""] and second.rows[1][1] == 3.5 and second.rows[2][2] is True
    assert second.rows[3][0] == dt.date(2022, 3, 15)


def test_cells_far_from_the_corner__keep_their_places():
    rows = open_workbook(written(("C5", "甲"))).grids[1].rows
    assert len(rows) == 5 and rows[4] == ["", "", "甲"] and rows[0] == ["", "", ""]


def test_ods__is_read_too():
    table = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>' for one in "甲乙"
    )
    opened = open_workbook(
        ods(f'<table:table table:name="表"><table:table-row>{table}</table:table-row></table:table>')
    )
    assert (opened.format, opened.grids[0].name, opened.grids[0].rows) == ("ods", "表", [["甲", "乙"]])


@pytest.mark.parametrize(("state", "hidden"), [("visible", False), ("hidden", True), ("veryHidden", True)])
def test_hidden_sheet__is_flagged(state, hidden):
    first, second = open_workbook(written(("A1", 1), state=state)).grids
    assert (first.hidden, second.hidden) == (False, hidden)


def test_properties__give_the_moment_of_saving_and_their_texts():
    opened = open_workbook(SMALL)
    assert opened.modified == dt.datetime(2022, 3, 20, 9, 30) and "标题" in opened.properties


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-03-25T05:00:00Z", dt.datetime(2022, 3, 25, 5)),
        ("2022-03-25T10:00:00+08:00", dt.datetime(2022, 3, 25, 2)),
        ("2022-03-25T10:00:00.1234567+0800", dt.datetime(2022, 3, 25, 2)),
        ("2022-03-25T10:00:00-05", dt.datetime(2022, 3, 25, 15)),
        ("2022-03-25T05:00Z", dt.datetime(2022, 3, 25, 5)),
    ],
)
def test_moment_of_saving__is_taken_at_its_distance_from_greenwich(text, moment):
    core = f"<a><modified>{text}</modified></a>".encode()
    assert open_workbook(repacked(SMALL, {"docProps/core.xml": core})).modified == moment


@pytest.mark.parametrize("moment", ["", "yesterday", "2022-13-45T00:00:00Z"])
def test_moment_that_is_none__is_left_out(moment):
    core = f"<a><modified>{moment}</modified></a>".encode()
    assert open_workbook(repacked(SMALL, {"docProps/core.xml": core})).modified is None


@pytest.mark.parametrize(
    "core",
    [
        b"",
        b"<a><modified>",
        b'<?xml version="1.0" encoding="gbk"?><a/>',
        b'<?xml version="1.0" encoding="nothing"?><a/>',
    ],
)
def test_odd_properties__do_not_keep_a_workbook_from_being_read(core):
    assert open_workbook(repacked(SMALL, {"docProps/core.xml": core})).modified is None


def test_note_on_a_cell__is_told():
    book = openpyxl.Workbook()
    book.active["A1"].comment = openpyxl.comments.Comment("表格标识", "我")
    content = io.BytesIO()
    book.save(content)
    assert "表格标识" in "".join(open_workbook(content.getvalue()).comments)


@pytest.mark.parametrize("value", ["远", True, dt.date(2022, 3, 15)])
def test_far_away_cell__is_told_by_its_place_and_the_rest_is_read(value):
    # Were it let through to the native reader, it would take all memory.
    grid = open_workbook(written(("A1", "近"), ("XFD1048576", value))).grids[1]
    assert (grid.rows, grid.far, grid.stored) == ([["近"]], ((1048576, 16383),), 2)


def test_far_away_plain_number__is_told_too():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet().write_number(1048575, 16383, 1)  # written as <c r="XFD1048576"><v>1</v></c>
    assert open_workbook(content.getvalue()).grids[0].far == ((1048576, 16383),)


def test_far_away_cell_of_an_ods__is_refused_too():
    wide = 'table:number-columns-repeated="16384" office:value-type="string"'
    cell = f"<table:table-cell {wide}><text:p>x</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert refusal(open_workbook, ods(f'<table:table table:name="表">{row}</table:table>')) == "too_far"


def phantom(engine):
    """Return a workbook whose last row and last cell are formatted but empty."""
    content = io.BytesIO()
    if engine == "xlsxwriter":
        with xlsxwriter.Workbook(content) as book:
            sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
            sheet.write("A1", "甲")
            sheet.set_row(1048575, 20)
            sheet.write_blank("XFD1048576", None, bold)  # <c r="XFD1048576" s="1"/>
        return content.getvalue()
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)  # <c r="XFD1048576" s="1" t="n"></c>
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("engine", ["xlsxwriter", "openpyxl"])
def test_phantom_row_and_formatted_empty_cell__pass(engine):
    assert open_workbook(phantom(engine)).grids[0].rows == [["甲"]]


def test_package_that_says_it_swells__is_refused():
    place = SMALL.index(b"PK\x01\x02") + 24  # the first entry's size in the package's directory
    swollen = SMALL[:place] + (600 * 1024 * 1024).to_bytes(4, "little") + SMALL[place + 4 :]
    assert refusal(open_workbook, swollen) == "too_big"


def opens_or_refuses(content):
    try:
        return bool(open_workbook(content).grids)
    except UnreadableError as error:
        return bool(error.code)


STARTS = st.sampled_from([b"", b"PK\x03\x04", b"PK", OLE[:8], b"%PDF", b"BM", b"\x00", SMALL[:60]])


@given(start=STARTS, rest=st.binary(max_size=300))
def test_any_bytes__are_opened_or_refused(start, rest):
    assert opens_or_refuses(start + rest)


@given(end=st.integers(0, len(SMALL)))
def test_truncated_workbook__is_opened_or_refused(end):
    assert opens_or_refuses(SMALL[:end])


@given(place=st.integers(0, len(SMALL) - 1), byte=st.integers(0, 255))
def test_workbook_with_a_byte_changed__is_opened_or_refused(place, byte):
    assert opens_or_refuses(SMALL[:place] + bytes([byte]) + SMALL[place + 1 :])


@pytest.mark.parametrize("part", ["docProps/core.xml", "xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"])
def test_workbook_with_a_damaged_part__is_opened_or_refused(part):
    with zipfile.ZipFile(io.BytesIO(SMALL)) as package:
        start = package.getinfo(part).header_offset + 30 + len(part)
    assert opens_or_refuses(SMALL[: start + 5] + b"\xff\xff" + SMALL[start + 7 :])
