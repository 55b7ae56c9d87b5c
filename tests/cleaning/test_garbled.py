"""Texts read with the wrong encoding are told from honest ones, and undone where that is certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.cleaning import find_garbling

SENTENCES = ["专题组织生活会有关情况", "制定方案并组织实施", "县委办公室", "学习不够深入，调研不够扎实"]
# The everyday ideographs, and any ideograph at all.
EVERYDAY = st.integers(0, 3754).map(lambda at: bytes((0xB0 + at // 94, 0xA1 + at % 94)).decode("gb2312"))
IDEOGRAPHS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize(("meant", "read"), [("gb18030", "latin-1"), ("utf-8", "latin-1")])
def test_text_read_as_a_western_one__is_undone(text, meant, read):
    assert find_garbling(text.encode(meant).decode(read)).original == text


@pytest.mark.parametrize("text", ["张三", "县委", "制定方案", "组织实施办法"])
def test_utf8_read_as_gbk__is_undone_where_no_byte_is_lost(text):
    assert find_garbling(text.encode().decode("gb18030")).original == text


@pytest.mark.way(55)
@pytest.mark.parametrize("text", SENTENCES)
def test_utf8_read_as_gbk__is_seen_where_bytes_are_lost(text):
    assert find_garbling(text.encode().decode("gbk", "ignore")) is not None


@pytest.mark.way(55)
@pytest.mark.parametrize("text", ["锟斤拷锟斤拷", "?????????????", "���已完成��", "学习????不够"])
def test_lost_characters__are_seen_and_not_guessed(text):
    assert find_garbling(text).original == ""


@pytest.mark.parametrize(
    "text",
    [
        "为什么????",
        "鑫淼堃",
        "囍堃燚",
        "联通",
        "娟娟姝嫣婕",
        "Müller résumé",
        "±5℃×2",
        "àéèöü",
        "买买提·艾山",
        "A?B",
        "",
    ],
)
def test_honest_text__is_left_alone(text):
    assert find_garbling(text) is None


@given(st.text(EVERYDAY, min_size=2, max_size=30))
def test_everyday_text__is_honest__and_certain_originals_are_the_true_ones(text):
    assert find_garbling(text) is None
    garbled = find_garbling(text.encode("gb18030").decode("latin-1"))
    assert garbled is None or garbled.original in ("", text)


@given(st.text(IDEOGRAPHS, max_size=3))
def test_original__reads_back_as_the_text(text):
    found = find_garbling(text)
    assert found is None or not found.original or found.original.encode().decode("gb18030") == text
