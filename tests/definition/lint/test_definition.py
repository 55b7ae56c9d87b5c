"""What a well-formed definition still gets wrong is named with file, list, column and attribute, all at once."""

import shutil

import pytest

from toolkit.definition import (
    find_sheet_name_fault,
    find_shipped_definition,
    load_definition,
    load_definition_with_mistakes,
)
from toolkit.errors import DefinitionError
from toolkit.pipeline import lint_definition

PROBLEM, MEASURE, ASPECTS = "lists/problem.toml", "lists/rectification.toml", "meetings/2021-party-history/aspects.csv"
IN_PROBLEM, IN_MEASURE = f"{PROBLEM} › 检视问题清单 › ", f"{MEASURE} › 整改落实清单 › "


@pytest.fixture
def own(tmp_path):
    return shutil.copytree(find_shipped_definition(), tmp_path / "我的定义", ignore=shutil.ignore_patterns("standard"))


def damage(own, name, old, new):
    path = own / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def mistakes(own):
    return [str(one) for one in load_definition_with_mistakes(own)[1]]


def in_column(label, *lines):
    return f'label = "{label}"', "\n".join([f'label = "{label}"', *lines])


def with_rule(*lines):
    return "\n[[rules]]", "\n".join(["", "[[rules]]", *lines, "", "[[rules]]"])


def nameless(label):
    return 'label = "检视问题清单"', f'label = "{label}"'


COLUMNS = [
    ('choices = "source"', 'choices = "sorce"', "问题来源 › choices：没有“sorce”这个选项表。是不是“source”"),
    ('choices = "source"\n', "", "问题来源 › choices：是下拉框，却没有写 choices"),
    ('label = "原因分析"', 'label = "备 注"', "备注：名称“备注”出现了两次"),
    ('key = "cause"', 'key = "remark"', "备注：key“remark”用了两次"),
    ('aliases = ["来源", ', 'aliases = ["来源", "备注", ', "问题来源 › aliases：别名“备注”同时属于“备注”和“问题来源”"),
    ('aliases = ["来源", ', 'aliases = ["方 面", ', "aliases：别名“方面”同时属于"),
    ('help = "问题为什么产生。"', f'help = "{"长" * 256}"', "原因分析 › help：“长长"),
    ('label = "原因分析"', f'label = "{"因" * 33}"', "› label：“因因"),
    ("max_length = 2000", "max_length = 40000", "存在问题 › max_length：40000 超出上限。最多 32767"),
    (*in_column("原因分析", 'numbering = "YY-###"'), "原因分析 › numbering"),
    ('numbering = "WT-###"', 'numbering = "WT"', "问题编号 › numbering"),
    ('numbering = "WT-###"', 'numbering = "W#T-##"', "问题编号 › numbering"),
    (*in_column("原因分析", 'choices = "source"'), "原因分析 › choices：long_text 这一类栏目用不上 choices"),
    (*in_column("原因分析", "open = true"), "原因分析 › open"),
    (*in_column("原因分析", "min = 3"), "原因分析 › min"),
    (*in_column("整改类别", "max_length = 3"), "整改类别 › max_length"),
    ('refers = "duty.number"', 'refers = "duty.numbr"', "对应职责编号 › refers：“duty.numbr”指不到任何栏目"),
    ('refers = "duty.number"', 'refers = "nowhere"', "对应职责编号 › refers：“nowhere”指不到任何栏目"),
    ('refers = "duty.number"\n', "", "对应职责编号 › refers：reference 这一类"),
    (*in_column("原因分析", 'refers = "duty.number"'), "原因分析 › refers"),
]


@pytest.mark.parametrize(("old", "new", "words"), COLUMNS)
def test_mistake_of_a_column__is_named_with_list_column_and_attribute(own, old, new, words):
    damage(own, PROBLEM, old, new)
    found = [one for one in mistakes(own) if one.startswith(IN_PROBLEM)]
    assert any(
        words.replace("备 注", "备注") in one.replace("备 注", "备注").replace("方 面", "方面") for one in found
    ), found


RULES = [
    ('kind = "required"', 'column = "gaol"', "第1条规则 required（gaol）：没有“gaol”这一栏。是不是“goal”"),
    ('kind = "required"', 'column = "problem_number.nothing"', "没有“problem_number.nothing”这一栏"),
    ('kind = "required"', 'column = "goal.date"', "没有“goal.date”这一栏"),
    ('kind = "unique"\nwithin = ["nothing"]', 'column = "goal"', "没有“nothing”这一栏"),
    ('kind = "one_of"\nchoices = "sorce"', 'column = "goal"', "第1条规则 one_of（goal）：没有“sorce”这个选项表"),
    ('kind = "reference"\nto = "duty.nothing"', 'column = "goal"', "“duty.nothing”指不到任何栏目"),
    ('kind = "referenced"\nby = "nothing.number"', 'column = "number"', "“nothing.number”指不到任何栏目"),
    ('kind = "coverage"', 'column = "deadline"', "第1条规则 coverage（deadline）：deadline 这一类栏目用不上 coverage"),
    ('kind = "coverage"', 'column = "problem_number.name"', "第1条规则 coverage"),
    ('kind = "compare"\nop = "<"\nto = "@now"', 'column = "finish_date"', "不认得“@now”。只能用 @today @meeting"),
    ('kind = "compare"\nop = "<"\nto = "5"', 'column = "new_rules"', "没有“5”这一栏"),
    ('kind = "required_if"\nwhen = { finish_date = { before = "今天" } }', 'column = "goal"', "不认得“今天”"),
    (
        'kind = "required_if"\nwhen = { progres = ["已完成"] }',
        'column = "goal"',
        "没有“progres”这一栏。是不是“progress”",
    ),
    (
        'kind = "required_if"\nwhen = { progress = ["完成了"] }',
        'column = "goal"',
        "“完成了”不在选项表 progress 里，条件永远不会成立。是不是“已完成”",
    ),
    (
        'kind = "required_if"\nwhen = { "problem_number.category" = { not = ["马上改"] } }',
        'column = "goal"',
        "“马上改”不在选项表 category 里",
    ),
    ('kind = "expected_if"\nvalues = ["完成了"]', 'column = "progress"', "“完成了”不在选项表 progress 里"),
    ('kind = "between"', 'column = "new_rules"', "between"),
    ('kind = "length"', 'column = "goal"', "length"),
    ('kind = "required_if"\nwhen = { progress = {} }', 'column = "goal"', "progress"),
    ('kind = "required_if"\nwhen = { progress = [] }', 'column = "goal"', "progress"),
]


@pytest.mark.parametrize(("parts", "column", "words"), RULES)
def test_mistake_of_a_rule__is_named_with_list_and_rule(own, parts, column, words):
    damage(own, MEASURE, *with_rule(parts, column))
    found = [str(one) for one in lint_definition(own)]
    assert any(one.startswith(MEASURE) and words in one for one in found), found


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("检视/问题", "含有 [ ] : * ? / \\ 之一"),
        ("检视[问题]", "含有 [ ] : * ? / \\ 之一"),
        ("清" * 32, "超过 31 个字"),
        ("'检视问题", "以单引号开头或结尾"),
        ("History", "是 Excel 保留的名字"),
    ],
)
def test_label_that_is_no_sheet_name__is_named(own, label, words):
    damage(own, PROBLEM, *nameless(label))
    assert any(label in one and "不能作工作表名" in one and words in one for one in mistakes(own))


@pytest.mark.parametrize(
    ("label", "good"), [("清" * 31, True), ("𠮷" * 16, False), ("检视 问题（一）", True), ("a'b", True)]
)
def test_sheet_name__is_measured_as_excel_does(label, good):
    assert (find_sheet_name_fault(label) == "") is good


@pytest.mark.parametrize("label", ["整改落实清单", "整改 落实清单"])
def test_two_lists_of_one_name__are_named(own, label):
    damage(own, PROBLEM, *nameless(label))
    assert sum(f"名称“{name}”出现了两次" in one for one in mistakes(own) for name in {label, "整改落实清单"}) == 2


def test_two_lists_of_one_key__are_named(own):
    damage(own, "lists/talk.toml", 'key = "talk"', 'key = "opinion"')
    assert sum("key“opinion”用了两次" in one for one in mistakes(own)) == 2


def test_two_default_meetings__are_named(own):
    damage(own, "meetings/2022-annual/meeting.toml", "order = 2022", "order = 2022\ndefault = true")
    assert mistakes(own) == ["meetings/：有两个会议写了 default = true。只能有一个。"]


def test_sheet_of_chosen_texts__needs_the_columns_that_are_written_and_read(own):
    damage(own, "ledger.toml", 'key = "by_rule"', 'key = "rule"')
    (found,) = mistakes(own)
    assert found.startswith("ledger.toml › chosen：“通报选用”没有 key 是 by_rule 的栏目")


def test_answers_about_chosen_texts__are_the_offices_own(own):
    damage(own, "ledger.toml", 'later = "office"\nwidth = 8\nhelp = "“是”印', 'width = 8\nhelp = "“是”印')
    (found,) = mistakes(own)
    assert found.startswith('ledger.toml › chosen：“通报选用”的“是否印发”由牵头单位填，却没有写 later = "office"')


def test_two_sheets_of_the_ledger_with_one_name__are_named(own):
    damage(own, "ledger.toml", 'label = "通报选用"', 'label = "待审核"')
    assert mistakes(own) == ["ledger.toml › waiting：《办理台账》里有两张工作表都叫“待审核”。请改成不同的名称。"]


def test_two_meetings_of_one_key__are_named(own):
    damage(own, "meetings/2022-annual/meeting.toml", '"2022-annual"', '"2024-annual"')
    assert any("key“2024-annual”用了两次" in one for one in mistakes(own))


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("choices/category.csv", "马上整改,立行立改", "别名“立行立改”同时属于“即知即改”和“马上整改”"),
        ("choices/category.csv", "立行 立改,", "别名“立行立改”同时属于"),
        ("choices/category.csv", f"{'长' * 256},", "太长"),
        ("choices/yes_no.csv", "是,", "是"),
        (ASPECTS, "9,,带头某某,感悟两个确立", "别名“感悟两个确立”同时属于"),
        (ASPECTS, "9,两个确立,带头某某,", "“两个确立”同时属于"),
        ("meetings/2022-annual/aspects.csv", "9,,带头某某,领悟两个确立", "别名“领悟两个确立”同时属于"),
    ],
)
def test_choices_that_clash__are_named_with_their_file(own, name, line, words):
    with (own / name).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    assert any(one.startswith(name) and words in one for one in mistakes(own)), mistakes(own)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("lists/duty.toml", "member = {", 'member = { nothing = "x",', "prefill：没有“nothing”这一栏"),
        (
            PROBLEM,
            'of = "rectification.progress"',
            'of = "rectification.nothing"',
            "rollups › progress：“rectification.nothing”",
        ),
        (
            PROBLEM,
            'by = "rectification.problem_number"\ntake',
            'by = "nothing.x"\ntake',
            "没有“nothing”这张清单，却有 1 处用到它：rollups › deadline。请删去",
        ),
        (PROBLEM, 'take = "latest"', "", "rollups › deadline：没有写 steps，也没有写 take"),
    ],
)
def test_mistake_of_prefill_or_rollup__is_named(own, name, old, new, words):
    damage(own, name, old, new)
    assert any(one.startswith(name) and words in one for one in mistakes(own)), mistakes(own)


def test_several_mistakes__are_all_named_at_once(own):
    damage(own, PROBLEM, 'choices = "source"', 'choices = "sorce"')
    damage(own, PROBLEM, "max_length = 2000", "max_length = 40000")
    damage(own, MEASURE, *with_rule('kind = "required"', 'column = "gaol"'))
    damage(own, "lists/duty.toml", 'rows = "@unit"', 'rows = ["@unit", "nothing"]')
    damage(own, "meetings/2022-annual/meeting.toml", "order = 2022", "default = true")
    with pytest.raises(DefinitionError) as caught:
        load_definition(own)
    said = [str(one) for one in caught.value.mistakes]
    assert len(said) == 5
    for words in ("sorce", "40000", "gaol", "nothing", "default"):
        assert sum(words in one for one in said) == 1


def test_too_many_rules__are_named_because_excel_would_refuse_the_file(own):
    rule = f'\n[[rules]]\nkind = "required"\ncolumn = "goal"\nmessage = "{"长" * 200}"\n'
    damage(own, MEASURE, "\n[[rules]]", rule * 40 + "\n[[rules]]")
    (found,) = lint_definition(own)
    assert str(found).startswith(f"{MEASURE} › 整改落实清单：“填写提示”的公式有") and "8192" in str(found)


def test_lint__of_the_shipped_definition__finds_nothing():
    assert lint_definition() == []
