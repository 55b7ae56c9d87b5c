"""An author's mistakes: a damaged copy of the shipped definition comes in, each mistake with its place goes out."""

import shutil

import pytest

from toolkit.definition import find_shipped_definition, load_definition, load_definition_with_mistakes
from toolkit.errors import DefinitionError
from toolkit.pipeline import lint_definition

PROBLEM, MEASURES = "lists/problem.toml", "lists/rectification.toml"
LABELS = {PROBLEM: "检视问题清单", MEASURES: "整改落实清单"}
LABEL, HELP = 'label = "原因分析"', 'help = "问题为什么产生。"'


def with_rule(text):
    """Return a replacement that adds a rule before the list's first table."""
    return "[[tables]]", f"[[rules]]\n{text}\n\n[[tables]]"


# what is damaged, file, text, text instead, words that one mistake must hold
LIST_DAMAGES = [
    ("unknown key", PROBLEM, HELP, f'{HELP}\ncolour = "红"', ["不认得“colour”", "原因分析"]),
    (
        "unknown choice list",
        PROBLEM,
        'choices = "category"',
        'choices = "categori"',
        ["“categori”", "是不是“category”"],
    ),
    (
        "rule naming a missing column",
        PROBLEM,
        'column = "problem"\nwithin',
        'column = "problems"\nwithin',
        ["没有“problems”这一栏", "是不是“problem”", "第3条规则 unique"],
    ),
    (
        "condition on a missing column",
        PROBLEM,
        *with_rule('kind = "required_if"\ncolumn = "cause"\nwhen = { categorie = ["长期整改"] }'),
        ["没有“categorie”这一栏", "是不是“category”", "required_if"],
    ),
    (
        "unknown rule kind",
        PROBLEM,
        'kind = "forbidden_if"',
        'kind = "forbiden_if"',
        ["kind 没有“forbiden_if”这一种", "是不是“forbidden_if”"],
    ),
    ("same column label twice", PROBLEM, LABEL, 'label = "存在问题"', ["名称“存在问题”出现了两次"]),
    ("same column key twice", PROBLEM, 'key = "cause"', 'key = "problem"', ["key“problem”用了两次"]),
    ("help longer than 255", PROBLEM, HELP, f'help = "{"写" * 256}"', ["太长", "最多 255", "原因分析", "help"]),
    ("label longer than 32", PROBLEM, LABEL, f'label = "{"长" * 33}"', ["太长", "最多 32", "label"]),
    (
        "max_length above 32767",
        PROBLEM,
        f'{LABEL}\nkind = "long_text"\nmax_length = 2000',
        f'{LABEL}\nkind = "long_text"\nmax_length = 32768',
        ["32768 超出上限", "最多 32767", "原因分析", "max_length"],
    ),
    (
        "alias clash",
        PROBLEM,
        'aliases = ["原因", "产生原因"]',
        'aliases = ["存在问题"]',
        ["别名“存在问题”", "“原因分析”", "aliases"],
    ),
    (
        "condition value that the dropdown lacks",
        PROBLEM,
        'when = { subject_type = ["班子成员"] }',
        'when = { subject_type = ["班子成圆"] }',
        ["“班子成圆”不在选项表 subject_type", "是不是“班子成员”"],
    ),
    (
        "expected value that the dropdown lacks",
        MEASURES,
        'values = ["已完成"]',
        'values = ["已完工"]',
        ["“已完工”不在选项表 progress", "是不是“已完成”"],
    ),
    (
        "condition value lacking through a reference",
        MEASURES,
        '"problem_number.category" = ["长期整改"]',
        '"problem_number.category" = ["长期改"]',
        ["“长期改”不在选项表 category", "是不是“长期整改”"],
    ),
    (
        "numbering on a text column",
        PROBLEM,
        'key = "remark"\nlabel = "备注"\nkind = "long_text"',
        'key = "remark"\nlabel = "备注"\nkind = "long_text"\nnumbering = "BZ-###"',
        ["用不上 numbering", "long_text", "备注"],
    ),
    (
        "column refers to nowhere",
        PROBLEM,
        'refers = "duty.number"',
        'refers = "duty.numbr"',
        ["“duty.numbr”指不到任何栏目", "对应职责编号"],
    ),
    (
        "rule refers to nowhere",
        PROBLEM,
        'by = "rectification.problem_number"\n\n[[rules]]',
        'by = "measures.problem_number"\n\n[[rules]]',
        ["“measures.problem_number”指不到任何栏目", "referenced"],
    ),
    (
        "roll-up of nowhere",
        PROBLEM,
        'of = "rectification.progress"',
        'of = "rectification.progres"',
        ["“rectification.progres”指不到任何栏目", "rollups"],
    ),
    (
        "compare on words",
        PROBLEM,
        *with_rule('kind = "compare"\ncolumn = "cause"\nop = "<="\nto = "@today"'),
        ["用不上 cause", "long_text", "compare"],
    ),
    (
        "compare with words",
        MEASURES,
        *with_rule('kind = "compare"\ncolumn = "finish_date"\nop = "<="\nto = "goal"'),
        ["用不上 goal", "long_text", "compare"],
    ),
    (
        "compare a day with a number",
        MEASURES,
        *with_rule('kind = "compare"\ncolumn = "finish_date"\nop = "<="\nto = "new_rules"'),
        ["用不上 finish_date", "date", "compare"],
    ),
    (
        "between on text",
        PROBLEM,
        *with_rule('kind = "between"\ncolumn = "cause"\nmin = 1'),
        ["用不上 cause", "long_text", "between"],
    ),
    ("readable on text", PROBLEM, *with_rule('kind = "readable"\ncolumn = "cause"'), ["用不上 cause", "readable"]),
    (
        "coverage through a reference",
        MEASURES,
        *with_rule('kind = "coverage"\ncolumn = "problem_number.name"'),
        ["coverage"],
    ),
    (
        "unique through a reference",
        MEASURES,
        *with_rule('kind = "unique"\ncolumn = "problem_number.category"'),
        ["unique 只能用本清单自己的栏目"],
    ),
    (
        "unknown moment to compare with",
        MEASURES,
        'op = ">="\nto = "@meeting"',
        'op = ">="\nto = "@yesterday"',
        ["不认得“@yesterday”", "@today @meeting"],
    ),
    (
        "unknown moment in a condition",
        MEASURES,
        '{ before = "@today" }',
        '{ before = "@tomorrow" }',
        ["不认得“@tomorrow”", "@today @meeting"],
    ),
    (
        "table over a missing column",
        PROBLEM,
        'rows = "aspect"',
        'rows = "aspekt"',
        ["没有“aspekt”这一栏", "是不是“aspect”", "tables › by_aspect"],
    ),
    (
        "table on a list's sheet",
        PROBLEM,
        'sheet = "按来源"',
        'sheet = "整改落实清单"',
        ["工作表名“整改落实清单”是清单、名册或程序自己用的"],
    ),
    (
        "sheet name with a slash",
        PROBLEM,
        'label = "检视问题清单"',
        'label = "检视/问题清单"',
        ["“检视/问题清单”不能作工作表名"],
    ),
    (
        "sheet name longer than 31",
        PROBLEM,
        'label = "检视问题清单"',
        f'label = "{"检" * 32}"',
        ["不能作工作表名", "31"],
    ),
    ("sheet name History", PROBLEM, 'label = "检视问题清单"', 'label = "History"', ["“History”不能作工作表名"]),
]
FILE_DAMAGES = [
    ("broken TOML", PROBLEM, LABEL, "label = 原因分析", ["第103行“label = 原因分析”等号后面写得不对"]),
    ("dropdown without values", "choices/category.csv", None, "value,aliases\n", ["一个值也没有"]),
    ("dropdown without heading", "choices/category.csv", "value,aliases", "值,别名", ["一个值也没有"]),
    (
        "two options with one alias",
        "choices/category.csv",
        "限期整改、分阶段整改",
        "立行立改、分阶段整改",
        ["别名“立行立改”", "“即知即改”", "“阶段性整改”"],
    ),
    ("meeting without aspects", "meetings/2022-annual/aspects.csv", None, "value,short,aliases\n", ["一个值也没有"]),
    (
        "unknown key of the cover",
        "cover.toml",
        'sheet = "填报首页"',
        'sheet = "填报首页"\ncolour = "红"',
        ["不认得“colour”"],
    ),
    ("cover key missing", "cover.toml", 'sheet = "填报首页"', "", ["缺少“sheet”"]),
]


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(find_shipped_definition(), tmp_path / "定义")


def damage(folder, name, text, instead):
    """Replace a text once (the whole file where none is given)."""
    path = folder / name
    before = path.read_text(encoding="utf-8")
    assert text is None or text in before
    path.write_text(instead if text is None else before.replace(text, instead, 1), encoding="utf-8")


def holding(mistakes, words):
    """Return the mistakes whose sentence holds all words."""
    return [one for one in mistakes if all(word in str(one) for word in words)]


def cases(damages):
    return [pytest.param(*rest, id=what) for what, *rest in damages]


def test_shipped_definition__has_no_mistakes():
    assert lint_definition() == []


def test_copy_of_the_shipped_definition__has_no_mistakes(folder):
    assert lint_definition(folder) == []


@pytest.mark.parametrize(("name", "text", "instead", "words"), cases(LIST_DAMAGES))
def test_lint__of_a_damaged_list__names_file_and_list_and_the_way_out(folder, name, text, instead, words):
    damage(folder, name, text, instead)
    found = holding(lint_definition(folder), words)
    assert found, [str(one) for one in lint_definition(folder)]
    label = instead.partition('"')[2].rstrip('"') if text.startswith('label = "检视') else LABELS[name]
    assert any(one.location.startswith(name) and label in one.location for one in found), [
        one.location for one in found
    ]


@pytest.mark.parametrize(("name", "text", "instead", "words"), cases(FILE_DAMAGES))
def test_lint__of_a_damaged_file__names_the_file_and_the_way_out(folder, name, text, instead, words):
    damage(folder, name, text, instead)
    found = holding(lint_definition(folder), words)
    assert found, [str(one) for one in lint_definition(folder)]
    assert all(one.location.startswith(name) for one in found), [one.location for one in found]


@pytest.mark.parametrize(("name", "text", "instead", "words"), cases([*LIST_DAMAGES, *FILE_DAMAGES]))
def test_load__of_a_damaged_folder__stops_with_the_same_words(folder, name, text, instead, words):
    damage(folder, name, text, instead)
    with pytest.raises(DefinitionError) as stopped:
        load_definition(folder)
    assert holding(stopped.value.mistakes, words)


@pytest.mark.parametrize("name", ["vocabulary.toml", "cover.toml", "campaign.toml", "meetings/2022-annual/aspects.csv"])
def test_lint__of_a_folder_without_a_file__names_it(folder, name):
    (folder / name).unlink()
    (found,) = holding(lint_definition(folder), ["缺少这个文件"])
    assert found.location == name


@pytest.mark.parametrize("name", [PROBLEM, "choices/category.csv", "vocabulary.toml"])
def test_lint__of_a_gbk_file__asks_for_utf8(folder, name):
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_bytes(text.encode("gbk", "replace"))
    (found,) = holding(lint_definition(folder), ["不是 UTF-8"])
    assert found.location == name and "另存为 UTF-8" in found.way_out


def test_lint__of_two_default_meetings__says_only_one_may_be(folder):
    with (folder / "meetings/2022-annual/meeting.toml").open("a", encoding="utf-8") as file:
        file.write("default = true\n")
    (found,) = lint_definition(folder)
    assert found.location.startswith("meetings/") and "有两个会议写了 default" in str(found)


def test_lint__of_a_folder_that_is_not_there__says_so(tmp_path):
    (found,) = lint_definition(tmp_path / "没有")
    assert "没有这个定义文件夹" in str(found) and found.location.endswith("没有")


@pytest.mark.parametrize(("below", "words"), [("lists", "没有任何清单"), ("meetings", "没有任何会议")])
def test_lint__of_a_folder_without_lists_or_meetings__says_what_is_needed(folder, below, words):
    shutil.rmtree(folder / below)
    assert holding(lint_definition(folder), [words])


def test_lint__of_two_damaged_lists__reports_both_at_once(folder):
    damage(folder, PROBLEM, 'choices = "category"', 'choices = "categori"')
    damage(folder, MEASURES, 'refers = "problem.number"', 'refers = "problem.numbers"')
    found = lint_definition(folder)
    assert any(one.location.startswith(PROBLEM) for one in holding(found, ["“categori”"]))
    assert any(one.location.startswith(MEASURES) for one in holding(found, ["“problem.numbers”"]))


def test_lint__of_two_files_that_cannot_be_read__reports_both_at_once(folder):
    damage(folder, "cover.toml", 'sheet = "填报首页"', "sheet = 填报首页")
    damage(folder, PROBLEM, HELP, f'{HELP}\ncolour = "红"')
    assert {"cover.toml", PROBLEM} <= {one.location.partition(" ")[0] for one in lint_definition(folder)}


def test_shipped_meetings__have_their_number_of_aspects():
    meetings = load_definition().meetings
    assert [len(one.aspects.options) for one in meetings] == [5, 6, 6, 4, 5]


def test_shipped_aspects__are_those_of_the_default_meeting():
    own = load_definition()
    assert own.find_choice_list("aspects").values == own.default_meeting.aspects.values


def digest_after(folder, text, instead):
    damage(folder, PROBLEM, text, instead)
    own, mistakes = load_definition_with_mistakes(folder)
    assert mistakes == []
    return own.compute_digest("problem")


def test_digest__when_a_column_is_added__changes(folder):
    column = '[[columns]]\nkey = "added"\nlabel = "新栏目"\nkind = "text"\n\n[[rules]]'
    assert digest_after(folder, "[[rules]]", column) != load_definition().compute_digest("problem")


def test_digest__when_a_rule_or_a_help_changes__stays(folder):
    own = load_definition().compute_digest("problem")
    assert digest_after(folder, *with_rule('kind = "required"\ncolumn = "cause"')) == own
    assert digest_after(folder, HELP, 'help = "改过的说明。"') == own


def test_digest__when_an_option_is_added__changes_for_the_lists_that_use_it(folder):
    with (folder / "choices/risk_level.csv").open("a", encoding="utf-8") as file:
        file.write("极高,\n")
    own, changed = load_definition(), load_definition(folder)
    assert changed.compute_digest("duty") != own.compute_digest("duty")
    assert changed.compute_digest("problem") == own.compute_digest("problem")
