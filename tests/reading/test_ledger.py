"""Every stored cell is accounted for; what is not read is said; every change is recorded with old, new and why."""

import random

import pytest

from tests.conftest import ROOT
from tests.damage.filled import subject_of
from tests.formats.test_xlsb import cell, package, record, row, sheet, wide
from tests.reading.books import (
    HEADINGS,
    MEASURE,
    PROBLEM,
    ROWS,
    bare,
    found,
    rewritten,
    section,
    texts,
    with_cells,
    with_column,
)
from toolkit.damage import KINDS
from toolkit.messages import has_message

SHEET = "xl/worksheets/sheet1.xml"
LIST = [["填报单位：市教育局"], HEADINGS, *ROWS]
# The cell of the first problem's text, and of what is put into its place.
CELL = rb'<c r="F3" t="s"><v>\d+</v></c>'


@pytest.fixture(scope="module")
def plain():
    return bare({"表": LIST})


def told(file):
    ledger = file.ledger
    assert ledger.unexplained == 0 and not found(file, "unexplained"), ledger
    assert ledger.stored == ledger.taken + ledger.normalised + sum(ledger.left_out.values())
    assert min(ledger.taken, ledger.normalised, *ledger.left_out.values(), 0) == 0
    assert all(has_message(f"left_out.{why}") for why in ledger.left_out)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.make], ids=lambda kind: kind.key)
def test_every_kind_of_damage__is_accounted_cell_by_cell(read_all, filled, kind):
    damaged = kind.make(subject_of("01-市教育局-三类清单.xlsx", filled), random.Random(5))
    for file in read_all(damaged.files):
        told(file)


def test_every_example__is_accounted_cell_by_cell(collected):
    files = collected.batch.files
    assert len(files) == sum(path.is_file() for path in (ROOT / "examples/city/第1期/回收").rglob("*"))
    for file in files:
        told(file)
        assert file.ledger.stored > 100 or file.recognition.code


def test_issued_workbook__has_nothing_taken_but_what_was_issued(read, workspace):
    path = next(workspace.folders.issued.rglob("02*.xlsx"))
    file = read(path.read_bytes())
    told(file)
    assert file.ledger.left_out["numbered_only"] > 300 and len(texts(file, "duty")) == 2


@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        (rb"</sheetData>", rb'</sheetData><sheetData><row r="9"><c r="F9"><v>5</v></c></row></sheetData>'),
        (rb"(" + CELL + rb")", rb'\1<c r="F3"><v>7</v></c>'),
        (rb'(<row r="3".*?</row>)', rb"\1\1"),
    ],
    ids=["two parts of data", "one cell twice", "one row twice"],
)
def test_sheet_that_contradicts_itself__is_refused(read, plain, pattern, new):
    assert read(rewritten(plain, SHEET, pattern, new)).recognition.code == "damaged"


def test_value_that_no_reader_sees__is_lost(read, plain):
    file = read(rewritten(plain, SHEET, CELL, '<c r="F3" t="inlineStr"><v>写在别处</v></c>'.encode()))
    assert section(file, "problem").records[0].cleaned["problem"].unknown == "bad_cell"
    told(file)


def test_cells_that_the_reader_loses__are_unexplained_and_make_the_file_faulty(take):
    cells = [[cell(6, at, wide(text)) for at, text in enumerate(texts) if text] for texts in LIST]
    lost = [record(17, bytes(12)), record(17, bytes(12))]  # they name no column, and the native reader skips them
    rows = [part for number, line in enumerate(cells) for part in (row(number), *line)]
    collected = take({"甲.xlsb": package({"表": (0, sheet(*rows, *lost))})})
    assert collected.file_states["甲.xlsb"] == "faulty"
    (one,) = [found for found in collected.found if found.rule == "unexplained"]
    assert (one.severity, one.facts["count"]) == ("error", 2)


def test_text_in_raw_marks__is_read_or_said_to_be_lost(read, plain):
    raw = '<c r="F3" t="str"><v><![CDATA[听汇报多、看现场少]]></v></c>'.encode()
    file = read(rewritten(plain, SHEET, CELL, raw))
    assert texts(file, "problem", "problem")[0] or found(file, "unexplained")


@pytest.mark.way(39)
@pytest.mark.parametrize(
    "blank",
    [b"&#10;", b"_x000D_\n", b"&#13;&#10;", b"&#x20;", b"_x0009_", "　".encode(), b"&#160;", b"&#8203;"],
)
def test_text_of_nothing_but_white_space__is_no_cell_that_is_missed(read, plain, blank):
    strings = "xl/sharedStrings.xml"
    text = "听汇报多、看现场少".encode()
    file = read(rewritten(plain, strings, b"<t>" + text, b'<t xml:space="preserve">' + blank))
    assert section(file, "problem").records[0].cleaned["problem"].blank
    told(file)


@pytest.mark.parametrize(
    "inner",
    [b"<is><r><t> </t></r><r><t> </t></r></is>", b'<is><t> </t><rPh sb="0" eb="1"><t>x</t></rPh></is>', b"<is/>"],
)
def test_inline_text_of_nothing__is_no_cell_that_is_missed(read, plain, inner):
    told(read(rewritten(plain, SHEET, CELL, b'<c r="F3" t="inlineStr">' + inner + b"</c>")))


# -- changes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "cell", "written", "new", "why"),
    [
        (MEASURE, "K4", "2022.2.20", "2022-02-20", "date"),
        (MEASURE, "I4", "2022.6.30", "2022-06-30", "deadline"),
        (MEASURE, "M4", "３项", "3", "integer"),
        (PROBLEM, "I4", "立行立改", "即知即改", "choice"),
        (PROBLEM, "F4", "谈心谈话，群众反映", "谈心谈话、群众反映", "choices"),
        (PROBLEM, "J4", "苏敏局长", "苏敏", "names"),
        (MEASURE, "G4", "办公室;人事科", "办公室、人事科", "units"),
        (MEASURE, "C4", "问题1", "WT-001", "reference"),
        (PROBLEM, "A4", "1", "WT-001", "code"),
        (PROBLEM, "H4", "无", "", "blank"),
        (PROBLEM, "G4", " 听汇报多\u200b ", "听汇报多", "invisible"),
    ],
)
def test_change__is_recorded_with_old_new_and_why(read, filled, *, sheet, cell, written, new, why):
    key = {PROBLEM: "problem", MEASURE: "rectification"}[sheet]
    before = read(filled).ledger
    file = read(with_cells(filled, sheet, {cell: written}))
    changes = section(file, key).records[0].changes
    assert [(one.old, one.new) for one in changes if one.why == why] == [(written, new)]
    assert has_message(f"change.{why}")
    told(file)
    assert file.ledger.normalised >= before.normalised


def test_written_text__stays_beside_the_understood_one(read, filled):
    record = section(read(with_column(filled, PROBLEM, "I", ["立行立改"])), "problem").records[0]
    assert (record.written["category"], record.cleaned["category"].text) == ("立行立改", "即知即改")
