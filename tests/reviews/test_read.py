"""What the office decided is read from its ledger, and what cannot be understood is named with its cell."""

import datetime as dt

import pytest

from tests.reviews.ledgers import build_campaign, build_item, decide, edit, key_of, ledger_of, read
from toolkit.errors import OperatorError

CLOSE = {"审核结果": "同意销号", "审核人": "李四", "审核日期": dt.date(2022, 3, 20)}


@pytest.fixture(scope="module")
def campaign(definition):
    return build_campaign(definition)


@pytest.fixture(scope="module")
def ledger(campaign):
    asking = build_item(2, state="applied_extend", pending="extend", texts={"progress": "申请延期"})
    return ledger_of(campaign, build_item(1), asking, build_item(1, unit="02"))


def test_blank_ledger__decides_nothing(campaign, ledger):
    found = read(ledger, campaign)
    assert (found.reviews, found.mistakes) == ((), ())


def test_filled_row__is_a_review_with_its_cell(campaign, ledger):
    (review,) = read(decide(ledger, {4: CLOSE}), campaign).reviews
    assert (review.item, review.result, review.application) == (key_of("CS-001"), "close", "close")
    assert (review.reviewer, review.day, review.round) == ("李四", dt.date(2022, 3, 20), 1)
    assert (review.origin.file, review.origin.sheet, review.origin.row) == ("办理台账.xlsx", "待审核", 4)


@pytest.mark.parametrize(
    ("written", "result"), [("同意", "extend"), ("不同意", "refuse_extension"), (" 同意 延期 ", "extend")]
)
def test_mere_yes_or_no__answers_the_application_of_its_row(campaign, ledger, written, result):
    (review,) = read(decide(ledger, {5: {"审核结果": written, "批准时限": "2022年5月1日"}}), campaign).reviews
    assert (review.result, review.approved) == (result, dt.date(2022, 5, 1))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"审核意见": "材料不全"}, "没有选“审核结果”"),
        ({"审核结果": "同意消号"}, "是不是“同意销号”"),
        ({"审核结果": "再议"}, "请从下拉框选：同意销号"),
        ({**CLOSE, "审核日期": "三月中"}, "不是日期"),
    ],
)
def test_row_that_cannot_be_understood__is_named_with_its_cell(campaign, ledger, cells, words):
    found = read(decide(ledger, {4: cells}), campaign)
    assert found.reviews == ()
    (mistake,) = found.mistakes
    assert words in str(mistake)
    assert mistake.location.startswith("办理台账.xlsx › 待审核!")


@pytest.mark.parametrize(
    "typed",
    [
        {"单位代码": "02", "编号": "CS-001"},
        {"单位代码": 2, "清单": "整改落实清单", "编号": "1"},
        {"单位": "市公安局", "编号": "cs-1"},
    ],
)
def test_row_that_the_office_typed__is_a_review_without_an_application(campaign, ledger, typed):
    typed_below = {9: {**typed, "审核结果": "重启", "审核意见": "又出现了"}}
    (review,) = read(decide(ledger, typed_below), campaign).reviews
    assert (review.item, review.result, review.application) == (key_of("CS-001", "02"), "reopen", None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"单位代码": "09", "编号": "CS-001"}, "不在单位名册里"),
        ({"单位": "市公安", "编号": "CS-001"}, "是不是“市公安局”"),
        ({"单位代码": "01", "单位": "市公安局", "编号": "CS-001"}, "不是一个单位"),
        ({"单位代码": "01"}, "没有写编号"),
        ({"编号": "CS-001"}, "没有写单位"),
        ({"单位代码": "01", "清单": "谈心清单", "编号": "CS-001"}, "没有“谈心清单”"),
        ({"单位代码": "01", "清单": "检视问题清单", "编号": "WT-001"}, "不逐条审核"),
    ],
)
def test_typed_row_of_which_the_item_is_unclear__is_named(campaign, ledger, typed, words):
    found = read(decide(ledger, {9: {**typed, "审核结果": "重启"}}), campaign)
    assert found.reviews == ()
    assert any(words in str(mistake) for mistake in found.mistakes)


def rename(old, new):
    def change(book):
        for cell in book["待审核"][3]:
            if cell.value == old:
                cell.value = new

    return change


def remove_sheet(book):
    del book["待审核"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (rename("审核结果", "结论如何"), "没有“审核结果”这一栏"),
        (rename("问题", "审核结果"), "这个表头有几处：F3、S3"),
        (remove_sheet, "没有“待审核”这张表"),
    ],
)
def test_ledger_whose_decisions_cannot_be_found__stops_the_run(campaign, ledger, change, words):
    with pytest.raises(OperatorError) as stopped:
        read(edit(ledger, change), campaign)
    assert words in str(stopped.value)


def test_damaged_ledger__stops_the_run_in_words(campaign):
    with pytest.raises(OperatorError) as stopped:
        read(b"PK\x03\x04 broken", campaign)
    assert "办理台账.xlsx：打不开" in str(stopped.value)


def test_other_name_of_a_heading__is_understood(campaign, ledger):
    found = read(edit(decide(ledger, {4: CLOSE}), rename("审核结果", "审核结论")), campaign)
    assert [review.result for review in found.reviews] == ["close"]
