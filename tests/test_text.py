"""Words compared and measured: folding, tidying, nearest neighbours, widths and file names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.text import file_name, fold, nearest, printable, tidy, units, utf16_length


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("", ""),
        ("  张三 ", "张三"),
        ("王　五", "王 五"),
        ("张  \t 三", "张 三"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ufeff问题\u200b编号\u2060", "问题编号"),
        ("软\u00ad连字", "软连字"),
        ("'001", "001"),
        ("' 001", "001"),
        ("it's", "it's"),
        ("\u202e左\u202c", "左"),
        ("响\x07铃\x00", "响铃"),
        ("半\ud800个", "半个"),
        ("不\u00a0断", "不 断"),
        ("一\n\n二", "一\n\n二"),
    ],
)
def test_tidy__under_pasted_text__returns_what_was_meant(text, tidied):
    assert tidy(text) == tidied


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("责任领导（认领人）", "责任领导(认领人)"),
        ("责任领导\n（认领人）", "责任领导 认领人"),
        ("★问题编号", "问题编号"),
        ("学习，研讨", "学习、研讨"),
        ("ＷＴ－００３", "wt-003"),
        ("“四风”", "'四风'"),
        ("N/A", "na"),
        ("备 注：", "备注"),
    ],
)
def test_fold__under_other_punctuation_width_or_case__is_equal(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("", ""), ("  ", ""), ("—", "—"), ("— —", "——"), ("／", "/"), ("①", "1"), ("WT-003", "wt003"), ("（）", "()")],
)
def test_fold__under_letters_or_only_punctuation__gives_this_form(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(("one", "other"), [("一", "二"), ("—", "/"), ("WT-003", "WT-030"), ("已完成", "未完成")])
def test_fold__under_different_words__stays_different(one, other):
    assert fold(one) != fold(other)


@given(text=st.text(max_size=60))
def test_fold_and_tidy__under_any_text__hold_no_spaces_at_their_ends(text):
    assert tidy(text) == tidy(text).strip()
    assert not any(c.isspace() for c in fold(text))
    assert fold(tidy(text)) == fold(text)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("整改进度", "整改进展"),
        ("问题 编号。", "问题编号"),
        ("整改时间", "整改时限"),
        ("天气", None),
        ("", None),
    ],
)
def test_nearest__under_a_misspelt_word__suggests_only_what_is_alike(word, found):
    assert nearest(word, ["问题编号", "整改进展", "整改时限"]) == found


def test_nearest__without_candidates__suggests_nothing():
    assert nearest("整改进展", []) is None


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("问题", 4), ("WT-001", 6), ("（）", 4), ("ＡＢ", 4), ("“一”", 6), ("ｱ", 1)],
)
def test_units__under_wide_and_narrow_characters__counts_wide_ones_twice(text, width):
    assert units(text) == width


@pytest.mark.parametrize(("text", "length"), [("", 0), ("abc", 3), ("问题", 2), ("𠮷", 2), ("😀好", 3), ("\ud800", 1)])
def test_utf16_length__under_characters_beyond_the_first_plane__counts_them_twice(text, length):
    assert utf16_length(text) == length


@pytest.mark.parametrize(
    ("text", "left"),
    [("问题", "问题"), ("a\x00b\x1fc\x7f", "abc"), ("\ufeffx\u202e", "x"), ("一\n二\t三", "一\n二\t三")],
)
def test_printable__under_control_characters__leaves_them_out(text, left):
    assert printable(text) == left


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("市教育局", "市教育局"),
        ("三类清单.xlsx", "三类清单.xlsx"),
        ("a/b\\c:d", "a_b_c_d"),
        ('<问题>*?"|', "问题"),
        ("../../etc/passwd", "etc_passwd"),
        ("市 教育局\n", "市_教育局"),
        ("", "_"),
        ("...", "_"),
        ("x" * 200, "x" * 80),
    ],
)
def test_file_name__under_reserved_characters__is_one_portable_part(text, name):
    assert file_name(text) == name


@given(text=st.text(max_size=120))
def test_file_name__under_any_text__can_be_written_on_any_system(text):
    name = file_name(text)
    assert 1 <= len(name) <= 80
    assert not set(name) & set('\\/:*?"<>|\n\t \x00')
    assert not name.startswith(".")
    assert not name.endswith((".", " "))
    assert name.encode("utf-8")
