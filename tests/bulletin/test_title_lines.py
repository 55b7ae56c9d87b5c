"""A title's lines: broken at words, in the shapes of official papers."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.bulletin.title_lines import break_title
from toolkit.definition import load_definition
from toolkit.text import measure_width

WIDTH = 40


@pytest.fixture(scope="module")
def words():
    return load_definition().title_words


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "关于青岚市2021年度党史学习教育专题民主生活会情况的通报",
            ["关于青岚市2021年度党史学习教育", "专题民主生活会情况的通报"],
        ),
        (
            "关于2024年度民主生活会三类清单整改落实情况的通报（第2期）",
            ["关于2024年度民主生活会三类清单", "整改落实情况的通报（第2期）"],
        ),
        ("关于2022年度民主生活会情况的通报", ["关于2022年度民主生活会情况的通报"]),
    ],
)
def test_title__breaks_between_words(words, title, lines):
    assert break_title(title, WIDTH, words) == lines


def test_title__does_not_break_a_name_of_the_campaign():
    title = "关于青山县人力资源和社会保障局领导班子年度民主生活会情况的通报"
    names = ["青山县人力资源和社会保障局"]
    first, _ = break_title(title, WIDTH, ["民主生活会", "领导班子"], names)
    assert first.endswith(("保障局", "领导班子")) and names[0] in first


def test_title_of_unknown_words__is_broken_all_the_same():
    lines = break_title("甲" * 45, WIDTH, ())
    assert len(lines) == 3 and "".join(lines) == "甲" * 45


def test_title_that_is_no_title__is_left_to_the_program_that_shows_it():
    assert len(break_title("甲乙丙" * 100, WIDTH, ())) == 1


parts = st.sampled_from(
    ["关于", "青岚市", "2021年度", "党史学习教育", "专题", "民主生活会", "三类清单", "整改落实", "情况", "的通报"]
)


@given(st.lists(parts, min_size=1, max_size=12).map("".join))
def test_no_line__is_too_long_or_breaks_a_word_or_begins_with_a_particle(title):
    words = ("民主生活会", "党史学习教育", "三类清单", "整改落实", "年度")
    lines = break_title(title, WIDTH, words)
    assert "".join(lines) == title
    if len(lines) > 1:
        assert max(map(measure_width, lines)) <= WIDTH
        assert not any(line.startswith("的") for line in lines[1:])
        for before, after in itertools.pairwise(lines):
            torn = [
                w for w in words for cut in range(1, len(w)) if before.endswith(w[:cut]) and after.startswith(w[cut:])
            ]
            assert not torn
