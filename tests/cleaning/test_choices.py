"""Choices as clerks write them: synonyms, punctuation, numbers in front, 带头 left out; and what is no choice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.cleaning import Cleaner
from toolkit.definition import load_definition

DEFINITION = load_definition()
CLEANER = Cleaner(DEFINITION)
OPTIONS = [(key, o) for key, one in DEFINITION.choice_lists.items() for o in one.options]
MEETINGS = [m.key for m in DEFINITION.meetings]


def chosen(list_key, column_key, text, cleaner=CLEANER):
    return cleaner.clean(list_key, cleaner.definition.find_list_type(list_key).find_column(column_key), text).value


def of_meeting(key):
    return Cleaner(DEFINITION.replace_choices(DEFINITION.find_meeting(key).aspects))


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        ("category", "即知即改", "即知即改"),
        ("category", "立行立改", "即知即改"),
        ("category", " 立 整 立 改 ", "即知即改"),
        ("category", "限期整改", "阶段性整改"),
        ("category", "阶段性\n整改", "阶段性整改"),
        ("category", "持续整改。", "长期整改"),
        ("category", "3.长期整改", "长期整改"),
        ("category", "（3）长期整改", "长期整改"),
        ("category", "③长期整改", "长期整改"),
        ("category", "３、中长期整改", "长期整改"),
        ("category", "马马虎虎", "马马虎虎"),
        ("subject_type", "班子", "领导班子"),
        ("subject_type", "个人", "班子成员"),
        ("early", "√", "是"),
        ("early", "Ｙ", "是"),
        ("early", "×", "否"),
        ("early", "没有", "否"),
        ("early", "无", None),
        ("early", "—", None),
        ("category", "无", None),
        ("category", "", None),
        ("category", True, "TRUE"),
    ],
)
def test_choice__in_any_known_writing__is_the_official_value(column, written, value):
    assert chosen("problem", column, written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("整改到位", "已完成"),
        ("基本完成", "正在推进"),
        ("未整改", "未启动"),
        ("延期", "申请延期"),
        ("已\u200b完成", "已完成"),
        ("\ufeff已\u00a0完成", "已完成"),
    ],
)
def test_progress__in_a_synonym__is_the_official_value(written, value):
    assert chosen("rectification", "progress", written) == value


@pytest.mark.parametrize(("key", "option"), OPTIONS)
def test_every_value_short_name_and_alias__stands_for_its_value(key, option):
    column = next((t.key, c.key) for t in DEFINITION.list_types for c in t.columns if c.choices == key)
    for name in (option.value, option.short, *option.aliases):
        if name:
            assert chosen(*column, name) in (option.value, (option.value,)), name


@pytest.mark.parametrize("meeting", MEETINGS)
def test_aspect__in_varying_punctuation__is_the_official_wording(meeting):
    cleaner = of_meeting(meeting)
    for number, aspect in enumerate(cleaner.definition.find_choice_list("aspects").values, 1):
        bare = aspect.removeprefix("带头")
        for written in (
            aspect,
            bare,
            f"在{bare}方面",
            f"在{aspect}方面",
            f"{number}.{aspect}",
            f"（{number}）{bare}",
            aspect.replace("，", "、").replace("“", '"').replace("”", '"'),
            aspect.replace("，", " ").replace("、", ""),
            f"{aspect}。",
            aspect[:4] + "\n" + aspect[4:],
        ):
            assert chosen("problem", "aspect", written, cleaner) == aspect, written


@pytest.mark.parametrize("written", ["带头", "方面", "在方面", "1.", "带头学习一切知识"])
def test_aspect__that_is_none__stays_as_written(written):
    assert chosen("problem", "aspect", written) == written


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("征求意见、谈心谈话", ("征求意见", "谈心谈话")),
        ("征求意见;谈心谈话", ("征求意见", "谈心谈话")),
        ("征求意见／谈心谈话\n其他", ("征求意见", "谈心谈话", "其他")),
        ("征求意见 谈心谈话", ("征求意见", "谈心谈话")),
        ("①信访反映；②调研", ("群众反映", "调研发现")),
        ("其他、其他", ("其他",)),
        ("其他、、", ("其他",)),
        ("其他、听说的", ("其他", "听说的")),
        ("其他", ("其他",)),
        ("无", None),
        ("", None),
    ],
)
def test_choices__of_several__are_each_understood_once_in_order(written, values):
    assert chosen("problem", "source", written) == values


@pytest.mark.parametrize("written", ["张 三", "张　三", "张三（组长）", "张三同志", "张三 ", "张\u200b三"])
def test_member__in_a_roster_column__is_the_bare_name(written):
    assert chosen("problem", "name", written) == "张三"


SOURCES = DEFINITION.find_choice_list("source").values


@given(st.lists(st.sampled_from(SOURCES), min_size=1, unique=True), st.sampled_from(["、", "，", ";", "/", "\n", " "]))
def test_any_choices__joined_by_any_mark__come_apart_again(values, mark):
    assert chosen("problem", "source", mark.join(values)) == tuple(values)


@pytest.mark.parametrize(("box", "word"), [(True, "是"), (False, "否"), ("TRUE", "是"), ("☐", "否")])
def test_box_that_is_ticked_or_not__is_yes_or_no(box, word):
    column = DEFINITION.find_list_type("problem").find_column("early")
    assert Cleaner(DEFINITION).clean("problem", column, box).value == word


@pytest.mark.parametrize(
    ("written", "value", "doubt"),
    [
        ("已完成并长期坚持", "已完成", ""),
        ("完成整改，长期坚持", "已完成", ""),
        ("100%", "已完成", ""),
        ("已完成待验收", "已完成", ""),
        ("已销号", "已完成", "doubtful_word"),
        ("基本完成并持续整改", "正在推进", ""),
        ("进行中", "正在推进", ""),
        ("未达到序时进度", "正在推进", "doubtful_word"),
        ("超期未完成", "正在推进", "doubtful_word"),
        ("未完成", "未完成", ""),
    ],
)
def test_progress_in_the_words_of_offices__is_understood(written, value, doubt):
    column = DEFINITION.find_list_type("rectification").find_column("progress")
    found = Cleaner(DEFINITION).clean("rectification", column, written)
    assert (found.value, found.doubt) == (value, doubt)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("即知即改类", "即知即改"),
        ("立行立改，长期坚持", "即知即改"),
        ("近期", "阶段性整改"),
        ("长期坚持整改", "长期整改"),
    ],
)
def test_class_in_the_words_of_offices__is_understood(written, value):
    column = DEFINITION.find_list_type("problem").find_column("category")
    assert Cleaner(DEFINITION).clean("problem", column, written).value == value


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("征求意见和谈心谈话", ("征求意见", "谈心谈话")),
        ("征求意见、谈心谈话及群众意见", ("征求意见", "谈心谈话", "群众反映")),
        ("批评与自我批评", ("相互批评",)),
        ("征求意见和别的", ("征求意见和别的",)),
    ],
)
def test_options_joined_by_a_conjunction__are_several(written, values):
    assert chosen("problem", "source", written) == values
