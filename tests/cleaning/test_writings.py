"""More writings of one meaning, column by column; beside the tables of test_cell, test_choices and test_dates."""

import datetime as dt

import pytest

from toolkit.cleaning import Cleaner
from toolkit.definition import load_definition

DEFINITION = load_definition()
LISTS = [DEFINITION.find_list_type(key) for key in ("duty", "problem", "rectification")]
COLUMNS = [(one.key, column) for one in LISTS for column in one.columns]
ASPECTS = DEFINITION.find_choice_list("aspects").options


def cleaned(path, value, members=()):
    list_key, _, key = path.partition(".")
    cleaner = Cleaner(DEFINITION, frozenset(members))
    return cleaner.clean(list_key, DEFINITION.find_list_type(list_key).find_column(key), value)


@pytest.mark.parametrize("written", ["", "  ", "—", "——", "/", "N/A", "ｎ／ａ", "暂无", "-"])
def test_a_blank_word__in_any_column_of_the_three_lists__is_blank(written):
    cleaner = Cleaner(DEFINITION)
    assert [c.key for key, c in COLUMNS if not cleaner.clean(key, c, written).blank] == []


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("张三,李四;王五|赵六", ("张三", "李四", "王五", "赵六")),
        ("李四同志、张三书记", ("李四", "张三")),
        ("欧阳文华（牵头）、张三", ("欧阳文华", "张三")),
        ("欧阳 文华", ("欧阳", "文华")),
    ],
)
def test_names__under_mixed_marks_and_titles__are_bare_names(written, names):
    assert cleaned("rectification.leader", written).value == names


def test_a_name_in_two_words__under_a_roster_that_knows_it__is_one_person():
    assert cleaned("rectification.leader", "欧阳 文华", members={"欧阳文华"}).value == ("欧阳文华",)


@pytest.mark.parametrize("written", ["一项", "2.5", 2.5])
def test_a_number__that_is_no_whole_number_in_digits__stays_unknown(written):
    found = cleaned("rectification.new_rules", written)
    assert (found.value, found.unknown, found.text) == (None, "integer", str(written))


@pytest.mark.parametrize("written", ["003", "问题编号3", "问题 3", "WT-3", "ｗｔ003"])
def test_a_reference__under_further_writings__is_the_running_number(written):
    assert cleaned("rectification.problem_number", written).value == "WT-003"


def test_a_reference__between_two_words_of_numbering__is_the_running_number():
    assert cleaned("rectification.problem_number", "第3号").value == "WT-003"


@pytest.mark.parametrize("before", ["①", "⑤ ", "1.", "2、", "（3）"])
@pytest.mark.parametrize("option", ASPECTS, ids=lambda option: option.short)
def test_an_aspect__with_a_number_before__is_the_aspect(option, before):
    for name in (option.value, option.value.removeprefix("带头"), option.short):
        assert cleaned("problem.aspect", before + name).value == option.value


@pytest.mark.parametrize(
    ("written", "sources"),
    [
        ("学习研讨，群众反映", ("学习研讨", "群众反映")),
        ("1.学习研讨 2.群众反映", ("学习研讨", "群众反映")),
        ("谈心、谈话", ("谈心谈话",)),
    ],
)
def test_several_sources__under_commas_numbers_or_two_synonyms__are_official_values(written, sources):
    assert cleaned("problem.source", written).value == sources


def test_progress__under_the_word_for_settled__is_done():
    assert cleaned("rectification.progress", "已办结").value == "已完成"


@pytest.mark.parametrize("written", ["2月30日", "2月30号", "3月5日"])
def test_a_day_without_a_year__even_one_that_cannot_be__is_unknown_for_want_of_the_year(written):
    assert cleaned("rectification.finish_date", written).unknown == "no_year"
    assert cleaned("rectification.deadline", written).unknown == "no_year"


@pytest.mark.parametrize("written", ["2022年底", "2022年上半年", "立行立改", "常态化"])
def test_words_of_a_deadline__in_a_date_column__are_no_date(written):
    assert cleaned("rectification.finish_date", written).unknown == "not_a_date"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022年3月中旬", dt.date(2022, 3, 20)),
        ("2024年2月", dt.date(2024, 2, 29)),
        ("2022年底", dt.date(2022, 12, 31)),
        ("2022年年底", dt.date(2022, 12, 31)),
        ("2022年下半年", dt.date(2022, 12, 31)),
        ("二〇二二年三月底前", dt.date(2022, 3, 31)),
    ],
)
def test_a_deadline__under_a_part_of_a_month_or_year__keeps_its_words_and_has_a_last_day(written, day):
    found = cleaned("rectification.deadline", written)
    assert (found.date, found.value, found.text) == (day, written, written)


@pytest.mark.parametrize("day", [dt.date(2000, 1, 1), dt.date(2022, 3, 15), dt.date(2099, 12, 31)])
def test_a_day_cell__cleaned_again_from_its_text__is_the_same_day(day):
    for path in ("rectification.finish_date", "rectification.deadline"):
        first = cleaned(path, day)
        assert cleaned(path, first.text) == first


@pytest.mark.parametrize("written", ["赵 云 李 四", "张三、赵 云 李 四", "赵 云 李 四 王 五"])
def test_letters_written_apart__that_may_be_several_people__are_a_doubt(written):
    assert cleaned("rectification.person", written).doubt == "run_together"


@pytest.mark.parametrize(
    "written", ["张 文 涛", "赵 云  李 四", "欧 阳 文 华", "欧阳文华", "买买提 艾力", "赵 云、李 四"]
)
def test_letters_of_one_name_written_apart__are_no_doubt(written):
    assert cleaned("rectification.person", written, members={"欧阳文华"}).doubt == ""
