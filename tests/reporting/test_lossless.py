"""What openpyxl loses on saving, marking keeps: part by part, byte by byte."""

import io
import re
import warnings
import zipfile

import openpyxl
import pytest
import xlsxwriter

from tests.reporting.rich import (
    FOREIGN,
    SHEET,
    X14_LIST,
    rich_workbook,
)
from toolkit.findings import make_finding
from toolkit.formats import open_workbook
from toolkit.ooxml import PatchError, patch_package, split_sheet_part
from toolkit.ooxml.sheet_xml import ORDER
from toolkit.reporting import Review, annotate_workbook

RICH = rich_workbook()
PART = "xl/worksheets/sheet1.xml"
# What a mark needs, and nothing else.
CHANGED = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    PART,
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
}


def fault(cell, severity="error", rule="required", **facts):
    row = int(re.sub(r"\D", "", cell))
    return make_finding(severity, rule, sheet=SHEET, cell=cell, row=row, column="整改类别", file="a.xlsx", **facts)


FAULTS = [
    fault("C4", rule="one_of", item="阶段整改", nearest="阶段性整改", value="阶段整改"),
    fault("B4"),
    fault("B6", severity="warning"),
    fault("D4"),
    fault("C9"),
    fault("B8", severity="notice"),
]
REVIEW = Review(title="某次民主生活会", unit="市教育局", token="QD-R1.0123456789abcdef")
COPY = annotate_workbook(RICH, FAULTS, REVIEW)


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


BEFORE, AFTER = parts_of(RICH), parts_of(COPY)


def opened(content):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library says aloud what it will lose
        return openpyxl.load_workbook(io.BytesIO(content))


def raw_members(content):
    """Return every member's compressed bytes as they lie in the file."""
    raw = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for item in package.infolist():
            lengths = content[item.header_offset + 26 : item.header_offset + 30]
            start = (
                item.header_offset + 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
            )
            raw[item.filename] = content[start : start + item.compress_size]
    return raw


@pytest.mark.parametrize("name", sorted(set(BEFORE) - CHANGED))
def test_every_part_that_needs_no_mark__stays_byte_for_byte(name):
    assert AFTER[name] == BEFORE[name]
    assert raw_members(COPY)[name] == raw_members(RICH)[name]


def test_the_workbook__holds_all_that_is_to_be_kept():
    named = " ".join(BEFORE)
    for kind in ("chart1.xml", "drawing1.xml", "image1", "table1.xml", "custom.xml", "vmlDrawing2.vml", *FOREIGN):
        assert kind in named


def test_one_part_is_new__the_sheet_in_front():
    (new,) = set(AFTER) - set(BEFORE)
    assert new.startswith("xl/worksheets/sheet")
    assert opened(COPY).sheetnames[0] == "审核意见"


def test_cells_of_a_marked_sheet__stay_byte_for_byte():
    assert split_sheet_part(AFTER[PART]).head == split_sheet_part(BEFORE[PART]).head.replace(b' tabSelected="1"', b"")


def test_other_elements_of_a_marked_sheet__stay_byte_for_byte_in_order():
    before, after = split_sheet_part(BEFORE[PART]).children, split_sheet_part(AFTER[PART]).children
    ours = [child for _, child in after if b"qingdan" in child]
    assert [child for child in after if child[1] not in ours] == before
    assert X14_LIST.encode() in AFTER[PART] and b"sparkline" in AFTER[PART]
    assert len(ours) == 5 + 3  # the marked cells, and the hints of their rows: 4, 5 (where B6 is shown) and 9
    for name in ("sheetProtection", "protectedRanges", "dataValidations", "ignoredErrors", "rowBreaks", "tableParts"):
        assert (
            split_sheet_part(AFTER[PART]).find_children(name)
            == split_sheet_part(BEFORE[PART]).find_children(name)
            != []
        )


@pytest.mark.parametrize("name", [name for name in AFTER if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)])
def test_elements_of_every_sheet__stand_in_the_order_of_the_standard(name):
    places = [ORDER.index(one) for one, _ in split_sheet_part(AFTER[name]).children]
    assert places == sorted(places)


def test_notes_of_the_clerk__are_kept_with_ours_under_them():
    sheet = opened(COPY)[SHEET]
    lines = sheet["B4"].comment.text.split("\n")
    assert lines[:2] == ["张三:", "单位自己的批注"] or lines[:2] == ["单位自己的批注", "第二行"]
    assert lines[-1].startswith("【差错") and "没有填" in lines[-1]
    assert sheet["A9"].comment.text == "别处的批注"
    assert sheet["B4"].comment.author == "张三"


def test_looks_of_cells__are_not_touched():
    before, after = (opened(one)[SHEET] for one in (RICH, COPY))
    for row in before.iter_rows():
        for cell in row:
            other = after[cell.coordinate]
            assert (other.fill.fgColor.rgb, other.font.b, other.number_format) == (
                cell.fill.fgColor.rgb,
                cell.font.b,
                cell.number_format,
            )


def test_names_and_protection__follow_the_sheet_that_moved():
    before, after = (opened(one) for one in (RICH, COPY))
    assert after.defined_names["我的范围"].attr_text == before.defined_names["我的范围"].attr_text
    assert after[SHEET].print_title_rows == before[SHEET].print_title_rows
    assert after[SHEET].print_area == before[SHEET].print_area
    assert after[SHEET].protection.password == before[SHEET].protection.password
    assert after["隐藏"].sheet_state == "veryHidden"
    assert after.active.title == "审核意见"
    assert [sheet.title for sheet in after if sheet.sheet_view.tabSelected] == ["审核意见"]


def test_values_and_saved_results__read_the_same():
    before = {grid.name: grid.rows for grid in open_workbook(RICH).grids}
    after = {grid.name: grid.rows for grid in open_workbook(COPY).grids}
    assert {name: rows for name, rows in after.items() if name != "审核意见"} == before


def test_annotating_the_copy_again__gives_the_same_bytes():
    assert annotate_workbook(COPY, FAULTS, REVIEW) == COPY


def test_annotating_with_nothing_left__gives_every_sheet_back_as_it_was():
    none = parts_of(annotate_workbook(COPY, [], REVIEW))
    assert split_sheet_part(none[PART]).children == split_sheet_part(BEFORE[PART]).children
    texts = opened(annotate_workbook(COPY, [], REVIEW))[SHEET]
    assert "【" not in texts["B4"].comment.text and texts["C4"].comment is None


def own_review():
    """A workbook with a list, and a sheet of the clerk's own that is called as ours and quotes a mark."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet(SHEET).write_string(3, 1, "学习不够深入")
    own = book.add_worksheet("审核意见")
    own.write_column(0, 0, ["领导的审核意见", "QD-R1.0123456789abcdef", "同意上报"])
    book.close()
    return buffer.getvalue()


def test_sheet_of_the_clerks_own_that_is_called_as_ours__is_not_replaced():
    copy = annotate_workbook(own_review(), FAULTS[:1], REVIEW)
    book = opened(copy)
    assert book.sheetnames == ["审核意见2", SHEET, "审核意见"]
    assert [cell.value for cell in book["审核意见"]["A"]] == ["领导的审核意见", "QD-R1.0123456789abcdef", "同意上报"]
    assert annotate_workbook(copy, FAULTS[:1], REVIEW) == copy


def test_our_sheet_with_another_title__is_ours_all_the_same():
    (part,) = (name for name, content in AFTER.items() if "审核意见".encode() in content and "sheets/" in name)
    retitled = patch_package(COPY, {part: lambda content: content.replace("审核意见".encode(), "已阅".encode(), 1)})
    assert annotate_workbook(retitled, FAULTS, REVIEW) == COPY


def test_rules_of_the_clerk_in_one_block_with_ours__stay():
    theirs = b'<cfRule type="duplicateValues" dxfId="0" priority="9" text="a&gt;b"/>'

    def joined(part):
        first = re.search(rb'(<conditionalFormatting sqref="C4">)(<cfRule)', part)
        return part[: first.end(1)] + theirs + part[first.end(1) :]

    copy = patch_package(COPY, {PART: joined})
    cleared = parts_of(annotate_workbook(copy, [], REVIEW))[PART]
    assert theirs in cleared and b"qingdan" not in cleared


def test_finding_on_a_sheet_that_is_not_there__is_not_marked_anywhere_else():
    with pytest.raises(PatchError):
        annotate_workbook(RICH, [make_finding("error", "required", sheet="没有的表", cell="C4", row=4)], REVIEW)


def test_cells_that_do_not_say_where_they_are__are_not_taken_for_blank_ones():
    placeless = patch_package(RICH, {PART: lambda part: re.sub(rb'<c r="[A-Z]+\d+"', b"<c", part)})
    with pytest.raises(PatchError):
        annotate_workbook(placeless, FAULTS, REVIEW)
