"""Texts that the bulletin cuts by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.bulletin import end_sentence, shorten_text

CUT = "……"


@pytest.mark.parametrize(
    ("text", "length", "printed"),
    [
        ("学习不够深入。", 20, "学习不够深入"),
        ("学习不够深入，调研不够扎实，联系不够紧密", 16, "学习不够深入，调研不够扎实……"),
        ("学习不够深入。调研不够扎实。", 8, "学习不够深入……"),
        ("第一句话本身就比规定的字数还要长，第二句", 8, "第一句话本身就比规定的字数还要长……"),
        ("没有任何标点的一段话无论多长都只能整段印出来", 8, "没有任何标点的一段话无论多长都只能整段印出来"),
        ("对“学习，再学习；不断学习”的要求落实不够，其他", 12, "对“学习，再学习；不断学习”的要求落实不够……"),
        ("落实（含督办，检查）不够，其他方面也不够", 14, "落实（含督办，检查）不够……"),
        ("只有半个“引号，也照样断开，别的话", 14, "只有半个“引号，也照样断开……"),
        ('有"直的，引号"的一句，再来一句话', 14, '有"直的，引号"的一句……'),
        ("投资1,200万元的项目推进慢，其他项目", 15, "投资1,200万元的项目推进慢……"),
        ("1.学习少\n2.调研少\n3.联系少", 10, "1.学习少……"),
        ("1.学习少\n2.调研少", 20, "1.学习少 2.调研少"),
        ("为什么总是改不到位？", 20, "为什么总是改不到位？"),
        ("为什么总是改不到位？还要再问。", 10, "为什么总是改不到位……"),
        ("", 20, ""),
    ],
)
def test_text__is_cut_only_behind_a_whole_clause(text, length, printed):
    assert shorten_text(text, length) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("学习不够", "学习不够。"),
        ("学习不够。", "学习不够。"),
        ("学习不够……", "学习不够……"),
        ("有人问“为什么？”", "有人问“为什么？”"),
        ("“撒胡椒面”", "“撒胡椒面”。"),
        ("", ""),
    ],
)
def test_sentence__ends_with_one_mark(text, printed):
    assert end_sentence(text) == printed


PIECES = st.lists(
    st.sampled_from(["学习", "不够", "，", "。", "；", "“", "”", "（", "）", '"', "\n", "1,200", " "]), max_size=30
)


@given(pieces=PIECES, length=st.integers(8, 30))
def test_short_text__adds_nothing_and_is_the_beginning_of_what_was_written(pieces, length):
    text = "".join(pieces)
    short = shorten_text(text, length)
    kept = short.removesuffix(CUT)
    plain = "\n".join(line.strip() for line in text.splitlines() if line.strip()).replace("\n", " ")
    assert plain.startswith(kept)
    assert shorten_text(kept, max(len(kept), 8)) == kept
    if short == kept:  # nothing is left out but marks at the end
        assert not plain[len(kept) :].strip("。！？；，、：!?;,: ")
