"""Who is named in a cell: members however they are typed, several in one cell, posts and numbers around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.cleaning import Cleaner
from toolkit.definition import load_definition

DEFINITION = load_definition()
MEMBERS = ("张三", "王五", "李和平", "欧阳修", "阿不都·热合曼", "张伟（大）", "张伟（小）", "魏隆")
CLEANER = Cleaner(DEFINITION, frozenset(MEMBERS))
PERSON = DEFINITION.find_list_type("rectification").find_column("person")
NAME = DEFINITION.find_list_type("problem").find_column("name")
JOINTS = ("、", "，", ",", "；", ";", "/", "\n", "、 ", "\x0b", "和", "及", "与", " 和 ", "  ", "\u3000")


def people(written, cleaner=CLEANER):
    return cleaner.clean("rectification", PERSON, written).value


@pytest.mark.way(54)
@pytest.mark.parametrize("dot", ["·", "•", "‧", "・", "･", "．", ".", "∙", "⋅", " · ", ""])
def test_dot_inside_a_name__in_any_writing__is_the_rosters(dot):
    assert people(f"张三、阿不都{dot}热合曼") == ("张三", "阿不都·热合曼")
    assert CLEANER.clean("problem", NAME, f"阿不都{dot}热合曼").value == "阿不都·热合曼"


@pytest.mark.parametrize("written", ["张伟(小)", "张伟 （ 小 ）", "张伟【小】", "张伟(小)局长", "张伟（小）（组长）"])
def test_brackets_that_tell_two_apart__may_be_typed_in_any_way(written):
    assert people(written) == ("张伟（小）",)


@pytest.mark.parametrize(
    ("written", "name"), [("张伟（中）", "张伟（中）"), ("张伟", "张伟"), ("张三（组长）", "张三")]
)
def test_name_in_doubt__is_quoted_as_written(written, name):
    assert people(written) == (name,)


@pytest.mark.way(54)
@pytest.mark.parametrize("written", ["魏\uf9dc", "魏\u200d隆", "魏隆\ufe00", "⿁隆"])
def test_character_that_looks_like_another__is_the_same(written):
    members = frozenset({"魏隆", "鬼隆"})
    assert people(written, Cleaner(DEFINITION, members))[0] in members


def test_radical__is_its_ideograph():
    assert people("\u2ee2\u8d85", Cleaner(DEFINITION, frozenset({"马超"}))) == ("马超",)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("局长 卞小敏", ["卞小敏"]),
        ("卞小敏 局长", ["卞小敏"]),
        ("县委副书记 卞小敏", ["卞小敏"]),
        ("党组书记、局长 卞小敏", ["卞小敏"]),
        ("党组成员、副局长 卞小敏，王五", ["卞小敏", "王五"]),
        ("王副书记 李四", ["王副书记", "李四"]),
        ("艾力 · 买买提", ["艾力·买买提"]),
        ("毕 成  卞 敏", ["毕成", "卞敏"]),
        ("毕　成", ["毕成"]),
        ("欧 阳 修 张 三", ["欧阳修", "张三"]),
        ("1.张三 2.李四", ["张三", "李四"]),
        ("1、张三2、李四", ["张三", "李四"]),
        ("（1）张三；（2）李四", ["张三", "李四"]),
        ("①张三②李四", ["张三", "李四"]),
        ("张三 13800000000", ["张三"]),
        ("张三（电话：0700-1234567）、李四 13900000000", ["张三", "李四"]),
        ("刘明和陈红", ["刘明", "陈红"]),
        ("张三书记和李四同志", ["张三", "李四"]),
        ("李和平", ["李和平"]),
        ("李和平和王五", ["李和平", "王五"]),
        ("和平", ["和平"]),
        ("张与之", ["张与之"]),
        ("张三（牵头，负责资金）、李四（配合）", ["张三", "李四"]),
        ("各科室负责人", ["各科室负责人"]),
        ("John Smith", ["John Smith"]),
    ],
)
def test_cell__names_the_people_it_means(written, names):
    assert list(people(written)) == names


@given(names=st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=5, unique=True), data=st.data())
def test_members__joined_by_any_separators__are_those_members(names, data):
    text = names[0] + "".join(data.draw(st.sampled_from(JOINTS)) + name for name in names[1:])
    assert list(people(text)) == names


LETTERS = st.text("赵钱孙李周吴郑王和平与及明", min_size=2, max_size=3)


@given(members=st.lists(LETTERS, min_size=1, max_size=4, unique=True), mark=st.sampled_from(JOINTS[:9]))
def test_any_members__between_separators__are_those_members(members, mark):
    assert list(people(mark.join(members), Cleaner(DEFINITION, frozenset(members)))) == members


@given(st.text())
def test_any_text__names_people_without_an_error(text):
    assert people(text) != ()
