"""Doubts that units explain: answered on the review sheet, accepted in the report, raised again when the value changes.

Nothing that a unit writes ever hides a fault.
"""

import io
import shutil
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.damage.filled import campaign_of, filled_workbook
from tests.reading.books import PROBLEM, with_cells
from toolkit.campaign import ACCEPTED, REFUSED, Decision
from toolkit.errors import CampaignError
from toolkit.findings import make_finding
from toolkit.pipeline import check_facts, collect, open_workspace, take_over_answers, write_check
from toolkit.pipeline.replies import join_replies
from toolkit.reporting import render_doubt

TWICE = "“听汇报多、看现场少”的问题仍在"
SAME = dict.fromkeys(("G4", "G5"), TWICE)  # two problems alike: two doubts
OTHER = dict.fromkeys(("G4", "G5"), "学用脱节的问题还没有解决")
REASON = "两个科室都有这个问题，分开整改"
REVIEW, WAITING, DOUBTS, PLAN, DECIDED = "审核意见", "待认定", "疑点说明", "工作方案.xlsx", "认定"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    workspace = campaign_of(tmp_path_factory.mktemp("说明") / "小城")
    return workspace, filled_workbook(workspace)[1]


@pytest.fixture(scope="module")
def untouched_once(made, tmp_path_factory):
    """A campaign, nothing returned, and a unit's workbook without any fault or doubt; nobody writes to it."""
    workspace, filled = made
    folder = shutil.copytree(workspace.folders.folder, tmp_path_factory.mktemp("说明") / "小城")
    shutil.rmtree(folder / "第1期" / "回收", ignore_errors=True)
    return _Campaign(folder, filled)


@pytest.fixture(scope="module")
def doubtful_once(untouched_once, tmp_path_factory):
    """The same with a return of two doubts, checked."""
    campaign = untouched_once.copy(tmp_path_factory.mktemp("疑点"))
    campaign.give("甲.xlsx", with_cells(campaign.filled, PROBLEM, SAME))
    campaign.check()
    return campaign


@pytest.fixture(scope="module")
def explained_once(doubtful_once, tmp_path_factory):
    """The same with both doubts explained, checked again."""
    campaign = doubtful_once.copy(tmp_path_factory.mktemp("答复"))
    campaign.give("乙.xlsx", campaign.explain(REASON))
    campaign.check()
    return campaign


@pytest.fixture
def campaign(untouched_once, tmp_path):
    """A campaign of its own for every test, nothing returned."""
    return untouched_once.copy(tmp_path)


@pytest.fixture
def doubtful(doubtful_once, tmp_path):
    """A campaign of its own for every test, checked, with a return of two doubts."""
    return doubtful_once.copy(tmp_path)


@pytest.fixture
def answered(explained_once, tmp_path):
    """A campaign of its own for every test, checked, whose unit explained its two doubts."""
    return explained_once.copy(tmp_path)


class _Campaign:
    def __init__(self, folder, filled):
        self.folder, self.filled = folder, filled

    def copy(self, target):
        return _Campaign(shutil.copytree(self.folder, target / "小城"), self.filled)

    def give(self, name, content):
        path = self.folder / "第1期" / "回收" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def check(self):
        """Run a check as the command does; return what `--json` says."""
        workspace, _ = take_over_answers(open_workspace(self.folder))
        checked = write_check(collect(workspace))
        return check_facts(checked.collected, checked.progress)

    @property
    def copies(self):
        return sorted((self.folder / "第1期" / "退回").rglob("*.xlsx"))

    def explain(self, *texts):
        """Return the only copy with these explanations written beside its doubts, the last beside all that are left."""
        (path,) = self.copies
        return explained(path.read_bytes(), *texts)

    def answer(self, sheet, text, *, every=False):
        """Choose an answer on a sheet of the report: for all of a kind, else for each row."""
        path = self.folder / "第1期" / "汇总" / "校验报告.xlsx"
        book = openpyxl.load_workbook(path)
        column = next(cell.column for cell in book[sheet][3] if cell.value == "您的答复")
        found = next(cell.column for cell in book[sheet][3] if cell.value == "看到的")
        for row in range(4, book[sheet].max_row + 1):
            if str(book[sheet].cell(row, found).value).startswith("全部此类") == every:
                book[sheet].cell(row, column).value = text
        book.save(path)

    def rows(self, sheet):
        book = openpyxl.load_workbook(self.folder / "第1期" / "汇总" / "校验报告.xlsx")
        return [row for row in book[sheet].iter_rows(min_row=4, values_only=True) if row[0]]

    def decided(self):
        sheet = openpyxl.load_workbook(self.folder / PLAN)[DECIDED]
        return [row for row in sheet.iter_rows(min_row=3, max_col=3, values_only=True) if row[0] == "疑点说明"]


def explained(content, *texts):
    book = openpyxl.load_workbook(io.BytesIO(content))
    left = list(texts)
    for cell in reply_cells(book):
        cell.value = left.pop(0) if len(left) > 1 else left[0]
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def reply_cells(book):
    """Return the cells for explanations: those beside a code."""
    rows = book[REVIEW].iter_rows()
    heads = next(row for row in rows if row[0].value == "序号")
    at = next(cell.column for cell in heads if cell.value == "说明") - 1
    return [row[at] for row in rows if str(row[-1].value).startswith("QD-D1.")]


def doubts(facts):
    return [(one["answer"]["state"], one["answer"]["text"]) for one in facts["findings"] if one["answer"]]


def current(facts, name):
    return [one["answer"]["state"] for one in facts["findings"] if one["file"] == name and one["answer"]]


def test_doubts_of_an_accepted_return__can_be_explained_in_a_copy_that_need_not_come_back(campaign):
    campaign.give("甲.xlsx", with_cells(campaign.filled, PROBLEM, SAME))
    facts = campaign.check()
    assert doubts(facts) == [("unanswered", "")] * 2
    (copy,) = campaign.copies
    assert copy.name == "疑点-甲.xlsx"
    assert [cell.value for cell in reply_cells(openpyxl.load_workbook(copy))] == [None, None]
    text = (copy.parent / "说明.txt").read_text(encoding="utf-8-sig")
    assert "已接收，不用再报" in text and "“说明”栏写一句" in text
    assert facts["units"][0]["state"] == "accepted"


def test_cell_for_an_explanation__stands_beside_doubts_alone_and_says_what_belongs_there(campaign):
    campaign.give("甲.xlsx", with_cells(campaign.filled, PROBLEM, SAME | {"I8": "马上就改"}))
    campaign.check()
    (copy,) = campaign.copies
    book = openpyxl.load_workbook(copy)
    rows = [row for row in book[REVIEW].iter_rows() if isinstance(row[0].value, int | float)]
    cells = {cell.coordinate for cell in reply_cells(book)}
    at = next(iter(reply_cells(book))).column - 1
    assert [row[at].value for row in rows] == [None if row[1].value == "疑点" else "—" for row in rows]
    (rule,) = book[REVIEW].data_validations.dataValidation
    assert {f"{cell}" for box in rule.sqref.ranges for row in box.rows for cell in map(_name, row)} == cells
    assert rule.prompt == "有理由的疑点在这里写一句。"
    assert not any(book[REVIEW][cell].protection.locked for cell in cells)


def _name(place):
    return openpyxl.utils.get_column_letter(place[1]) + str(place[0])


def test_explanation__waits_for_the_office_with_its_doubt(doubtful):
    doubtful.give("乙.xlsx", doubtful.explain("情况属实，核实无误", REASON))
    facts = doubtful.check()
    assert current(facts, "乙.xlsx") == ["unanswered", "answered"]
    assert facts["doubts"] == {"unanswered": 1, "answered": 1, "accepted": 0, "refused": 0, "reopened": 0}
    (asked,) = doubtful.rows(WAITING)
    assert asked[1] == "疑点说明" and REASON in asked[2] and REASON in asked[4]
    states = {(row[0], row[4]) for row in doubtful.rows(DOUBTS)}
    assert states == {("未答", "情况属实，核实无误"), ("已答", REASON)}
    (copy,) = doubtful.copies
    cells = reply_cells(openpyxl.load_workbook(copy))
    assert sorted(str(cell.value) for cell in cells) == sorted(["情况属实，核实无误", REASON])


def test_accepted_doubts__are_raised_no_more_while_the_value_is_the_same(answered):
    answered.answer(WAITING, "认可", every=True)
    facts = answered.check()
    assert doubts(facts) == [] and facts["doubts"]["accepted"] == 2
    assert [one["answer"]["state"] for one in facts["accepted"] if one["file"] == "乙.xlsx"] == ["accepted"] * 2
    assert [row[2] for row in answered.decided()] == ["认可", "认可"]
    assert answered.rows(WAITING) == [] and answered.copies == []
    assert answered.check() == facts


def test_changed_value__is_a_doubt_again_that_tells_what_was_accepted(answered):
    answered.answer(WAITING, "认可")
    answered.check()
    (answered.folder / "第1期" / "回收" / "乙.xlsx").unlink()
    answered.give("甲.xlsx", with_cells(answered.filled, PROBLEM, OTHER))
    facts = answered.check()
    assert doubts(facts) == [("reopened", "")] * 2
    said = [row for row in answered.rows("全部发现") if row[0] == "疑点"]
    assert len(said) == 2 and all("重开（以前认可的是" in row[9] and "听汇报多" in row[9] for row in said)
    answered.give("甲.xlsx", with_cells(answered.filled, PROBLEM, SAME))
    assert doubts(answered.check()) == []


def test_refused_explanation__keeps_the_doubt_and_tells_the_unit_until_it_writes_another(answered):
    answered.answer(WAITING, "不认可")
    facts = answered.check()
    assert current(facts, "乙.xlsx") == ["refused"] * 2
    (copy,) = answered.copies
    rows = [row for row in openpyxl.load_workbook(copy)[REVIEW].iter_rows(values_only=True) if row[1] == "疑点"]
    assert all("没有认可" in row[6] for row in rows)
    assert "有 2 处疑点的说明没有认可" in (copy.parent / "说明.txt").read_text(encoding="utf-8-sig")
    answered.give("丙.xlsx", answered.explain("一处是局机关的，一处是下属学校的"))
    assert current(answered.check(), "丙.xlsx") == ["answered"] * 2


def test_acceptance_taken_back__raises_the_doubt_again(doubtful):
    doubtful.answer(DOUBTS, "认可")
    assert doubts(doubtful.check()) == []
    plan = openpyxl.load_workbook(doubtful.folder / PLAN)
    for row in plan[DECIDED].iter_rows(min_row=3):
        if row[0].value == "疑点说明":
            row[2].value = None
    plan.save(doubtful.folder / PLAN)
    assert doubts(doubtful.check()) == [("unanswered", "")] * 2


def test_fault__stays_a_fault_whatever_is_written_beside_it(campaign):
    campaign.give("甲.xlsx", with_cells(campaign.filled, PROBLEM, SAME | {"I8": "马上就改"}))
    campaign.check()
    (path,) = campaign.copies
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    at = reply_cells(book)[0].column
    for row in book[REVIEW].iter_rows(min_row=6):
        if row[1].value in ("差错", "疑点"):
            book[REVIEW].cell(row[0].row, at).value = REASON
            book[REVIEW].cell(row[0].row, at + 1).value = reply_cells(book)[0].offset(0, 1).value
    saved = io.BytesIO()
    book.save(saved)
    campaign.give("乙.xlsx", saved.getvalue())
    campaign.check()
    campaign.answer(WAITING, "认可")
    facts = campaign.check()
    assert [one["rule"] for one in facts["findings"] if one["severity"] == "error" and one["file"] == "乙.xlsx"]
    assert facts["units"][0]["state"] == "faulty"


def test_verdict_nobody_understands__is_named(doubtful):
    doubtful.answer(DOUBTS, "知道了")
    with pytest.raises(Exception, match="疑点说明!G4：单位的说明认定为“知道了”，看不懂"):
        doubtful.check()


def test_decision_without_its_code__is_named(campaign):
    plan = openpyxl.load_workbook(campaign.folder / PLAN)
    for at, text in enumerate(("疑点说明", "市教育局的重复", "认可"), 1):
        plan[DECIDED].cell(9, at).value = text
    plan.save(campaign.folder / PLAN)
    with pytest.raises(CampaignError, match="看不出是哪一个疑点"):
        open_workspace(campaign.folder)


@pytest.mark.libreoffice
def test_copy_explained_in_an_office_program__is_read_back(doubtful, office, tmp_path):
    copy = shutil.copy(doubtful.copies[0], tmp_path / "附件.xlsx")
    cells = [cell.coordinate for cell in reply_cells(openpyxl.load_workbook(copy))]
    for ending in (".xlsx", ".xls", ".ods"):
        target = doubtful.folder / "第1期" / "回收" / f"乙{ending}"
        steps = [["text", REVIEW, cell, REASON + ending] for cell in cells]
        office([{"open": str(copy), "steps": steps, "save": [str(target)]}], tmp_path)
        facts = doubtful.check()
        states = [one["answer"] for one in facts["findings"] if one["file"] == target.name and one["answer"]]
        assert states == [{"state": "answered", "text": REASON + ending}] * 2
        target.unlink()


# -- laws ---------------------------------------------------------------------------------------------

_VALUES = st.sampled_from(["正在推进", "已完成", "甲", ""])
_FINDINGS = st.lists(
    st.builds(
        lambda severity, rule, row, value, key: make_finding(
            severity, rule, file="甲.xlsx", sheet="表", row=row, column=key, unit="01", value=value, key=key
        ),
        st.sampled_from(["error", "warning", "notice"]),
        st.sampled_from(["expected_if", "unique", "required"]),
        st.integers(4, 6),
        _VALUES,
        st.sampled_from(["progress", "problem"]),
    ),
    max_size=8,
)


def accept(campaign, findings, meaning=ACCEPTED):
    """Return the campaign with a decision on every doubt among the findings."""
    replies = [one.reply for one in findings if one.reply]
    decisions = tuple(Decision(kind="doubt", found=render_doubt(reply), meaning=meaning) for reply in replies)
    return replace(campaign, decisions=(*campaign.decisions, *decisions))


@given(findings=_FINDINGS)
def test_accepted_with_the_same_value__is_silent_for_ever(made, findings):
    campaign = made[0].campaign
    decided = accept(campaign, join_replies(findings, [], campaign).raised)
    again = join_replies(findings, [], decided)
    assert [one for one in again.raised if one.reply] == []
    assert [one.severity for one in again.raised].count("error") == [one.severity for one in findings].count("error")
    assert len(again.raised) + len(again.accepted) == len(findings)


@given(findings=_FINDINGS, value=st.text(min_size=1, max_size=4))
def test_accepted_with_another_value__is_raised_again(made, findings, value):
    campaign = made[0].campaign
    decided = accept(campaign, join_replies(findings, [], campaign).raised)
    changed = [replace(one, value=f"改成{value}了") for one in findings]
    again = join_replies(changed, [], decided)
    assert again.accepted == () and len(again.raised) == len(findings)


@given(findings=_FINDINGS)
def test_faults__are_never_silenced(made, findings):
    campaign = made[0].campaign
    doubtful = [replace(one, severity="warning") for one in findings]
    decided = accept(campaign, join_replies(doubtful, [], campaign).raised)
    raised = join_replies(findings, [], decided).raised
    kept = [one for one in findings if one.severity != "warning"]
    assert [one for one in raised if one.severity != "warning"] == kept


@given(findings=_FINDINGS)
def test_refused__is_never_silent(made, findings):
    campaign = made[0].campaign
    decided = accept(campaign, join_replies(findings, [], campaign).raised, REFUSED)
    assert join_replies(findings, [], decided).accepted == ()
