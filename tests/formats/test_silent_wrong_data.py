"""The sixteen ways in which a reader gives wrong data and says nothing: here each is right, lost by name, or refused.

What was seen of which reader: S1 to S7, S9 and S15 of calamine, S8 too, S10 to S13 of openpyxl, S14 and S16 of all.
Where another file tests the same of a format whose bytes are made there, it is named.
"""

import datetime as dt
import io
import warnings
import zipfile

import pytest

from tests.formats.packages import (
    STRICT,
    STRICT_OFFICE,
    STYLES,
    build_zip,
    usual_parts,
    write_book,
    write_links,
    write_sheet,
    write_strings,
)
from toolkit.formats import LostValue, MergedRange, UnreadableError, open_workbook

SHEET = "xl/worksheets/sheet1.xml"
OLD = "urn:schemas-microsoft-com:office:spreadsheet"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "table", "text"))


def xlsx(cells, **others):
    return build_zip({**usual_parts(f'<row r="1">{cells}</row>'), **others})


def xml2003(*cells):
    inner = "".join(cells)
    table = f"<Worksheet ss:Name='a'><Table><Row>{inner}</Row></Table></Worksheet>"
    return f"<?xml version='1.0'?><Workbook xmlns='{OLD}' xmlns:ss='{OLD}'>{table}</Workbook>".encode()


def fods(*tables):
    inner = "".join(tables)
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    body = f"<office:body><office:spreadsheet>{inner}</office:spreadsheet></office:body>"
    return f"<office:document {SPACES} {kind}>{body}</office:document>".encode()


def table(cells, name="a"):
    return f'<table:table table:name="{name}"><table:table-row>{cells}</table:table-row></table:table>'


def html(cells):
    return f"<html><table><tr>{cells}</tr></table></html>".encode()


def first(content):
    return open_workbook(content).grids[0]


def code_of(content):
    with pytest.raises(UnreadableError) as caught:
        open_workbook(content)
    return caught.value.code


ERRORS = {
    "xlsx": xlsx('<c r="A1" t="e"><v>#N/A</v></c><c r="B1"><v>1</v></c>'),
    "xml": xml2003('<Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell><Data ss:Type="Number">1</Data></Cell>'),
    "fods": fods(table('<table:table-cell table:formula="of:=X"><text:p>#N/A</text:p></table:table-cell>')),
    "html": html("<td x:err>#N/A</td><td>1</td>"),
}


# test_xls.py (both), test_xlsb.py (cells_of_every_kind) and test_ods.py have this of their formats.
@pytest.mark.parametrize("kind", ERRORS)
def test_s1_error_cell__is_a_lost_value_that_counts(kind):
    grid = first(ERRORS[kind])
    assert (grid.rows[0][0], grid.rows[0][0].code) == ("#N/A", "error_value")
    assert grid.stored == sum(value != "" for value in grid.rows[0])


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#BLOCKED!", "#PYTHON!", "#无"])
def test_s2_error_of_a_newer_program__is_lost_and_its_neighbours_are_read(error):
    grid = first(xlsx(f'<c r="A1" t="e"><v>{error}</v></c><c r="B1"><v>7</v></c>'))
    assert grid.rows == [[error, 7.0]]
    assert isinstance(grid.rows[0][0], LostValue)


UNSAVED = {
    "xlsx": xlsx('<c r="A1"><f>B1*2</f></c><c r="B1"><v>1</v></c>'),
    "xml": xml2003('<Cell ss:Formula="=B1*2"/>', '<Cell><Data ss:Type="Number">1</Data></Cell>'),
    "fods": fods(table('<table:table-cell table:formula="of:=B1*2"/>')),
}


@pytest.mark.parametrize("kind", UNSAVED)
def test_s3_formula_whose_result_was_not_saved__is_no_blank(kind):
    value = first(UNSAVED[kind]).rows[0][0]
    assert (value, value.code) == ("=B1*2", "no_result")


def test_s4_two_sheets_of_one_name__are_refused():
    links = write_links(("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml"))
    two = {"xl/workbook.xml": write_book("甲a", "甲A"), "xl/_rels/workbook.xml.rels": links}
    assert code_of(xlsx("", **two, **{"xl/worksheets/sheet2.xml": write_sheet("")})) == "same_sheet_name"
    assert code_of(fods(table(""), table(""))) == "same_sheet_name"
    again = xml2003().decode().replace("</Workbook>", "<Worksheet ss:Name='A'/></Workbook>")
    assert code_of(again.encode()) == "same_sheet_name"


@pytest.mark.parametrize("index", ["-1", "1.0", "1.5", "abc", "99", "18446744073709551617"])
def test_s5_index_of_no_shared_string__is_lost_and_never_another_string(index):
    value = first(xlsx(f'<c r="A1" t="s"><v>{index}</v></c>')).rows[0][0]
    assert (value, value.code) == (index, "bad_cell")


def test_s5_index_with_blanks_around_it__is_that_string():
    assert first(xlsx('<c r="A1" t="s"><v> 1 </v></c>')).rows == [["时限"]]


# test_xls.py and test_xlsb.py: a serial number is a moment or stays a number.
@pytest.mark.parametrize("serial", [0, -1, -3.5, 0.0])
@pytest.mark.parametrize("code", ["yyyy/m/d", "yyyy-mm-dd"])
def test_s6_number_that_is_no_day__stays_a_number(serial, code):
    styles = STYLES.replace('numFmtId="14"', 'numFmtId="165"').replace(
        "<fonts>", f'<numFmts><numFmt numFmtId="165" formatCode="{code}"/></numFmts><fonts>'
    )
    grid = first(
        xlsx(f'<c r="A1" s="1"><v>{serial}</v></c><c r="B1" s="1"><v>1.5</v></c>', **{"xl/styles.xml": styles})
    )
    assert grid.rows == [[serial, dt.datetime(1900, 1, 1, 12)]]


@pytest.mark.parametrize("address", ["XFE1", "A1048577", "AAAA1", "A0", "A99999999999"])
def test_s7_address_beyond_the_grid__is_refused(address):
    row = "".join(filter(str.isdigit, address))
    assert code_of(build_zip(usual_parts(f'<row r="{row}"><c r="{address}"><v>1</v></c></row>'))) == "damaged"


# S8, cells of charts in an xls: test_xls.py::test_cells_of_a_chart_within_a_sheet__are_no_cells_of_the_sheet.


def test_s9_sheet_whose_checksum_is_wrong__is_refused():
    content = bytearray(build_zip(usual_parts()))
    entry = content.rindex(SHEET.encode()) - 46
    content[entry + 16] ^= 1
    assert code_of(bytes(content)) == "damaged"


def test_s10_strict_workbook__has_all_its_cells():
    links = (("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"))
    parts = usual_parts()
    parts |= {
        "_rels/.rels": write_links(("officeDocument", "xl/workbook.xml"), office=STRICT_OFFICE),
        "xl/workbook.xml": write_book("甲", space=STRICT, office=STRICT_OFFICE),
        "xl/_rels/workbook.xml.rels": write_links(*links, office=STRICT_OFFICE),
        SHEET: write_sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', space=STRICT),
        "xl/sharedStrings.xml": write_strings("<si><t>编号</t></si>", space=STRICT),
    }
    assert first(build_zip(parts)).rows == [["编号"]]


def test_s11_value_under_a_merge__is_read_and_the_merge_told():
    sheet = write_sheet('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>')
    merged = sheet.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
    grid = first(build_zip({**usual_parts(), SHEET: merged}))
    assert (grid.rows, grid.stored) == ([[1.0, 2.0]], 2)
    assert grid.merges == (MergedRange(top=1, left=0, bottom=1, right=1),)


@pytest.mark.parametrize("said", ["A1", "A1:A1", "B2:A1", "x", "A1:XFD1048576"])
def test_s12_wrong_dimension__costs_no_cell(said):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 30))
    sheet = write_sheet(rows).replace("<sheetData>", f'<dimension ref="{said}"/><sheetData>')
    assert len(first(build_zip({**usual_parts(), SHEET: sheet})).rows) == 29


def test_s13_rows_out_of_order__stand_in_their_places():
    rows = '<row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
    assert first(build_zip(usual_parts(rows))).rows == [[1.0], [2.0]]


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9, 0.97, 0.999])
def test_s13_sheet_cut_short__is_refused(kept):
    sheet = write_sheet("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 30)))
    assert code_of(build_zip({**usual_parts(), SHEET: sheet[: int(len(sheet) * kept)]})) == "damaged"


def test_s14_members_that_readers_take_differently__are_refused():
    other = write_sheet('<row r="1"><c r="A1"><v>9</v></c></row>')
    for name in (SHEET, SHEET.upper(), SHEET.replace("/", "\\"), f"./{SHEET}"):
        content = io.BytesIO()
        with warnings.catch_warnings(), zipfile.ZipFile(content, "w") as package:
            warnings.simplefilter("ignore")
            for each, part in [*usual_parts().items(), (name, other)]:
                package.writestr(each, part)
        assert code_of(content.getvalue()) == "damaged", name
    assert code_of(build_zip(usual_parts(other)) + build_zip(usual_parts())) == "damaged"


def test_s14_bytes_of_two_members__are_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, part in usual_parts().items():
            package.writestr(name, part)
        again = zipfile.ZipInfo("docProps/app.xml")
        for fact in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
            setattr(again, fact, getattr(package.infolist()[0], fact))
        package.filelist.append(again)
    assert code_of(content.getvalue()) == "damaged"


def test_s15_text_with_kept_white_space__keeps_it_and_blanks_alone_are_no_cell():
    cells = '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is></c><c r="B1" t="str"><v> 乙 </v></c>'
    grid = first(xlsx(f'{cells}<c r="C1" t="inlineStr"><is><t xml:space="preserve">  </t></is></c>'))
    assert ([value.strip() for value in grid.rows[0][:2]], grid.stored) == (["甲", "乙"], 2)
    assert grid.rows[0][0] == " 甲 "


LONG = {
    "xlsx": xlsx('<c r="A1"><v>110101199003078888</v></c>'),
    "xml": xml2003('<Cell><Data ss:Type="Number">110101199003078888</Data></Cell>'),
    "fods": fods(table('<table:table-cell office:value-type="float" office:value="110101199003078888"/>')),
    "html": html('<td x:num="110101199003078888">1.10101E+17</td><td>1</td>'),
}


# That such a number has lost digits is a finding: tests/reading/test_cells.py.
@pytest.mark.parametrize("kind", LONG)
def test_s16_long_number_stored_as_a_number__comes_as_one_too_long_to_be_exact(kind):
    value = first(LONG[kind]).rows[0][0]
    assert isinstance(value, float)
    assert value >= 10**15


def test_s16_long_number_stored_as_a_text__keeps_every_digit():
    assert first("编号,证件\n1,110101199003078888\n".encode()).rows[1][1] == "110101199003078888"
