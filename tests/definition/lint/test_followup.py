"""What an author gets wrong in how a list is followed up is named with its place, and how to mend it."""

import pytest

from tests.definition.authored import damage, mistakes

MEASURE, PROBLEM, DUTY = "lists/rectification.toml", "lists/problem.toml", "lists/duty.toml"
OFFICE = 'later = "office"\nfill = "approved"'
COLUMN = '[[columns]]\nkey = "x"\nlabel = "新栏"\nkind = "text"\n'

WRONG = [
    (MEASURE, OFFICE, 'later = "office"', '批准时限 › fill：写了 later = "office"，却没有写 fill'),
    (MEASURE, OFFICE, f"{OFFICE}\nrequired = true", "批准时限 › required：由牵头单位填的栏目不能写 required"),
    (MEASURE, OFFICE, 'later = "office"\nfill = "aproved"', '不认得 fill = "aproved"。是不是“approved”？'),
    (MEASURE, OFFICE, 'fill = "approved"', "批准时限 › fill：单位填的栏目不能写 fill"),
    (MEASURE, OFFICE, 'later = "office"\nfill = "cycle"', '批准时限 › kind：fill = "cycle" 填的是整数'),
    (
        MEASURE,
        'fill = "last.progress"',
        'fill = "last.progres"',
        "上期进展 › fill：没有“progres”这一栏。是不是“progress”",
    ),
    (MEASURE, 'fill = "reported"', 'fill = "reported"\nmax_length = 9', "本期报送 › max_length"),
    (MEASURE, 'choices = "reported"', 'choices = "yes_no"', '本期报送 › choices：fill = "reported" 至少要有 3 个选项'),
    (
        MEASURE,
        'choices = "state"\nlater',
        'choices = "yes_no"\nlater',
        "当前状态：“未启动”不在“当前状态”的选项表 yes_no",
    ),
    (
        MEASURE,
        'unchanged = "unchanged"',
        'unchanged = "unchange"',
        "unchanged：没有“unchange”这一栏。是不是“unchanged”",
    ),
    (MEASURE, 'change_note = "change_note"', 'change_note = "measure"', "change_note：“整改措施”不能用作这一项"),
    (MEASURE, 'progress = "progress"', 'progress = "progres"', "followup › progress：没有“progres”这一栏"),
    (
        MEASURE,
        'finish_date = "finish_date"',
        'finish_date = "effect"',
        "“进展情况及成效”不能用作 finish_date。要用这几类栏目：日期",
    ),
    (MEASURE, 'wanted_day = "extended_to"', 'wanted_day = "approved"', "wanted_day：“批准时限”由牵头单位填或锁定"),
    (MEASURE, '"已完成" = "done"', '"做完了" = "done"', "progress_words：“做完了”不在“整改进展”的选项表 progress 里"),
    (MEASURE, '"已完成" = "done"\n', "", "followup › progress_words：缺 done 的说法"),
    (
        MEASURE,
        '"申请销号" = "close"',
        '"请求销号" = "close"',
        "“请求销号”不在“申请事项”的选项表 application 里。是不是“申请销号”",
    ),
    (MEASURE, 'withdrawn = "已撤销"\n', "", "followup › states：缺 withdrawn 的说法"),
    (MEASURE, 'withdrawn = "已撤销"', 'withdrawn = "已销号"', "followup › states：名称“已销号”出现了两次"),
    (MEASURE, 'refuse_extension = "不同意延期"\n', "", "followup › results：缺 refuse_extension 的说法"),
    (MEASURE, 'parent = "problem_number"', 'parent = "goal"', "followup › parent：“goal”不是引用栏目"),
    (
        MEASURE,
        'category = "problem_number.category"',
        'category = "problem_number.kind"',
        "› category：没有“problem_number.kind”这",
    ),
    (MEASURE, 'category = "problem_number.category"\n', "", "lasting：写了 lasting，没有写 category"),
    (
        MEASURE,
        'lasting = ["长期整改"]',
        'lasting = ["长期"]',
        "followup › lasting：“problem_number.category”不会有“长期”",
    ),
    (DUTY, "[prefill]", 'unchanged = "unchanged"\n\n[prefill]', "unchanged：没有“unchanged”这一栏"),
    (DUTY, "", f'{COLUMN}later = "office"\nfill = "state"', '新栏 › fill：fill = "state" 要有跟踪才填得出'),
    (DUTY, "", f'{COLUMN}shown = "office"', '新栏 › shown：写了 shown = "office"，单位看不到'),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), WRONG)
def test_fault_of_followup__is_named_with_its_place_and_the_way_out(own, name, old, new, words):
    damage(own, name, old, new)
    assert any(line.startswith(name) and words in line for line in mistakes(own)), mistakes(own)


def test_state_of_a_list_that_another_follows__needs_no_followup_of_its_own(own):
    damage(own, PROBLEM, "", f'{COLUMN}later = "office"\nfill = "state"\nshown = "later"')
    assert mistakes(own) == []


def test_list_without_numbers__cannot_be_followed(own):
    damage(own, DUTY, 'kind = "code"\nrequired = true\nlocked = true\nnumbering = "ZZ-###"', 'kind = "text"')
    damage(own, DUTY, "[prefill]", 'change_note = "risk_point"\nunchanged = "risk_level"\n\n[prefill]')
    assert any("要一期一期跟踪，却没有编号栏目" in line for line in mistakes(own))
