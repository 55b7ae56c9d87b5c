"""Pairs of people and facts of the meeting: an author's mistake is named once, with its file and what to write."""

import pytest

from tests.definition.authored import damage, mistakes
from toolkit.definition import collect_name_kinds, load_definition

TALK, CRITICISM, FORM = "lists/talk.toml", "lists/criticism.toml", "campaign.toml"
FACT = '[[settings.facts]]\nkey = "x"\nlabel = "{label}"\nkind = "{kind}"\n{more}'


def fact(label="新的一项", kind="integer", more=""):
    return "", FACT.format(label=label, kind=kind, more=more)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        (TALK, ('from_column = "talker"', 'from_column = "talkr"'), "from_column：没有“talkr”这一栏。是不是“talker”"),
        (TALK, ('to_column = "partner"', 'to_column = "place"'), "to_column：“place”里写的不是姓名"),
        (TALK, ('day = "date"', 'day = "place"'), "“place”不是日期"),
        (TALK, ('group_column = "talk_type"\n', ""), "groups 和 group_column 要同时写"),
        (TALK, ('group_column = "talk_type"', 'group_column = "place"'), "group_column"),
        (TALK, ('value = "与支部党员代表"', 'value = "与党员"'), "与党员"),
        (TALK, ('label = "谈心谈话对子"', 'label = "单位情况"'), "单位情况"),
        (TALK, ('label = "谈心谈话对子"', 'label = "对/子"'), "“对/子”不能作工作表名"),
        (TALK, ('others = "成员之间"\n', ""), "others"),
        (CRITICISM, ('when = { met = ["未提"]', 'when = { met = ["没提"]'), "没提"),
        (CRITICISM, ('show = ["@unit", "first", "second"]', 'show = ["@unit", "frist"]'), "是不是“first”"),
        (CRITICISM, ('other = "critic"', 'other = "critics"'), "critics"),
        (FORM, fact(label="请假 人数"), "请假 人数"),
        (FORM, fact(label="会议地点"), "会议地点"),
        (FORM, fact(more='at_most = "due_peopel"'), "是“due_people”"),
        (FORM, fact(more='at_most = "@meeting"'), "“@meeting”不是可以比较的一项"),
        (FORM, fact(kind="text", more='at_least = "place"'), "“place”不是可以比较的一项"),
        (FORM, fact(kind="text", more='at_least = "place"'), "比较的一项。请写另一项的 key"),
        (FORM, fact(kind="choice"), "kind"),
    ],
)
def test_mistake_in_pairs_or_facts__is_named_with_its_file(own, name, change, words):
    damage(own, name, *change)
    found = mistakes(own)
    assert found and all(name in one or "summary.toml" in one for one in found)
    assert any(words in one for one in found)


def test_pairs_taken_away__are_missed_by_their_name(own):
    text = (own / CRITICISM).read_text(encoding="utf-8")
    start, end = text.index("[pairs]"), text.index("[[figures]]")
    (own / CRITICISM).write_text(text[:start] + text[end:], encoding="utf-8")
    assert any("没有“@criticism”这张清单" in one for one in mistakes(own))


def test_form_without_facts__has_those_that_the_shipped_templates_use(own):
    text = (own / FORM).read_text(encoding="utf-8")
    start, end = text.index("[[settings.facts]]"), text.index("[rounds]")
    (own / FORM).write_text(text[:start] + text[end:], encoding="utf-8")
    assert collect_name_kinds(load_definition(own))["实到人数"] == "count"


def test_form_with_no_facts_at_all__offers_none(own):
    text = (own / FORM).read_text(encoding="utf-8")
    start, end = text.index("[[settings.facts]]"), text.index("[rounds]")
    none = 'facts_label = ""\nfacts = []'
    text = (text[:start] + text[end:]).replace("facts_label = ", "# ", 1)
    (own / FORM).write_text(text.replace("[settings]", f"[settings]\n{none}", 1), encoding="utf-8")
    assert "实到人数" not in collect_name_kinds(load_definition(own))


def test_facts__are_texts_and_numbers_for_templates(definition):
    kinds = collect_name_kinds(definition)
    assert (kinds["会议地点"], kinds["请示时间"], kinds["应到人数"]) == ("text", "text", "count")


def test_an_authors_own_figure__keeps_its_name_beside_a_fact_of_that_name(own):
    damage(own, "summary.toml", "", '[[quantities]]\nname = "会议地点"\nlist = "duty"')
    assert collect_name_kinds(load_definition(own))["会议地点"] == "count"
