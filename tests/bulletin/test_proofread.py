"""An edited template with mistakes: every one is named with its paragraph and a way out."""

import pytest

from tests.bulletin.papers import paper
from toolkit.bulletin import open_template
from toolkit.definition import collect_column_kinds, collect_name_kinds
from toolkit.errors import DefinitionError

NAMES = {
    "应报单位数": "count",
    "已报单位数": "count",
    "完成率": "rate",
    "未报单位": "text",
    "方面统计": "list",
    "附表": "list",
    "班子方面": "list",
    "图_方面": "picture",
}
COLUMNS = {
    "方面统计": {"名称": "text", "问题数": "count", "完成率": "rate"},
    "附表": {"主体": "text", "数字": "list"},
    "班子方面": {"名称": "text", "问题": "list"},
    "班子方面.问题": {"编号": "text", "文字": "text", "天数": "count"},
}


def mistakes(*paragraphs, **parts):
    return open_template(paper(*paragraphs, **parts)).find_mistakes(NAMES, COLUMNS)


def only(*paragraphs, **parts):
    found = mistakes(*paragraphs, **parts)
    assert len(found) == 1, found
    return found[0]


def each(text):
    """Put a text into a loop over a list."""
    return f"{{% for 项 in 方面统计 %}}{text}{{% endfor %}}"


def test_shipped_template__has_no_mistake(template, definition):
    assert open_template(template).find_mistakes(collect_name_kinds(definition), collect_column_kinds(definition)) == []


def test_unknown_name__is_named_with_its_paragraph_and_the_nearest():
    found = only("第一段", "", "应报{{ 应报单位 }}个")
    assert found.location.endswith("第2段“应报{{ 应报单位 }}个”")
    assert "“应报单位”" in found.found
    assert "应报单位数" in found.way_out


def test_name_split_over_runs__is_read_as_one():
    assert mistakes(["应报{", "{ 应报", "单位数 }", "}个"]) == []


def test_all_mistakes__are_named_at_once():
    found = mistakes("{{ 张三 }}", "{% if 应报单位数 > %}甲{% endif %}", "{{ 未报单位|大写 }}")
    assert [one.location.split("第")[1][0] for one in found] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "text",
    [
        "甲{{ 应报单位数 ",
        "甲{{ 应报单位数 }",
        "甲{ 应报单位数 }}",
        "甲｛｛ 应报单位数 ｝｝",
        "{% if 应报单位数 > 0 %}甲",
        "甲{% endif %}",
        "甲{% else %}乙",
        "{% for 项 in 方面统计 %}甲{% endif %}",
        "{% set 甲 = 1 %}",
        "{% include '甲' %}",
        "{{ }}",
        "{{p 应报单位数 }}",
        "{{ 应报单位数 应报单位数 }}",
        "{{ 应报单位数|百分 }}",
        "{{ 应报单位数.upper() }}",
        "{% for 甲, 乙 in 方面统计 %}丙{% endfor %}",
        "{% for 项 in 应报单位数 %}甲{% endfor %}",
        "{% for 项 in 方面统计 %}{{ 项.问题 }}{% endfor %}",
        "{% for 项 in 方面统计 %}{{ loop.end }}{% endfor %}",
        "{% for 项 in 方面统计 %}甲{% endfor %}{{ 项.名称 }}",
        "{%p if 应报单位数 > 0 %}甲",
    ],
)
def test_every_wrong_writing__is_a_mistake_of_its_paragraph(text):
    found = mistakes("很好。", text)
    assert found
    assert all("第2段" in one.location for one in found)


WRONG_SIGNS = [
    ("应报{{ 应报单位数 }个，已报{{ 已报单位数 }}个", "改成 {{ 应报单位数 }}"),
    ("应报{ 应报单位数 }}个", "改成 {{ 应报单位数 }}"),
    ("应报{{ 应报单位数 %}个", "改成 {{ 应报单位数 }}"),
    ("应报{ 应报单位数 }个", "两个花括号：{{ 应报单位数 }}"),
    ("应报｛应报单位数｝个", "两个花括号：{{ 应报单位数 }}"),
    ("应报{{ 应报单位数 ｝}个", "英文输入法，改成 {{ 应报单位数 }}"),
    ("应报｛｛ 应报单位数 ｝｝个", "英文输入法，改成 {{ 应报单位数 }}"),
    ("{％ if 应报单位数 ％}甲{% endif %}", "英文输入法，改成 {% if 应报单位数 %}"),
    ("{% if 应报单位数 %}甲｛％ endif ％｝", "英文输入法，改成 {% endif %}"),
    ("{% if 应报单位数 }甲{% endif %}", "改成 {% if 应报单位数 %}"),
    ("{% for 项 in 方面统计 }{{ 项.名称 }}{% endfor %}", "改成 {% for 项 in 方面统计 %}"),
    ("{% for 项 in 方面统计 {{ 项.名称 }}{% endfor %}", "写成 {{ 名字 }} 或"),
    ("{ if 应报单位数 > 0 %}甲{% endif %}", "改成 {% if 应报单位数 > 0 %}"),
]


@pytest.mark.parametrize(("text", "words"), WRONG_SIGNS)
def test_one_wrong_sign__is_one_mistake_that_says_how_to_write_it(text, words):
    assert words in only(text).way_out


def test_block_begun_with_a_wrong_sign__still_ends_in_its_paragraph():
    assert "改成 {%p if 应报单位数 %}" in only("{%p if 应报单位数 }", "甲", "{%p endif %}").way_out


def test_braces_of_the_author__are_his_own():
    assert mistakes("见附件{一}、{ }和{甲}。") == []


WRONG_KINDS = [
    ("{{ 方面统计 }}", "“方面统计”是一列东西，不能直接印在句子里"),
    ("{{ 方面统计 if 应报单位数 else 0 }}", "“方面统计”是一列东西，不能直接印"),
    ("{{ '甲' ~ 方面统计 }}", "“方面统计”是一列东西，不能直接印"),
    ("{{ 未报单位.长 }}", "“未报单位”只是一个数、一段文字或一张图，后面不能加“.长”"),
    ("{{ 应报单位数.__class__ }}", "后面不能加“.__class__”"),
    ("{{ 方面统计.名称 }}", "“方面统计”是一列东西，后面不能直接加“.名称”"),
    ("{{ 应报单位数 + 未报单位 }}", "“未报单位”是文字，不能加减乘除"),
    ("{{ 应报单位数 - 图_方面 }}", "“图_方面”不是数，不能加减乘除"),
    ("{{ -未报单位 }}", "“未报单位”是文字，不能加减乘除"),
    ("{{ 应报单位数|百分比 }}", "“应报单位数”是个数，不是比率"),
    ("{{ 未报单位|百分比 }}", "“未报单位”不是比率"),
    ("{{ 完成率 }}", "“完成率”是比率，这样印出来是一长串小数"),
    ("{{ 完成率 / 2 }}", "“完成率 / 2”是比率"),
    ("{{ 未报单位|upper }}", "竖线后面的“upper”不认得"),
    ("{% if 未报单位 > 0 %}甲{% endif %}", "“未报单位”是文字，不能比大小"),
    ("{% if 应报单位数 > 0 and not 未报单位 <= 3 %}甲{% endif %}", "“未报单位”是文字，不能比大小"),
    ("{% if 甲 %}{% elif 未报单位 > 0 %}甲{% endif %}", "没有“甲”这个名字"),
    ("{% if 未报单位 == 0 %}甲{% endif %}", "“未报单位”是文字，“0”是数，永远不会相等"),
    ("{% if 应报单位数 != '0' %}甲{% endif %}", "永远不会相等"),
    ("{% if 方面统计 > 0 %}甲{% endif %}", "“方面统计”不是数，也不是文字，不能和别的比"),
    ("{{ 应报单位数 > 0 }}", "是一个判断，印出来没有意义"),
    ("{{ 方面统计[0] }}", "不能用的写法"),
    ("{% for 项 in 未报单位 %}甲{% endfor %}", "“未报单位”不是一列东西"),
    (each("{{ 项 }}"), "“项”有好几栏，不能整个印出来"),
    (each("{{ 项.完成率 }}"), "“项.完成率”是比率"),
    (each("{{ 项.问题数|百分比 }}"), "“项.问题数”是个数，不是比率"),
    (each("{{ 项.名称.长 }}"), "“项.名称”只是一个数、一段文字或一张图"),
    (each("{{ loop.first }}"), "“loop.first”是一个判断"),
    ("{% for 行 in 附表 %}{{ 行.数字 }}{% endfor %}", "“行.数字”是一列东西"),
    ("{% for 行 in 附表 %}{% for 数 in 行.主体 %}{{ 数 }}{% endfor %}{% endfor %}", "“行.主体”不是一列东西"),
]


@pytest.mark.parametrize(("text", "words"), WRONG_KINDS)
def test_name_used_as_what_it_is_not__is_a_mistake(text, words):
    assert any(words in one.found for one in mistakes(text)), mistakes(text)


RIGHT_KINDS = [
    "{{ 完成率|百分比 }}{{ (1 - 完成率)|百分比 }}{{ (已报单位数 / 应报单位数)|百分比 }}{{ 已报单位数 / 应报单位数 }}",
    "{% if 完成率 >= 0.8 and 完成率 != '—' %}甲{% endif %}",
    "{% if 方面统计 and 图_方面 and 未报单位 == '市教育局' %}甲{% endif %}",
    "{{ 应报单位数 - 已报单位数 if 应报单位数 > 已报单位数 else '—' }}",
    each("{{ loop.index }}{{ 项.名称 }}{% if not loop.last and 项.完成率 < 1 %}{{ 项.完成率|百分比 }}{% endif %}"),
    "{% for 行 in 附表 %}{% for 数 in 行.数字 %}{{ 数 }}{% endfor %}{% endfor %}",
    "{% for 项 in 方面统计 if 项.问题数 > 0 %}{{ 项.问题数 * 2 }}{% else %}没有{% endfor %}",
]


@pytest.mark.parametrize("text", RIGHT_KINDS)
def test_name_used_as_what_it_is__is_right(text):
    assert mistakes(text) == []


def test_rate_times_a_hundred__is_to_be_written_in_percent():
    assert "{{ 完成率|百分比 }}" in only("{{ 完成率 * 100 }}%").way_out


def test_name_whose_kind_cannot_be_told__may_be_used_as_anything():
    names, text = (
        dict.fromkeys(["甲", "乙", "表"]),
        "{{ 甲 }}{{ 甲 + 乙 }}{{ 甲|百分比 }}{% for 项 in 表 %}{{ 项.名 }}{% endfor %}",
    )
    assert open_template(paper(text)).find_mistakes(names, {}) == []


def test_curly_quotes_in_a_condition__are_taken_for_straight_ones():
    assert mistakes("{% if 未报单位 == “市教育局” %}甲{% endif %}") == []


def test_block_of_paragraphs__must_be_closed_by_a_paragraph():
    assert mistakes("{%p if 应报单位数 > 0 %}", "甲", "{%p endif %}") == []
    assert "一类" in mistakes("{%p if 应报单位数 > 0 %}", "甲{% endif %}")[0].found
    assert "没有结尾" in only("{%p if 应报单位数 > 0 %}", "甲").found


def test_tables_and_headers__are_read_too():
    found = mistakes("甲", table=[["{{ 一 }}"]], header="{{ 二 }}")
    assert ["第1个表格" in found[0].location, "页眉" in found[1].location] == [True, True]


def test_missing_picture__is_a_known_name():
    assert mistakes("{%p if 图_方面 %}", "{{ 图_方面 }}", "{%p endif %}") == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0" * 200])
def test_file_that_is_no_document__is_one_mistake(content):
    with pytest.raises(DefinitionError) as raised:
        open_template(content)
    assert len(raised.value.mistakes) == 1


def within(text):
    """Put a text into a loop over the list within the rows of another."""
    return f"{{% for 项 in 班子方面 %}}{{{{ 项.名称 }}}}{{% for 条 in 项.问题 %}}{text}{{% endfor %}}{{% endfor %}}"


def test_list_within_a_row__is_gone_through_like_any_other():
    assert mistakes(within("{{ loop.index }}{{ 条.文字 }}{% if 条.天数 > 3 %}{{ 项.名称 }}{% endif %}")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ 条.字 }}", "“条”没有“字”这一栏"),
        ("{{ 条 }}", "“条”有好几栏，不能整个印出来"),
        ("{{ 项.问题 }}", "“项.问题”是一列东西"),
        ("{{ 条.天数|百分比 }}", "“条.天数”"),
        ("{% if 条.文字 > 3 %}x{% endif %}", "“条.文字”"),
    ],
)
def test_mistake_within_a_row__is_named(text, words):
    assert words in str(only(within(text)))


def test_rows_without_a_list_to_go_through__are_told_from_those_with_one():
    assert "“项.名称”不是一列东西" in str(
        only("{% for 项 in 班子方面 %}{% for 条 in 项.名称 %}{% endfor %}{% endfor %}")
    )
