"""From the annotated copy back to the register: a clerk corrects some of it in an office program and sends it again."""

import shutil

import openpyxl
import pytest

from tests.conftest import issued
from tests.reading.books import decide
from toolkit.pipeline import (
    check_facts,
    collect,
    open_workspace,
    write_check,
)
from toolkit.reporting import find_questions

UNIT, MEASURES = "10", "整改落实清单"
FIRST = "10-市公安局-三类清单.xlsx"


@pytest.fixture(scope="module")
def rounds(city, office, tmp_path_factory):
    """The city checked once; the copy of one unit corrected in two cells, broken in one, sent back; checked again."""
    folder = tmp_path_factory.mktemp("再报") / "市"
    shutil.copytree(city, folder)
    first = write_check(collect(open_workspace(folder)))
    (copy,) = (path for path in first.sent_back if path.parent.name.startswith(UNIT))
    steps = [
        ["text", MEASURES, "I13", "2022-02-28"],
        ["day", MEASURES, "K15", "2022-03-01"],
        ["text", MEASURES, "J5", "差不多"],
    ]
    back = first.collected.workspace.folders.returned / copy.name
    office([{"open": str(copy), "steps": steps, "save": [str(back)]}], tmp_path_factory.mktemp("办公"))
    return first, write_check(collect(open_workspace(folder))), back


@pytest.mark.libreoffice
def test_corrected_copy__counts_and_its_origin_is_superseded_because_it_was_made_from_it(rounds):
    _, second, back = rounds
    states = second.collected.file_states
    assert (states[back.name], states[FIRST]) == ("faulty", "superseded")
    own = second.collected.findings
    said = own[(own["file"] == FIRST) & (own["rule"] == "superseded")]
    assert len(said) == 1 and said.iloc[0]["severity"] == "notice"


@pytest.mark.libreoffice
def test_solved_open_and_new__are_counted_exactly(rounds):
    first, second, _ = rounds
    assert first.progress.get(UNIT) is None
    progress = second.progress[UNIT]
    assert (progress.solved, progress.open, progress.new) == (2, 6, 1)
    facts = {one["code"]: one["since"] for one in check_facts(second.collected)["units"]}
    assert facts[UNIT] == {"solved": 2, "open": 6, "new": 1} and facts["01"] is None


@pytest.mark.libreoffice
def test_second_copy__has_none_of_the_first_ones_marks_and_says_what_is_new(rounds):
    _, second, _ = rounds
    (copy,) = (path for path in second.sent_back if path.parent.name.startswith(UNIT))
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames.count("审核意见") == 1 and book.sheetnames[0] == "审核意见"
    assert book[MEASURES]["I13"].comment is None and book[MEASURES]["K15"].comment is None
    rows = [row for row in book["审核意见"].iter_rows(values_only=True) if isinstance(row[0], int | float)]
    assert {row[2]: row[7] for row in rows}[f"{MEASURES}!J5"] == "新增"
    assert [row[7] for row in rows].count("仍有") == 6
    texts = [str(cell) for row in book["审核意见"].iter_rows(values_only=True) for cell in row if cell]
    assert any("已改好 2 处，仍有 6 处，新出现 1 处" in text for text in texts)


@pytest.mark.libreoffice
def test_records_of_the_corrected_copy__are_the_units_own_and_nothing_of_ours(rounds):
    first, second, back = rounds
    before, after = (
        next(file for file in one.collected.read if file.name == name)
        for one, name in ((first, FIRST), (second, back.name))
    )
    assert after.ledger.unexplained == 0
    changed = [
        (one.row, key)
        for own, other in zip(before.sections, after.sections, strict=True)
        for one, two in zip(own.records, other.records, strict=True)
        for key in one.cleaned
        if one.cleaned[key].text != two.cleaned[key].text
    ]
    assert changed == [(5, "progress"), (13, "deadline"), (15, "finish_date")]


@pytest.mark.libreoffice
def test_what_differed__stands_in_the_report(rounds):
    _, second, _ = rounds
    rows = list(openpyxl.load_workbook(second.report)["版本差异"].iter_rows(min_row=4, values_only=True))
    own = [row for row in rows if row[1] == FIRST]
    assert ("整改时限", "2022年2月30日", "2022-02-28") in [row[6:9] for row in own]
    assert len(own) == 3


@pytest.mark.libreoffice
def test_third_check_without_a_change__gives_the_same_bytes(rounds):
    _, second, _ = rounds
    folder = second.collected.workspace.folders.folder
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    write_check(collect(open_workspace(folder)))
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_copy_of_a_file_that_nothing_marks__is_known_by_what_it_was_made_from(small):
    """A table of the unit's own, decided once: its corrected copy needs no second decision."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["问题编号", "主体类型", "存在问题", "整改类别", "责任领导", "对照检查方面", "问题来源"])
    sheet.append(["WT-001", "领导班子", "听汇报多、看现场少", "马上改", "某某", "", "其他"])
    path = small.folders.returned / "汇报.xlsx"
    book.save(path)
    decided = decide(small, ("文件归属", path.name, "市教育局"))
    first = write_check(collect(decided))
    (copy,) = first.sent_back
    (small.folders.returned / "改好.xlsx").write_bytes(copy.read_bytes())
    second = collect(decided)
    assert {file.name: file.unit for file in second.batch.files} == {path.name: "01", "改好.xlsx": "01"}
    assert second.file_states[path.name] == "superseded"
    errors = [one for one in second.open_findings if one.unit == "01" and one.severity == "error"]
    assert {one.at.file for one in errors} == {"改好.xlsx"}


def test_filled_column_under_a_strange_heading__is_asked_where_a_column_is_missing(small):
    book = openpyxl.load_workbook(issued(small, "01"))
    sheet = book["检视问题清单"]
    sheet["C4"].value, sheet["G4"].value, sheet["H3"].value, sheet["H4"].value = (
        "领导班子",
        "看现场少",
        "剖析",
        "学习不够",
    )
    book.save(small.folders.returned / "甲.xlsx")
    collected = collect(small)
    (question,) = find_questions(collected.open_findings, small.campaign)
    assert (question.kind, question.found, question.options[0]) == ("column", "剖析", "原因分析")
