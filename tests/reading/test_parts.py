"""A list in several files of a unit: parts with other numbers are joined, the same numbers are superseded."""

import datetime as dt
import hashlib
import itertools

import pytest

from tests.reading.books import (
    HEADINGS,
    PROBLEM,
    ROWS,
    bare,
    found,
    only,
    rules,
    texts,
    with_cells,
)
from toolkit.findings import render_found, render_way_out
from toolkit.ooxml import repack_package
from toolkit.reading import FileReader, choose_counted_files, find_previous_returns
from toolkit.unit_token import format_revision

UNIT = ["填报单位：市教育局"]
DUTY_HEADINGS = ["职责编号", "主体类型", "姓名", "职务", "分工", "岗位职责"]
DUTY_ROW = ["ZZ-001", "领导班子", "", "领导班子", "主持全面工作", "研究决定重大事项"]


def part(*rows, day=1):
    return repack_package(bare({"表": [UNIT, HEADINGS, *rows]}), dt.datetime(2022, 3, day))


def copy_of(content, *rows, day=1, sheet="审核意见"):
    """Return what a clerk makes of our annotated copy of a file: other rows, and our sheet still in front."""
    mark = format_revision(hashlib.sha256(content).hexdigest())
    front = [["审核意见"], ["市教育局：某次民主生活会", "", mark], HEADINGS, ROWS[0]]
    return repack_package(bare({sheet: front, "表": [UNIT, HEADINGS, *rows]}), dt.datetime(2022, 3, day))


def corrected(row, text="联系实际仍不紧"):
    return [*row[:5], text, *row[6:]]


def counted(files):
    return {file.name for file in files if "problem" in file.counted}


def test_parts_with_other_numbers__are_joined_and_said(read_all):
    files = read_all({"上.xlsx": part(ROWS[0]), "下.xlsx": part(ROWS[1], day=2)})
    assert counted(files) == {"上.xlsx", "下.xlsx"}
    assert [only(file, "joined").facts["other"] for file in files] == [("下.xlsx",), ("上.xlsx",)]
    assert not any(found(file, "superseded", "partly_superseded") for file in files)
    assert all(file.ledger.unexplained == 0 for file in files)


@pytest.mark.way(9)
def test_same_numbers_again__supersede_and_are_accounted(read_all):
    later = [*ROWS[1][:5], "联系实际仍不紧", *ROWS[1][6:]]
    first, second = read_all({"清单.xlsx": part(*ROWS), "清单（最终版）.xlsx": part(ROWS[0], later, day=2)})
    assert counted([first, second]) == {"清单（最终版）.xlsx"}
    assert only(first, "superseded").facts["other"] == "清单（最终版）.xlsx"
    assert first.ledger.left_out["superseded"] == 15 and first.ledger.taken == first.ledger.unexplained == 0


@pytest.mark.way(9)
def test_one_number_in_both__is_a_new_version_and_not_a_part(read_all):
    files = read_all({"甲.xlsx": part(*ROWS), "乙.xlsx": part(ROWS[1], ["WT-003", *ROWS[0][1:]], day=2)})
    assert counted(files) == {"乙.xlsx"}


@pytest.mark.way(9)
def test_parts_without_numbers__are_versions(read_all):
    files = read_all({"甲.xlsx": part(["", *ROWS[0][1:]]), "乙.xlsx": part(["", *ROWS[1][1:]], day=2)})
    assert counted(files) == {"乙.xlsx"}


@pytest.mark.way(9)
@pytest.mark.parametrize(
    ("older", "newer"),
    [("清单V1.xlsx", "清单V2.xlsx"), ("清单0910.xlsx", "清单0918.xlsx"), ("清单(1).xlsx", "清单(2).xlsx")],
)
def test_versions_saved_at_one_moment__count_by_the_number_in_the_name(read_all, older, newer):
    other = [*ROWS[0][:5], "改过的话在这里", *ROWS[0][6:]]
    for names in ((older, newer), (newer, older)):
        files = read_all({name: part(ROWS[0]) if name == older else part(other) for name in names})
        assert counted(files) == {newer}


@pytest.mark.way(10)
def test_same_bytes_under_two_names__count_once(read_all):
    files = read_all({"甲.xlsx": part(*ROWS), "甲 - 副本.xlsx": part(*ROWS)})
    assert len(counted(files)) == 1
    assert [rule for file in files for rule in rules(file) if rule == "same_bytes"] == ["same_bytes"]
    (copy,) = (file for file in files if file.standing.copy_of)
    assert copy.content.findings and all(one not in copy.findings for one in copy.content.findings)
    assert sum(len(texts(file, "problem")) for file in files if file.counted) == 2


@pytest.mark.way(49)
def test_untouched_list__never_takes_the_place_of_a_filled_one(read_all, filled, workspace):
    blank = repack_package(
        with_cells(filled, PROBLEM, {f"{c}{row}": "" for row in range(4, 9) for c in "BCDEFGHIJKL"}), None
    )
    files = read_all({"甲.xlsx": part(*ROWS), "乙.xlsx": blank})
    assert counted(files) == {"甲.xlsx"}


# -- copies of ours that come back -----------------------------------------------------------------------


def test_copy_of_ours_corrected__counts_before_its_original_also_with_an_older_date(read_all):
    original = part(*ROWS, day=20)
    files = read_all({"清单.xlsx": original, "改好.xlsx": copy_of(original, corrected(ROWS[0]), ROWS[1], day=3)})
    assert counted(files) == {"改好.xlsx"}
    one = only(files[0], "superseded")
    assert (one.severity, one.facts["evidence"]) == ("notice", "revision")
    assert "它是照本文件的退改件改的" in render_found(one)


def test_copy_of_a_copy__counts_before_both(read_all):
    first = part(*ROWS, day=20)
    second = copy_of(first, corrected(ROWS[0]), ROWS[1], day=9)
    third = copy_of(second, corrected(ROWS[0], "又改了一回，写得更实"), ROWS[1], day=3)
    contents = {"1.xlsx": first, "2.xlsx": second, "3.xlsx": third}
    for names in itertools.permutations(contents):
        files = read_all({name: contents[name] for name in names})
        assert counted(files) == {"3.xlsx"}
        assert {file.name: file.standing.superseded_by.get("problem") for file in files if not file.counted} == {
            "1.xlsx": "3.xlsx",
            "2.xlsx": "3.xlsx",
        }


def test_copy_that_renumbers_its_rows__is_no_part_beside_its_original(read_all):
    original = part(ROWS[0], day=1)
    files = read_all({"清单.xlsx": original, "改好.xlsx": copy_of(original, ["WT-009", *ROWS[0][1:]], day=2)})
    assert counted(files) == {"改好.xlsx"}


def test_list_that_a_copy_holds_unchanged__does_not_come_back_over_what_replaced_it(read_all):
    original = part(*ROWS, day=1)
    newer = part(corrected(ROWS[0]), ROWS[1], day=2)
    files = read_all({"旧.xlsx": original, "新.xlsx": newer, "退改.xlsx": copy_of(original, *ROWS, day=3)})
    assert counted(files) == {"新.xlsx"}
    assert only(files[2], "superseded").facts["evidence"] == "unchanged"


def test_copy_made_from_an_older_return__is_doubted_where_another_came_meanwhile(read_all):
    original = part(*ROWS, day=1)
    newer = part(corrected(ROWS[0]), ROWS[1], day=2)
    copy = copy_of(original, *ROWS, ["WT-003", *ROWS[0][1:]], day=3)
    files = read_all({"旧.xlsx": original, "新.xlsx": newer, "退改.xlsx": copy})
    assert counted(files) == {"退改.xlsx"}
    one = only(files[1], "superseded")
    assert (one.severity, one.facts["doubts"]) == ("warning", ("older_base",))
    assert "没有接着本文件改" in render_found(one)


def test_later_file_that_is_no_copy__is_doubted_over_a_copy(read_all):
    original = part(*ROWS, day=1)
    copy = copy_of(original, corrected(ROWS[0]), ROWS[1], day=2)
    files = read_all({"旧.xlsx": original, "退改.xlsx": copy, "又报.xlsx": part(*ROWS, day=3)})
    assert counted(files) == {"又报.xlsx"}
    assert not only(files[0], "superseded").facts["doubts"]
    one = only(files[1], "superseded")
    assert (one.facts["doubts"], one.facts["later"]) == (("reversed",), "又报.xlsx")
    assert "文件归属、又报.xlsx、不采用" in render_way_out(one)


def test_same_copy_corrected_and_sent_twice__raises_no_doubt(read_all):
    original = part(*ROWS, day=1)
    once = copy_of(original, corrected(ROWS[0]), ROWS[1], day=2)
    twice = copy_of(original, corrected(ROWS[0]), corrected(ROWS[1]), day=3)
    files = read_all({"旧.xlsx": original, "一改.xlsx": once, "再改.xlsx": twice})
    assert counted(files) == {"再改.xlsx"}
    assert not any(one.facts["doubts"] for file in files for one in found(file, "superseded"))


@pytest.mark.parametrize("sheet", ["审核意见", "意见"])
def test_sheet_in_front_of_a_copy__is_no_list_and_is_accounted(read, sheet):
    original = part(*ROWS)
    rows = [corrected(ROWS[0])]
    file = read(copy_of(original, *rows, sheet=sheet))
    assert file.source.revises == hashlib.sha256(original).hexdigest()[:16]
    assert "other_sheet" not in rules(file) and file.ledger.unexplained == 0
    if sheet == "审核意见":
        assert texts(file, "problem", "number") == ["WT-001"]
        assert file.ledger.left_out["office_sheet"] == 3 + len(HEADINGS) + sum(map(bool, ROWS[0]))


@pytest.mark.libreoffice
def test_copy_of_ours_saved_in_another_format__is_known_by_its_mark(read, office, tmp_path):
    original = part(*ROWS)
    (tmp_path / "a.xlsx").write_bytes(copy_of(original, *ROWS))
    paths = [tmp_path / f"b.{ending}" for ending in ("xls", "ods", "xlsx")]
    office([{"open": str(tmp_path / "a.xlsx"), "save": [str(path) for path in paths]}], tmp_path)
    for path in paths:
        file = read(path.read_bytes(), path.name)
        assert file.source.revises == hashlib.sha256(original).hexdigest()[:16]
        assert texts(file, "problem", "number") == ["WT-001", "WT-002"]


# -- signs and doubts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "later", "sign", "said"),
    [
        (("甲.xlsx", 1), ("乙.xlsx", 2), "saved", "它保存得晚（2022-"),
        (("甲（初稿）.xlsx", 1), ("乙.xlsx", 1), "marker", "它写的是“（没有写）”，本文件写的是“初稿”"),
        (("甲V3.xlsx", 1), ("甲最终版.xlsx", 1), "marker", "它写的是“最终”，本文件写的是“（没有写）”"),
        (("清单V1.xlsx", 1), ("清单V2.xlsx", 1), "version", "按文件名里的版本号"),
        (("a.xlsx", 1), ("b.xlsx", 1), "name", "只能按文件名的顺序"),
    ],
)
def test_sign_by_which_a_file_counts__is_said(read_all, earlier, later, sign, said):
    contents = {earlier[0]: part(*ROWS, day=earlier[1]), later[0]: part(corrected(ROWS[0]), ROWS[1], day=later[1])}
    for names in (contents, list(contents)[::-1]):
        files = {file.name: file for file in read_all({name: contents[name] for name in names})}
        assert counted(files.values()) == {later[0]}
        one = only(files[earlier[0]], "superseded")
        assert one.facts["evidence"] == sign
        assert said in render_found(one)


def test_time_of_the_file__is_named_as_such_where_a_sheet_keeps_none(workspace):
    reader = FileReader(workspace.campaign, workspace.stamp, 1)
    csv = [
        "\n".join(",".join(row) for row in [UNIT, HEADINGS, *rows]) for rows in (ROWS, [corrected(ROWS[0]), ROWS[1]])
    ]
    files = choose_counted_files(
        reader.read(f"{day}.csv", text.encode(), dt.datetime(2022, 3, day)) for day, text in enumerate(csv, 1)
    )
    assert [file.source.modified_by for file in files] == ["file", "file"]
    one = only(files[0], "superseded")
    assert one.facts["evidence"] == "file_time" and "按文件的时间算" in render_found(one)


@pytest.mark.parametrize(
    ("earlier", "later", "doubted"),
    [
        ("清单最终版.xlsx", "清单.xlsx", True),
        ("清单.xlsx", "清单（初稿）.xlsx", True),
        ("定稿/清单.xlsx", "清单.xlsx", True),
        ("清单初稿.xlsx", "清单定稿.xlsx", False),
        ("清单（未定稿）.xlsx", "清单.xlsx", False),
        ("清单（初稿、定稿）.xlsx", "清单.xlsx", False),
    ],
)
def test_marker_in_a_name_against_the_date__is_doubted(read_all, earlier, later, doubted):
    files = read_all({earlier: part(*ROWS), later: part(corrected(ROWS[0]), ROWS[1], day=2)})
    assert counted(files) == {later}
    one = only(files[0], "superseded")
    assert ("marker" in one.facts["doubts"], one.severity == "warning") == (doubted, doubted)


def test_file_replaced_by_two_others__is_told_of_each(read_all):
    both = repack_package(
        bare({"甲": [UNIT, HEADINGS, ROWS[0]], "乙": [DUTY_HEADINGS, DUTY_ROW]}), dt.datetime(2022, 3, 1)
    )
    duty = repack_package(
        bare({"乙": [UNIT, DUTY_HEADINGS, [*DUTY_ROW[:-1], "研究决定大事"]]}), dt.datetime(2022, 3, 2)
    )
    files = read_all({"旧.xlsx": both, "职责.xlsx": duty, "问题.xlsx": part(corrected(ROWS[0]), day=3)})
    told = {one.facts["later"]: one.facts["lists"] for one in found(files[0], "partly_superseded")}
    assert told == {"职责.xlsx": ("duty",), "问题.xlsx": ("problem",)}


# -- what counted before ---------------------------------------------------------------------------------


def test_before_the_last_return__the_earlier_one_counted(read_all):
    days = {1: ROWS, 2: [corrected(ROWS[0]), ROWS[1]], 3: [ROWS[0], corrected(ROWS[1])]}
    earlier = find_previous_returns(read_all({f"{day}.xlsx": part(*rows, day=day) for day, rows in days.items()}))
    assert {file.name: set(file.counted) for file in earlier} == {"1.xlsx": set(), "2.xlsx": {"problem"}}
    assert [len(found(file, "superseded")) for file in earlier] == [1, 0]


def test_return_in_new_parts__is_one_new_return(read_all):
    parts = {"全.xlsx": part(*ROWS), "上.xlsx": part(corrected(ROWS[0]), day=2), "下.xlsx": part(ROWS[1], day=3)}
    assert [file.name for file in find_previous_returns(read_all(parts))] == ["全.xlsx"]


def test_file_that_was_saved_after_it_came__is_doubted(take):
    future = repack_package(bare({"表": [UNIT, HEADINGS, ROWS[0]]}), dt.datetime(2099, 1, 1))
    collected = take({"初报.xlsx": future, "改后.xlsx": part(corrected(ROWS[0]))})
    (superseded,) = [finding for finding in collected.found if finding.rule == "superseded"]
    assert (superseded.at.file, superseded.severity) == ("改后.xlsx", "warning")
    assert "时钟不对" in render_found(superseded)


# -- the same list numbered anew -------------------------------------------------------------------------


@pytest.mark.way(9)
@pytest.mark.parametrize("numbers", [("问1", "问2"), ("2022-1", "2022-2"), ("WT-101", "WT-102"), ("一", "二")])
def test_same_list_under_other_numbers__counts_once_and_is_asked(read_all, numbers):
    again = [[number, *row[1:]] for number, row in zip(numbers, ROWS, strict=True)]
    first, second = read_all({"甲.xlsx": part(*ROWS), "乙.xlsx": part(*again, day=2)})
    assert counted([first, second]) == {"乙.xlsx"}
    one = only(first, "superseded")
    assert one.severity == "warning" and "编号却全换了" in render_found(one)


@pytest.mark.way(9)
def test_part_with_some_of_the_same_rows__is_joined_with_a_doubt(read_all):
    others = [["WT-003", *corrected(ROWS[0], "另外一件事，办得也不够实")[1:]] for _ in range(1)]
    others += [["WT-004", *corrected(ROWS[0], "还有一件事，办得也不够实")[1:]], ["WT-005", *ROWS[0][1:]]]
    more = ["WT-009", *corrected(ROWS[0], "第三件事，几年都没有办成")[1:]]
    files = read_all({"甲.xlsx": part(*ROWS, more), "乙.xlsx": part(*others, day=2)})
    assert counted(files) == {"甲.xlsx", "乙.xlsx"}
    assert {only(file, "joined").severity for file in files} == {"warning"}
    assert "有 1 行写的与它相同" in render_found(only(files[0], "joined"))


@pytest.mark.way(9)
def test_part_with_numbers_of_another_form__is_joined_with_a_doubt(read_all):
    files = read_all({"甲.xlsx": part(ROWS[0]), "乙.xlsx": part(["补1-1", *ROWS[1][1:]], day=2)})
    assert counted(files) == {"甲.xlsx", "乙.xlsx"}
    assert "编号的写法与它不一样" in render_found(only(files[1], "joined"))


def test_cause_that_all_records_share__makes_parts_no_copies(read_all):
    cause = "理论学习抓得不紧、理解不深不透，联系实际不够，满足于一知半解"
    first, second = ([*row[:6], cause, *row[7:]] for row in ROWS)
    third = ["WT-003", *corrected(first, "第三件事，几年都没有办成")[1:]]
    files = read_all({"甲.xlsx": part(first, second), "乙.xlsx": part(third, day=2)})
    assert counted(files) == {"甲.xlsx", "乙.xlsx"}
