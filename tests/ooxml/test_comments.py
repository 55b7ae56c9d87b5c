"""Notes on cells: ours come under others, go without them, and every box is found whoever drew it."""

import io

import openpyxl
import xlsxwriter

from toolkit.ooxml import (
    Comments,
    Package,
    PackageSheets,
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


def with_notes(content, texts, change=lambda package: None):
    package = Package(content)
    part = PackageSheets(package).parts[SHEET]
    change(package)
    frame = split_sheet_part(package.read_part(part))
    notes = Comments(package, part, frame)
    notes.remove_own_lines(lambda line: len(line) if line.startswith("【") else 0)
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
