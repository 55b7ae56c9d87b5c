"""Rounds written into 工作方案.xlsx: only their cells change, and an older workbook gets the table."""

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign.test_rounds import DAYS, UNITS, old_plan
from tests.conftest import write_campaign
from tests.laws import examples
from tests.office.onlyoffice import run_onlyoffice
from toolkit.campaign import Round, load_campaign, write_rounds
from toolkit.errors import CampaignError
from toolkit.ooxml import Package, PackageSheets, patch_package
from toolkit.pipeline import init

FIRST = Round(number=1, issue_date=dt.date(2022, 1, 25), due_date=dt.date(2022, 3, 28), as_of=dt.date(2022, 3, 31))
SECOND = Round(number=2, name="3月进展", issue_date=dt.date(2022, 4, 1), due_date=dt.date(2022, 4, 20))
ENDED = replace(FIRST, state="ended")
ROUNDS = (ENDED, SECOND)


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    """The operator's workbook as we write it, as a library saves it after he filled it in, and an older one."""
    folder = tmp_path_factory.mktemp("方案")
    new = write_campaign(folder / "新", units=UNITS)
    old = old_plan(write_campaign(folder / "旧", units=UNITS), DAYS)
    return {
        "as written": init(folder / "空").read_bytes(),
        "as saved": (new / "工作方案.xlsx").read_bytes(),
        "older": (old / "工作方案.xlsx").read_bytes(),
    }


def rounds_of(content, definition, folder):
    return load_campaign(content, definition, name="工作方案.xlsx", folder=folder).rounds


def rows_of(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content))["期次"]
    rows = sheet.iter_rows(min_row=3, max_row=6, max_col=6, values_only=True)
    return [tuple(cell.date() if isinstance(cell, dt.datetime) else cell for cell in row) for row in rows]


def comments_of(sheet):
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def changed_parts(before, after):
    old, new = Package(before), Package(after)
    return {name for name in new.names if name not in old or old.read_part(name) != new.read_part(name)}


def edited(content, change):
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book["期次"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["as written", "as saved"])
def test_rounds__change_nothing_but_their_sheet(plans, definition, kind):
    content = write_rounds(plans[kind], [ENDED, SECOND], definition)
    assert changed_parts(plans[kind], content) == {PackageSheets(Package(content)).parts["期次"]}
    first, second, third, _ = rows_of(content)
    assert (first[0], first[-1]) == (1, "已结束")
    assert second == (2, "3月进展", SECOND.issue_date, SECOND.due_date, None, "进行中")
    assert third == (None,) * 6


@pytest.mark.parametrize("kind", ["as saved", "older"])
def test_rounds__are_read_back_as_written(plans, definition, tmp_path, kind):
    content = write_rounds(plans[kind], [ENDED, SECOND], definition)
    assert rounds_of(content, definition, tmp_path) == (ENDED, SECOND)


@pytest.mark.parametrize("kind", ["as saved", "older"])
def test_same_rounds__give_the_same_bytes(plans, definition, kind):
    content = write_rounds(plans[kind], [ENDED, SECOND], definition)
    assert write_rounds(plans[kind], [ENDED, SECOND], definition) == content
    assert write_rounds(content, [ENDED, SECOND], definition) == content


def test_last_round_taken_back__leaves_its_row_empty_for_the_next(plans, definition, tmp_path):
    both = write_rounds(plans["as saved"], [ENDED, SECOND], definition)
    content = write_rounds(both, [FIRST], definition)
    assert rounds_of(content, definition, tmp_path) == (FIRST,)
    assert rows_of(write_rounds(content, [ENDED, SECOND], definition)) == rows_of(both)


def test_what_the_operator_wrote_beside__stays(plans, definition):
    def change(sheet):
        sheet["C3"] = "2022年1月25日"  # a day in words, which is the same day
        sheet["H3"], sheet["H2"] = "书记已批", "批示"
        sheet["B4"] = None
        sheet["D3"].number_format = "m月d日"

    content = write_rounds(edited(plans["as saved"], change), [ENDED, SECOND], definition)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["期次"]
    assert (sheet["C3"].value, sheet["H3"].value, sheet["H2"].value) == ("2022年1月25日", "书记已批", "批示")
    assert sheet["F3"].value == "已结束" and sheet["A4"].value == 2


def test_columns_moved_and_rows_sorted__are_found(plans, definition, tmp_path):
    def change(sheet):
        for row in sheet.iter_rows(min_row=2, max_row=4, max_col=6):
            values = [cell.value for cell in row]
            for cell, value in zip(row, values[::-1], strict=True):
                cell.value = value
                cell.number_format = "General"

    both = write_rounds(plans["as saved"], [FIRST], definition)
    content = write_rounds(edited(both, change), [ENDED, SECOND], definition)
    assert rounds_of(content, definition, tmp_path) == (ENDED, SECOND)
    assert rows_of(content)[1][-1] == 2


def test_day_in_a_cell_that_would_show_a_number__is_written_in_words(plans, definition):
    def change(sheet):
        for row in sheet.iter_rows(min_row=3, max_row=6, max_col=6):
            for cell in row:
                cell.number_format = "General"

    content = write_rounds(edited(plans["as saved"], change), [ENDED, SECOND], definition)
    assert rows_of(content)[1][2:4] == ("2022-04-01", "2022-04-20")


def test_older_plan__gets_the_table_behind_its_settings_and_keeps_the_rest(plans, definition):
    content = write_rounds(plans["older"], [ENDED, SECOND], definition)
    before, after = (openpyxl.load_workbook(io.BytesIO(each)) for each in (plans["older"], content))
    assert after.sheetnames == ["基本信息", "期次", *before.sheetnames[1:]]
    assert after.active.title == before.active.title
    for sheet in before:
        assert list(after[sheet.title].values) == list(sheet.values)
        assert comments_of(after[sheet.title]) == comments_of(sheet)
        assert after[sheet.title].data_validations.count == sheet.data_validations.count
    assert {name: each.attr_text for name, each in after.defined_names.items()} == {
        name: each.attr_text for name, each in before.defined_names.items()
    }
    own = after["期次"]
    assert [cell.value for cell in own[2]] == ["★期", "名称", "★下发日期", "★报送截止", "统计截止日", "★状态"]
    assert any(rule.type == "list" and "进行中" in rule.formula1 for rule in own.data_validations.dataValidation)


def test_print_titles_and_filters_of_an_older_plan__stay_with_their_sheets(plans, definition):
    content = write_rounds(plans["older"], [ENDED, SECOND], definition)
    before, after = (openpyxl.load_workbook(io.BytesIO(each)) for each in (plans["older"], content))
    for sheet in before:
        assert after[sheet.title].print_title_rows == sheet.print_title_rows
        assert after[sheet.title].auto_filter.ref == sheet.auto_filter.ref


def test_plan_that_cannot_be_changed_without_loss__is_refused_in_one_sentence(plans, definition):
    part = PackageSheets(Package(plans["as saved"])).parts["期次"]
    torn = patch_package(plans["as saved"], {part: lambda content: content.replace(b"</sheetData>", b"</sheetData >")})
    with pytest.raises(CampaignError, match=r"写不进“期次”表|打不开"):
        write_rounds(torn, [ENDED, SECOND], definition)
    with pytest.raises(CampaignError, match="打不开"):
        write_rounds(b"no workbook", [ENDED], definition)


def resaved(content, program, folder):
    """Return the workbook as another office program saves it."""
    given, got = folder / "前.xlsx", folder / "后.xlsx"
    given.write_bytes(content)
    program(given, got)
    return got.read_bytes()


def assert_kept(before, after):
    """Assert that two workbooks have the same values, dropdowns and notes."""
    old, new = (openpyxl.load_workbook(io.BytesIO(each)) for each in (before, after))
    for sheet in old:
        assert [[c or "" for c in row] for row in new[sheet.title].values][: sheet.max_row] == [
            [c or "" for c in row] for row in sheet.values
        ]
        assert comments_of(new[sheet.title]).keys() == comments_of(sheet).keys()


@pytest.mark.parametrize("kind", ["as saved", "older"])
def test_plan_saved_by_one_office_program__takes_rounds(plans, definition, office, tmp_path, kind):
    def save(given, got):
        office([{"open": str(given), "save": [str(got)]}], tmp_path)

    content = resaved(write_rounds(plans[kind], [FIRST], definition), save, tmp_path)
    written = write_rounds(content, ROUNDS, definition)
    assert rounds_of(written, definition, tmp_path) == ROUNDS
    assert_kept(content, write_rounds(written, [FIRST], definition))
    assert rounds_of(resaved(written, save, tmp_path), definition, tmp_path) == ROUNDS


@pytest.mark.office
@pytest.mark.usefixtures("onlyoffice")
@pytest.mark.parametrize("kind", ["as saved", "older"])
def test_plan_saved_by_another_office_program__takes_rounds(plans, definition, tmp_path, kind):
    def save(given, got):
        run_onlyoffice([{"open": given, "steps": [["save", got]]}], tmp_path)

    content = resaved(write_rounds(plans[kind], [FIRST], definition), save, tmp_path)
    written = write_rounds(content, ROUNDS, definition)
    assert rounds_of(written, definition, tmp_path) == ROUNDS
    assert rounds_of(resaved(written, save, tmp_path), definition, tmp_path) == ROUNDS


DAY = st.dates(dt.date(2022, 2, 1), dt.date(2030, 1, 1))


@st.composite
def plausible_rounds(draw):
    """Rounds one after another, the last of them in progress or all ended."""
    count = draw(st.integers(1, 4))
    days = sorted(draw(st.lists(DAY, min_size=3 * count, max_size=3 * count)))
    names = draw(st.lists(st.sampled_from(["", "3月进展", "年终", "<&>“甲”"]), min_size=count, max_size=count))
    rounds = [
        Round(
            number=n + 1,
            name=names[n],
            issue_date=days[3 * n],
            due_date=days[3 * n + 1],
            as_of=draw(st.sampled_from([None, days[3 * n + 2]])),
            state="ended",
        )
        for n in range(count)
    ]
    return rounds if draw(st.booleans()) else [*rounds[:-1], replace(rounds[-1], state="running")]


@settings(max_examples=examples(15))
@given(st.lists(plausible_rounds(), min_size=1, max_size=3), st.sampled_from(["as saved", "older"]))
def test_any_rounds_written_over_any_others__are_read_back(plans, definition, tmp_path_factory, changes, kind):
    content = plans[kind]
    for rounds in changes:
        content = write_rounds(content, rounds, definition)
        assert rounds_of(content, definition, tmp_path_factory.getbasetemp()) == tuple(rounds)
