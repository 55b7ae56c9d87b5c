"""Texts in our workbooks stay texts, whatever is in them."""

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from tests.laws import examples
from toolkit.excel import LONGEST_CELL, SafeSheet, Styles, create_workbook, set_up_page
from toolkit.formats import open_workbook
from toolkit.text import begins_like_formula, show_tricks

DAY = dt.date(2022, 4, 1)
LIKE_FORMULAS = [
    "=1+1",
    "+86 10 6655",
    "-",
    "@SUM(A1)",
    "\t=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    "  =1",
    "\u3000=1",
    "\u200b=1",
    "\ufeff=1",
    "'=1",
    '"=1',
    "“=1”",
]
PLAIN = ["整改", "1-2", "", "（一）=", "a=b", "《=》", "—", "1", "．=", "#N/A"]


def written(*texts, write=None):
    """Return a workbook with these texts below each other, written by our sheet, as bytes."""
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, DAY, "标题")
    sheet, styles = workbook.add_worksheet("表"), Styles(workbook)
    for row, text in enumerate(texts):
        sheet.write_string(row, 0, text, styles["text"])
    if write:
        write(sheet, styles)
    workbook.close()
    return buffer.getvalue()


def cells_of(content):
    return [cell for (cell,) in openpyxl.load_workbook(io.BytesIO(content))["表"].iter_rows(max_col=1)]


@pytest.mark.parametrize("text", LIKE_FORMULAS)
def test_a_text_like_a_formula__is_a_text_that_stays_one_when_it_is_edited(text):
    (cell,) = cells_of(written(text))
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


@pytest.mark.parametrize("text", [text for text in PLAIN if text])
def test_any_other_text__has_no_mark(text):
    (cell,) = cells_of(written(text))
    assert (cell.value, cell.quotePrefix) == (text, False)


def test_marked_texts__share_one_more_format_for_each_format():
    many = written(*[f"={n}" for n in range(50)], *[f"{n}甲" for n in range(50)])
    one = written("=1", "1甲")
    styles = [openpyxl.load_workbook(io.BytesIO(content))._cell_styles for content in (many, one)]
    assert len(styles[0]) == len(styles[1])


def test_a_marked_text__looks_like_any_other():
    marked, plain = cells_of(written("=1", "甲"))
    for look in ("font", "fill", "border", "alignment", "number_format", "protection"):
        assert repr(getattr(marked, look)) == repr(getattr(plain, look))


def test_a_text_without_a_format__is_marked_in_the_usual_look():
    content = written(write=lambda sheet, _: sheet.write_column(0, 0, ["=1", "甲"]))
    marked, plain = cells_of(content)
    assert (marked.quotePrefix, repr(marked.font)) == (True, repr(plain.font))


@pytest.mark.parametrize("text", ["<r>&</r>", "<r><t>甲</t></r>", "<r></r>", "<r>_x0041_</r>", "<r> 甲 </r>"])
def test_a_text_written_like_markup__is_that_text(text):
    assert open_workbook(written(text)).grids[0].rows[0][0] == text


@pytest.mark.parametrize("text", ["_x0041_", "a_x000D_b", "&amp;", "]]>", "<!--", "{{ x }}", "{%p if %}"])
def test_signs_of_other_languages__come_back_verbatim(text):
    assert open_workbook(written(text)).grids[0].rows[0][0] == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲\u202e乙", "甲[U+202E]乙"),
        ("甲\x1b[31m", "甲[U+001B][31m"),
        ("甲\x00\x07乙", "甲[U+0000][U+0007]乙"),
        ("甲\ud800乙", "甲\ufffd乙"),
        ("甲\r\n乙\u2028丙\x0b丁", "甲\n乙\n丙\n丁"),
        ("\ufffe", "\ufffd"),
    ],
)
def test_what_would_trick_the_screen__is_shown_by_its_code(text, shown):
    assert [cell.value for cell in cells_of(written(text))] == [shown]


@pytest.mark.parametrize(
    "name", ["ياسىن\u200cمۇھەممەد", "葛\U000e0100城", "𠮷田", "👨\u200d👩\u200d👧", "\u1820\u180b"]
)
def test_names_of_other_scripts__stay_whole(name):
    assert [cell.value for cell in cells_of(written(name))] == [name]


def test_formulas__keep_their_texts_and_saved_results_hold_no_control_characters():
    formula = 'IF(A1="FILTER(SORT(_xlfn.",1,"{=x}")'

    def write(sheet, styles):
        sheet.write_formula(0, 0, f"={formula}", styles["text"], "\x01_x0041_\u202e")

    content = written(write=write)
    assert cells_of(content)[0].value == f"={formula}"
    assert open_workbook(content).grids[0].rows[0][0] == "[U+0001]_x0041_[U+202E]"
    assert "xl/metadata.xml" not in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_notes_and_prompts__hold_no_control_characters():
    def write(sheet, _):
        sheet.write_comment(0, 0, "\x01甲\u202e")
        sheet.data_validation(0, 0, 0, 0, {"validate": "list", "source": ["\x01", "乙"], "input_message": "\x02\ud800"})

    book = openpyxl.load_workbook(io.BytesIO(written(write=write)))
    assert book["表"]["A1"].comment.text == "[U+0001]甲[U+202E]"
    assert book["表"].data_validations.dataValidation[0].prompt == "[U+0002]\ufffd"


@pytest.mark.parametrize(
    "target", ["https://example.org", "external:c:/a.xlsx", "file:///etc/passwd", "internal:'\x01'!A1"]
)
def test_a_link_that_leads_out_of_the_workbook__is_a_text(target):
    content = written(write=lambda sheet, styles: sheet.write_url(0, 0, target, styles["text"], "看这里"))
    (cell,) = cells_of(content)
    assert (cell.value, cell.hyperlink) == ("看这里", None)


@pytest.mark.parametrize("name", ["=1+1", "=cmd|' /C calc'!A0", "甲!A1", "甲\u202e"])
def test_names_of_charts__are_texts(name):
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, DAY, name)
    sheet = workbook.add_worksheet("表")
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series({"name": name, "values": "=表!$A$1:$A$2"})
    chart.set_title({"name": name})
    sheet.insert_chart(0, 0, chart)
    workbook.close()
    part = zipfile.ZipFile(buffer).read("xl/charts/chart1.xml").decode()
    assert part.count(show_tricks(name)) == 2 and part.count("<c:f>") == 1


@pytest.mark.parametrize("name", ["&" * 300, "甲" * 300, "&P&[Tab]&K000000", "一\n二\u202e"])
def test_headers__have_no_codes_of_texts_and_are_not_too_long(name):
    content = written(write=lambda sheet, _: set_up_page(sheet, header=name, unit=name, footer=""))
    header = openpyxl.load_workbook(io.BytesIO(content))["表"].oddHeader
    part = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    line = re.search("<oddHeader>(.*?)</oddHeader>", part, re.DOTALL)[1].replace("&amp;", "&")
    assert len(line) <= 255 and "\n" not in line and "\u202e" not in line and header is not None
    assert "&" not in re.sub(r"&&|&[LR]|&11 ", "", line)


def test_a_text_too_long_for_a_cell__says_so():
    (cell,) = cells_of(written("=" + "𠮷" * LONGEST_CELL))
    assert len(cell.value.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert cell.value.endswith(f"（原文共 {LONGEST_CELL + 1} 字，放不下的没有写在这里）") and cell.quotePrefix


@settings(max_examples=examples(100))
@given(st.lists(st.text(st.characters(codec=None), max_size=12), min_size=1, max_size=8))
def test_any_texts__come_back_as_they_are_shown_and_none_is_a_formula(texts):
    rows = open_workbook(written("首", *texts, "尾")).grids[0].rows
    assert [row[0] if row else "" for row in rows] == ["首", *map(show_tricks, texts), "尾"]


@given(st.text(st.characters(codec="utf-8"), max_size=6))
def test_what_is_shown__is_shown_the_same_again(text):
    assert show_tricks(show_tricks(text)) == show_tricks(text)


@given(st.sampled_from("=+-@＝＋－＠\t\r\n"), st.text(max_size=3))
def test_every_sign_of_a_formula__counts_at_the_beginning(sign, rest):
    assert begins_like_formula(sign + rest)


def test_our_sheet__replaces_methods_that_the_library_calls():
    for name in ("_prepare_formula", "_write_string", "_write_formula", "_write_url"):
        assert getattr(SafeSheet, name) is not getattr(Worksheet, name)
    assert "_write_string" in Worksheet.write_string.__wrapped__.__code__.co_names
    assert "_write_string" in Worksheet._write_url.__code__.co_names


@pytest.mark.libreoffice
def test_an_office_program__saves_such_texts_as_they_are(office, tmp_path):
    texts = [*LIKE_FORMULAS, "<r>&</r>", "_x0041_", "甲\u202e乙", *filter(None, PLAIN)]
    path, saved = tmp_path / "写.xlsx", tmp_path / "存.xlsx"
    path.write_bytes(written("首", *texts))
    office([{"open": str(path), "steps": [["recalculate"]], "save": [str(saved)]}], tmp_path)
    rows = open_workbook(saved.read_bytes()).grids[0].rows
    assert [row[0] for row in rows] == ["首", *map(show_tricks, texts)]
