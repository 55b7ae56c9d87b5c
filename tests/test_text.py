"""Written words: tidied as they were meant, folded for matching, measured, and compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.text import (
    build_natural_key,
    find_look_alikes,
    find_nearest,
    find_odd_characters,
    fold,
    fold_name,
    format_file_name,
    holds_soft_breaks,
    keep_visible,
    measure_utf16_length,
    measure_width,
    remove_control_characters,
    tidy,
    wrap_label,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("  学习  不够 ", "学习 不够"),
        ("学习\u00a0\u3000不够", "学习 不够"),
        ("\ufeff学\u200b习\u202e", "学习"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("'007", "007"),
        ("' 007", "007"),
        ("a\x00\x07b\ud800", "ab"),
        ("\n学习\n", "学习"),
        ("", ""),
    ],
)
def test_text__is_tidied_as_it_was_meant(written, meant):
    assert tidy(written) == meant


@given(st.text().filter(lambda text: not tidy(text).startswith("'")))
def test_tidy_text__stays_as_it_is(text):
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("heading", "same"),
    [
        ("责任领导（认领人）", "责任领导(认领人)"),
        ("★姓名", "姓 名"),
        ("姓\n名", "姓名*"),
        ("ＷＴ－００１", "wt-001"),
        ("带头牢记，落实", "带头牢记、落实"),
        ("“两个确立”", '"两个确立"'),
        ("N/A", "n a"),
        ("①", "1"),
    ],
)
def test_heading__in_another_writing__still_matches(heading, same):
    assert fold(heading) == fold(same)


def test_heading__with_two_spaces__still_matches():
    assert fold("整改  措施") == fold("整改措施")


@pytest.mark.parametrize(("one", "other"), [("—", "/"), ("√", "×"), ("责任人", "责任领导"), ("是", "否"), ("--", "-")])
def test_different_words__do_not_match(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize("mark", ["—", "√", "/", "★", "--"])
def test_text_of_marks_only__folds_to_itself(mark):
    assert fold(f" {mark} ") == mark


@given(st.text())
def test_folded_text__has_neither_spaces_nor_capitals(text):
    assert not any(c.isspace() for c in fold(text)) and fold(text) == fold(text).lower()


@given(st.text("aZ0 -'\"\\n甲乙，。、：；（）【】《》“”‘’—…·！？.,()[]{}x", max_size=8))
def test_plainly_written_text__folds_as_every_other_does(text):
    letters = fold(f"{text}甲")
    assert fold(f"{text}甲_") == letters  # the underscore, which is dropped, takes the long way


@pytest.mark.parametrize(
    ("word", "found"),
    [("已经完成", "已完成"), ("未起动", "未启动"), ("正在 推进。", "正在推进"), ("苹果", None), ("", None)],
)
def test_nearest__is_suggested_only_when_alike(word, found):
    assert find_nearest(word, ["未启动", "正在推进", "已完成", "申请延期"]) == found


def test_nearest__of_two_that_are_equally_near__is_none():
    assert find_nearest("张伟", ["张伟（大）", "张伟（小）", "李四"]) is None


def test_nearest__of_nothing__is_none():
    assert find_nearest("已完成", []) is None


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("清单", 4), ("清单a", 5), ("（）", 4), ("ｱ", 1), ("", 0)])
def test_width__counts_a_chinese_character_as_two(text, width):
    assert measure_width(text) == width


@pytest.mark.parametrize(("text", "length"), [("清单", 2), ("𠮷", 2), ("\ud800", 1), ("", 0)])
def test_length__counts_as_spreadsheet_programs_do(text, length):
    assert measure_utf16_length(text) == length


def test_printable__drops_what_a_terminal_or_xml_refuses():
    assert remove_control_characters("a\x00\x1b[31mb\u200b\x7f\ud800\n") == "a[31mb\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("市委/办公室", "市委_办公室"),
        ('a\\b:c*d?e"f<g>h|i', "a_b_c_d_e_f_g_h_i"),
        (" 一 二 ", "一_二"),
        ("..", "_"),
        ("", "_"),
        ("长" * 99, "长" * 76),
        ("CON", "_CON"),
        ("nul.工作簿", "_nul.工作簿"),
        ("com1", "_com1"),
        ("lpt²", "_lpt²"),
        ("COM公司", "COM公司"),
        ("-rf", "rf"),
        ("~$三类清单", "$三类清单"),
        ("=1+1", "1+1"),
        ("＠局", "局"),
        (".隐藏", "隐藏"),
        ("名字. ", "名字"),
        ("a\u202excod.exe", "axcod.exe"),
        ("e\u0301", "\xe9"),
        ("01-=HYPERLINK(a)", "01-=HYPERLINK(a)"),
    ],
)
def test_file_name__is_one_portable_part(text, name):
    assert format_file_name(text) == name


@given(st.text())
def test_any_file_name__has_no_separator_and_is_not_empty(text):
    name = format_file_name(text)
    assert 1 <= len(name) <= 80 and not set(name) & set('/\\:*?"<>|\n\x00') and name not in (".", "..")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("'十四五'规划", "'十四五'规划"),
        ("'学习不够", "'学习不够"),
        ("'008", "008"),
        ("'=1+1", "=1+1"),
        ("一\x0b二\u2028三_x000B_四_x000D_\n五\r\n六", "一\n二\n三\n四\n五\n六"),
        ("学习  不够\u3000啊", "学习  不够\u3000啊"),
        ("\u3000\u3000一是学习 ", "一是学习"),
        ("学\u200b习\u202e\ufeff\u2066", "学习"),
        ("学\u200d习", "学习"),
        ("👨\u200d👩\u200d👧❤\ufe0f", "👨\u200d👩\u200d👧❤\ufe0f"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ᠮᠣᠩ\u202fᠭᠣᠯ\u180b\u180e", "ᠮᠣᠩ\u202fᠭᠣᠯ\u180b\u180e"),
        ("བོད་ཡིག", "བོད་ཡིག"),
        ("a\x00\x07b", "ab"),
    ],
)
def test_stored_text__is_what_its_reader_saw(written, kept):
    assert keep_visible(written) == kept


@given(st.text())
def test_stored_text__loses_only_what_nobody_sees(text):
    lost = [c for c in text if c not in keep_visible(text)]
    seen = [c for c in lost if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp")]
    assert seen in ([], ["'"])
    assert keep_visible(keep_visible(text)) == keep_visible(text) or text.lstrip().startswith("'")


def test_soft_breaks__are_those_that_a_spreadsheet_does_not_write():
    assert holds_soft_breaks("一\x0b二") and not holds_soft_breaks("一\r\n二\n三")


NAME_FORMS = [
    ("·", "•"),
    ("·", " ‧ "),
    ("·", "．"),
    ("·", ""),
    ("（", "("),
    ("）", "】"),
    ("隆", "\uf9dc"),
    ("马", "\u2ee2"),
]


@given(st.text("赵钱隆马·（）", min_size=1), st.lists(st.sampled_from(NAME_FORMS)))
def test_name__is_one_in_every_way_of_typing(name, forms):
    typed = name
    for form, other in forms:
        typed = typed.replace(form, other)
    assert fold_name(typed) == fold_name(name) or not any(map(str.isalpha, name))


@given(st.text())
def test_folded_name__folds_to_itself(name):
    assert fold_name(fold_name(name)) == fold_name(name)


def test_brackets__tell_names_apart():
    assert len({fold_name(name) for name in ("张伟（大）", "张伟（小）", "张伟")}) == 3


def test_look_alikes__are_named_by_code_point():
    assert find_look_alikes("魏\uf9dc") == ("U+F9DC",) == find_odd_characters("魏\uf9dc", "魏隆")


@given(st.lists(st.text("WT整号-0129１0２ a", max_size=8), max_size=12))
def test_natural_order__is_one_order_of_all_texts(words):
    backwards = list(reversed(words))
    assert sorted(words, key=build_natural_key) == sorted(backwards, key=build_natural_key)
    assert len({build_natural_key(word) for word in words}) == len(set(words))


@given(st.text("WT整-", max_size=4), st.text("号人-", max_size=3), st.lists(st.integers(0, 10**25), max_size=9))
def test_natural_order__follows_the_numbers_whatever_their_length(before, after, numbers):
    written = [f"{before}{number}{after}" for number in numbers]
    assert sorted(written, key=build_natural_key) == [f"{before}{number}{after}" for number in sorted(numbers)]


def test_natural_order__counts_as_people_do():
    assert sorted(["整10号", "整2号", "整２号"], key=build_natural_key)[-1] == "整10号"
    assert sorted(["WT-1000", "WT-999", "WT-99"], key=build_natural_key) == ["WT-99", "WT-999", "WT-1000"]


def test_long_label__is_broken_but_not_before_a_comma():
    assert wrap_label("一二三四五，六七", 10) == "一二三四五，\n六七"


def test_long_label__breaks_before_an_opening_bracket_not_behind_it():
    assert wrap_label("一二三四五（六）", 10) == "一二三四五\n（六）"
    assert wrap_label("一二三四（五六", 10) == "一二三四\n（五六"
    assert wrap_label("“一”", 2) == "“一”"
