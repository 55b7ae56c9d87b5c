"""Names, numbers, references and blanks as clerks write them; and what holds for any cell whatever."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.cleaning import (
    CleanedCell,
    Cleaner,
    format_plain_text,
    is_blank_word,
    split_items,
)
from toolkit.definition import load_definition

DEFINITION = load_definition()
CLEANER = Cleaner(DEFINITION, frozenset({"张三", "欧阳修"}))
COLUMNS = [(one.key, c) for one in DEFINITION.usual_lists for c in one.columns]
IDS = [f"{key}.{column.key}" for key, column in COLUMNS]


def cleaned(list_key, column_key, value):
    return CLEANER.clean(list_key, DEFINITION.find_list_type(list_key).find_column(column_key), value)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("张三", ("张三",)),
        ("张 三", ("张三",)),
        ("王　五", ("王五",)),
        (" 张三 ", ("张三",)),
        ("欧阳 修", ("欧阳修",)),
        ("张三、李四", ("张三", "李四")),
        ("张三，李四；王五/赵六", ("张三", "李四", "王五", "赵六")),
        ("张三 李四", ("张三", "李四")),
        ("张三\n李四", ("张三", "李四")),
        ("张 三、李　四", ("张三", "李四")),
        ("张三（组长）、李四(副组长、秘书)", ("张三", "李四")),
        ("张三【牵头】李四", ("张三李四",)),
        ("张三局长、李四副书记", ("张三", "李四")),
        ("张三同志", ("张三",)),
        ("部长", ("部长",)),
        ("张三、张三", ("张三",)),
        ("无", None),
        ("", None),
    ],
)
def test_names__of_one_or_several__are_bare_names_in_order(written, names):
    assert cleaned("problem", "leader", written).value == names


@pytest.mark.parametrize("written", ["李四局长同志", "李四副书记同志", "李四书记、局长"])
def test_names__with_two_titles__are_bare_names(written):
    assert "李四" in cleaned("problem", "leader", written).value


def test_names__written_all_in_brackets__are_not_lost():
    assert not cleaned("problem", "leader", "（张三）").blank


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3", 3),
        ("３", 3),
        (3, 3),
        (3.0, 3),
        ("3,500", 3500),
        ("3，500", 3500),
        ("1.2万", 12000),
        ("3千", 3000),
        ("3项", 3),
        ("3 个", 3),
        ("1,200份", 1200),
        ("-2", -2),
        ("+2", 2),
        ("2.0", 2),
        ("007", 7),
    ],
)
def test_number__in_any_known_writing__is_read(written, number):
    assert (cleaned("rectification", "new_rules", written).value) == number


@pytest.mark.parametrize(
    "written", ["若干", "1.5", 1.5, "1.23456万", "3项制度", "三项", "1-2", "万", "1e3", True, "9" * 13]
)
def test_number__that_is_none__stays_unknown_with_its_words(written):
    one = cleaned("rectification", "new_rules", written)
    assert (one.value, one.unknown) == (None, "integer") and one.text


@pytest.mark.parametrize("written", ["3，5", "1,2", "12,34", "3500，3500"])
def test_number__with_a_comma_that_parts_no_thousands__is_not_run_together(written):
    assert cleaned("rectification", "new_rules", written).unknown == "integer"


@pytest.mark.parametrize(("written", "number"), [("1百万", 1_000_000), ("3千万", 30_000_000)])
def test_number__with_two_scales__is_read_in_full_or_not_at_all(written, number):
    one = cleaned("rectification", "new_rules", written)
    assert one.value == number or one.unknown == "integer"


@pytest.mark.parametrize(
    "written", ["3", 3, 3.0, "问题3", "WT3", "wt-3", "WT-003", "ＷＴ－００３", "WT 003", "第3", "3号", "编号3"]
)
def test_reference__in_any_writing__is_the_official_number(written):
    assert cleaned("rectification", "problem_number", written).value == "WT-003"


@pytest.mark.parametrize("written", ["WT-003、WT-004", "CS-003", "见上", "3a", "岗位3"])
def test_reference__that_is_no_number__stays_as_written(written):
    assert cleaned("rectification", "problem_number", written).value == written


@pytest.mark.parametrize(
    ("written", "number"), [("5", "CS-005"), ("CS5", "CS-005"), (1000, "CS-1000"), ("措施五", "措施五")]
)
def test_own_number__is_completed(written, number):
    assert cleaned("rectification", "number", written).value == number


def test_reference__of_more_digits_than_a_number_holds__stays_as_written():
    assert cleaned("rectification", "problem_number", "9" * 5000).unknown == ""


@pytest.mark.parametrize("column", ["goal", "new_rules", "finish_date", "deadline", "leader", "unit", "problem_number"])
@pytest.mark.parametrize(
    "written", ["无", "没有", "—", "——", "/", "N/A", "n/a", "ＮＡ", "无。", " 无 ", "不涉及", "\u200b", None]
)
def test_word_for_nothing__is_blank_in_every_kind(column, written):
    assert cleaned("rectification", column, written) == CleanedCell()


@pytest.mark.parametrize("written", ["无锡分局", "没有按时完成", "0"])
def test_word_that_only_begins_like_nothing__is_kept(written):
    assert cleaned("rectification", "goal", written).value == written


def test_units__keep_their_order_and_names():
    value = cleaned("rectification", "unit", "城管科、办公室（综合科）；办公室（综合科）").value
    assert value == ("城管科", "办公室（综合科）")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (0.5, "0.5"),
        (1e20, "100000000000000000000"),
        (True, "TRUE"),
        ("'007", "007"),
        ("a\r\nb\u00a0 c", "a\nb c"),
        (dt.date(2022, 3, 15), "2022-03-15"),
        (dt.datetime(2022, 3, 15), "2022-03-15"),
        (dt.datetime(2022, 3, 15, 9, 30), "2022-03-15 09:30:00"),
        (dt.time(9, 30), "09:30:00"),
    ],
)
def test_plain_text__is_what_the_clerk_saw(value, text):
    assert format_plain_text(value) == text


def test_long_text__keeps_its_numbered_items_and_lines():
    text = "1、学习不够；2、调研不够\n3、落实不够"
    assert cleaned("problem", "problem", f" {text} ").value == text


def test_items__are_split_at_every_mark():
    assert split_items("甲、乙 丙|丁", DEFINITION.vocabulary) == ["甲", "乙", "丙", "丁"]
    assert split_items("甲 乙、丙", DEFINITION.vocabulary, spaces=False) == ["甲 乙", "丙"]
    assert is_blank_word("暂 无", DEFINITION.vocabulary) and not is_blank_word("暂无计划", DEFINITION.vocabulary)


# Texts as clerks might write them, and any text at all.
WORDS = st.sampled_from(
    [
        *"0123456789 、，；/（）()年月日底前.-'—无三十万项",
        *["张三", "李四", "书记", "WT-", "2022", "已完成", "在", "带头", "方面", "长期"],
    ]
)
TEXTS = st.one_of(st.text(), st.lists(WORDS, max_size=9).map("".join))
OTHERS = (st.floats(), st.booleans(), st.integers(), st.dates(), st.datetimes(), st.times(), st.timedeltas(), st.none())
VALUES = st.one_of(TEXTS, *OTHERS)


@pytest.mark.parametrize(("list_key", "column"), COLUMNS, ids=IDS)
@given(value=VALUES)
@example(value="9" * 5000)
def test_any_value__is_cleaned_without_an_error(list_key, column, value):
    one = CLEANER.clean(list_key, column, value)
    assert one.value is None or (one.text and not one.unknown)
    assert (one.text is None) == one.blank
    anywhere = ("error_value", "digits_lost", "picture")
    assert not one.unknown or one.unknown in anywhere or column.kind in ("integer", "date", "deadline")


NAMES = ["张三", "张三书记", "李四（组长）", "王五副局长", "办公室", "城管科(综合)", "班子"]
FIXED = ["已完成", "整改到位", "立行立改", "带头牢记根本问题", "在理论学习方面", "①调研", "其他", "（2）信访反映", "√"]
FIGURES = [
    "2022.3.15",
    "20220315",
    "2022年3月底前",
    "5/6",
    "44635",
    "长期",
    "3项",
    "1.2万",
    "3500",
    "WT3",
    "问题3",
    "ZZ-001",
]
ITEMS = st.sampled_from([*NAMES, *FIXED, *FIGURES, "张 三", "WT-003 号", "学习不够，调研不深"])


@pytest.mark.parametrize(("list_key", "column"), COLUMNS, ids=IDS)
@given(items=st.lists(ITEMS, min_size=1, max_size=4), mark=st.sampled_from(["、", "，", "；", "\n", " ", "/"]))
@example(items=["无"], mark="、")
@example(items=["张三局长同志"], mark="、")
@example(items=["①调研", "①调研"], mark=" ")
def test_cleaned_text__cleans_to_the_same_value(list_key, column, items, mark):
    one = CLEANER.clean(list_key, column, mark.join(items))
    assert CLEANER.clean(list_key, column, one.text) == one


def test_equal_cells_of_two_types__are_not_mixed_up():
    assert cleaned("rectification", "goal", True).value == "TRUE"
    assert cleaned("rectification", "goal", 1).value == "1"
    assert cleaned("rectification", "goal", 1.0).value == "1"
