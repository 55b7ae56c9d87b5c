"""The shipped definition is whole; an author's folder loads, or every mistake in its files is named at once."""

import shutil

import pytest

from tests.definition.authored import damage, mistakes
from toolkit.definition import find_shipped_definition, load_definition, load_definition_with_mistakes
from toolkit.errors import DefinitionError

PROBLEM, MEASURE = "lists/problem.toml", "lists/rectification.toml"


def digest(definition):
    return definition.compute_digest(*(one.key for one in definition.list_types))


def test_shipped_definition__has_no_mistakes(definition):
    assert load_definition_with_mistakes(find_shipped_definition()) == (definition, [])


def test_shipped_lists__come_in_their_order(definition):
    assert [one.label for one in definition.usual_lists] == ["岗位职责清单", "检视问题清单", "整改落实清单"]
    assert [one.key for one in definition.list_types if one.optional] == [
        "opinion",
        "talk",
        "criticism",
        "material",
        "regulation",
    ]


@pytest.mark.parametrize(("year", "count"), [("2021", 5), ("2022", 6), ("2023", 6), ("2024", 4), ("2025", 5)])
def test_meeting__has_its_aspects(definition, year, count):
    (meeting,) = [one for one in definition.meetings if one.key.startswith(year)]
    assert len(meeting.aspects.options) == len(set(meeting.aspects.values)) == count
    assert year in meeting.label


def test_default_meeting__gives_the_aspects(definition):
    assert definition.default_meeting.key == "2021-party-history"
    assert definition.find_choice_list("aspects") == definition.default_meeting.aspects


def test_copied_folder__loads_as_the_same_definition(own, definition):
    assert load_definition(own) == definition
    assert digest(load_definition(own)) == digest(definition)


def test_file_with_a_byte_order_mark__loads(own, definition):
    for name in (PROBLEM, "choices/category.csv", "vocabulary.toml"):
        (own / name).write_bytes(b"\xef\xbb\xbf" + (own / name).read_bytes())
    assert load_definition(own) == definition


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (PROBLEM, 'label = "原因分析"', 'label = "问题原因"'),
        (PROBLEM, 'key = "cause"', 'key = "reason"'),
        (
            PROBLEM,
            '[[columns]]\nkey = "remark"',
            '[[columns]]\nkey="x"\nlabel="新栏"\nkind="text"\n[[columns]]\nkey = "remark"',
        ),
        (MEASURE, 'kind = "integer"', 'kind = "text"'),
        ("choices/category.csv", "长期整改,", "长远整改,"),
    ],
)
def test_digest__changes_with_a_column_or_a_choice(own, definition, name, old, new):
    damage(own, name, old, new)
    assert digest(load_definition_with_mistakes(own)[0]) != digest(definition)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (PROBLEM, 'help = "问题为什么产生。"', 'help = "为什么。"'),
        (PROBLEM, "width = 28", "width = 30"),
        (PROBLEM, 'severity = "warning"', 'severity = "notice"'),
        ("choices/category.csv", "立说立改", "马上改"),
    ],
)
def test_digest__does_not_change_with_help_rules_and_aliases(own, definition, name, old, new):
    damage(own, name, old, new)
    assert digest(load_definition_with_mistakes(own)[0]) == digest(definition)


def test_digest__is_short_and_differs_between_meetings(definition):
    digests = {digest(definition.replace_choices(one.aspects)) for one in definition.meetings}
    assert len(digests) == 5 and all(len(one) == 8 for one in digests)


def test_digest_of_a_list__does_not_change_with_another_list(own, definition):
    damage(own, PROBLEM, 'label = "原因分析"', 'label = "问题原因"')
    changed = load_definition_with_mistakes(own)[0]
    assert changed.compute_digest("duty") == definition.compute_digest("duty") != definition.compute_digest("talk")
    assert changed.compute_digest("problem") != definition.compute_digest("problem")


IN_FILES = [
    (PROBLEM, 'label = "问题来源"', 'label = "问题来源"\nrequird = true', ["检视问题清单", "问题来源", "requird"]),
    (PROBLEM, "order = 2", "order = 2\ncolour = 1", ["检视问题清单", "不认得“colour”"]),
    (PROBLEM, 'key = "source"\n', "", ["检视问题清单", "问题来源", "缺少“key”"]),
    (PROBLEM, 'key = "source"', 'key = "Source"', ["问题来源 › key", "“Source”写法不对"]),
    (PROBLEM, 'kind = "long_text"', 'kind = "longtext"', ["存在问题 › kind", "“longtext”不能用", "long_text"]),
    (PROBLEM, "width = 9", "width = 0", ["问题编号 › width", "“0”超出范围。请写 大于 0、不大于 255 的数"]),
    (PROBLEM, "rows = 150", "rows = 9999", ["检视问题清单 › rows", "“9999”超出范围。请写 1 到 5000 之间的数"]),
    (PROBLEM, 'kind = "required_if"', 'kind = "requird_if"', ["第1项requird_if", "是不是“required_if”"]),
    (PROBLEM, 'kind = "required_if"', "", ["rules › 第1项", "没有写 kind"]),
    (PROBLEM, 'kind = "required_if"\ncolumn = "name"', 'kind = "required_if"', ["第1项required_if", "缺少“column”"]),
    (PROBLEM, 'severity = "warning"', 'severity = "bad"', ["第3项unique", "severity", "“bad”不能用"]),
    (PROBLEM, "order = 2", "order = ", ["第5行“order =”等号后面写得不对"]),
    ("cover.toml", 'label = "填报人"', 'label = "填报人"\nhelp2 = ""', ["第1项填报人", "help2"]),
    ("vocabulary.toml", 'year = "年"', "", ["dates", "缺少“year”"]),
    ("campaign.toml", 'file = "工作方案.xlsx"', "", ["缺少“file”"]),
    ("meetings/2022-annual/meeting.toml", "order = 2022", 'colour = "红"', ["colour"]),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), IN_FILES)
def test_mistake_in_a_file__is_named_with_file_list_column_and_attribute(own, name, old, new, words):
    damage(own, name, old, new)
    (first, *_) = mistakes(own)
    assert first.startswith(name) and all(word in first for word in words), first


@pytest.mark.parametrize(("name", "old", "new"), [case[:3] for case in IN_FILES if case[0] == PROBLEM][:3])
def test_mistake_in_a_list__is_not_followed_by_complaints_about_other_lists(own, name, old, new):
    damage(own, name, old, new)
    assert len(mistakes(own)) == 1, mistakes(own)


def test_choice_list_not_in_utf8__is_not_followed_by_complaints_about_lists(own):
    (own / "choices" / "category.csv").write_bytes("value,aliases\n即知即改,\n".encode("gbk"))
    assert mistakes(own) == ["choices/category.csv：不是 UTF-8 编码。请另存为 UTF-8。"]


@pytest.mark.parametrize(
    "name", [PROBLEM, "vocabulary.toml", "choices/category.csv", "meetings/2022-annual/aspects.csv"]
)
def test_file_in_gbk__is_named(own, name):
    (own / name).write_bytes((own / name).read_text(encoding="utf-8").encode("gb18030"))
    assert any(one.startswith(name) and "不是 UTF-8 编码" in one for one in mistakes(own))


@pytest.mark.parametrize("name", ["vocabulary.toml", "cover.toml", "campaign.toml", "meetings/2022-annual/aspects.csv"])
def test_missing_file__is_named(own, name):
    (own / name).unlink()
    assert mistakes(own) == [f"{name}：缺少这个文件。请照 workbook_templates 里的同名文件补上。"]


@pytest.mark.parametrize("content", ["", "value,aliases\n", "名称,别名\n甲,\n", "value,aliases\n ,\n"])
def test_dropdown_without_values__is_named(own, content):
    (own / "choices" / "risk_level.csv").write_text(content, encoding="utf-8")
    found = [one for one in mistakes(own) if one.startswith("choices/risk_level.csv")]
    assert len(found) == 1 and "一个值也没有" in found[0]


@pytest.mark.parametrize(("folder", "words"), [("lists", "没有任何清单"), ("meetings", "没有任何会议")])
def test_folder_without_files__is_named(own, folder, words):
    shutil.rmtree(own / folder)
    assert any(words in one and folder in one for one in mistakes(own))


def test_no_folder__is_named(tmp_path):
    with pytest.raises(DefinitionError, match="没有这个定义文件夹"):
        load_definition(tmp_path / "没有")


def test_several_mistakes__are_all_named_at_once(own):
    damage(own, PROBLEM, "order = 2", "order = 2\ncolour = 1")
    damage(own, PROBLEM, 'label = "问题来源"', 'label = "问题来源"\nrequird = true')
    damage(own, "lists/duty.toml", "order = 1", "order = ")
    (own / "vocabulary.toml").unlink()
    (own / "choices" / "category.csv").write_bytes("即知即改".encode("gbk"))
    with pytest.raises(DefinitionError) as caught:
        load_definition(own)
    said = "\n".join(str(one) for one in caught.value.mistakes)
    assert len(caught.value.mistakes) == 5
    assert all(word in said for word in ("colour", "requird", "duty.toml", "vocabulary.toml", "category.csv"))
    assert str(caught.value) == said


def test_running_number__fills_the_mask(definition):
    number = definition.find_list_type("problem").number
    assert [number.format_number(position) for position in (1, 999, 1000)] == ["WT-001", "WT-999", "WT-1000"]
