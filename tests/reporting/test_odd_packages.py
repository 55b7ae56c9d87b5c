"""Packages as odd programs write them: marked right, or refused, so that the unit gets a fresh one; never a crash."""

import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from tests.conftest import issued
from tests.reporting.rich import SHEET
from tests.reporting.test_lossless import (
    COPY,
    FAULTS,
    PART,
    REVIEW,
    RICH,
    fault,
    opened,
    parts_of,
)
from toolkit.ooxml import PatchError, patch_package, split_sheet_part
from toolkit.pipeline import collect, write_check
from toolkit.reporting import annotate_workbook

STYLES, STRINGS, NOTES, BOXES = (
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
)
RELS, BOOK = "xl/worksheets/_rels/sheet1.xml.rels", "xl/workbook.xml"


def changed(part, *pairs):
    def change(content):
        for old, new in pairs:
            assert old in content, old
            content = content.replace(old, new, 1)
        return content

    return patch_package(RICH, {part: change})


def renamed(old, new):
    """Return the package with a member called otherwise, its links as they were."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(RICH)) as source, zipfile.ZipFile(made, "w") as package:
        for name in source.namelist():
            package.writestr(new if name == old else name, source.read(name))
    return made.getvalue()


ODD = {
    "comment in the looks": changed(STYLES, (b"<fonts ", b"<!-- z --><fonts "), (b"<font>", b"<!-- y --><font>")),
    "line break before the place": changed(PART, (b'<c r="C4"', b'<c\nr="C4"')),
    "rule of the highest priority": changed(PART, (b'priority="1"', b'priority="2147483647"')),
    "capitals in a part's name": renamed(NOTES, "xl/Comments1.xml"),
    "backslash in a target": changed(RELS, (b"../comments1.xml", b"..\\comments1.xml")),
    "escape in a target": changed(RELS, (b"../comments1.xml", b"../%63omments1.xml")),
    "dot in a target": changed(RELS, (b"../comments1.xml", b"/xl/./comments1.xml")),
    "sheet number that is none": changed(BOOK, (b'sheetId="1"', b'sheetId="1.0"')),
}
REFUSED = {
    "texts under a prefix": changed(STRINGS, (b"<sst ", b"<x:sst xmlns:x='u' "), (b"<si>", b"<x:si>")),
    "text that is not there": patch_package(
        RICH, {PART: lambda part: re.sub(rb'(r="C4"[^>]*><v>)\d+', rb"\g<1>7777", part)}
    ),
    "no width": changed(PART, (b"<sheetData>", b'<cols><col min="1" max="2" width=""/></cols><sheetData>')),
    "boxes under another prefix": changed(BOXES, (b"xmlns:v=", b"xmlns:vm=")),
    "no boxes": changed(BOXES, (b"</xml>", b"")),
    "no looks": patch_package(RICH, {STYLES: lambda _: b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'}),
}  # fmt: skip


def _notes(parts):
    (part,) = (part for name, part in parts.items() if name.lower() == NOTES)
    return etree.fromstring(part).iter("{*}comment")


@pytest.mark.parametrize("content", ODD.values(), ids=list(ODD))
def test_odd_package__is_marked_as_any_other(content):
    copy = annotate_workbook(content, FAULTS, REVIEW)
    parts = parts_of(copy)
    names = [name.lower() for name in parts]
    assert len(set(names)) == len(names) and not any("\\" in name or "%" in name or "/./" in name for name in names)
    notes = {note.get("ref"): "".join(note.itertext()) for note in _notes(parts)}
    assert "【差错" in notes["C4"] and "别处的批注" in notes["A9"]
    assert b"EXACT(C4," in parts[PART]
    assert annotate_workbook(copy, FAULTS, REVIEW) == copy


@pytest.mark.parametrize("content", REFUSED.values(), ids=list(REFUSED))
def test_package_that_is_risky_to_change__is_refused(content):
    with pytest.raises(PatchError):
        annotate_workbook(content, FAULTS, REVIEW)


def test_boxes_under_prefixes_of_a_library__are_found_and_added_to():
    book, saved = openpyxl.Workbook(), io.BytesIO()
    book.active.title = SHEET
    book.active["C4"], book.active["A9"] = "阶段整改", "乙"
    book.active["A9"].comment = openpyxl.comments.Comment("别处的批注", "张三")
    book.save(saved)
    copy = annotate_workbook(saved.getvalue(), FAULTS[:1], REVIEW)
    (boxes,) = (part for name, part in parts_of(copy).items() if name.endswith(".vml"))
    assert len(etree.fromstring(boxes).findall("{urn:schemas-microsoft-com:vml}shape")) == 2
    assert opened(copy)[SHEET]["A9"].comment.text == "别处的批注"
    assert annotate_workbook(copy, FAULTS[:1], REVIEW) == copy


def test_picture_in_the_header_and_no_notes__stays_and_notes_get_a_drawing_of_their_own():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(3, 1, "学习不够深入")
    with zipfile.ZipFile(io.BytesIO(RICH)) as package:
        picture = next(package.read(name) for name in package.namelist() if name.startswith("xl/media/image1"))
    sheet.set_header("&L&G", {"image_left": "p.png", "image_data_left": io.BytesIO(picture)})
    book.close()
    before = parts_of(buffer.getvalue())
    after = parts_of(annotate_workbook(buffer.getvalue(), FAULTS[:1], REVIEW))
    assert after["xl/drawings/vmlDrawing1.vml"] == before["xl/drawings/vmlDrawing1.vml"]
    assert b"<v:shape " in after["xl/drawings/vmlDrawing2.vml"]
    assert [name for name, _ in split_sheet_part(after[PART]).children][-2:] == ["legacyDrawing", "legacyDrawingHF"]


def test_run_of_a_note__stands_before_how_it_is_spoken():
    spoken = changed(NOTES, (b"</text>", b'<phoneticPr fontId="1"/></text>'))
    root = etree.fromstring(parts_of(annotate_workbook(spoken, FAULTS, REVIEW))[NOTES])
    for text in root.iter("{*}text"):
        kinds = [etree.QName(child).localname for child in text]
        assert kinds == sorted(kinds, key=["t", "r", "rPh", "phoneticPr"].index)


def test_what_a_clerk_writes_behind_our_line__stays():
    said = "（单位说明：已与上级核实）"
    mark = "\u2063".encode()
    answered = patch_package(COPY, {NOTES: lambda part: part.replace(mark, mark + said.encode(), 1)})
    cleared = parts_of(annotate_workbook(answered, [], REVIEW))
    notes = ["".join(note.itertext()) for note in _notes(cleared)]
    assert any(text.endswith(said) and "【差错" not in text for text in notes)


def test_chart_sheet_that_was_selected__is_not_selected_beside_ours():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet(SHEET).write_string(3, 1, "学习不够深入")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": f"={SHEET}!$A$1:$A$2"})
    page = book.add_chartsheet("图")
    page.set_chart(chart)
    page.activate()
    book.close()
    parts = parts_of(annotate_workbook(buffer.getvalue(), FAULTS[:1], REVIEW))
    assert sum(b'tabSelected="1"' in part for name, part in parts.items() if "sheets/" in name) == 1


def test_finding_in_the_last_column__has_a_box_on_the_sheet():
    boxes = parts_of(annotate_workbook(RICH, [fault("XFD4")], REVIEW))[BOXES]
    right_edges = [int(one.split(b",")[4]) for one in re.findall(rb"<x:Anchor>([^<]*)<", boxes)]
    assert max(right_edges) == 16_383


def test_files_whose_names_become_alike__both_get_their_copy(small):
    for code, name in (("01", "教育 清单.xlsx"), ("01", "教育_清单.xls.xlsx")):
        book = openpyxl.load_workbook(issued(small, code))
        sheet = book["检视问题清单" if " " in name else "岗位职责清单"]
        sheet["B9"].value, sheet["F9"].value = "领导班子", "空"
        book.save(small.folders.returned / name.replace(".xls.", "."))
    sent = write_check(collect(small)).sent_back
    assert len(sent) == len(set(sent)) == 2 and all(path.is_file() for path in sent)


def test_returned_file_that_cannot_be_marked__gets_a_fresh_copy_and_does_not_stop_the_round(small):
    book = openpyxl.load_workbook(issued(small, "01"))
    sheet = book["检视问题清单"]
    sheet["B4"].value, sheet["F4"].value, sheet["H4"].value = "领导班子", "听汇报多、看现场少", "马上改"
    path = small.folders.returned / "甲.xlsx"
    book.save(path)
    path.write_bytes(
        patch_package(path.read_bytes(), {STYLES: lambda part: part.replace(b"cellStyleXfs", b"cellStyleYfs")})
    )
    (copy,) = write_check(collect(small)).sent_back
    texts = [str(cell) for row in openpyxl.load_workbook(copy)["审核意见"].iter_rows(values_only=True) for cell in row]
    assert any("另做了这一份" in text for text in texts)
