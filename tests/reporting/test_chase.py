"""催报清单.xlsx and the texts for the units: who must do what until when, in words fit to send."""

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest

from toolkit.campaign import Unit
from toolkit.messages import load_catalogue
from toolkit.reporting import (
    Chase,
    Standing,
    UnitFile,
    build_chase,
    build_reminder,
)
from toolkit.reporting.reminder import MOST_FAULTS, render_reminder_lines

DUE = dt.date(2022, 3, 28)
TITLE = "某市2021年度民主生活会"
NAMES = {"01": "市教育局", "02": "市公安局", "03": "市财政局", "04": "市民政局"}


def unit(code):
    return Unit(code=code, name=NAMES[code], contact="张三", phone="0700-1")


def standing(code="01", state="missing", **parts):
    return Standing(unit=unit(code), state=state, lists=("岗位职责清单", "检视问题清单"), **parts)


def chase(*units, days=3, waiting=0):
    return Chase(
        title=TITLE,
        lead="市委办公室",
        issued=dt.date(2022, 1, 25),
        due=DUE,
        today=DUE + dt.timedelta(days),
        units=units,
        waiting=waiting,
    )


def text_of(one, days=3):
    return "\n".join(render_reminder_lines(chase(one, days=days), one))


FAULTY = standing(
    "02",
    "faulty",
    files=(UnitFile(name="公安局.xlsx", state="faulty", format="xlsx"),),
    errors=3,
    doubts=2,
    attachments=("02-市公安局/退改-公安局.xlsx",),
    progress=(4, 1, 2),
)
ACCEPTED = standing("03", "accepted", files=(UnitFile(name="财政局.xlsx", state="accepted", format="xlsx"),), doubts=1)
NIL = standing("04", "nil", files=(UnitFile(name="民政局.xlsx", state="nil", format="xlsx"),))
MISSING = standing(issued=("01-市教育局-三类清单.xlsx",))
ALL = (ACCEPTED, NIL, FAULTY, MISSING)


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(build_chase(chase(*ALL, waiting=2))))


# -- the workbook ---------------------------------------------------------------------------------------


def test_those_to_chase__come_first_missing_before_faulty(book):
    rows = list(book["催报清单"].iter_rows(min_row=4, values_only=True))
    assert [(row[0], row[4], row[6]) for row in rows] == [
        ("01", "未报", 3),
        ("02", "有差错", 3),
        ("03", "已接收", ""),
        ("04", "零报告", ""),
    ]
    wanted = [row[5] for row in rows]
    assert wanted == [
        "报送岗位职责清单、检视问题清单",
        "改 3 处差错；核实 2 处疑点",
        "不用催；有 1 处疑点，等您核对",
        "不用催",
    ]
    assert rows[1][7:] == ("公安局.xlsx（有差错）", "已改 4\n仍有 1\n新增 2")


def test_note__counts_who_is_chased_and_files_of_nobody(book):
    note = book["催报清单"]["A2"].value
    assert "要催的 2 个单位（未报 1、有差错 1）" in note and "已过 3 天" in note
    assert "有 2 个文件还不能认定" in note


def test_mail_merge__has_its_headings_in_the_first_row_and_nothing_merged(book):
    sheet = book["邮件合并"]
    heads, *rows = sheet.iter_rows(values_only=True)
    assert heads == (
        "代码",
        "单位",
        "联系人",
        "联系电话",
        "电子邮箱",
        "状态",
        "超期天数",
        "发信以前",
        "主题",
        "正文",
        "附件",
    )
    assert not sheet.merged_cells.ranges
    assert [row[0] for row in rows] == ["01", "02", "03", "04"]


def test_mail_merge__has_the_whole_text_of_each_unit_and_its_attachments(book):
    rows = {row[0]: row for row in book["邮件合并"].iter_rows(min_row=2, values_only=True)}
    for one in ALL:
        assert rows[one.unit.code][9] == text_of(one)
    assert rows["02"][10] == "02-市公安局/退改-公安局.xlsx"
    assert rows["01"][8] == f"请报送“{TITLE}”清单"


def test_same_standing__makes_the_same_bytes():
    assert build_chase(chase(*ALL)) == build_chase(chase(*ALL))


def test_before_the_due_day__the_list_says_how_many_days_are_left():
    sheet = openpyxl.load_workbook(io.BytesIO(build_chase(chase(MISSING, days=-5))))["催报清单"]
    assert sheet["G4"].value == "还有 5 天"
    assert "还有 5 天" in sheet["A2"].value


# -- the texts ------------------------------------------------------------------------------------------


def test_text__is_utf8_with_a_mark_and_windows_line_ends():
    content = build_reminder(chase(MISSING), MISSING)
    assert content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert content.decode("utf-8-sig").splitlines() == render_reminder_lines(chase(MISSING), MISSING)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.state)
def test_every_text__is_short_and_names_its_unit_meeting_and_sender(one):
    lines = render_reminder_lines(chase(one), one)
    assert 3 <= len(lines) <= 8
    assert lines[0] == f"{one.unit.name}："
    assert any(TITLE in line for line in lines)
    assert lines[-1] == "市委办公室　2022年3月31日"
    others = [name for code, name in NAMES.items() if code != one.unit.code]
    assert not any(name in line for line in lines for name in others)


def test_missing_unit__is_told_which_workbook_to_fill_in():
    assert "请填好发给你单位的“01-市教育局-三类清单.xlsx”" in text_of(MISSING)
    assert "请填好发给你单位的表格" in text_of(standing())


def test_missing_unit_of_a_later_round__is_told_to_update_what_it_was_issued():
    later = replace(chase(MISSING), later=True)
    text = "\n".join(render_reminder_lines(later, MISSING))
    assert "“01-市教育局-三类清单.xlsx”，逐行更新进展" in text and "没有内容" not in text


def test_faulty_unit__is_told_what_to_open_first_and_what_its_last_return_changed():
    text = text_of(FAULTY)
    assert "收到你单位报来的“公安局.xlsx”，有 3 处差错必须改，另有 2 处疑点请核实" in text
    assert "请打开附件“退改-公安局.xlsx”，先看最前面的“审核意见”" in text
    assert "已改好 4 处，仍有 1 处，新出现 2 处" in text


def test_other_format__is_told_that_the_copy_was_made_anew():
    files = (UnitFile(name="公安局.et", state="faulty", format="xls"),)
    text = text_of(standing("02", "faulty", files=files, errors=1, attachments=("02-市公安局/退改-公安局.xlsx",)))
    assert "“公安局.et”不是 xlsx 格式" in text and "请在附件上改" in text


def test_signed_file__is_told_that_the_marked_copy_breaks_its_signature():
    attached = {"errors": 1, "attachments": ("02-市公安局/退改-公安局.xlsx",)}
    files = (UnitFile(name="公安局.xlsx", state="faulty", format="xlsx", signed=True),)
    text = text_of(standing("02", "faulty", files=files, **attached))
    assert text.count("“公安局.xlsx”有数字签名，加了标注以后签名就失效了") == 1
    plain = (UnitFile(name="公安局.xlsx", state="faulty", format="xlsx"),)
    assert "签名就失效" not in text_of(standing("02", "faulty", files=plain, **attached))


def test_copy_under_a_password__is_told_with_where_the_unit_knows_it_from():
    attached = {"errors": 1, "attachments": ("02-市公安局/退改-公安局.xlsx",)}
    for lock, said in (("returned", "报来时用的那一个"), ("issued", "与下发给你单位的表用的是同一个"), ("", "")):
        files = (UnitFile(name="公安局.xlsx", state="faulty", format="xlsx", copy_lock=lock),)
        text = text_of(standing("02", "faulty", files=files, **attached))
        assert said in text and ("打开密码" in text) == bool(lock)


@pytest.mark.parametrize(
    ("code", "why", "way_out"),
    [
        ("encrypted", "有打开密码", "请取消打开密码再报"),
        ("damaged", "已经损坏，打不开", "另存为不加密的 .xlsx 再报"),
    ],
)
def test_file_that_could_not_be_read__is_told_why_and_how_to_send_it(code, why, way_out):
    text = text_of(standing(files=(UnitFile(name="报送.xlsx", state="unreadable", code=code),)))
    assert f"“报送.xlsx”{why}" in text and way_out in text
    assert "请填好" not in text


def test_picture_instead_of_a_table__is_asked_to_be_filled_in():
    text = text_of(standing(files=(UnitFile(name="扫描.pdf", state="other", code="pdf"),)))
    assert "“扫描.pdf”是 PDF，不是表格。" in text and "请填好" in text


def test_attachment_of_a_return_that_was_read__is_not_complained_of():
    files = (*ACCEPTED.files, UnitFile(name="佐证.pdf", state="other", code="pdf"))
    assert "佐证.pdf" not in text_of(standing("03", "accepted", files=files))


def test_lock_files__are_not_the_units_business():
    text = text_of(standing(files=(UnitFile(name="~$报送.xlsx", state="other", code="lock"),)))
    assert "~$" not in text


def test_earlier_file__is_said_to_be_replaced_but_not_a_second_copy_of_the_same():
    earlier = UnitFile(name="财政局初稿.xlsx", state="superseded", format="xlsx")
    twin = UnitFile(name="财政局(1).xlsx", state="superseded", format="xlsx", twin=True)
    text = text_of(standing("03", "accepted", files=(*ACCEPTED.files, earlier, twin)))
    assert "“财政局初稿.xlsx”已由后报的替代" in text and "财政局(1)" not in text


def test_faults_that_only_the_operator_can_mend__are_not_chased():
    one = standing("02", "faulty", files=FAULTY.files)
    text = text_of(one)
    assert "正在核对" in text and "截止" not in text
    sheet = openpyxl.load_workbook(io.BytesIO(build_chase(chase(one))))["催报清单"]
    assert sheet["F4"].value == "暂不用催，等您核对，见校验报告"
    assert not sheet["G4"].value


def test_many_files__are_named_first_and_counted():
    files = tuple(UnitFile(name=f"{n}.xlsx", state="accepted", format="xlsx") for n in range(5))
    assert "“0.xlsx”、“1.xlsx”、“2.xlsx”等 5 个文件" in text_of(standing("03", "accepted", files=files))


# -- how late ---------------------------------------------------------------------------------------------


def due_line(days, one=MISSING):
    return render_reminder_lines(chase(one, days=days), one)[-2]


def test_escalation__takes_the_highest_level_not_above_the_days_late():
    levels = sorted(int(key.rpartition(".")[2]) for key in load_catalogue() if key.startswith("chase.late."))
    for days in range(1, levels[-1] + 3):
        level = max(one for one in levels if one <= days)
        wanted = load_catalogue()[f"chase.late.{level}"].format(due="2022年3月28日", days=days)
        assert due_line(days) == wanted
    assert len({due_line(level).replace(str(level), "") for level in levels}) == len(levels) > 1


def test_before_and_on_the_due_day__nothing_escalates():
    assert due_line(-5) == "报送截止是 2022年3月28日，还有 5 天，请按时报回。"
    assert due_line(0) == "报送截止是今天（2022年3月28日），请在下班前报回。"


@pytest.mark.parametrize("one", [ACCEPTED, NIL], ids=lambda one: one.state)
def test_who_has_nothing_to_do__is_told_no_day(one):
    assert "截止" not in text_of(one, days=9)


# -- what waits for the operator ----------------------------------------------------------------------------


def demand(one):
    return openpyxl.load_workbook(io.BytesIO(build_chase(chase(one))))["催报清单"]["F4"].value


def first(one):
    book = openpyxl.load_workbook(io.BytesIO(build_chase(chase(one))))
    heads, row = book["邮件合并"].iter_rows(values_only=True)
    return row[heads.index("发信以前")] or ""


def test_missing_unit__of_which_a_file_may_be__is_not_chased_but_told_that_it_is_looked_at():
    one = standing(unclear=("报送.xlsx",))
    text = text_of(one)
    assert "收到“报送.xlsx”，正在核对是不是你单位报来的" in text and "请暂不重报" in text
    assert "还没有收到" not in text and "截止" not in text and "请填好" not in text
    assert demand(one) == "暂不用催：有 1 个文件可能是它的，等您认定" and first(one) == "先认定 1 件"


def test_file_with_another_units_name__is_told_without_its_name():
    assert "收到1 个文件，正在核对" in text_of(standing(unclear=("",)))


@pytest.mark.parametrize("one", [FAULTY, ACCEPTED], ids=lambda one: one.state)
def test_letter__says_that_decisions_are_still_to_come(one):
    waits = replace(one, questions=2, unclear=("又一份.xlsx",))
    text = text_of(waits)
    assert "有 2 件事正在核定" in text and "“又一份.xlsx”，正在核对是不是你单位报来的" in text
    assert demand(waits).startswith("先认定 3 件，再发信；") and first(waits) == "先认定 3 件"
    assert first(one) == ""


def test_applications__are_said_to_be_looked_at():
    assert "申请销号、延期的共 4 项，正在审核" in text_of(replace(ACCEPTED, reviews=4))


def test_note__counts_the_units_whose_letters_should_wait():
    waits = replace(ACCEPTED, explained=1)
    note = openpyxl.load_workbook(io.BytesIO(build_chase(chase(waits, MISSING))))["催报清单"]["A2"].value
    assert "有 1 个单位还有等您认定的事" in note


def test_files_without_any_name__are_said_to_those_missing():
    nobody = replace(chase(MISSING), nameless=2)
    text = "\n".join(render_reminder_lines(nobody, MISSING))
    assert "有 2 个看不出是哪个单位的" in text and "已经报过的，请告知文件名" in text


# -- faults in the letter -----------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["locked", "leak", "disk"])
def test_faulty_file_without_a_copy__has_its_faults_in_the_letter_and_how_many_more(reason):
    faults = tuple(f"{n}. 【差错】检视问题清单 › F{n}：没有填" for n in range(1, MOST_FAULTS + 4))
    files = (UnitFile(name="公安局.xlsx", state="faulty", format="xlsx", no_copy=reason, faults=faults),)
    text = text_of(standing("02", "faulty", files=files, errors=15))
    assert all(fault in text for fault in faults[:MOST_FAULTS]) and faults[MOST_FAULTS] not in text
    assert "另外还有 3 处" in text and "请打开附件" not in text


def test_only_the_file_without_a_copy__has_its_faults_listed():
    files = (
        UnitFile(name="甲.xlsx", state="faulty", format="xlsx"),
        UnitFile(name="乙.xlsx", state="faulty", format="xlsx", no_copy="disk", faults=("1. 【差错】乙",)),
    )
    text = text_of(standing("02", "faulty", files=files, errors=2, attachments=("02-市公安局/退改-甲.xlsx",)))
    assert "请打开附件“退改-甲.xlsx”" in text and "“乙.xlsx”的标注副本没有附上" in text and "1. 【差错】乙" in text
