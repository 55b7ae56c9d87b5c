"""Where a list begins on its sheet: two-row and repeated headers, banner rows, several lists under each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.books import (
    HEADINGS,
    PROBLEM,
    ROWS,
    bare,
    edited,
    left_out,
    only,
    rules,
    section,
    texts,
    with_cells,
)
from toolkit.definition import load_definition
from toolkit.reading.heading_index import HeadingIndex

UNIT = ["填报单位：市教育局"]


def in_order(order):
    """Return headings and rows with their columns in another order."""
    return [[row[at] for at in order] for row in [HEADINGS, *ROWS]]


def grouped(part):
    """Put 对照检查 over 方面 and 问题来源; every other heading is merged down over both rows."""
    part.insert_rows(3, 1)
    for at in range(14):
        if at not in (4, 5):
            part.move_value(4, at, 3)
            part.merge_range(3, at, 4, at)
    part.put_text(3, 4, "对照检查")
    part.put_text(4, 4, "方面")
    part.merge_range(3, 4, 3, 5)


@pytest.mark.way(17)
def test_header_of_two_rows_with_a_group__is_read(read, filled):
    file = read(edited(filled, PROBLEM, grouped))
    assert section(file, "problem").header_row == 4
    assert texts(file, "problem") == texts(read(filled), "problem")
    assert "column_missing" not in rules(file)


@pytest.mark.way(17)
def test_header_merged_over_an_emptied_second_row__is_one_header(read, filled):
    file = read(edited(filled, PROBLEM, lambda part: part.insert_rows(4, 1)))
    assert texts(file, "problem") == texts(read(filled), "problem")


@pytest.mark.way(16)
def test_rows_above_the_header__are_no_records_and_may_name_the_unit(read):
    rows = [["附件2"], ["市教育局领导班子检视问题清单"], UNIT, ["存在问题", "见下"], [], HEADINGS, *ROWS]
    file = read(bare({"表": rows}))
    assert file.unit == "01" and texts(file, "problem", "number") == ["WT-001", "WT-002"]
    assert file.ledger.left_out["title"] == 5 and file.ledger.unexplained == 0


HOME_MADE = ["序号", "存在问题", "整改措施", "责任领导"]
OWN_ROWS = [[1, "听汇报多、看现场少", "每月到学校听课两次", "苏敏"], [2, "学习联系实际不紧", "每季度交流一次", "任重"]]


@pytest.mark.way(16, 18)
@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("市教育局民主生活会问题台账", "problem"),
        ("市教育局检视问题清单", "problem"),
        ("市教育局整改台账", "rectification"),
        ("市教育局整改落实台账", "rectification"),
    ],
)
def test_title_of_a_home_made_table__tells_which_list_it_is(read, title, key):
    file = read(bare({"Sheet1": [[title], HOME_MADE, *OWN_ROWS]}), "表.xlsx")
    assert (file.unit, {one.list_key for one in file.sections}) == ("01", {key})
    assert file.ledger.unexplained == 0


def test_title_that_names_two_lists__tells_nothing_about_the_list(read):
    file = read(bare({"Sheet1": [["市教育局检视问题、整改落实情况表"], HOME_MADE, *OWN_ROWS]}), "表.xlsx")
    assert file.sections == ()


def test_title_of_another_list__does_not_beat_the_headings(read):
    file = read(bare({"表": [["市教育局整改台账"], HEADINGS, *ROWS]}), "表.xlsx")
    assert [one.list_key for one in file.sections] == ["problem"]


@pytest.mark.parametrize("depth", [39, 40])
def test_header__is_looked_for_in_the_first_forty_rows(read, depth):
    file = read(bare({"表": [UNIT, *[[]] * (depth - 1), HEADINGS, *ROWS]}))
    assert len(texts(file, "problem")) == (2 if depth < 40 else 0)


@pytest.mark.way(20)
def test_header_repeated_over_the_same_columns__is_left_out_and_listed(read):
    file = read(bare({"表": [UNIT, HEADINGS, ROWS[0], HEADINGS, ROWS[1]]}))
    assert texts(file, "problem", "number") == ["WT-001", "WT-002"]
    assert left_out(file, "problem") == [(4, "header")]
    assert only(file, "left_out").at.row == 4


@pytest.mark.way(20)
@pytest.mark.parametrize("order", [[8, 7, 6, 5, 4, 3, 2, 1, 0], [0, 1, 2, 3, 4, 6, 5, 7, 8]], ids=["reversed", "two"])
def test_header_repeated_over_columns_in_another_order__holds_for_the_rows_below_it(read, order):
    heads, _, second = in_order(order)
    file = read(bare({"表": [UNIT, HEADINGS, ROWS[0], heads, second]}))
    assert texts(file, "problem") == texts(read(bare({"表": [UNIT, HEADINGS, *ROWS]})), "problem")
    assert file.ledger.unexplained == 0


def test_several_lists_under_each_other_and_twice_the_same__are_all_read(read):
    measures = [["措施编号", "问题编号", "整改措施", "责任领导", "责任单位", "整改时限", "整改进展"]]
    measures.append(["CS-001", "WT-001", "每月到学校听课两次", "苏敏", "办公室", "2022-06-30", "未启动"])
    heads, _, second = in_order([8, 7, 6, 5, 4, 3, 2, 1, 0])
    file = read(bare({"全部": [UNIT, HEADINGS, ROWS[0], [], ["整改部分"], *measures, [], heads, second]}))
    assert texts(file, "problem", "number") == ["WT-001", "WT-002"]
    assert texts(file, "rectification", "number") == ["CS-001"]
    assert file.ledger.unexplained == 0


@pytest.mark.parametrize("row", [["存在问题"], ["存在问题", "整改措施"]])
def test_record_that_speaks_of_headings__is_a_record(read, row):
    record = ["WT-003", "领导班子", "", "两个确立", "其他", *row, "长期整改", "苏敏"][:9]
    file = read(bare({"表": [UNIT, HEADINGS, *ROWS, record]}))
    assert texts(file, "problem", "number")[2:] == ["WT-003"] and left_out(file, "problem") == []


def test_second_header_row_with_instructions__is_never_lost(read, filled):
    content = edited(filled, PROBLEM, lambda part: part.insert_rows(4, 1))
    file = read(with_cells(content, PROBLEM, {"G4": "（逐条写）"}))
    assert len(texts(file, "problem")) == 6 and file.ledger.unexplained == 0


@pytest.mark.way(59)
@pytest.mark.way(16)
@pytest.mark.parametrize(
    "write",
    [
        lambda number, name: f"{number}.{name}",
        lambda number, name: f"{number}、{name}",
        lambda number, name: f"（{number}）{name}",
        lambda number, name: f"{'一二三四五六七八九'[number - 1]}、{name}",
        lambda number, name: f"{'①②③④⑤⑥⑦⑧⑨'[number - 1]} {name}",
        lambda number, name: f"{name}（必填）",
        lambda number, name: f"{name}\n（必填，从下拉框选）",
        lambda number, name: f"【选填】{name}",
        lambda number, name: f"{number}．{name}（不超过200字）",
        lambda number, name: f"*{name} 必填",
    ],
)
def test_heading_with_a_number_or_a_remark__is_the_heading(read, write):
    headings = [write(number, name) for number, name in enumerate(HEADINGS, 1)]
    plain, file = read(bare({"表": [UNIT, HEADINGS, *ROWS]})), read(bare({"表": [UNIT, headings, *ROWS]}))
    assert texts(file, "problem") == texts(plain, "problem")
    assert rules(file) == rules(plain)


def test_heading_that_is_exact__is_taken_before_one_with_a_remark(read):
    rows = [["1.存在问题", *HEADINGS], ["别的", *ROWS[0]], ["别的", *ROWS[1]]]
    assert texts(read(bare({"表": [UNIT, *rows]})), "problem", "problem") == [row[5] for row in ROWS]


@pytest.mark.way(17)
def test_group_over_single_letters_of_a_heading__is_joined_with_them(read):
    upper = ["措施编号", "问题编号", "整改措施", "责任", "", "", "整改时限", "整改进展"]
    lower = ["", "", "", "领导", "单位", "人", "", ""]
    row = ["CS-001", "WT-001", "每月到小区现场办公一次", "苏敏", "办公室", "任重远", "2022年6月", "已完成"]
    file = read(bare({"表": [UNIT, upper, lower, row]}))
    (found,) = texts(file, "rectification")
    assert (found["leader"], found["unit"], found["person"]) == ("苏敏", "办公室", "任重远")
    assert "column_missing" not in [one.rule for one in file.findings if one.severity == "error"]


COLUMNS = load_definition().find_list_type("problem").columns
NUMBERS = ["{}.", "{}、", "（{}）", "{})", "{} ", "一、", "(二) ", "A.", ""]
REMARKS = [
    "（必填）",
    "(选填)",
    "【下拉选择】",
    "\n（必填，请选择）",
    "*",
    " 必填",
    "（不超过200字）",
    "（限50字）",
    "",
]


@given(st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(REMARKS)), min_size=12, max_size=12))
def test_decorated_headings__find_the_columns_of_the_plain_ones(decoration):
    index = HeadingIndex(load_definition().list_types, words=load_definition().vocabulary.headings)
    plain = [column.label for column in COLUMNS]
    written = [
        number.format(at) + label + remark
        for at, (label, (number, remark)) in enumerate(zip(plain, decoration, strict=False), 1)
    ]
    for labels in (plain, written):
        found = index.match_columns((label,) for label in labels)["problem"].positions
        assert {COLUMNS[at].key: at for at in range(len(labels))} == dict(found)
