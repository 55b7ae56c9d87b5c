"""What a parser refuses is said in plain Chinese: the line of broken TOML, the kind of value that was wanted."""

import re

import pytest

from tests.definition.authored import damage, mistakes
from toolkit.definition import load_definition

PROBLEM, SUMMARY = "lists/problem.toml", "summary.toml"
UNITS, ROWS = 'when = { state = ["未报"] }', 'rows = "aspect"'
BROKEN = [
    ('label = "原因分析"', "label = “原因分析”", "第103行“label = “原因分析””用了中文的 “”。请改成英文的"),
    ('["原因", "产生原因"]', '["原因"，"产生原因"]', "用了中文的 ，。请改成英文的"),
    ("order = 2", "order ＝ 2", "用了中文的 ＝"),
    ('label = "原因分析"', 'label = 原因“分析" # “', "用了中文的 “。"),
    ('["原因", "产生原因"]', '["写“原因”", "产生，原因"', "方括号没有配成一对，或少了逗号"),
    ("order = 2", "order = ", "第5行“order =”等号后面写得不对"),
    ('label = "原因分析"', 'label = "原因分析', "的引号没有配成一对"),
    ('label = "原因分析"', 'label "原因分析"', "名字后面没有英文等号"),
    ('label = "原因分析"', 'label = "原因\\分析"', "的引号里有反斜杠"),
    ("order = 2", "order = 2\norder = 3", "第6行“order = 3”的名字前面已经写过"),
    ("order = 2", "顺序 = 2", "不是“名字 = 值”"),
    ("order = 2", "order = 2 第二", "的值后面多了东西"),
    (UNITS, 'when = { state = ["未报"]', "的花括号没有配成一对"),
]
REFUSED = [
    (PROBLEM, "rows = 150", 'rows = "很多"', "rows：“很多”不是整数。请写整数，不加引号。"),
    (PROBLEM, 'label = "原因分析"', "label = 5", "label：“5”不是文字。请写成文字，用英文引号括起来。"),
    (PROBLEM, 'label = "原因分析"', 'label = ""', "label：“”太短。至少写 1 个字。"),
    (PROBLEM, "order = 2", 'order = 2\noptional = "是"', "optional：“是”不是 true，也不是 false。"),
    (PROBLEM, ROWS, f'{ROWS}\nscopes = ["leed"]', "“leed”不能用。是不是“lead”？只能是：lead 或 all。"),
    (PROBLEM, ROWS, 'rows = ["aspect", "source", "early"]', "rows：写了 3 项，太多。最多写 2 项。"),
    (PROBLEM, ROWS, "rows = []", "rows：只写了 0 项，太少。至少写 1 项。"),
    (PROBLEM, "required = true", "requird = true", "不认得“requird”这个属性。是不是“required”？"),
    (PROBLEM, "order = 2", 'order = 2\n"颜色" = 1', "不认得“颜色”这个属性。请去掉"),
    (SUMMARY, UNITS, 'when = { state = { nott = ["未报"] } }', "不认得“nott”这个属性。是不是“not”？"),
    (SUMMARY, "least = 0.8", "least = 80", "least：“80”超出范围。请写 0 到 1 之间的数。"),
    (SUMMARY, 'shorten = { "措施" = 60 }', 'shorten = { "措施" = 3 }', "措施：“3”超出范围。请写 不小于 8 的数。"),
    (SUMMARY, "least = 0.8", "least = -1", "least：“-1”超出范围。请写 0 到 1 之间的数。"),
    (SUMMARY, "least = 0.8", 'least = "八成"', "least：“八成”不是数。"),
    (SUMMARY, "charts = [", 'charts = ["problem.by_unit.all", ', "charts：写了 4 项，太多。最多写 3 项。"),
    (SUMMARY, 'labels = ["主体", "类别"]', 'labels = "主体"', "labels：“主体”没有写成一列。请用方括号括起来"),
    (SUMMARY, UNITS, 'when = "未报"', "第5项未报单位数 › when：“未报”不是条件。请写成 when = { 栏目 = "),
    (SUMMARY, UNITS, 'when = { state = "未报" }', "条件“未报”没有加方括号。请写成 state = ["),
    (SUMMARY, "[annex]", "[[annex]]", "“annex”只有一段，却写成了好几段。"),
    (SUMMARY, "", "sheets = []", "“sheets”写到了 [bulletins] 这一段里。请把这一行移到文件前面"),
    (PROBLEM, "", "rows = 30", "“rows”写到了 [listings] 这一段里。"),
]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN)
def test_broken_line__is_shown_with_what_is_wrong_in_it(own, old, new, words):
    name = SUMMARY if old == UNITS else PROBLEM
    damage(own, name, old, new)
    (found,) = [one for one in mistakes(own) if one.startswith(name)]
    assert words in found
    assert re.search("第[0-9]+行“", found)


@pytest.mark.parametrize(("name", "old", "new", "words"), REFUSED)
def test_refused_value__is_named_with_what_should_stand_there(own, name, old, new, words):
    damage(own, name, old, new)
    found = [one for one in mistakes(own) if one.startswith(name)]
    assert any(words in one for one in found), found


def test_one_table_where_several_may_be__is_asked_for_two_brackets(own):
    text = (own / "lists/opinion.toml").read_text(encoding="utf-8")
    kept = text[: text.index("[[")]
    (own / "lists/opinion.toml").write_text(f'{kept}[columns]\nkey = "number"\n', encoding="utf-8")
    assert any("请在每一段前面写两个方括号：[[columns]]" in one for one in mistakes(own))


def test_single_scope__may_stand_without_brackets(own):
    damage(own, PROBLEM, ROWS, f'{ROWS}\nscopes = "all"')
    assert load_definition(own) == load_definition()
