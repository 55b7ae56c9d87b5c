"""An edited template with mistakes: every one is named with its paragraph and a way out."""

import pytest

from tests.wording.figures import PICTURES, figures
from tests.wording.papers import paper
from toolkit.bulletin import columns_of
from toolkit.errors import DefinitionError
from toolkit.wording import load_wording

NAMES = {"应报单位数", "未报单位", "方面统计", "图_方面"}
COLUMNS = {"方面统计": ("名称", "问题数")}


def mistakes(*paragraphs, **parts):
    return load_wording(paper(*paragraphs, **parts)).find_mistakes(NAMES, COLUMNS)


def only(*paragraphs, **parts):
    found = mistakes(*paragraphs, **parts)
    assert len(found) == 1, found
    return found[0]


def test_shipped_template__has_no_mistake(template):
    values = figures(1)
    assert load_wording(template).find_mistakes({*values, *PICTURES}, columns_of(values)) == []


def test_unknown_name__is_named_with_its_paragraph_and_the_nearest():
    found = only("第一段", "", "应报{{ 应报单位 }}个")
    assert found.place.endswith("第2段“应报{{ 应报单位 }}个”")
    assert "“应报单位”" in found.found
    assert "应报单位数" in found.way_out


def test_name_split_over_runs__is_read_as_one():
    assert mistakes(["应报{", "{ 应报", "单位数 }", "}个"]) == []


def test_all_mistakes__are_named_at_once():
    found = mistakes("{{ 张三 }}", "{% if 应报单位数 > %}甲{% endif %}", "{{ 未报单位|大写 }}")
    assert [one.place.split("第")[1][0] for one in found] == ["1", "2", "3"]


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
    assert all("第2段" in one.place for one in found)


def test_curly_quotes_in_a_condition__are_taken_for_straight_ones():
    assert mistakes("{% if 未报单位 == “市教育局” %}甲{% endif %}") == []


def test_block_of_paragraphs__must_be_closed_by_a_paragraph():
    assert mistakes("{%p if 应报单位数 > 0 %}", "甲", "{%p endif %}") == []
    assert "一类" in mistakes("{%p if 应报单位数 > 0 %}", "甲{% endif %}")[0].found
    assert "没有结尾" in only("{%p if 应报单位数 > 0 %}", "甲").found


def test_tables_and_headers__are_read_too():
    found = mistakes("甲", table=[["{{ 一 }}"]], header="{{ 二 }}")
    assert ["第1个表格" in found[0].place, "页眉" in found[1].place] == [True, True]


def test_missing_picture__is_a_known_name():
    assert mistakes("{%p if 图_方面 %}", "{{ 图_方面 }}", "{%p endif %}") == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0" * 200])
def test_file_that_is_no_document__is_one_mistake(content):
    with pytest.raises(DefinitionError) as raised:
        load_wording(content)
    assert len(raised.value.mistakes) == 1
