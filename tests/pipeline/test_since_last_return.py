"""The second report: what a unit's new return solved, left open and brought along, to the number."""

import datetime as dt
import shutil

import pytest

from tests.damage.filled import campaign_of, filled_workbook
from tests.reading.books import (
    DUTY,
    HEADINGS,
    MEASURE,
    PROBLEM,
    ROWS,
    bare,
    with_cells,
)
from toolkit.ooxml import repack_package
from toolkit.pipeline import collect, compare_returns, write_check

FAULTS = {"G5": "", "I6": "随便改改", "I7": "马上就改"}  # a problem without words; two classes that are none
NEXT = {
    "I6": "随便改改",
    "I7": "长期整改",
    "F8": "道听途说",
}  # one corrected, one filled, one left; a source that is none


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return campaign_of(tmp_path_factory.mktemp("进展") / "小城")


@pytest.fixture(scope="module")
def filled(workspace):
    return filled_workbook(workspace)[1]


@pytest.fixture
def returned(workspace):
    """Put files into an empty 回收/ and collect them."""

    def returned(files):
        shutil.rmtree(workspace.folders.returned, ignore_errors=True)
        for name, content in files.items():
            path = workspace.folders.returned / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return collect(workspace)

    return returned


def on(day, content):
    return repack_package(content, dt.datetime(2022, 3, day))


def figures(progress):
    return progress.solved, progress.open, progress.new


def test_one_return__has_no_progress(returned, filled):
    assert compare_returns(returned({"甲.xlsx": with_cells(filled, PROBLEM, FAULTS)})) == {}


def test_second_return__is_told_solved_open_and_new(returned, filled):
    first, second = (with_cells(filled, PROBLEM, cells) for cells in (FAULTS, NEXT))
    collected = returned({"甲.xlsx": on(1, first), "乙.xlsx": on(2, second)})
    progress = compare_returns(collected)["01"]
    assert figures(progress) == (2, 1, 1)
    assert progress.before == ("甲.xlsx",)
    assert [(one.rule, one.at.cell) for one in progress.solved_findings] == [
        ("required", "G5"),
        ("one_of", "I7"),
    ]
    told = collected.findings.loc[sorted(progress.open_positions), ["file", "severity", "value"]].values.tolist()
    assert ["乙.xlsx", "error", "随便改改"] in told
    new = collected.findings.loc[sorted(progress.new_positions)]
    assert new["cell"].tolist() == ["F8"]


def test_progress__is_the_same_whatever_the_files_are_called(returned, filled):
    first, second = on(1, with_cells(filled, PROBLEM, FAULTS)), on(2, with_cells(filled, PROBLEM, NEXT))
    for names in (("甲.xlsx", "乙.xlsx"), ("乙.xlsx", "甲.xlsx")):
        collected = returned(dict(zip(names, (first, second), strict=True)))
        assert figures(compare_returns(collected)["01"]) == (2, 1, 1)


def test_units_with_one_return__are_left_out(returned, filled, workspace):
    other = bare({"表": [["填报单位：市公安局"], HEADINGS, *ROWS]})
    faulty = with_cells(filled, PROBLEM, FAULTS)
    collected = returned({"甲.xlsx": on(1, faulty), "乙.xlsx": on(2, filled), "公安局.xlsx": other})
    assert list(compare_returns(collected)) == ["01"]


def test_everything_corrected__leaves_nothing_open(returned, filled):
    collected = returned({"甲.xlsx": on(1, with_cells(filled, PROBLEM, FAULTS)), "乙.xlsx": on(2, filled)})
    assert figures(compare_returns(collected)["01"]) == (3, 0, 0)


def test_wrong_value_replaced_by_another_wrong_one__is_still_open(returned, filled):
    files = {"甲.xlsx": {"I6": "随便改改"}, "乙.xlsx": {"I6": "再议"}}
    collected = returned(
        {name: on(day, with_cells(filled, PROBLEM, cells)) for day, (name, cells) in enumerate(files.items(), 1)}
    )
    assert figures(compare_returns(collected)["01"]) == (0, 1, 0)


def test_fault_of_a_record_that_moved_to_another_row__is_still_open(returned, filled):
    first = with_cells(filled, PROBLEM, {"G8": ""})
    moved = with_cells(first, PROBLEM, {"A9": "WT-005", "A8": ""})
    cells = "CDEFGIJKL"
    texts = ["班子成员", "白露", "两个确立", "群众反映", "", "即知即改", "白露、苏敏", "ZZ-004", "否"]
    moved = with_cells(moved, PROBLEM, dict.fromkeys((f"{c}8" for c in cells), ""))
    moved = with_cells(moved, PROBLEM, {f"{c}9": text for c, text in zip(cells, texts, strict=True) if text})
    progress = compare_returns(returned({"甲.xlsx": on(1, first), "乙.xlsx": on(2, moved)}))["01"]
    assert figures(progress) == (0, 1, 0)


def test_third_return__is_compared_with_the_second(returned, filled):
    cells = [FAULTS, NEXT, {"F8": "道听途说", "G4": ""}]
    files = {f"{day}.xlsx": on(day, with_cells(filled, PROBLEM, one)) for day, one in enumerate(cells, 1)}
    progress = compare_returns(returned(files))["01"]
    assert (figures(progress), progress.before) == ((1, 1, 1), ("2.xlsx",))


def test_one_list_returned_anew__leaves_the_others_open(returned, filled):
    faulty = with_cells(with_cells(filled, PROBLEM, {"I6": "随便改改"}), DUTY, {"K5": "极高"})
    alone = bare({PROBLEM: [["填报单位：市教育局"], HEADINGS, *ROWS]})
    collected = returned({"甲.xlsx": on(1, faulty), "乙.xlsx": on(2, alone)})
    progress = compare_returns(collected)["01"]
    assert "one_of" in [one.rule for one in progress.solved_findings]
    still = collected.findings.loc[sorted(progress.open_positions)]
    assert ("甲.xlsx", "duty", "极高") in still[["file", "list", "value"]].itertuples(index=False, name=None)


def test_list_filled_after_it_came_empty__is_solved(returned, filled):
    blank = {f"{letter}{row}": "" for row in range(4, 10) for letter in "CDEFGHIJKLMNOPQRSTUV"}
    first = with_cells(filled, MEASURE, blank)
    progress = compare_returns(returned({"甲.xlsx": on(1, first), "乙.xlsx": on(2, filled)}))["01"]
    assert "list_empty" in [one.rule for one in progress.solved_findings]
    assert (progress.open, progress.new) == (0, 0)


def test_parts_of_one_list__are_no_new_return(returned):
    parts = {f"{n}.xlsx": on(n + 1, bare({"表": [["填报单位：市教育局"], HEADINGS, ROWS[n]]})) for n in range(2)}
    assert compare_returns(returned(parts)) == {}


def test_same_bytes_again__are_no_new_return(returned, filled):
    content = on(1, with_cells(filled, PROBLEM, FAULTS))
    assert compare_returns(returned({"甲.xlsx": content, "甲 - 副本.xlsx": content})) == {}


def test_part_corrected__is_compared_with_that_part_alone(returned):
    wrong = ["WT-001", *ROWS[0][1:7], "再议", ROWS[0][8]]
    parts = [wrong, ROWS[1], ROWS[0]]
    files = {
        f"{day}.xlsx": on(day, bare({"表": [["填报单位：市教育局"], HEADINGS, row]}))
        for day, row in enumerate(parts, 1)
    }
    progress = compare_returns(returned(files))["01"]
    assert progress.before == ("1.xlsx", "2.xlsx")
    assert [(one.rule, one.value) for one in progress.solved_findings] == [("one_of", "再议")]
    assert progress.new == 0


def test_copy_sent_back_and_corrected__counts_and_tells_what_it_solved(returned, filled, workspace):
    faulty = on(20, with_cells(filled, PROBLEM, FAULTS))
    shutil.rmtree(workspace.folders.sent_back, ignore_errors=True)
    write_check(returned({"甲.xlsx": faulty}))
    (copy,) = workspace.folders.sent_back.rglob("*.xlsx")
    corrected = on(3, with_cells(copy.read_bytes(), PROBLEM, {"G5": "对入园难问题掌握不细"}))
    collected = returned({"甲.xlsx": faulty, copy.name: corrected})
    assert collected.file_states == {"甲.xlsx": "superseded", copy.name: "faulty"}
    assert figures(compare_returns(collected)["01"]) == (1, 2, 0)
