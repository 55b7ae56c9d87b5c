"""期次: the rounds come out as written, every mistake is named with its cell, an older workbook is read on."""

import datetime as dt
import shutil

import openpyxl
import pytest

from tests.conftest import ROOT, write_campaign
from toolkit.campaign import Round, load_campaign
from toolkit.definition import find_shipped_definition, load_definition
from toolkit.errors import CampaignError
from toolkit.pipeline import init

UNITS = [{"code": "01", "name": "市教育局"}]
ENDED, RUNNING, WAITING = "已结束", "进行中", "未开始"
SECOND = {"number": 2, "name": "3月进展", "issue_date": "2022-04-01", "due_date": "2022-04-20", "as_of": "2022-04-30"}


def load(folder, definition):
    path = folder / "工作方案.xlsx"
    return load_campaign(path.read_bytes(), definition, name=path.name, folder=folder)


@pytest.fixture
def plan(tmp_path, definition):
    """Return a function that writes a 工作方案 with rows of 期次 and gives the loaded campaign."""

    def build(*rows, settings=None):
        folder = write_campaign(tmp_path / "c", units=UNITS, rounds=rows or None, settings=settings)
        return load(folder, definition)

    return build


def mistakes(plan, *rows, settings=None):
    with pytest.raises(CampaignError) as caught:
        plan(*rows, settings=settings)
    return [str(one) for one in caught.value.mistakes]


def old_plan(folder, days):
    """Turn a 工作方案 into one of an earlier version: no 期次, its days in 基本信息."""
    path = folder / "工作方案.xlsx"
    book = openpyxl.load_workbook(path)
    if "期次" in book.sheetnames:
        del book["期次"]
    write_days(book, days)
    book.save(path)
    return folder


def write_days(book, days):
    for row, (label, day) in enumerate(days.items(), book["基本信息"].max_row + 1):
        book["基本信息"].cell(row, 1).value = label
        book["基本信息"].cell(row, 2).value = day


DAYS = {"★下发日期": "2022-01-25", "★报送截止": "2022-03-28", "统计截止日": "2022-03-31"}


def test_rounds__come_out_as_written_and_the_one_in_progress_is_worked_on(plan):
    campaign = plan({"state": ENDED}, SECOND)
    assert campaign.rounds == (
        Round(
            number=1,
            issue_date=dt.date(2022, 1, 25),
            due_date=dt.date(2022, 3, 28),
            as_of=dt.date(2022, 3, 31),
            state="ended",
        ),
        Round(
            number=2,
            name="3月进展",
            issue_date=dt.date(2022, 4, 1),
            due_date=dt.date(2022, 4, 20),
            as_of=dt.date(2022, 4, 30),
        ),
    )
    assert campaign.round == campaign.rounds[1]
    assert campaign.heading.endswith("会 · 第2期（3月进展）") and campaign.select_round(1).heading == campaign.title


def test_first_round_with_a_name__says_it(plan):
    assert plan({"name": "首次报送"}).heading.endswith(" · 第1期（首次报送）")


def test_rounds__may_be_written_in_words_and_in_any_order(plan):
    campaign = plan(SECOND | {"number": "第2期"}, {"number": "第 1 期", "state": ENDED})
    assert [each.number for each in campaign.rounds] == [1, 2] and campaign.round.number == 2


def test_where_all_rounds_have_ended__the_last_is_worked_on(plan):
    assert plan({"state": ENDED}, SECOND | {"state": ENDED}).round.number == 2


def test_round_to_come__waits(plan):
    campaign = plan({}, SECOND | {"state": WAITING})
    assert campaign.round.number == 1 and campaign.rounds[1].state == "waiting"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"number": "甲"}], "期次!A3：“甲”不是期数"),
        ([{"number": 0}], "期次!A3：“0”不是期数"),
        ([{"number": 1.5}], "期次!A3：“1.5”不是期数"),
        ([{"number": None}], "期次!A3：“期”没有填"),
        ([{"number": 2}], "期次!A3：有第2期，却没有第1期"),
        ([{"state": ENDED}, SECOND | {"number": 3}], "期次!A4：有第3期，却没有第2期"),
        ([{"state": ENDED}, SECOND | {"number": 1}], "期次!A4：第1期写了两次，期次!A3 已经有了"),
        ([{"state": ENDED}, SECOND | {"number": "第1期"}], "期次!A4：第1期写了两次"),
        ([{"issue_date": None}], "期次!C3：“下发日期”没有填"),
        ([{"due_date": None}], "期次!D3：“报送截止”没有填"),
        ([{"state": None}], "期次!F3：“状态”没有填"),
        ([{"issue_date": "年初"}], "期次!C3：“下发日期”写的“年初”不是日期"),
        ([{"as_of": "月底"}], "期次!E3：“统计截止日”写的“月底”不是日期"),
        ([{"due_date": "2022-01-24"}], "期次!D3：“报送截止”早于“下发日期”"),
        ([{"due_date": "2022-01-19", "issue_date": "2022-01-02"}], "期次!D3：“报送截止”早于“会议日期”"),
        ([{"as_of": "2022-01-01"}], "期次!E3：“统计截止日”早于“会议日期”"),
        (
            [{"state": ENDED}, SECOND | {"issue_date": "2022-01-24"}],
            "期次!C4：第2期的“下发日期”早于第1期的（2022-01-25）",
        ),
        ([{"state": ENDED}, SECOND | {"as_of": "2022-03-01"}], "期次!E4：第2期的“统计截止日”早于第1期的"),
        ([{"state": "在办"}], "期次!F3：“状态”写的“在办”不在下拉框里"),
        ([{}, SECOND], "期次!F4：第1期已经是“进行中”，同时只能有一期"),
        ([{"state": WAITING}], "期次!F3：没有一期是“进行中”"),
        ([{"state": ENDED}, SECOND | {"state": WAITING}], "期次!F4：没有一期是“进行中”"),
        ([{}, SECOND | {"state": ENDED}], "期次!F4：第2期是“已结束”，前面的第1期却是“进行中”"),
        ([{"state": WAITING}, SECOND], "期次!F4：第2期是“进行中”，前面的第1期却是“未开始”"),
    ],
)
def test_mistake_in_a_round__is_named_with_its_cell(plan, rows, words):
    found = mistakes(plan, *rows)
    assert any(words in one for one in found), found


def test_mistakes_in_rounds__are_named_at_once(plan):
    rows = [{"number": "甲", "state": "在办"}, SECOND | {"due_date": None, "as_of": "月底"}]
    found = mistakes(plan, *rows, settings={"lead": ""})
    assert len(found) == 5, found


def test_table_of_rounds_without_a_row__is_named(tmp_path, definition):
    folder = write_campaign(tmp_path / "c", units=UNITS)
    book = openpyxl.load_workbook(folder / "工作方案.xlsx")
    for cell in book["期次"][3]:
        cell.value = None
    book.save(folder / "工作方案.xlsx")
    with pytest.raises(CampaignError, match="期次：一期也没有"):
        load(folder, definition)


def test_table_of_rounds_that_is_missing__is_named_where_no_days_stand_in_the_settings(tmp_path, definition):
    folder = old_plan(write_campaign(tmp_path / "c", units=UNITS), {})
    with pytest.raises(CampaignError, match="没有“期次”这张表"):
        load(folder, definition)


# -- older workbooks ------------------------------------------------------------------------------------


def test_older_plan__is_one_round_in_progress_with_the_days_of_its_settings(tmp_path, definition):
    folder = old_plan(write_campaign(tmp_path / "c", units=UNITS), DAYS)
    first = Round(number=1, issue_date=dt.date(2022, 1, 25), due_date=dt.date(2022, 3, 28), as_of=dt.date(2022, 3, 31))
    campaign = load(folder, definition)
    assert campaign.rounds == (first,) and campaign.round == first and campaign.hints == ()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"下发日期": "2022-01-25"}, "基本信息：没有“报送截止”这一行"),
        ({"下发日期": "", "报送截止": "2022-03-28"}, "“下发日期”没有填"),
        ({"下发日期": "2022-01-25", "报送截止": "2022-01-21"}, "“报送截止”早于“下发日期”"),
    ],
)
def test_mistake_in_the_days_of_an_older_plan__is_named(tmp_path, definition, days, words):
    folder = old_plan(write_campaign(tmp_path / "c", units=UNITS), days)
    with pytest.raises(CampaignError, match=words):
        load(folder, definition)


def test_days_in_both_places__are_those_of_the_rounds_and_each_difference_is_named(tmp_path, definition):
    folder = write_campaign(tmp_path / "c", units=UNITS, rounds=[{"as_of": None}])
    book = openpyxl.load_workbook(folder / "工作方案.xlsx")
    write_days(book, DAYS | {"★报送截止": "2022-04-01"})
    book.save(folder / "工作方案.xlsx")
    campaign = load(folder, definition)
    assert campaign.due_date == dt.date(2022, 3, 28) and campaign.as_of is None
    due, as_of = map(str, campaign.hints)
    assert "“报送截止”是 2022-04-01，“期次”表里第1期的是 2022-03-28" in due
    assert "“统计截止日”是 2022-03-31，“期次”表里第1期的是 没有填" in as_of


def test_plan_of_the_example_city__is_read_whether_it_has_rounds_or_not(tmp_path, definition):
    shutil.copy(ROOT / "examples" / "city" / "工作方案.xlsx", tmp_path)
    campaign = load(tmp_path, definition)
    assert campaign.rounds[0].issue_date == dt.date(2022, 1, 25) and campaign.hints == ()


def test_blank_plan__has_the_first_round_in_progress_issued_today(tmp_path):
    book = openpyxl.load_workbook(init(tmp_path / "c"))
    number, name, issued, *_, state = next(book["期次"].iter_rows(min_row=3, values_only=True))
    assert (number, name, issued.date(), state) == (1, None, dt.date.today(), RUNNING)
    assert not {"下发日期", "报送截止", "统计截止日"} & {str(row[0]).strip("★") for row in book["基本信息"].values}


def test_definition_of_an_author_from_before_there_were_rounds__has_them(tmp_path):
    own = shutil.copytree(find_shipped_definition(), tmp_path / "定义", ignore=shutil.ignore_patterns("standard"))
    form = own / "campaign.toml"
    text = form.read_text(encoding="utf-8")
    rounds, units = text.index("[rounds]"), text.index("[units]")
    text = (text[:rounds] + text[units:]).replace("[[settings.old_fields]]", "[[settings.fields]]")
    newer = ("accepted = ", "agreed = ", "refused = ", "change = ", "withdrawal = ", "doubt = ")
    lines = [line for line in text.splitlines() if not line.startswith(newer)]
    form.write_text("\n".join(lines), encoding="utf-8")
    definition = load_definition(own)
    assert [column.key for column in definition.campaign.rounds.columns][:2] == ["number", "name"]
    folder = write_campaign(tmp_path / "c", units=UNITS, settings={"definition": str(own)}, definition=own)
    assert load(folder, definition).due_date == dt.date(2022, 3, 28)
    older = old_plan(write_campaign(tmp_path / "d", units=UNITS, definition=own), DAYS)
    assert load(older, definition).due_date == dt.date(2022, 3, 28)
