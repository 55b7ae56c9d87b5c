"""Notes on cells: ours come under others, go without them, and every box is found whoever drew it."""

import io
import re

import openpyxl
import pytest
import xlsxwriter

from toolkit.excel import LAST_COLUMN, LAST_ROW
from toolkit.ooxml import (
    Comments,
    Package,
    PackageSheets,
    PatchError,
    split_sheet_part,
)

SHEET = "表"


def workbook(notes=()):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, "甲")
    sheet.set_column(1, 1, 60)
    for cell, text in notes:
        sheet.write_comment(cell, text, {"author": "张三"})
    book.close()
    return buffer.getvalue()


def count_own(line):
    return len(line) if line.startswith("【") else 0


def with_notes(content, texts, change=lambda package: None, ours=count_own):
    package = Package(content)
    part = PackageSheets(package).parts[SHEET]
    change(package)
    frame = split_sheet_part(package.read_part(part))
    notes = Comments(package, part, frame)
    notes.remove_own_lines(ours)
    notes.add_texts(texts, "我们")
    notes.save()
    package.put_part(part, frame.part)
    return package.build_bytes()


def notes_of(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content))[SHEET]
    return {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}


def boxes(content):
    package = Package(content)
    name = next(name for name in package.names if name.endswith(".vml"))
    return package.read_part(name)


def test_first_note_of_a_sheet__brings_its_parts_and_links():
    content = with_notes(workbook(), {"B2": "【一】改"})
    assert notes_of(content) == {"B2": "【一】改"}
    assert boxes(content).count(b"<v:shape ") == 1


def test_our_lines__go_and_others_stay_to_the_letter():
    before = workbook([("B2", "我的批注\n  第二行")])
    own = notes_of(before)["B2"]
    marked = with_notes(before, {"B2": "【一】改\n【二】核", "C3": "【三】看"})
    assert notes_of(marked)["B2"] == f"{own}\n【一】改\n【二】核"
    cleared = with_notes(marked, {})
    assert notes_of(cleared) == {"B2": own}
    assert boxes(cleared).count(b"<v:shape ") == 1


def test_line_of_ours_between_others__goes_alone():
    content = with_notes(workbook([("B2", "上\n【一】改\n下")]), {})
    assert notes_of(content)["B2"].endswith("上\n下")


def test_box_of_a_note__grows_with_what_is_added():
    content = with_notes(workbook([("B2", "短")]), {"B2": "\n".join("【一】" + "长" * 40 for _ in range(8))})
    places = boxes(content).split(b"<x:Anchor>")[1].split(b"</x:Anchor>")[0].split(b",")
    assert int(places[6]) - int(places[2]) > 8
    assert boxes(content).count(b"<v:shape ") == 1


def test_drawing_that_is_no_sound_xml__is_added_to_all_the_same():
    def unsound(package):
        name = next(name for name in package.names if name.endswith(".vml"))
        package.put_part(
            name, package.read_part(name).replace(b"</xml>", b"<v:textbox><font>a<br>b</font></v:textbox></xml>")
        )

    content = with_notes(workbook([("B2", "旧")]), {"C3": "【一】新"}, unsound)
    assert boxes(content).count(b"<v:shape ") == 2 and b"a<br>b" in boxes(content)
    assert boxes(content).endswith(b"</xml>")


def test_threaded_comment__is_left_alone():
    def threaded(package):
        name = next(name for name in package.names if "comments" in name)
        package.put_part(
            name, package.read_part(name).replace("张三</author>".encode(), b"tc={00000000-0001}</author>")
        )

    content = with_notes(workbook([("B2", "讨论")]), {"B2": "【一】改", "C3": "【二】看"}, threaded)
    assert "【一】" not in notes_of(content)["B2"]
    assert notes_of(content)["C3"] == "【二】看"


def change_part(ending, old, new):
    """Return a change that replaces bytes in the part whose name ends so."""

    def change(package):
        name = next(name for name in package.names if name.endswith(ending))
        assert old in package.read_part(name)
        package.put_part(name, package.read_part(name).replace(old, new))

    return change


def test_comments_of_several_cells__have_one_author_and_a_box_each():
    content = with_notes(workbook(), {"B2": "【一】改", "C3": "【二】看"})
    assert notes_of(content) == {"B2": "【一】改", "C3": "【二】看"}
    assert boxes(content).count(b"<v:shape ") == 2
    assert Package(content).read_part("xl/comments1.xml").count(b"<author>") == 1


def test_sheet_without_anything_to_add__is_left_without_comments():
    assert not any("comments" in name for name in Package(with_notes(workbook(), {})).names)


def test_box_that_is_large_enough__stays():
    before = workbook([("B2", "短")])
    anchor = boxes(before).split(b"<x:Anchor>")[1].split(b"<")[0]
    wide = [*anchor.split(b",")[:6], b"99", b"0"]
    marked = with_notes(before, {"B2": "【一】改"}, change_part(".vml", anchor, b",".join(wide)))
    assert b",".join(wide) in boxes(marked)


def test_comment_without_a_box__goes_alone():
    before = with_notes(workbook(), {"B2": "【一】改"})
    cleared = with_notes(before, {}, change_part(".vml", b"<x:Row>1</x:Row>", b""))
    assert notes_of(cleared) == {}
    assert boxes(cleared).count(b"<v:shape ") == 1


def test_drawing_of_a_library_with_other_prefixes__is_written_under_the_usual_ones():
    book, buffer = openpyxl.load_workbook(io.BytesIO(workbook([("B2", "旧")]))), io.BytesIO()
    book.save(buffer)
    assert b"<v:shape " not in boxes(buffer.getvalue())
    content = with_notes(buffer.getvalue(), {"C3": "【一】新"})
    assert boxes(content).count(b"<v:shape ") == 2


def test_line_of_ours_that_somebody_wrote_on__keeps_what_was_written():
    content = with_notes(workbook([("B2", "【一】已改")]), {}, ours=lambda line: 3 if line.startswith("【一】") else 0)
    assert notes_of(content)["B2"].endswith("已改") and "【一】" not in notes_of(content)["B2"]


def test_comment_of_plain_text__keeps_it_before_ours():
    run, plain = b"<r><rPr>", b"<t>plain</t><r><rPr>"
    content = with_notes(workbook([("B2", "旧")]), {"B2": "【一】新"}, change_part("comments1.xml", run, plain))
    assert notes_of(content)["B2"].startswith("plain") and notes_of(content)["B2"].endswith("\n【一】新")


@pytest.mark.parametrize(
    "change",
    [
        lambda package: package.drop_part("xl/comments1.xml"),
        lambda package: package.drop_part("xl/drawings/vmlDrawing1.vml"),
        change_part("comments1.xml", b"commentList", b"other"),
    ],
)
def test_comments_with_a_part_missing__are_refused(change):
    with pytest.raises(PatchError):
        with_notes(workbook([("B2", "旧")]), {"B2": "【一】新"}, change)


@pytest.mark.parametrize("cell", ["XFD1", "XFC4", "A1048576", "XFD1048576", "B2"])
def test_box_of_a_note__stays_on_the_grid_of_the_sheet(cell):
    text = "【一】" + "很长的意见" * 60
    content = with_notes(workbook(), {cell: text})
    anchor = re.search(rb"<x:Anchor>([^<]*)</x:Anchor>", boxes(content))[1]
    left, _, top, _, right, _, bottom, _ = map(int, anchor.split(b","))
    assert 0 <= left <= right < LAST_COLUMN and 0 <= top < bottom < LAST_ROW
    again = with_notes(content, {cell: text * 3})  # the box grows
    assert int(re.search(rb"<x:Anchor>([^<]*)</x:Anchor>", boxes(again))[1].split(b",")[6]) < LAST_ROW
