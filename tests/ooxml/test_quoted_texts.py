"""Texts that we write into somebody's workbook stay texts when their cells are edited."""

import io

import openpyxl
import pytest

from toolkit.formats import open_workbook
from toolkit.ooxml import Package, PackageSheets, SheetTable, put_table


def somebodys_workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"] = "甲", 1
    sheet["A1"].font = openpyxl.styles.Font(name="KaiTi", bold=True)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_texts(texts, content=None):
    """Return a workbook after texts were written into it, by row and column."""
    package = Package(content or somebodys_workbook())
    (part,) = PackageSheets(package).parts.values()
    table = SheetTable(package.read_part(part))
    for (row, column), text in texts.items():
        table.put_text(row, column, text)
    put_table(package, part, table)
    return package.build_bytes()


def sheet_of(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@甲", "＝1", "\t=1", " =1"])
def test_a_text_like_a_formula__is_marked_and_keeps_the_look_of_its_cell(text):
    cell = sheet_of(with_texts({(1, 0): text}))["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert (cell.font.name, cell.font.bold) == ("KaiTi", True)


def test_other_texts__change_no_style():
    content = somebodys_workbook()
    styles = Package(content).read_part("xl/styles.xml")
    assert Package(with_texts({(1, 0): "乙", (2, 0): "1-2"}, content)).read_part("xl/styles.xml") == styles


def test_many_marked_texts__share_a_style_and_writing_again_adds_none():
    texts = {(row, 1): f"={row}" for row in range(1, 30)}
    once = with_texts(texts)
    looks = len(openpyxl.load_workbook(io.BytesIO(once))._cell_styles)
    assert looks == len(openpyxl.load_workbook(io.BytesIO(somebodys_workbook()))._cell_styles) + 1
    assert len(openpyxl.load_workbook(io.BytesIO(with_texts(texts, once)))._cell_styles) == looks


def test_a_text_over_a_marked_one__is_the_text():
    table = {(1, 0): "=1"}
    assert sheet_of(with_texts({(1, 0): "乙"}, with_texts(table)))["A1"].value == "乙"


@pytest.mark.parametrize(
    ("text", "written"),
    [("a\ud800b", "a\ufffdb"), ("_x0041_", "_x0041_"), ("a\x01b", "a\x01b"), ("<b>&amp;", "<b>&amp;")],
)
def test_any_text__is_written_into_a_sound_part(text, written):
    assert open_workbook(with_texts({(1, 0): text})).grids[0].rows[0][0] == written


def test_a_text_too_long_for_a_cell__says_so():
    value = sheet_of(with_texts({(1, 0): "长" * 40_000}))["A1"].value
    assert len(value) == 32_767 and value.endswith("（原文共 40000 字，放不下的没有写在这里）")
