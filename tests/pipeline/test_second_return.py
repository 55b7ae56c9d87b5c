"""From the annotated copy back to the register: a clerk corrects some of it in an office program and sends it again."""

import shutil

import openpyxl
import pytest

from toolkit.pipeline import check_facts, collect, open_workspace, write_check

pytestmark = pytest.mark.libreoffice
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
        ["text", MEASURES, "H13", "2022-02-28"],
        ["day", MEASURES, "J15", "2022-03-01"],
        ["text", MEASURES, "I5", "差不多"],
    ]
    back = first.collected.workspace.places.returned / copy.name
    office([{"open": str(copy), "steps": steps, "save": [str(back)]}], tmp_path_factory.mktemp("办公"))
    return first, write_check(collect(open_workspace(folder))), back


def test_corrected_copy__counts_and_its_origin_is_superseded_because_it_was_made_from_it(rounds):
    _, second, back = rounds
    states = second.collected.file_states
    assert (states[back.name], states[FIRST]) == ("faulty", "superseded")
    own = second.collected.findings
    said = own[(own["file"] == FIRST) & (own["rule"] == "superseded")]
    assert len(said) == 1 and said.iloc[0]["severity"] == "notice"


def test_solved_open_and_new__are_counted_exactly(rounds):
    first, second, _ = rounds
    assert first.progress.get(UNIT) is None
    progress = second.progress[UNIT]
    assert (progress.solved, progress.open, progress.new) == (2, 6, 1)
    facts = {one["code"]: one["since"] for one in check_facts(second.collected)["units"]}
    assert facts[UNIT] == {"solved": 2, "open": 6, "new": 1} and facts["01"] is None


def test_second_copy__has_none_of_the_first_ones_marks_and_says_what_is_new(rounds):
    _, second, _ = rounds
    (copy,) = (path for path in second.sent_back if path.parent.name.startswith(UNIT))
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames.count("审核意见") == 1 and book.sheetnames[0] == "审核意见"
    assert book[MEASURES]["H13"].comment is None and book[MEASURES]["J15"].comment is None
    rows = [row for row in book["审核意见"].iter_rows(values_only=True) if isinstance(row[0], int | float)]
    assert {row[2]: row[7] for row in rows}[f"{MEASURES}!I5"] == "新增"
    assert [row[7] for row in rows].count("仍有") == 6
    texts = [str(cell) for row in book["审核意见"].iter_rows(values_only=True) for cell in row if cell]
    assert any("已改好 2 处，仍有 6 处，新出现 1 处" in text for text in texts)


def test_records_of_the_corrected_copy__are_the_units_own_and_nothing_of_ours(rounds):
    first, second, back = rounds
    before, after = (
        next(file for file in one.collected.batch.files if file.name == name)
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


def test_what_differed__stands_in_the_report(rounds):
    _, second, _ = rounds
    rows = list(openpyxl.load_workbook(second.report)["版本差异"].iter_rows(min_row=4, values_only=True))
    own = [row for row in rows if row[1] == FIRST]
    assert ("整改时限", "2022年2月30日", "2022-02-28") in [row[6:9] for row in own]
    assert len(own) == 3


def test_third_check_without_a_change__gives_the_same_bytes(rounds):
    _, second, _ = rounds
    folder = second.collected.workspace.places.folder
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    write_check(collect(open_workspace(folder)))
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
