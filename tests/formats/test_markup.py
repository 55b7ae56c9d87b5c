"""Tables of web pages and XML spreadsheets are read with every text in its place, or refused by name."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import LostValue, MergedRange, is_stored
from toolkit.formats.html import read_html
from toolkit.formats.markup import sniff_markup
from toolkit.formats.xml2003 import read_xml2003

SS, X = "urn:schemas-microsoft-com:office:spreadsheet", "urn:schemas-microsoft-com:office:excel"


def page(table, encoding="utf-8", head=""):
    return f"<html><head>{head}</head><body>{table}</body></html>".encode(encoding)


def only(content):
    (grid,) = read_html(content)
    assert grid.stored == sum(is_stored(value) for row in grid.rows for value in row)
    return grid


def xml(rows, sheets="", options="", start='<?xml version="1.0"?>', encoding="utf-8"):
    table = f'<Worksheet ss:Name="甲"><Table>{rows}</Table>{options}</Worksheet>{sheets}'
    return f'{start}<Workbook xmlns="{SS}" xmlns:ss="{SS}" xmlns:x="{X}">{table}</Workbook>'.encode(encoding)


def cell(text="甲", kind="String", **marks):
    named = "".join(f' ss:{name}="{value}"' for name, value in marks.items())
    return f'<Cell{named}><Data ss:Type="{kind}">{text}</Data></Cell>'


def sheet_of(rows, **more):
    grid = read_xml2003(xml(rows, **more))[0]
    assert grid.stored == sum(is_stored(value) for row in grid.rows for value in row)
    return grid


def refusal(read, content):
    with pytest.raises(UnreadableError) as caught:
        read(content)
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (page(""), "html"),
        ("﻿<HTML><body>".encode(), "html"),
        ("<html><table>编号".encode("utf-16"), "html"),
        ("<html><table>".encode("utf-16-le"), "html"),
        (b"<!-- made by --><!DOCTYPE html><p>", "html"),
        (b'\n<table border="1"><tr><td>1', "html"),
        (b"Warning: line 3<table><tr><td>1", "html"),
        (b"<result xmlns='urn:a'><table><tr><td>1</td></tr></table></result>", "html"),
        (xml(""), "xml"),
        (xml("", start='<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'), "xml"),
        (xml("", encoding="utf-16"), "xml"),
        (xml("", start='<!DOCTYPE a [<!ENTITY b "c">]>'), "xml"),
        (f'<ss:Workbook xmlns:ss="{SS}">'.encode(), "xml"),
        (b'<?xml version="1.0"?><rss/>', "web"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "picture"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>', "web"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "web"),
        (b"From: <Saved by Blink>\r\nSubject: a\r\nMIME-Version: 1.0\r\n", "web"),
        (b"Content-Type: multipart/related; boundary=x\r\n\r\n<html>", "web"),
        ("编号,姓名".encode("gbk"), None),
        ("<填写说明>,姓名".encode(), None),
        (b"<5,6", None),
        (b"", None),
        (b"<", None),
    ],
)
def test_markup__is_told_by_its_start(content, kind):
    assert sniff_markup(content) == kind


def test_start_of_a_hundred_thousand_declarations__is_told_at_once():
    assert sniff_markup(b"<?a?>" * 13_000 + b"!") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "iso-8859-1", "no-such", ""])
def test_text__is_right_whatever_encoding_the_page_declares(encoding, charset):
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    assert only(page("<table><tr><td>重点项目</td></tr></table>", encoding, head)).rows == [["重点项目"]]


def test_big5__is_read_where_it_is_declared_and_refused_where_not():
    table = "<table><tr><td>一個重點項目的時間</td></tr></table>"
    assert only(page(table, "big5", '<meta charset="big5">')).rows == [["一個重點項目的時間"]]
    assert refusal(read_html, page(table, "big5")) == "traditional"


def test_cells_that_reach_over_columns_and_rows__keep_the_others_in_their_places():
    table = """<table><tr><td colspan=3>标题</td></tr><tr><td rowspan="2">甲</td><td>1</td><td>2</td></tr>
               <tr><td>3</td><td rowspan=9>4</td></tr></table>"""
    grid = only(page(table))
    assert grid.rows == [["标题", "", ""], ["甲", "1", "2"], ["", "3", "4"]]
    assert grid.merges == (
        MergedRange(top=1, left=0, bottom=1, right=2),
        MergedRange(top=2, left=0, bottom=3, right=0),
    )


def test_lines_and_blanks__stand_as_a_browser_shows_them():
    table = """<table><tr><td> 第一行<br>第二
       行 <p>第三行</p><p>第四行</p><!-- 注 --><script>var a = "<td>"</script></td>
       <td>&nbsp;甲&amp;乙&#65;</td></tr></table>"""
    assert only(page(table)).rows == [["第一行\n第二 行\n第三行\n第四行", "\xa0甲&乙A"]]


def test_text_that_excel_hides_for_its_width__is_part_of_the_cell():
    table = "<table><tr><td>很长的<span style='display:none'>一段话</span></td></tr></table>"
    assert only(page(table)).rows == [["很长的一段话"]]


def test_table_within_a_cell__is_text_of_the_cell():
    inner = "<table><tr><td>里</td><td>面</td></tr></table>"
    assert only(page(f"<table><tr><td>外{inner}</td><td>乙</td></tr></table>")).rows == [["外\n里 面", "乙"]]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>1<td>2<tr><td>3<td>4</table>",
        "<table><td>1</td><td>2</td><tr><td>3</td><td>4</td></table>",
        "<table><form><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></form></table>",
        "<table><tr><td>1<td><font>2<tr><td>3</td><td>4",
        "<table><thead><tr><th>1<th>2</thead><tbody><tr><td>3<td>4</tbody></table>",
        "<TABLE><TR><TD>1</TD><TD>2</TD></TR><TR><TD>3</TD><TD>4</TD></TR></TABLE>",
    ],
)
def test_table_with_tags_missing__is_read_as_a_browser_does(table):
    assert only(page(table)).rows == [["1", "2"], ["3", "4"]]


def test_excels_own_numbers_and_texts__are_taken_before_what_is_shown():
    table = """<table><tr><td x:num="44635.5">2022/3/15</td><td x:num>12</td><td x:num="1e999">大</td>
        <td x:num="0">-</td><td x:str="全文">全</td><td x:str>00123</td><td x:err="#N/A">#N/A</td>
        <td style='mso-number-format:"\\@"'>007</td></tr></table>"""
    row = only(page(table)).rows[0]
    assert row == [44635.5, 12.0, "大", 0.0, "全文", "00123", "#N/A", "007"]
    assert isinstance(row[6], LostValue) and row[6].code == "error_value"


def test_hidden_rows__are_told():
    table = "<table><tr><td>1<tr style='height:0; display: none'><td>2<tr hidden><td>3</table>"
    assert only(page(table)).hidden_rows == {2, 3}


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("", ["1", "2"]),
        ("<!--[if gte mso 9]><xml>{甲 &amp; 乙}{丙}</xml><![endif]-->", ["甲 & 乙", "丙"]),
        ("<!--[if gte mso 9]><xml>{甲}</xml><![endif]-->", ["1", "2"]),
    ],
)
def test_tables__have_excels_names_where_there_is_one_for_each(head, names):
    head = head.replace("{", "<x:ExcelWorksheet>\n<x:Name>").replace("}", "</x:Name></x:ExcelWorksheet>")
    grids = read_html(page("<table><tr><td>1</table><table><tr><td>2</table>", head=head))
    assert [grid.name for grid in grids] == names and [grid.rows for grid in grids] == [[["1"]], [["2"]]]


@pytest.mark.parametrize("content", [b"", b"  ", page("<p>no table"), b"<html><frameset><frame src='a.htm'></html>"])
def test_page_without_a_table__is_refused(content):
    assert refusal(read_html, content) == "web"


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("<div>" * 300 + "<table><tr><td>1</table>", "damaged"),
        ("<table><tr><td>" + "长" * 4_000_000 + "</table>", "damaged"),
        ("<table><tr><td>1&#0;</table>", "damaged"),
        ("<table>" + "<tr><td colspan=1000000000 rowspan=1000000000>1" * 5_000, "too_big"),
        ("<table><tr><td colspan=1000000000>1" + "<tr><td>1" * 5_000, "too_big"),
        ("<table><tr>" + "<td>" * 17_000, "too_big"),
        ("<table><tr><td>1�</table>", "encoding"),
        ("<table><tr><td>1\x00</table>", "unknown"),
    ],
)
def test_page_that_cannot_be_read_whole__is_refused(table, code):
    assert refusal(read_html, page(table)) == code


def test_lying_spans__are_clipped():
    table = "<table><tr><td colspan=1000000000>1<tr><td rowspan=0>2<td>3<td colspan=0>4<tr><td>5"
    grid = only(page(table))
    assert len(grid.rows[0]) == 16_384 and grid.rows[1][:3] == ["2", "3", "4"] and grid.rows[2][:2] == ["", "5"]
    assert grid.merges == (
        MergedRange(top=1, left=0, bottom=1, right=16_383),
        MergedRange(top=2, left=0, bottom=3, right=0),
    )


def test_control_characters__vanish_instead_of_turning_into_others():
    assert only(page("<table><tr><td>甲\x01\x0b乙</table>")).rows == [["甲乙"]]


def test_kinds_of_an_xml_spreadsheet__are_read_as_themselves():
    row = "".join(
        [
            cell("甲&#10;乙"),
            cell("3.50", "Number"),
            cell("1", "Boolean"),
            cell("2022-03-15T09:30:00.000", "DateTime"),
            cell("#N/A", "Error"),
            '<Cell ss:Formula="=R1C1"/>',
            '<Cell ss:Formula="=R1C1"><Data ss:Type="Number"></Data></Cell>',
            '<Cell ss:Formula="=R1C1"><Data ss:Type="String"></Data></Cell>',
            cell("1e999", "Number"),
            cell("someday", "DateTime"),
            "<Cell/>",
        ]
    )
    (values,) = sheet_of(f"<Row>{row}</Row>").rows
    moment = dt.datetime(2022, 3, 15, 9, 30)
    assert values == ["甲\n乙", 3.5, True, moment, "#N/A", "=R1C1", "=R1C1", "", "1e999", "someday"]
    assert [(at, v.code) for at, v in enumerate(values) if isinstance(v, LostValue)] == [
        (4, "error_value"),
        (5, "no_result"),
        (6, "no_result"),
    ]


def test_rich_text_and_notes_of_an_xml_spreadsheet__are_told_apart():
    rich = '<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>重</B><Font>点</Font>项目</ss:Data>'
    note = "<Comment><ss:Data>注</ss:Data></Comment>"
    assert sheet_of(f"<Row><Cell>{rich}{note}</Cell><Cell>{note}</Cell></Row>").rows == [["重点项目"]]


def test_numbered_and_merged_cells_of_an_xml_spreadsheet__stand_in_their_places():
    rows = f"""<Column ss:Index="2" ss:Span="1" ss:Hidden="1"/>
        <Row>{cell("标题", MergeAcross=2)}{cell("尾")}</Row><Row ss:Hidden="1" ss:Span="1"/>
        <Row>{cell("一", MergeDown=1)}{cell("二", Index=3)}</Row><Row ss:Index="6">{cell("三", Index=2)}</Row>"""
    grid = sheet_of(rows)
    assert grid.rows[0] == ["标题", "", "", "尾"] and grid.rows[3] == ["一", "", "二", ""] and grid.rows[5][1] == "三"
    assert (grid.hidden_rows, grid.hidden_columns) == ({2, 3}, {1, 2})
    assert grid.merges == (MergedRange(top=1, left=0, bottom=1, right=2), MergedRange(top=4, left=0, bottom=5, right=0))


@pytest.mark.parametrize(("visible", "hidden"), [("", False), ("SheetHidden", True), ("SheetVeryHidden", True)])
def test_sheets_of_an_xml_spreadsheet__keep_order_and_say_if_hidden(visible, hidden):
    options = f"<WorksheetOptions xmlns='{X}'><Visible>{visible}</Visible></WorksheetOptions>"
    first, second = read_xml2003(xml("", f"<Worksheet ss:Name='乙'>{options}</Worksheet>"))
    assert (first.name, first.hidden, second.name, second.hidden, second.rows) == ("甲", False, "乙", hidden, [])


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_xml_spreadsheet__is_read_in_every_encoding(encoding):
    start = f'<?xml version="1.0" encoding="{"gb2312" if encoding == "gbk" else encoding}"?>\n'
    assert sheet_of(f"<Row>{cell('重点项目')}</Row>", start=start, encoding=encoding).rows == [["重点项目"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (xml("", start='<!DOCTYPE a [<!ENTITY b "c">]>'), "damaged"),
        (xml("")[:-5], "damaged"),
        (b"<a/>", "damaged"),
        (b"", "damaged"),
        (xml("<a>" * 300 + "</a>" * 300), "too_big"),
        (xml(f"<Row>{cell('长' * 4_000_000)}</Row>"), "damaged"),
        (xml(f"<Row>{cell(Index=2)}{cell(Index=2)}</Row>"), "damaged"),
        (xml(f"<Row>{cell(Index='x')}</Row>"), "damaged"),
        (xml('<Row ss:Index="0"/>'), "damaged"),
        (xml(f"<Row>{cell()}</Row><Row ss:Index='1048576'>{cell(Index=16384)}</Row>"), "too_big"),
        (xml(f"<Row ss:Index='99999999999'>{cell()}</Row>"), "too_big"),
    ],
)
def test_xml_spreadsheet_that_cannot_be_read_whole__is_refused(content, code):
    assert refusal(read_xml2003, content) == code


def test_lying_merges_of_an_xml_spreadsheet__are_clipped():
    grid = sheet_of(f"<Row>{cell(MergeAcross=10**9, MergeDown=10**9)}</Row>")
    assert grid.merges == (MergedRange(top=1, left=0, bottom=1_048_576, right=16_383),)


TAGS = "<table> </table> <tr> <td> </td> <td\xa0colspan=3> <td\xa0rowspan=2> <font> <p> <br> <script> </script>"
TEXTS = ["甲", " ", "\n", "&nbsp;", "<!--", "-->", "<tr hidden>", "<td x:num='1'>", "&#1;", "\x01"]
PIECES = st.sampled_from([*(tag.replace("\xa0", " ") for tag in TAGS.split(" ")), *TEXTS])


@given(pieces=st.lists(PIECES, max_size=60))
def test_any_tags__give_equal_rows_that_hold_every_cell(pieces):
    try:
        grids = read_html("".join(["<table>", *pieces]).encode())
    except UnreadableError as error:
        assert error.code
        return
    for grid in grids:
        assert len({len(row) for row in grid.rows}) <= 1
        assert grid.stored == sum(is_stored(value) for row in grid.rows for value in row)
        assert all(merge.bottom <= len(grid.rows) and merge.right < len(grid.rows[0]) for merge in grid.merges)


WHOLE = xml(f"<Row>{cell('甲', MergeAcross=1)}{cell('2', 'Number')}</Row>", encoding="utf-8")


def reads_or_refuses(read, content):
    try:
        return isinstance(read(content), tuple)
    except UnreadableError as error:
        return bool(error.code)


@given(place=st.integers(0, len(WHOLE) - 1), byte=st.integers(0, 255))
def test_markup_with_a_byte_changed__is_read_or_refused(place, byte):
    content = WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :]
    assert reads_or_refuses(read_xml2003, content) and reads_or_refuses(read_html, content)
    assert sniff_markup(content) in ("html", "xml", "web", None)


@given(
    start=st.sampled_from([b"", b"<", b"<?xml ", b"\xff\xfe", b"\x00", b"<table><tr><td>"]),
    rest=st.binary(max_size=200),
)
def test_any_bytes__are_read_as_markup_or_refused(start, rest):
    assert reads_or_refuses(read_xml2003, start + rest) and reads_or_refuses(read_html, start + rest)
    assert sniff_markup(start + rest) in ("html", "xml", "web", None)


def test_note_that_an_office_program_puts_into_the_cell__is_no_part_of_its_text():
    libre = '<td><a class="comment-indicator"></a>\n<comment>张三:\n请改</comment>\n<font>问题编号</font></td>'
    excel = '<td>问题编号<span class=msocomspan1><a class=msocomanch1 href="#_msocom_1">[1]</a></span></td>'
    grid = only(page(f"<table><tr>{libre}{excel}</tr></table>"))
    assert grid.rows == [["问题编号", "问题编号"]] and grid.stored == 2


def test_tables_that_libreoffice_lists__have_their_sheets_names():
    heading = '<a name="table{0}"><h1>Sheet {1}: <em>{2}</em></h1></a>\n<table><tr><td>{1}</table>'
    tables = heading.format(0, 1, "甲 &amp; 乙") + heading.format(1, 2, "检视问题清单")
    assert [grid.name for grid in read_html(page(tables))] == ["甲 & 乙", "检视问题清单"]
