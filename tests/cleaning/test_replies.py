"""What a unit writes about a doubt: an explanation, or nothing but that all is well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.cleaning import is_empty_phrase


@pytest.mark.parametrize(
    "text",
    [
        "情况属实",
        "核实无误。",
        "已核实，情况属实！",
        "经我局核实，数据无误",
        "同上",
        "是的",
        "正 确",
        "无",
        "——",
        "。。",
        "OK",
        "ｏｋ",
        "情况属实\n核实无误",
    ],
)
def test_phrase_that_all_is_well__explains_nothing(definition, text):
    assert is_empty_phrase(text, definition.vocabulary)


@pytest.mark.parametrize(
    "text",
    ["验收推迟到4月", "属实，因疫情推迟", "两个科室同时负责", "已核实，系统升级未完成", "3月15日已完成验收"],
)
def test_text_with_a_reason__is_an_explanation(definition, text):
    assert not is_empty_phrase(text, definition.vocabulary)


@given(data=st.data())
def test_phrases_joined_in_any_way__explain_nothing(definition, data):
    phrases = definition.vocabulary.replies.empty
    joined = data.draw(st.lists(st.sampled_from(phrases), min_size=1, max_size=6))
    between = data.draw(st.sampled_from(["", "，", "。", " ", "\n"]))
    assert is_empty_phrase(between.join(joined), definition.vocabulary)
