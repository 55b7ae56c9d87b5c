"""What stands beside the cells of each format, as far as it has room for it: notes, drawings, strikes."""

import base64
import io
import struct

import pytest
import xlsxwriter

from tests.formats import test_ods as ods
from tests.formats import test_xlsb as xlsb
from toolkit.formats import Beside, open_workbook
from toolkit.formats.beside_biff import read_drawn
from toolkit.formats.embedded import read_package_name
from toolkit.formats.struck import cut_runs, join_struck
from toolkit.ooxml import patch_package

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
DRAW = ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
DRAW += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:fo="urn:x"'


def beside(content):
    """Return what stands beside the cells of the only sheet: kind, cell, text."""
    (grid,) = open_workbook(content).grids
    return [(one.kind, one.cell, one.text) for one in grid.beside]


def page(rows, head=""):
    return f"<html><head>{head}</head><body><table>{rows}</table></body></html>".encode()


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("<td><s>甲乙</s></td>", ""),
        ("<td>甲<del>乙</del></td>", "乙"),
        ("<td><strike>甲</strike> <b>乙</b></td>", "甲"),
        ('<td style="color:red;text-decoration: line-through">甲</td>', ""),
        ('<td class="a xl65 b">甲</td>', ""),
        ('<td><font class="xl65">甲</font>乙</td>', "甲"),
        ("<td><p><span style='text-decoration-line:line-through'>甲</span></p></td>", ""),
    ],
)
def test_struck_words_of_a_page__are_found_in_every_writing(cell, words):
    head = "<style>.xl64 {color:red} td.x, .xl65\n{mso-style-parent:style0; text-decoration:line-through;}</style>"
    assert beside(page(f"<tr><td>丙</td>{cell}</tr>", head)) == [("struck", "B1", words)]


def test_struck_row_of_a_page__strikes_out_its_cells():
    content = page('<tr style="text-decoration:line-through"><td>甲</td><td></td></tr><tr><td>乙</td></tr>')
    assert beside(content) == [("struck", "A1", "")]


def test_plain_page__has_nothing_beside_its_cells_but_pictures():
    content = page('<tr><td class="xl65" style="text-decoration:underline">甲</td><td>乙<img src="a.png"></td></tr>')
    assert beside(content) == [("picture", "B1", "")]


def test_notes_of_a_page__are_found_in_both_programs_writings():
    office = "<td><comment>请<br>删除</comment>甲</td><td>乙</td>"
    assert beside(page(f"<tr>{office}</tr>")) == [("note", "A1", "请删除")]
    excel = page("<tr><td>甲</td></tr>").replace(b"</table>", "</table><div class=msocomtxt>补充一条</div>".encode())
    assert beside(excel) == [("note", "", "补充一条")]


def test_text_below_a_table__is_found_and_titles_and_names_of_sheets_are_none():
    content = (
        "<html><head><title>表</title></head><body><h1>检视问题清单</h1><p>填报单位：甲</p>"
        "<table><tr><td>甲</td></tr></table><p>补充问题：<b>通气</b>不够</p>"
        "<a name=t><h1>Sheet 2</h1></a><table><tr><td>乙</td></tr></table></body></html>"
    )
    first, second = open_workbook(content.encode()).grids
    assert [one.text for one in first.beside] == ["补充问题： 通气 不够"] and second.beside == ()


def spreadsheet(rows, styles=""):
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">'
        f'<Styles>{styles}</Styles><Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def test_notes_and_strikes_of_an_xml_spreadsheet__are_found():
    styles = (
        '<Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style><Style ss:ID="s2" ss:Parent="s1"/><Style ss:ID="s3"/>'
    )
    rich = '<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">甲<S>乙</S></ss:Data>'
    note = '<Comment ss:Author="邬"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>邬:</B>\n请删除</ss:Data></Comment>'
    cells = [
        f'<Cell ss:StyleID="s3"><Data ss:Type="String">甲</Data>{note}</Cell>',
        '<Cell ss:StyleID="s2"><Data ss:Type="String">乙</Data></Cell><Cell ss:StyleID="s1"/>',
        f"<Cell>{rich}</Cell>",
    ]
    content = spreadsheet(f"<Row>{''.join(cells)}</Row>", styles)
    assert beside(content) == [("note", "A1", "请删除"), ("struck", "B1", ""), ("struck", "D1", "乙")]


# -- xlsx ----------------------------------------------------------------------------------------------------


def embedded_picture():
    """Return a workbook with a picture in a cell, as Excel writes it."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    sheet = workbook.add_worksheet("表")
    sheet.write(0, 0, "甲")
    sheet.embed_image(1, 1, "a.png", {"image_data": io.BytesIO(PNG)})
    workbook.close()
    return buffer.getvalue()


def test_picture_in_a_cell__is_told_from_an_error_that_is_stored_alike():
    content = embedded_picture()
    wrong = patch_package(
        content, {"xl/richData/rdrichvaluestructure.xml": lambda part: part.replace(b"_localImage", b"_error")}
    )
    codes = [open_workbook(book).grids[0].rows[1][1].code for book in (content, wrong)]
    assert codes == ["picture", "error_value"]


def test_drawings_that_a_library_writes__are_told_apart_and_charts_and_headers_are_none():
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    sheet = workbook.add_worksheet("表")
    sheet.write(0, 0, 1)
    sheet.insert_textbox("C3", "补充\n问题")
    sheet.insert_image("D4", "a.png", {"image_data": io.BytesIO(PNG)})
    sheet.write_comment("A1", "请删除")
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "='表'!$A$1:$A$2"})
    sheet.insert_chart("H8", chart)
    sheet.set_header("&L&G", {"image_left": "a.png", "image_data_left": io.BytesIO(PNG)})
    workbook.close()
    found = beside(buffer.getvalue())
    assert sorted(found) == [("note", "A1", "请删除"), ("picture", "D4", ""), ("text_box", "C3", "补充\n问题")]


# -- ods -----------------------------------------------------------------------------------------------------


STYLES = (
    '<office:automatic-styles><style:style style:name="c1" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="c2" style:family="table-cell" style:parent-style-name="c1"/>'
    '<style:style style:name="c3" style:family="table-cell" style:parent-style-name="c1">'
    '<style:text-properties style:text-line-through-style="none"/></style:style>'
    '<style:style style:name="t1" style:family="text"><style:text-properties style:text-line-through-type="single"/>'
    "</style:style></office:automatic-styles>"
)


def ods_cell(content, facts=""):
    return f'<table:table-cell office:value-type="string" {facts}>{content}</table:table-cell>'


def ods_book(table):
    spaces = ods.SPACES + DRAW
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return ods.document(f"<office:document-content {spaces}>{STYLES}{body}</office:document-content>")


def sheet(*rows, shapes="", columns=""):
    return f'<table:table table:name="表"><table:shapes>{shapes}</table:shapes>{columns}{"".join(rows)}</table:table>'


def test_strikes_of_an_ods__follow_its_styles_through_parents_columns_and_repetitions():
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:default-cell-style-name="c2"/>'
    )
    cells = [
        ods_cell("<text:p>甲</text:p>", 'table:style-name="c2" table:number-columns-repeated="2"'),
        ods_cell("<text:p>乙</text:p>"),
        ods_cell("<text:p>丙</text:p>", 'table:style-name="c3"'),
        ods_cell('<text:p>丁<text:span text:style-name="t1">戊</text:span></text:p>'),
        ods_cell("", 'table:style-name="c1"'),
    ]
    content = ods_book(sheet(ods.row(*cells, repeated=2), columns=columns))
    whole = [("struck", f"{letter}{row}", "") for letter in "ABC" for row in (1, 2)]
    assert sorted(beside(content)) == sorted([*whole, ("struck", "E1", "戊"), ("struck", "E2", "戊")])


def test_notes_and_drawings_of_an_ods__are_found_and_charts_are_none():
    note = "<office:annotation><dc:creator>邬</dc:creator><text:p>请</text:p><text:p>删除</text:p></office:annotation>"
    frame = "<draw:frame><draw:text-box><text:p>补充</text:p></draw:text-box></draw:frame>"
    shapes = (
        "<draw:g><draw:custom-shape><text:p>图形</text:p></draw:custom-shape><draw:line/></draw:g>"
        '<draw:frame draw:name="对象"><draw:object xlink:href="./Object 1"/><draw:image xlink:href="a"/></draw:frame>'
        '<draw:frame><draw:object xlink:href="./Object 2"/></draw:frame>'
        '<draw:frame><draw:image xlink:href="a.png"/></draw:frame>'
    )
    table = sheet(
        ods.row(ods_cell(f"{note}<text:p>甲</text:p>"), ods_cell(f"{frame}<text:p>乙</text:p>")), shapes=shapes
    )
    content = ods_book(table)
    kinds = enumerate(("text", "chart"), 1)
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="Object {number}/"'
        f' manifest:media-type="application/vnd.oasis.opendocument.{kind}"/>'
        for number, kind in kinds
    )
    manifest = ods.MANIFEST.format(entries).encode()
    content = patch_package(content, {"META-INF/manifest.xml": lambda _: manifest})
    assert beside(content) == [
        ("text_box", "", "图形"),
        ("embedded", "", "对象"),
        ("picture", "", ""),
        ("note", "A1", "请\n删除"),
        ("text_box", "B1", "补充"),
    ]


# -- xlsb ----------------------------------------------------------------------------------------------------


def struck_book(cells, strings):
    """Return an xlsb with these cells and rich strings; style 1 strikes out, font 1 does."""
    content = xlsb.package({"表": (0, xlsb.sheet(*cells))})
    fonts = b"".join(xlsb.record(43, struct.pack("<HH", 220, flags) + b"\0" * 17) for flags in (0, 8))
    looks = b"".join(xlsb.record(47, struct.pack("<HHH", 0, 0, font) + b"\0" * 10) for font in (0, 1))
    styles = xlsb.record(278) + fonts + xlsb.record(617, struct.pack("<I", 2)) + looks + xlsb.record(618)
    counts = struct.pack("<II", len(strings), len(strings))
    texts = xlsb.record(159, counts) + b"".join(xlsb.record(19, string) for string in strings) + xlsb.record(160)
    return patch_package(content, {"xl/styles.bin": lambda _: styles, "xl/sharedStrings.bin": lambda _: texts})


def test_strikes_of_an_xlsb__are_found_by_styles_and_runs():
    rich = b"\x01" + xlsb.wide("甲乙丙") + struct.pack("<I4H", 2, 1, 1, 2, 0)
    cells = [
        xlsb.row(0),
        xlsb.real(0, 1.0, style=1),
        xlsb.real(1, 2.0),
        xlsb.cell(7, 2, struct.pack("<I", 1)),
        xlsb.cell(7, 3, struct.pack("<I", 0), style=1),
    ]
    found = beside(struck_book(cells, [b"\0" + xlsb.wide("丁"), rich]))
    assert found == [("struck", "A1", ""), ("struck", "C1", "乙"), ("struck", "D1", "")]


def test_picture_in_a_cell_of_an_xlsb__is_no_failed_formula():
    error = xlsb.cell(3, 1, b"\x0f")
    cells = [xlsb.row(0), xlsb.real(0, 1.0), xlsb.record(50, struct.pack("<I", 1)), error, xlsb.cell(3, 2, b"\x0f")]
    (grid,) = open_workbook(xlsb.package({"表": (0, xlsb.sheet(*cells))})).grids
    assert [value.code for value in grid.rows[0][1:]] == ["picture", "error_value"]


# -- xls and single pieces -----------------------------------------------------------------------------------


def drawn(kind, number, place, text="", subrecords=b""):
    """Return the records of one object of an xls sheet, as Excel writes them."""
    row, column = place
    corner = b"\x00\x00\x10\xf0\x12\x00\x00\x00" + struct.pack("<9H", 2, column, 0, row, 0, column + 2, 0, row + 2, 0)
    facts = struct.pack("<5H", 0x15, 18, kind, number, 0x11) + b"\0" * 12
    records = [(0xEC, corner), (0x5D, facts + subrecords + b"\0\0\0\0")]
    if text:
        half = len(text) // 2
        records.append((0x1B6, struct.pack("<HHHHHHHH", 0, 0, 0, 0, 0, len(text), 16, 0)))
        pieces = (text[:half], text[half:])
        records += [(0x3C, b"\x01" + piece.encode("utf-16-le")) for piece in pieces if piece]
        records.append((0x3C, b"\0" * 16))
    return records


def test_objects_of_an_xls__are_told_apart():
    document = struct.pack("<2H", 9, 24) + b"\x0b\0\0\0\0\0\x03\x0eWord.Document.8\0\0"[:24].ljust(24, b"\0")
    note = struct.pack("<4H", 4, 2, 0, 4) + struct.pack("<HB", 1, 1) + "邬".encode("utf-16-le")
    records = [
        *drawn(6, 1, (10, 3), "补充一条"),
        *drawn(8, 2, (5, 5)),
        *drawn(8, 3, (7, 1), subrecords=document),
        *drawn(0x19, 4, (0, 0), "邬:\n请删除"),
        *drawn(0x14, 5, (0, 0)),
        (0x1C, note),
    ]
    assert list(read_drawn(records)) == [
        Beside(kind="text_box", cell="D11", text="补充一条"),
        Beside(kind="picture", cell="F6"),
        Beside(kind="embedded", cell="B8", text="Word.Document.8"),
        Beside(kind="note", cell="C5", text="请删除"),
    ]


def test_torn_drawing_of_an_xls__is_said_and_raises_nothing():
    assert read_drawn([*drawn(6, 1, (10, 3), "补充"), (0x5D, b"\x15")]) == (Beside(kind="unread"),)


def test_file_that_the_packager_embedded__is_called_by_its_name():
    assert read_package_name(b"no container") == ""


@pytest.mark.parametrize(
    ("text", "struck", "runs", "words"),
    [
        ("甲乙", False, [], None),
        ("甲乙", True, [], ""),
        ("甲乙", False, [(1, True)], "乙"),
        ("𠮷乙", False, [(2, True)], "乙"),
        ("甲 ", True, [(1, False)], ""),
        ("甲乙", True, [(0, False)], None),
    ],
)
def test_struck_words__are_those_of_the_runs(text, struck, runs, words):
    assert join_struck(cut_runs(text, struck, runs)) == words
