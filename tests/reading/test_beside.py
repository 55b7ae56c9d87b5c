"""What stands beside the cells: notes, text boxes, documents, pictures, struck rows, words under hints."""

import io

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.laws import examples
from tests.reading.beside_parts import (
    PICTURE,
    attach,
    box,
    comments,
    drawing,
    old_box,
    put_objects,
    strike,
    threads,
    wrapped,
)
from tests.reading.books import HEADINGS, PROBLEM, ROWS, bare, found, only, rewritten, rules, section, texts, with_cells
from toolkit.findings import make_finding, render_found, render_sentence
from toolkit.formats import open_workbook
from toolkit.ooxml import Package
from toolkit.reporting import Review, annotate_workbook
from toolkit.reporting.package_marks import AUTHOR

SHEET = "xl/worksheets/sheet1.xml"
LIST = [["填报单位：市教育局"], HEADINGS, *ROWS]
BESIDE = (
    "beside_note",
    "beside_text_box",
    "beside_embedded",
    "beside_picture",
    "beside_unread",
    "struck",
    "hint_words",
)


@pytest.fixture(scope="module")
def plain():
    return bare({PROBLEM: LIST})


def named(file):
    """Return the things named beside the cells: rule, cell, text."""
    return [(one.rule, *where) for one in found(file, *BESIDE) for where in one.facts.get("places", ())]


def test_workbook_handed_out_and_filled__has_nothing_beside_its_cells(read, filled):
    assert found(read(filled), *BESIDE) == []


@pytest.mark.way(52)
def test_note_on_a_cell__is_named_with_its_text_and_without_its_author(read, plain):
    content = attach(
        plain, SHEET, [("comments", "xl/n.xml", comments([("F3", "邬思源:\n请删除"), ("A4", "原因：不到位")]))]
    )
    one = only(read(content), "beside_note")
    assert (one.severity, one.at.sheet, one.at.cell, one.list_key) == ("warning", PROBLEM, "F3", "problem")
    assert one.facts["places"] == (("F3", "请删除"), ("A4", "原因：不到位"))
    assert "F3“请删除”、A4“原因：不到位”" in render_sentence(one)


def test_thread_on_a_cell__is_named_once_with_its_replies(read, plain):
    said = threads([("F3", "这条删掉"), ("F3", "同意")])
    old = comments([("F3", "[线程批注]\n您的 Excel 版本可读取此线程批注\n注释:\n    这条删掉")], author="tc={1}")
    content = attach(plain, SHEET, [("threadedComment", "xl/t.xml", said), ("comments", "xl/n.xml", old)])
    assert only(read(content), "beside_note").facts["places"] == (("F3", "这条删掉 / 同意"),)


def test_thread_of_which_only_the_placeholder_is_left__is_named_all_the_same(read, plain):
    old = comments([("F3", "[线程批注]\n注释:\n    这条删掉")], author="tc={1}")
    assert "这条删掉" in render_found(only(read(attach(plain, SHEET, [("comments", "xl/n.xml", old)])), "beside_note"))


def test_our_own_notes__are_not_reported_but_what_a_clerk_added_to_them_is(read, plain):
    ours = "【差错3】“姓名”没有填。请填写。\u2063"
    notes = [
        ("A2", "表格标识：QD1.abcdef.01.problem.1.00000000.00000000\n请不要删除。"),
        ("C3", ours),
        ("J3", "【本行】有 1 处要看：C3\u2063"),
        ("D3", f"{ours}\n已经改了"),
        ("E3", f"{ours}见附件"),
    ]
    file = read(attach(plain, SHEET, [("comments", "xl/n.xml", comments(notes, AUTHOR))]))
    assert named(file) == [("beside_note", "D3", "已经改了"), ("beside_note", "E3", "见附件")]


def marked_copy(read, content):
    """Return the annotated copy of a workbook with a fault that both a cell and its row are told of."""
    faulty = with_cells(content, PROBLEM, {"H4": "马上改"})
    doubt = make_finding("warning", "beside_note", sheet=PROBLEM, list="problem", cell="F4", row=4, places=(), count=1)
    fault = make_finding("error", "required", sheet=PROBLEM, list="problem", cell="C4", row=4, column="姓名", value="")
    return annotate_workbook(faulty, [fault, doubt], Review(title="小城", unit="市教育局", token=""))


def test_copy_that_we_marked__is_read_without_a_word_about_our_notes(read, filled):
    copy = marked_copy(read, filled)
    assert sum(one.kind == "note" for grid in open_workbook(copy).grids for one in grid.beside) > 3
    assert found(read(copy), *BESIDE) == []


@pytest.mark.libreoffice
def test_our_notes_saved_by_an_office_program__are_still_known_as_ours(read, filled, office, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(marked_copy(read, filled))
    saved = [tmp_path / f"b{ending}" for ending in (".xlsx", ".ods", ".xls")]
    office([{"open": str(tmp_path / "a.xlsx"), "save": [str(path) for path in saved]}], tmp_path)
    for path in saved:
        opened = open_workbook(path.read_bytes())
        assert sum(one.kind == "note" for grid in opened.grids for one in grid.beside) > 3, path.name
        assert found(read(path.read_bytes(), path.name), *BESIDE) == [], path.name


@pytest.mark.way(52)
def test_text_box__is_named_with_its_cell_and_text(read, plain):
    shapes = [(30, 3, box("补充问题：\n班子会前通气不够")), (1, 0, wrapped(box("重要"))), (5, 5, PICTURE)]
    file = read(attach(plain, SHEET, [("drawing", "xl/drawings/d.xml", drawing(shapes))]))
    assert only(file, "beside_text_box").severity == "warning"
    assert only(file, "beside_picture").severity == "notice"
    assert named(file) == [
        ("beside_text_box", "A2", "重要"),
        ("beside_text_box", "D31", "补充问题：\n班子会前通气不够"),
        ("beside_picture", "F6", ""),
    ]


def test_text_box_in_the_old_drawing_language__is_named_although_it_is_no_xml(read, plain):
    file = read(attach(plain, SHEET, [("vmlDrawing", "xl/drawings/v.vml", old_box("另有两条", 6, 2))]))
    assert named(file) == [("beside_text_box", "C7", "另有两条")]


def test_embedded_documents__are_named_once_each(read, plain):
    content = attach(
        plain,
        SHEET,
        [("oleObject", "xl/embeddings/o1.bin", b"\xd0\xcf"), ("package", "xl/embeddings/清单.docx", b"PK")],
    )
    content = put_objects(content, SHEET, [("rId1", "Package", 4, 2)])
    assert named(read(content)) == [("beside_embedded", "", "清单.docx"), ("beside_embedded", "C5", "Package")]


def test_damaged_drawing__costs_no_value_and_is_said(read, plain):
    file = read(attach(plain, SHEET, [("drawing", "xl/drawings/d.xml", b"<xdr:wsDr"), ("comments", "xl/n.xml", b"")]))
    assert len(texts(file, "problem")) == 2 and only(file, "beside_unread").severity == "warning"


@pytest.mark.way(52)
def test_struck_row__counts_and_is_a_doubt_with_its_number(read, plain):
    file = read(strike(plain, SHEET, ["A3", "B3", "D3", "E3", "F3", "H3", "I3", "F4"]))
    one = only(file, "struck")
    assert (one.severity, one.facts["rows"], one.facts["numbers"]) == ("warning", (3,), ("WT-001",))
    assert one.facts["places"] == (("F4", "学习联系实际不紧"),)
    assert "第 3 行（WT-001）、F4“学习联系实际不紧”画了删除线" in render_sentence(one)
    assert texts(file, "problem", "number") == ["WT-001", "WT-002"]


def test_struck_words_in_a_cell__are_named(read):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    struck, sheet = book.add_format({"font_strikeout": True}), book.add_worksheet(PROBLEM)
    for number, row in enumerate(LIST):
        sheet.write_row(number, 0, row)
    sheet.write_rich_string(2, 5, "听汇报", struck, "多次", "、看现场少")
    book.close()
    file = read(buffer.getvalue())
    assert only(file, "struck").facts["places"] == (("F3", "多次"),)
    assert texts(file, "problem", "problem")[0] == "听汇报多次、看现场少"


def test_heading_or_title_struck_out__is_nobodys_doubt(read, plain):
    assert "struck" not in rules(read(strike(plain, SHEET, ["A1", "A2", "B2", "C2"])))


def test_picture_in_a_cell__is_called_a_picture(read, plain):
    picture = rb'<c r="G3" t="e" vm="1"><v>#VALUE!</v></c><c r="H3"'
    content = rewritten(plain, SHEET, rb'<c r="H3"', picture)
    (record, _) = section(read(content), "problem").records
    assert record.cleaned["cause"].unknown == "picture"


def test_words_under_the_hints__are_a_doubt_and_hints_are_not(read):
    rows = [
        [*HEADINGS, "填写提示"],
        [*ROWS[0], "√ 请核对：“姓名”应填"],
        [*ROWS[1], "这条不报了"],
        ["WT-003", *[""] * 8, "同上"],
    ]
    file = read(bare({PROBLEM: [["填报单位：市教育局"], *rows, ["WT-004", *[""] * 8, "× “姓名”未填"]]}))
    assert only(file, "hint_words").severity == "warning"
    assert named(file) == [("hint_words", "J4", "这条不报了"), ("hint_words", "J5", "同上")]


def test_things_on_our_own_sheets__are_not_looked_at(read, filled):
    content = attach(filled, SHEET, [("drawing", "xl/drawings/d.xml", drawing([(3, 3, box("随手记"))]))])
    assert found(read(content), *BESIDE) == []


def test_text_box_on_a_sheet_without_a_list__is_named_too(read):
    content = bare({PROBLEM: LIST, "附": [[""]]})
    content = attach(
        content, "xl/worksheets/sheet2.xml", [("drawing", "xl/drawings/d.xml", drawing([(0, 0, box("还有"))]))]
    )
    assert named(read(content)) == [("beside_text_box", "A1", "还有")]


CELLS = st.tuples(st.integers(0, 40), st.integers(0, 20))
WORDS = st.text("删除本条见附件问题一二三", min_size=1, max_size=8)


THINGS = st.fixed_dictionaries(
    {
        "boxes": st.dictionaries(CELLS, WORDS, max_size=4),
        "notes": st.dictionaries(CELLS, WORDS, max_size=4),
        "documents": st.lists(CELLS, max_size=3, unique=True),
        "pictures": st.lists(CELLS, max_size=3, unique=True),
        "struck": st.sets(st.sampled_from(["B3", "D3", "E3", "F3", "H3", "I3", "B4", "C4", "F4", "I4"])),
    }
)


def cell_of(at):
    return f"{chr(65 + at[1])}{at[0] + 1}"


def put_beside(content, things):
    """Return the workbook with things beside its cells."""
    shapes = [(*at, box(text)) for at, text in things["boxes"].items()]
    shapes += [(*at, PICTURE) for at in things["pictures"]]
    notes = [(cell_of(at), text) for at, text in things["notes"].items()]
    parts = [("drawing", "xl/drawings/d.xml", drawing(shapes)), ("comments", "xl/n.xml", comments(notes))]
    parts += [("oleObject", f"xl/embeddings/o{n}.bin", b"") for n in range(len(things["documents"]))]
    content = attach(strike(content, SHEET, things["struck"]), SHEET, parts)
    return put_objects(content, SHEET, [(f"rId{n}", "Word.8", *at) for n, at in enumerate(things["documents"], 3)])


def wanted_places(things):
    return [
        *(("beside_note", cell_of(at), text) for at, text in things["notes"].items()),
        *(("beside_text_box", cell_of(at), text) for at, text in things["boxes"].items()),
        *(("beside_embedded", cell_of(at), "Word.8") for at in things["documents"]),
        *(("beside_picture", cell_of(at), "") for at in things["pictures"]),
    ]


@settings(max_examples=examples(120), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(things=THINGS)
def test_whatever_is_put_beside_whatever_cells__each_is_named_once_and_no_value_changes(read, plain, things):
    file = read(put_beside(plain, things))
    assert sorted(one for one in named(file) if one[0] != "struck") == sorted(wanted_places(things))
    rows = [row for one in found(file, "struck") for row in one.facts["rows"]]
    single = [where for one in found(file, "struck") for where, _ in one.facts["places"]]
    in_rows = [where for where in things["struck"] if int(where[1:]) in rows]
    assert sorted([*single, *in_rows]) == sorted(things["struck"])
    assert texts(file, "problem") == texts(read(plain), "problem")


@pytest.mark.libreoffice
def test_things_that_an_office_program_puts_beside_the_cells__are_named_in_each_of_its_formats(
    read, plain, office, tmp_path
):
    (tmp_path / "a.xlsx").write_bytes(plain)
    steps = [("note", "F3", "请删除"), ("strike", "A4:I4"), ("strike_words", "F3", 3, 2)]
    steps += [("text_box", "D12", "补充一条"), ("embed", "E20")]
    saved = [tmp_path / f"b{ending}" for ending in (".xlsx", ".ods", ".xls")]
    job = {"open": str(tmp_path / "a.xlsx"), "steps": [[name, PROBLEM, *rest] for name, *rest in steps]}
    office([{**job, "save": [str(path) for path in saved]}], tmp_path)
    for path in saved:
        file = read(path.read_bytes(), path.name)
        assert only(file, "beside_note").facts["places"] == (("F3", "请删除"),), path.name
        assert only(file, "struck").facts["rows"] == (4,) and only(file, "struck").facts["places"] == (("F3", "多、"),)
        assert [text for _, text in only(file, "beside_text_box").facts["places"]] == ["补充一条"], path.name
        # The program itself drops an empty document from xlsx.
        assert path.suffix == ".xlsx" or only(file, "beside_embedded").facts["count"] == 1, path.name
        assert texts(file, "problem") == texts(read(plain), "problem"), path.name


def test_signed_workbook__is_noticed_once(read, plain):
    package = Package(plain)
    package.put_part("_xmlsignatures/origin.sigs", b"")
    package.put_part("_xmlsignatures/sig1.xml", b"<Signature/>")
    assert only(read(package.build_bytes()), "signed").severity == "notice"
    assert "signed" not in rules(read(plain))
