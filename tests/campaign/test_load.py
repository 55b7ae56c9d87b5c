"""工作方案.xlsx: what is wrong is named with sheet and cell, all at once; what is right comes out frozen."""

import datetime as dt

import openpyxl
import pytest

from tests.conftest import write_campaign
from toolkit.errors import CampaignError
from toolkit.pipeline import init, open_workspace

UNITS = [
    {"code": "01", "name": "市教育局", "aliases": "教育局、市教局", "contact": "苏敏", "lead": "是"},
    {"code": "02", "name": "市公安局", "lists": "检视问题清单"},
]


def load(tmp_path, **parts):
    return open_workspace(write_campaign(tmp_path / "c", **{"units": UNITS, **parts})).campaign


def mistakes(tmp_path, **parts):
    with pytest.raises(CampaignError) as caught:
        load(tmp_path, **parts)
    return [str(one) for one in caught.value.mistakes]


def test_filled_campaign__comes_out_as_written(tmp_path):
    campaign = load(tmp_path, members=[{"unit": "教育局", "name": "苏 敏", "post": "局长"}])
    assert campaign.meeting == "2021-party-history"
    assert (campaign.meeting_date, campaign.as_of) == (dt.date(2022, 1, 20), dt.date(2022, 3, 31))
    assert campaign.units[0].aliases == ("教育局", "市教局")
    assert campaign.lead_unit == "01"
    assert [one.key for one in campaign.find_lists(campaign.find_by_code("02"))] == ["problem"]
    assert campaign.members[0].name == "苏敏"


def test_example_rows_left_as_they_are__count_for_nothing(tmp_path, definition):
    path = init(tmp_path / "c")
    book = openpyxl.load_workbook(path)
    for row, text in ((5, "市委办"), (6, "2022-01-20")):
        book["基本信息"].cell(row, 2).value = text
    for place, text in ((3, "2022-01-25"), (4, "2022-03-28")):
        book["期次"].cell(3, place).value = text
    for place, text in enumerate(("01", "市教育局"), 1):
        book["单位名册"].cell(5, place).value = text
    book.save(path)
    campaign = open_workspace(tmp_path / "c").campaign
    assert [unit.code for unit in campaign.units] == ["01"]
    assert campaign.members == () and campaign.decisions == ()


def test_meeting_of_init__brings_its_aspects(tmp_path):
    campaign = load(tmp_path, settings={"meeting": "2023年度主题教育专题民主生活会"})
    assert campaign.definition.find_choice_list("aspects").values[0] == "理论学习"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"units": [*UNITS, {"code": "01", "name": "市民政局"}]}, "单位名册!A5：单位代码“01”重复"),
        ({"units": [*UNITS, {"code": "03", "name": "教育局"}]}, "单位名册!B5：名称或别名“教育局”"),
        ({"units": [*UNITS, {"code": "三 号", "name": "市民政局"}]}, "单位名册!A5：单位代码“三 号”写法不对"),
        ({"units": [*UNITS, {"code": "03", "name": ""}]}, "单位名册!B5：“单位名称”没有填"),
        ({"units": [*UNITS, {"code": "03", "name": "市民政局", "lead": "是"}]}, "单位名册!G5：牵头班子只能有一个"),
        ({"units": [{"code": "03", "name": "甲", "lists": "检查问题清单"}]}, "是不是“检视问题清单”"),
        (
            {"members": [{"unit": "市交育局", "name": "苏敏"}]},
            "班子成员!A3：“市交育局”不在单位名册里。是不是“市教育局”",
        ),
        ({"members": [{"unit": "01", "name": "苏敏"}] * 2}, "班子成员!B4：“苏敏”在这个单位出现了两次"),
        (
            {"members": [{"unit": "01", "name": "魏隆"}, {"unit": "02", "name": "魏\uf9dc"}]},
            "班子成员!B4：“魏\uf9dc（U+F9DC）”与 班子成员!B3 的“魏隆（U+9686）”只是",
        ),
        (
            {"members": [{"unit": "01", "name": "艾力·江"}, {"unit": "01", "name": "艾力•江"}]},
            "班子成员!B4：“艾力•江（U+2022）”与 班子成员!B3 的“艾力·江（U+00B7）”只是",
        ),
        ({"settings": {"due_date": "2021-01-01"}}, "期次!D3：“报送截止”早于“会议日期”"),
        ({"settings": {"meeting_date": "开会那天"}}, "基本信息!B6：“会议日期”写的“开会那天”不是日期"),
        ({"settings": {"lead": ""}}, "基本信息!B5：“牵头单位”没有填"),
        ({"settings": {"meeting": "某某会"}}, "基本信息!B3：“民主生活会”写的“某某会”不在下拉框里"),
        ({"settings": {"lists": "没有的清单"}}, "没有“没有的清单”这张清单"),
    ],
)
def test_mistake__is_named_with_its_cell(tmp_path, parts, words):
    assert any(words in one for one in mistakes(tmp_path, **parts)), mistakes(tmp_path / "2", **parts)


def test_several_mistakes__are_named_at_once(tmp_path):
    found = mistakes(
        tmp_path,
        units=[*UNITS, {"code": "02", "name": "市民政局"}],
        members=[{"unit": "没有的局", "name": "某人"}],
        settings={"due_date": "2021-01-01", "lead": ""},
    )
    assert len(found) >= 4


def test_options__replace_a_dropdown_as_a_whole(tmp_path):
    folder = write_campaign(tmp_path / "c", units=UNITS)
    path = folder / "工作方案.xlsx"
    book = openpyxl.load_workbook(path)
    for row, value in ((3, "学懂"), (4, "做实")):
        for place, text in enumerate(("对照检查方面", value, "", ""), 1):
            book["选项"].cell(row, place).value = text
    book.save(path)
    campaign = open_workspace(folder).campaign
    assert campaign.definition.find_choice_list("aspects").values == ("学懂", "做实")


def test_missing_sheet__is_named(tmp_path):
    folder = write_campaign(tmp_path / "c", units=UNITS)
    book = openpyxl.load_workbook(folder / "工作方案.xlsx")
    del book["认定"]
    book.save(folder / "工作方案.xlsx")
    with pytest.raises(CampaignError, match="没有“认定”这张表"):
        open_workspace(folder)


def test_every_dropdown_of_the_form__points_to_its_own_values(tmp_path, definition):
    book = openpyxl.load_workbook(init(tmp_path / "c"))
    offered = {column[0]: column[1:] for column in book["下拉选项"].iter_cols(values_only=True)}
    assert definition.default_meeting.label in offered["meetings"]
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            if rule.type == "list":
                assert rule.formula1.startswith("'下拉选项'!")


def with_formats(folder, cells):
    """Put values with number formats into cells, by sheet and address."""
    path = folder / "工作方案.xlsx"
    book = openpyxl.load_workbook(path)
    for (sheet, address), (value, code) in cells.items():
        book[sheet][address].value = value
        book[sheet][address].number_format = code
    book.save(path)
    return folder


def test_codes_and_numbers__are_what_their_cells_show(tmp_path):
    folder = write_campaign(tmp_path / "c", units=UNITS, members=[{"unit": "01", "name": "苏敏"}])
    cells = {
        ("单位名册", "A3"): (1, "00"),
        ("单位名册", "A4"): (2, "00"),
        ("单位名册", "E3"): (13800000000, "000-0000-0000"),
        ("班子成员", "A3"): (1, "00"),
    }
    campaign = open_workspace(with_formats(folder, cells)).campaign
    assert [(unit.code, unit.phone) for unit in campaign.units] == [("01", "138-0000-0000"), ("02", "")]
    assert campaign.members[0].unit == "01"


def test_day_of_the_plan__is_the_day_stored_unless_only_its_month_is_shown(tmp_path):
    folder = write_campaign(tmp_path / "c", units=UNITS)
    day = dt.date(2022, 1, 20)
    sheet = openpyxl.load_workbook(folder / "工作方案.xlsx")["基本信息"]
    address = next(cell.coordinate for cell in sheet["B"] if cell.value == "2022-01-20")
    shown = with_formats(folder, {("基本信息", address): (day, 'm"月"d"日"')})
    assert open_workspace(shown).campaign.meeting_date == day
    with pytest.raises(CampaignError, match="2022年1月”不是日期"):
        open_workspace(with_formats(folder, {("基本信息", address): (day, 'yyyy"年"m"月"')}))


def test_cell_of_the_plan__that_shows_nothing_for_certain__is_a_mistake(tmp_path):
    folder = write_campaign(tmp_path / "c", units=UNITS)
    with pytest.raises(CampaignError, match=r"单位名册!A4.*存的是“2”"):
        open_workspace(with_formats(folder, {("单位名册", "A4"): (2, ";;;")}))


@pytest.mark.parametrize(
    ("value", "why"), [("#N/A", "公式出错留下的错误值"), ("=NA()", "没有保存算出的结果"), ("####", "栏太窄")]
)
@pytest.mark.parametrize(("sheet", "address"), [("单位名册", "B4"), ("基本信息", None)])
def test_text_of_the_plan_that_is_not_there__is_a_mistake(tmp_path, sheet, address, value, why):
    folder = write_campaign(tmp_path / "c", units=UNITS)
    own = openpyxl.load_workbook(folder / "工作方案.xlsx")[sheet]
    address = address or next(f"B{cell.row}" for cell in own["A"] if str(cell.value).endswith("牵头单位"))
    with pytest.raises(CampaignError, match=f"{sheet}!{address}.*{why}"):
        open_workspace(with_formats(folder, {(sheet, address): (value, "General")}))


def test_one_name_in_two_units__is_two_people(tmp_path):
    names = [
        {"unit": "01", "name": "张伟（小）"},
        {"unit": "02", "name": "张伟（小）"},
        {"unit": "01", "name": "张伟（大）"},
    ]
    assert len(load(tmp_path, members=names).members) == 3
