"""What summary.toml gets wrong is named with part and name; a list that is gone is one mistake."""

import pytest

from tests.definition.authored import damage, mistakes
from toolkit.definition import collect_column_kinds, collect_name_kinds, load_definition

FILE, OWN = "summary.toml", "lists/visit.toml"
VISITS = """
key = "visit"
label = "走访调研清单"

[[columns]]
key = "number"
label = "走访编号"
kind = "code"
locked = true
numbering = "ZF-###"

[[columns]]
key = "place"
label = "地点"
kind = "text"

[[columns]]
key = "early"
label = "会前"
kind = "choice"
choices = "yes_no"

[[tables]]
key = "by_early"
label = "走访"
rows = "early"
"""


def quantity(*lines):
    return "", "\n".join(['[[quantities]]\nname = "新数"', *lines])


def series(*lines):
    return "", "\n".join(['[[series]]\nname = "新表"', *lines])


def inside(*lines):
    own = lines or ('listing = "problem.erly"', 'fields = { "编号" = "number" }')
    table = ('table = "problem.by_aspect.all"', NAME, "[series.inside]", 'name = "问题"')
    return series(*table, *own)


EARLY = 'listing = "problem.early"\nfields = { "编号" = "number" }'
INNER = ('listing = "problem.early"', 'fields = { "编号" = "number" }')
NAME = 'fields = { "名称" = "@label" }'
CASES = [
    (('sheet = "整改通报用语"', 'sheet = "会议通报用语"'), "sheet：工作表名“会议通报用语”是清单、名册或程序自己用的"),
    (('sheet = "整改通报用语"', 'sheet = "总表"'), "sheet：工作表名“总表”是清单、名册或程序自己用的"),
    (
        ('sheet = "整改通报用语"', 'sheet = "整改[通报]"'),
        "bulletins › 整改落实情况通报.docx › sheet：“整改[通报]”不能作工作表名",
    ),
    (('file = "整改落实情况通报.docx"', 'file = "会议情况通报.docx"'), "file：通报“会议情况通报.docx”写了两次"),
    (quantity('list = "problem"\nwhen = { colour = ["红"] }'), "quantities › 新数 › when：没有“colour”这一栏"),
    (quantity('list = "problem"\nby = { "领导" = "leader" }'), "by：“leader”有哪些值事先不知道，不能一个值一个名字"),
    (quantity('list = "problem"\nby = { "栏" = "colour" }'), "by：没有“colour”这一栏"),
    (quantity('list = "problem"\nfigure = "dne"'), "figure：没有“dne”这个数。是不是“done”"),
    (quantity('list = "problem"\nfigure = "done_rate"'), "figure：“done_rate”是比率或平均数，这里要一个数"),
    (quantity('list = "problem"\nfigures = { "率" = "late_rate" }'), "figures：没有“late_rate”这个数"),
    (quantity('list = "@units"\nwhen = { state = ["没报"] }'), "“state”不会有“没报”这个值。是不是“未报”"),
    (quantity('list = "@members"\nwhen = { duties = { filled = true } }'), "“duties”在汇总里不会空着"),
    (quantity('list = "problems"'), "没有“problems”这张清单，却有 1 处用到它：quantities › 新数。是不是“problem”"),
    (('[tracking]\nsheet = "跟踪情况"', '[tracking]\nsheet = "总表"'), "tracking › sheet：工作表名“总表”"),
    (
        ('"全部单位" = "问题跟踪"', '"全部单位" = "问题跟综"'),
        "tracking › blocks › 问题 › columns：没有叫“问题跟综”的数",
    ),
    (
        ('"全部单位" = "问题跟踪"', '"全部单位" = "全部问题"'),
        "“全部问题”没有上期的数。请在那个 quantities 里写 compare",
    ),
    (('"牵头班子" = "班子问题跟踪"', '"牵头班子" = "措施跟踪"'), "“措施跟踪”和“问题跟踪”数的不一样，不能并排"),
    (
        ('"已销号" = "措施跟踪已销号"', '"已销号" = "措施跟踪已销"'),
        "tracking：没有叫“措施跟踪已销”的数。是不是“措施跟踪已销号”",
    ),
    (('name = "逾期措施数"', 'name = "逾期措施 数"'), "“逾期措施 数"),
    (('name = "临期10天"', 'name = "10天"'), "“10天”不能作名字。只用汉字、字母、数字和下划线"),
    (('name = "临期20天"', 'name = "全部问题_长期整改_已完成"'), "名字“全部问题_长期整改_已完成”用了两次"),
    (('name = "来源统计"', 'name = "逾期措施数"'), "series：名字“逾期措施数”用了两次"),
    (('lead = "牵头单位"', 'lead = "会议名称"'), "texts：名字“会议名称”用了两次"),
    (('"图_方面" = "problem', '"图1/方面" = "problem'), "pictures：“图1/方面”不能作名字"),
    (
        ('faulty = "有差错单位数"', 'faulty = "有差错的单位数"'),
        "coverage：没有叫“有差错的单位数”的数。是不是“有差错单位数”",
    ),
    (('"逾期措施数"]', '"全部措施_逾期"]'), "key_figures：没有叫“全部措施_逾期”的数"),
    (('quantity = "临期措施数"', 'quantity = "全部问题延期率"'), "attention：没有叫“全部问题延期率”的数"),
    (
        ("没有完成的措施 {} 条", "没有完成的措施"),
        "attention › 第1项 › text：quantity 写了 1 个数，text 里的 {} 不是 1 处。一个数一处 {}",
    ),
    (('临期措施数"\nsheet = "临期清单"', '临期措施数"\nsheet = "逾期"'), "第2项 › sheet：没有这样的工作表：逾期"),
    (('print = ["总表"', 'print = ["总榜"'), "print：没有这样的工作表：总榜"),
    (('sheets = ["总表", ', 'sheets = ["总 表", "没有的", '), "sheets：没有这样的工作表：总 表、没有的。是不是“总表”"),
    (("least = 0.8", "least = 1.0"), "grades：grades 的 least 不是从高到低"),
    (
        ('charts = ["problem.by_class.all"', 'charts = ["problem.by_class.lead"'),
        "没有“problem.by_class.lead”这张统计表",
    ),
    (('charts = ["problem.by_class.all"', 'charts = ["problem.by_source.all"'), "“problem.by_source.all”没有写 chart"),
    (
        ('"图_方面" = "problem.by_aspect.all"', '"图_方面" = "problem.cross.all"'),
        "pictures › 图_方面：“problem.cross.all”没有",
    ),
    (('table = "problem.cross.all"', 'table = "problem.cros.all"'), "annex：没有“problem.cros.all”这张统计表"),
    (('labels = ["主体", "类别"]', 'labels = ["主体"]'), "annex：统计表有 2 栏行名，labels 只有 1 个"),
    (series(NAME, 'table = "problem.by_unit"'), "series › 新表 › table：没有“problem.by_unit”这张统计表"),
    (series(NAME), "series › 新表：table 和 listing 要写一个，只写一个"),
    (series(NAME, 'table = "problem.by_unit.all"\nlisting = "problem.early"'), "table 和 listing 要写一个"),
    (series(NAME, 'table = "problem.by_unit.all"\ngrade = "全部"'), "没有“全部”这一档"),
    (series(NAME, 'table = "problem.by_class.all"\ngrade = "80%以上"'), "grade 只用于写了 rank 的统计表"),
    (series(NAME, 'table = "problem.by_unit.all"\ncount = "逾期清单数"'), "series：名字“逾期清单数”用了两次"),
    (series(NAME, 'table = "problem.by_unit.all"\nshorten = { "名称" = 20 }'), "shorten 只用于逐条的名单"),
    (series(EARLY, 'unclear = "几个"'), "unclear 只用于写了 table 的"),
    (series(EARLY, 'shorten = { "文字" = 20 }'), "shorten：fields 里没有“文字”"),
    (
        series('listing = "problem.newly_closed"\nfields = { "几条" = "measures" }', 'shorten = { "几条" = 20 }'),
        "shorten：“几条”不是文字，不能截短",
    ),
    (inside(), "series › 新表 › inside › listing：没有“problem.erly”这份名单"),
    (inside('listing = "problem.early"', 'fields = { "编号" = "nummer" }'), "inside › fields：那张表里没有“nummer”"),
    (inside(*INNER, 'chosen = "问题"'), "inside › chosen：fields 里没有“问题”。可以写：编号"),
    (inside(*INNER, 'match = "colour"'), "inside › match：没有“colour”这一栏"),
    (inside(*INNER, 'count = "问题"'), "inside：名字“问题”用了两次"),
    (
        inside('listing = "duty.none"', 'fields = { "编号" = "number" }'),
        "inside › listing：没有“duty.none”这份名单",
    ),
    (
        inside('listing = "@units.no_duty"', 'fields = { "编号" = "@unit" }'),
        "inside › match：“@units.no_duty”这份名单所在的清单没有“aspect”",
    ),
    (quantity('list = "problem"\nscope = "lead"\nspare = true'), "spare：范围是 lead（牵头班子自己），又写了 spare"),
    (
        ("", '[[members.derived]]\nkey = "x"\nlabel = "x"\nkind = "returned"\nof = "duty"'),
        'kind = "returned" 只用于单位名册',
    ),
    (
        ("", '[[units.derived]]\nkey = "x"\nlabel = "x"\nkind = "returned"\nof = "@members"'),
        "of：“@members”是名册，不是清单",
    ),
    (series('table = "problem.by_class.all"\nfields = { "率" = "closed_rate" }'), "那张表里没有“closed_rate”"),
    (
        series('table = "problem.by_class.all"\nfields = { "档" = "@grade" }'),
        "那张表里没有“@grade”。可以写：@label、@short、",
    ),
    (series('listing = "problem.early"\nfields = { "编号" = "nummer" }'), "那张表里没有“nummer”。是不是“number”"),
    (series('listing = "problem.early"\nfields = { "编号" = "-number" }'), "fields：“number”不是数，不能用在 -"),
    (series(NAME, 'table = "problem.by_unit.all"\nnonzero = "问题"'), "nonzero：fields 里没有“问题”"),
    (series(NAME, 'table = "problem.by_unit.all"\nnonzero = "名称"'), "nonzero：“名称”不是数，不能用在 nonzero"),
    (
        ('"用检视问题清单" = "problem"', '"用检视问题清单" = "problems"'),
        "没有“problems”这张清单，却有 1 处用到它：used › 用检视",
    ),
    (
        ('"用检视问题清单" = "problem"', '"用检视问题清单" = "@units"'),
        "used › 用检视问题清单：“@units”是名册，不是清单",
    ),
    (('"用检视问题清单" = "problem"', '"全部问题" = "problem"'), "used：名字“全部问题”用了两次"),
    (series('listing = "problem.erly"\nfields = { "编号" = "number" }'), "没有“problem.erly”这份名单"),
    (series('listing = "problem.early"\nfields = { "编 号" = "number" }'), "fields：“编 号”不能作名字"),
    (
        ("", '[[members.rollups]]\nkey = "x"\nlabel = "x"\nof = "duty.number"\nby = "duty.name"\ntake = "latest"'),
        "members",
    ),
    (('own = "name"', 'own = "nome"'), "members › derived › duties › own：没有“nome”这一栏。是不是“name”"),
    (("", '[[units.tables]]\nkey = "x"\nlabel = "x"\nrows = "state"\ncolumns = "state"'), "“state”有哪些值事先不知道"),
    (
        ('label = "单位情况"', 'label = "整改落实清单"'),
        "units › label：工作表名“整改落实清单”是清单、名册或程序自己用的",
    ),
    (('label = "成员情况"', 'label = "成员/情况"'), "members › label：“成员/情况”不能作工作表名"),
]


@pytest.mark.parametrize(("change", "words"), CASES)
def test_mistake_of_the_summary__is_named_with_its_part(own, change, words):
    damage(own, FILE, *change)
    found = [one for one in mistakes(own) if words in one]
    assert found and all(one.startswith(FILE) for one in mistakes(own)), mistakes(own)


def test_value_of_a_dropdown_that_is_no_name__is_named_with_the_quantity(own):
    damage(own, FILE, *quantity('list = "problem"\nby = { "方面" = "aspect" }'))
    assert all("quantities › 新数：“新数_" in one and "不能作名字" in one for one in mistakes(own))


def test_list_that_is_gone__is_one_mistake_that_says_what_to_do(own):
    (own / "lists" / "duty.toml").unlink()
    found = [one for one in mistakes(own) if one.startswith(FILE)]
    (gone,) = [one for one in found if "duty" in one]
    assert gone.startswith(f"{FILE}：没有“duty”这张清单，却有 6 处用到它") and "补上 lists/duty.toml" in gone
    assert len(found) == 1


def test_definition_of_one_own_list__is_told_once_about_each_list_and_about_the_sheets(own):
    for path in (own / "lists").iterdir():
        path.unlink()
    (own / OWN).write_text(VISITS, encoding="utf-8")
    found = mistakes(own)
    keys = ("duty", "problem", "rectification", "opinion", "talk", "criticism", "material", "regulation")
    assert len(found) == len(keys) + 1 and all(one.startswith(FILE) for one in found)
    assert sum("没有这样的工作表" in one for one in found) == 1
    for key in keys:
        assert sum(f"没有“{key}”这张清单" in one for one in found) == 1


def test_names__are_those_of_figures_texts_lists_and_pictures(definition):
    names = collect_name_kinds(definition).keys()
    assert {"全部问题", "全部问题_长期整改", "全部问题_长期整改_未明确", "全部问题完成率", "会议名称"} <= names
    assert {"全部问题_类别未明确", "全部问题_进展未明确", "图_方面", "附表", "逾期清单", "完成率不足单位数"} <= names
    assert "全部问题_未明确" not in names


def test_names__are_those_that_a_merge_gives(merged, definition):
    given = {named.name for named, _ in merged.summary.figures}
    names = collect_name_kinds(definition).keys()
    used = merged.summary.planner.fields
    parted = tuple(f"{one.name}_" for one in definition.summary.quantities if one.list in used)
    assert given <= names and not any(name.startswith(parted) for name in names - given)


def test_names_by_values__go_by_the_dropdown_of_the_authors_own(own):
    with (own / "choices" / "progress.csv").open("a", encoding="utf-8") as file:
        file.write("转为长期,\n")
    assert "全部措施_转为长期" in collect_name_kinds(load_definition(own))


def test_names__tell_counts_rates_texts_lists_and_pictures_apart(definition):
    kinds = collect_name_kinds(definition)
    names = (
        "全部问题_已完成",
        "全部问题完成率",
        "全部问题销号数",
        "未报单位",
        "逾期清单",
        "完成率不足单位数",
        "图_方面",
        "用检视问题清单",
    )
    assert [kinds[name] for name in names] == ["count", "rate", "count", "text", "list", "count", "picture", "count"]


def test_columns__are_those_of_series_and_annex_in_order_with_their_kinds(definition):
    columns = collect_column_kinds(definition)
    words = dict.fromkeys(("单位", "编号", "措施", "责任领导"), "text")
    assert list(columns["逾期清单"].items()) == [*words.items(), ("天数", "count")]
    assert columns["单位统计"] == {
        "名称": "text",
        "问题数": "count",
        "措施数": "count",
        "措施完成率": "rate",
        "档次": "text",
    }
    assert columns["附表栏目"] == {"名称": "text"}
    assert columns["附表"] == {"主体": "text", "类别": "text", "数字": "list"}
