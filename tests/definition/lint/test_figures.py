"""What a list gets wrong in what it counts is named with file, list, part and key, and how to mend it."""

import pytest

from tests.definition.authored import damage, mistakes

PROBLEM, MEASURE, DUTY = "lists/problem.toml", "lists/rectification.toml", "lists/duty.toml"


def derived(*lines):
    return "", "\n".join(['[[derived]]\nkey = "x"\nlabel = "新栏"', *lines])


def figure(*lines):
    return "", "\n".join(['[[figures]]\nkey = "x"\nlabel = "新数"', *lines])


def table(*lines):
    return "", "\n".join(['[[tables]]\nkey = "x"\nlabel = "新表"', *lines])


def listing(*lines):
    return "", "\n".join(['[[listings]]\nkey = "x"\nlabel = "新名单"', *lines])


def rollup(*lines):
    return "", "\n".join(['[[rollups]]\nkey = "x"\nlabel = "新汇总"', *lines])


BY = 'by = "rectification.problem_number"'
BANDS = 'kind = "bands"\nabove = "多"\notherwise = "没有"\n'

WORKED = [
    (PROBLEM, derived('kind = "matching"\nby = "rectification.nothing"\nown = "number"'), "derived › x › by：“recti"),
    (PROBLEM, derived(f'kind = "matching"\n{BY}\nown = "numbr"'), "› own：没有“numbr”这一栏。是不是“number”"),
    (PROBLEM, derived('kind = "matching"\nby = "rectifikation.x"\nown = "number"'), "是不是“rectification”？不用这张"),
    (MEASURE, derived('kind = "through"\nof = "progress.category"'), "x › of：“progress”不是引用栏目"),
    (MEASURE, derived('kind = "through"\nof = "problem_number.categori"'), "没有“categori”这一栏。是不是“category”"),
    (MEASURE, derived('kind = "found"\nof = "goal"\nyes = "有"\nno = "没有"'), "“goal”不是引用栏目"),
    (MEASURE, derived('kind = "days"\nto = "deadline"'), "“deadline”不是日期，不能用在 to。"),
    (MEASURE, derived('kind = "days"\nto = "dedline.date"'), "› to：没有“dedline.date”这一栏"),
    (
        MEASURE,
        derived('kind = "days"\nto = "finish_date"\nunless = { progress = ["做完"] }'),
        "› unless：“progress”不会有“做完”",
    ),
    (MEASURE, derived(BANDS, 'of = "goal"\nbands = [{ value = "少", up_to = 1 }]'), "“goal”不是数，不能用在 of"),
    (
        MEASURE,
        derived(BANDS, 'of = "days"\nbands = [{ value = "a", up_to = 1 }, { value = "b", up_to = 1 }]'),
        "不是从小到大：1 1",
    ),
    (
        MEASURE,
        derived(
            BANDS,
            'of = "days"\nbands = [{ value = "a", up_to = 1 }]\ncases = [{ value = "c", when = { goul = ["a"] } }]',
        ),
        "› cases › c：没有“goul”这一栏。是不是“goal”",
    ),
    (
        MEASURE,
        derived('kind = "guess"'),
        "kind 没有“guess”这一种。只能是：through、found、matching、items、returned、days、bands 或 cases",
    ),
    (PROBLEM, rollup('of = "rectification.x"', BY, 'take = "latest"'), "rollups › x：“rectification.x”指不到"),
    (
        PROBLEM,
        rollup('of = "rectification.finish_date"\nby = "rectification.x"\ntake = "latest"'),
        "“rectification.x”指不到",
    ),
    (PROBLEM, rollup('of = "duty.number"', BY, 'steps = [{ value = "a", any = ["b"] }]'), "不是同一张清单"),
    (
        PROBLEM,
        rollup('of = "rectification.goal"', BY, 'take = "latest"'),
        "“rectification.goal”不是日期，不能用在 take",
    ),
    (
        PROBLEM,
        rollup('of = "rectification.closed"', BY, 'steps = [{ value = "a", any = ["对"] }]'),
        "不会有“对”这个值。只能是：是、否、未明确",
    ),
    (
        PROBLEM,
        rollup('of = "rectification.closed"', BY, 'steps = [{ value = "a" }]'),
        "steps 第1步没有写 all，也没有写 any",
    ),
    (PROBLEM, rollup('of = "rectification.closed"', BY), "没有写 steps，也没有写 take"),
    (
        PROBLEM,
        rollup('of = "rectification.finish_date"', BY, 'take = "latest"\nsteps = [{ value = "a", any = ["b"] }]'),
        "steps 和 take 都写了",
    ),
]
WHENS = [
    ('{ subject_typ = ["领导班子"] }', "没有“subject_typ”这一栏。是不是“subject_type”"),
    ('{ subject_type = ["班子"] }', "“subject_type”不会有“班子”这个值"),
    ('{ urgency = ["逾期"] }', "“urgency”不会有“逾期”这个值"),
    (
        '{ urgency = { not = ["未明确"] }, has_problem = ["对"] }',
        "不会有“对”这个值。只能是：有对应的问题、没有对应的问题、未明确",
    ),
    ("{ progress = { min = 1 } }", "“progress”不是数，不能用在 min, max"),
    ('{ new_rules = { before = "@today" } }', "“new_rules”不是日期"),
    ('{ "deadline.date" = { after = "@now" } }', "不认得“@now”。只能用 @today @meeting"),
    ('{ new_rules = ["1"] }', "“new_rules”是数或日期，不能写成等于哪些值"),
    ("{ progress = { filled = true } }", "“progress”在汇总里不会空着，没有填的算“未明确”"),
    ('{ "problem_number.colour" = ["红"] }', "没有“problem_number.colour”这一栏"),
]
COUNTED = [
    (MEASURE, figure('sum = "new_rules"\nshare = "done"'), "figures › x：sum、average、share 写了不止一个"),
    (MEASURE, figure('sum = "goal"'), "“goal”不是数，不能用在 sum"),
    (MEASURE, figure('share = "don"'), "› share：没有“don”这个数。是不是“done”"),
    (MEASURE, figure('share = "done"\nof = "done_rate"'), "› of：“done_rate”是比率或平均数，这里要一个数"),
    (MEASURE, figure('share = "done"\nwhen = { progress = ["已完成"] }'), "比率的 when、last 不起作用"),
    (
        MEASURE,
        ('key = "count"\nlabel = "措施数"', 'key = "count"\nlabel = "措施数"\nsum = "new_rules"'),
        "count 是全部条数",
    ),
    (MEASURE, figure('average = "goal"'), "“goal”不是数，不能用在 average"),
    (MEASURE, figure('last = { last_stat = ["已销号"] }'), "› last：没有“last_stat”这一栏。是不是“last_state”"),
    (MEASURE, figure('share = "handling"'), "› share：“handling”是比率或平均数"),
    (DUTY, table('rows = "@unit"\ncompare = true'), "compare 是真，却没有一个数写了 last"),
    (MEASURE, table('rows = "problem_number.colour"'), "tables › x › rows：没有“problem_number.colour”这一栏"),
    (MEASURE, table('rows = "new_rules"'), "“new_rules”是数、日期或长的文字，不能一个值一行"),
    (MEASURE, table('rows = "goal"'), "“goal”是数、日期或长的文字"),
    (MEASURE, table('rows = "progress"\ncolumns = "leader"'), "› columns：“leader”有哪些值事先不知道"),
    (MEASURE, table('rows = "progress"\ncolumns = "@unit"'), "“@unit”有哪些值事先不知道"),
    (MEASURE, table('rows = "progress"\nfigures = ["lat"]'), "figures › lat：没有“lat”这个数。是不是“late”"),
    (
        MEASURE,
        table('rows = "urgency"\nfigures = ["problem.done"]'),
        "“检视问题清单”没有“urgency”，它的数不能和本表并排",
    ),
    (
        MEASURE,
        table('rows = "@unit"\nwhen = { urgency = ["已完成"] }\nfigures = ["problem.done"]'),
        "“检视问题清单”没有“urgency”",
    ),
    (MEASURE, table('rows = "@unit"\nfigures = ["done"]\nrank = "done"'), "rank 写的“done”不是本表 figures 里的比率"),
    (MEASURE, table('rows = "@unit"\nrank = "done_rate"'), "rank 写的“done_rate”不是本表"),
    (
        MEASURE,
        table('rows = ["@unit", "leader"]\nfigures = ["done_rate"]\nrank = "done_rate"\nsubtotals = true'),
        "有小计的表不能再按完成率分档",
    ),
    (MEASURE, table('rows = "@unit"\nchart = "rate"'), 'chart = "rate" 要有 rank'),
    (MEASURE, table('rows = "@unit"\nchart = "stacked"'), 'chart = "stacked" 要有 columns'),
    (MEASURE, table('rows = "@unit"\nscopes = []'), "scopes 没有写范围"),
    (MEASURE, table('rows = "@unit"\nfront = true'), "首页只放一张表，problem.cross 已经写了 front"),
    (MEASURE, listing('show = ["numbr"]'), "listings › x › show：没有“numbr”这一栏。是不是“number”"),
    (MEASURE, listing('show = ["number"]\nsort = "goal"'), "“goal”不是数，不能用在 sort"),
    (MEASURE, listing('show = ["number"]\nsort = "deadline.date"'), "“deadline.date”不是数，不能用在 sort"),
    (MEASURE, table('rows = "@unit"\nsheet = "岗位职责清单"'), "工作表名“岗位职责清单”是清单、名册或程序自己用的"),
    (MEASURE, table('rows = "@unit"\nsheet = "成员情况"'), "工作表名“成员情况”是"),
    (MEASURE, listing('show = ["number"]\nsheet = "通报数据"'), "listings › x：工作表名“通报数据”是"),
    (MEASURE, listing('show = ["number"]\nsheet = "新/表"'), "“新/表”不能作工作表名"),
    (
        DUTY,
        (
            "",
            '[[tables]]\nkey = "x"\nlabel = "A"\nrows = "post"\n[[listings]]\nkey = "y"\nlabel = "a"\nshow = ["post"]',
        ),
        "只差大小写",
    ),
]
TWICE = [
    ("derived", '[[derived]]\nkey = "goal"\nlabel = "x"\nkind = "days"\nto = "finish_date"', "goal"),
    ("derived", '[[derived]]\nkey = "days"\nlabel = "x"\nkind = "days"\nto = "finish_date"', "days"),
    ("figures", '[[figures]]\nkey = "done"\nlabel = "x"', "done"),
    ("tables", '[[tables]]\nkey = "cross"\nlabel = "x"\nrows = "@unit"', "cross"),
    ("listings", '[[listings]]\nkey = "overdue"\nlabel = "x"\nshow = ["number"]', "overdue"),
]


@pytest.mark.parametrize(("name", "change", "words"), [*WORKED, *COUNTED])
def test_mistake_of_what_is_counted__is_the_only_one_and_names_its_file(own, name, change, words):
    damage(own, name, *change)
    (found,) = mistakes(own)
    assert found.startswith(name) and words in found


@pytest.mark.parametrize(("when", "words"), WHENS)
@pytest.mark.parametrize(
    ("part", "made"),
    [("figures", figure()), ("tables", table('rows = "@unit"')), ("listings", listing('show = ["number"]'))],
)
def test_condition_that_cannot_be_met__is_named_wherever_it_stands(own, part, made, when, words):
    damage(own, MEASURE, "", f"{made[1]}\nwhen = {when}")
    (found,) = mistakes(own)
    assert found.startswith(f"{MEASURE} › 整改落实清单 › {part} › x › when") and words in found


@pytest.mark.parametrize(("part", "text", "key"), TWICE)
def test_key_used_twice__is_named_with_its_part(own, part, text, key):
    damage(own, MEASURE, "", text)
    assert f"{MEASURE} › 整改落实清单 › {part}：key“{key}”用了两次。每个 key 只能用一次。" in mistakes(own)


def test_columns_worked_out_in_a_circle__are_named_once_with_the_whole_way(own):
    damage(own, PROBLEM, *rollup('of = "rectification.y"', BY, 'steps = [{ value = "a", any = ["a"] }]'))
    damage(own, MEASURE, "", '[[derived]]\nkey = "y"\nlabel = "y"\nkind = "through"\nof = "problem_number.x"')
    (found,) = mistakes(own)
    assert "problem.x→rectification.y→problem.x 转了一圈" in found


def test_list_without_numbers__cannot_be_rolled_up_to(own):
    damage(own, DUTY, 'numbering = "ZZ-###"\n', "")
    damage(
        own,
        DUTY,
        *rollup('of = "problem.category"\nby = "problem.duty_number"', 'steps = [{ value = "a", any = ["长期整改"] }]'),
    )
    (found,) = mistakes(own)
    assert "rollups › x：没有编号栏" in found


def test_list_that_could_not_be_loaded__is_not_judged(own):
    damage(own, PROBLEM, 'key = "number"', 'kye = "number"')
    assert mistakes(own) and all(one.startswith(PROBLEM) for one in mistakes(own))


def test_dropdown_that_could_not_be_loaded__is_not_judged(own):
    (own / "choices" / "progress.csv").write_text("值\n", encoding="utf-8")
    assert [one.partition("：")[0] for one in mistakes(own)] == ["choices/progress.csv"]


def test_wrong_path_of_a_derived_column__does_not_spread_to_what_uses_it(own):
    damage(own, MEASURE, 'of = "problem_number.category"', 'of = "problem_number.nothing"')
    (found,) = mistakes(own)
    assert "derived › category › of：没有“nothing”这一栏" in found


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("duty_number.risk_levl", "duty_number.risk_level"),
        ("duty_numbr.risk_level", "duty_number.risk_level"),
        ("categry", "category"),
    ],
)
def test_proposal__mends_the_part_of_a_path_that_is_wrong(own, path, near):
    damage(own, PROBLEM, *table(f'rows = "{path}"'))
    (found,) = mistakes(own)
    assert found.endswith(f"没有“{path}”这一栏。是不是“{near}”？")


def test_proposal_for_a_rule__goes_through_references_too(own):
    damage(own, MEASURE, '"problem_number.category" = ["长期整改"]', '"problem_number.categori" = ["长期整改"]')
    (found,) = mistakes(own)
    assert found.endswith("是不是“problem_number.category”？")


def test_wrong_row_of_a_table__says_nothing_of_the_lists_that_are_counted_beside(own):
    damage(own, PROBLEM, *table('rows = "uint"\nfigures = ["rectification.count"]'))
    (found,) = mistakes(own)
    assert "› rows：没有“uint”这一栏" in found
