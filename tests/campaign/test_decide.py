"""Decisions written into 工作方案.xlsx: in the first free row, and nothing else of the workbook changes."""

import io

import openpyxl
import pytest

from tests.conftest import write_campaign
from toolkit.campaign import DecisionRow, append_decisions, load_campaign
from toolkit.errors import CampaignError
from toolkit.ooxml import (
    CellPart,
    Package,
    PackageSheets,
    patch_package,
    split_sheet_part,
)
from toolkit.pipeline import init

UNITS = [{"code": "01", "name": "市教育局"}, {"code": "02", "name": "市公安局"}]
ROWS = (
    DecisionRow(subject="文件归属", found="第一批/表1-1.xlsx", meaning="市教育局"),
    DecisionRow(subject="栏目写法", found="问题\n表现", meaning="不采用"),
)
SHEET = "认定"


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    """The operator's workbook as we write it, and as a library saves it after he filled it in."""
    folder = tmp_path_factory.mktemp("方案")
    blank = init(folder / "空").read_bytes()
    filled = (write_campaign(folder / "填", units=UNITS) / "工作方案.xlsx").read_bytes()
    return {"as written": blank, "as saved": filled}


def decided(content, definition, folder):
    campaign = load_campaign(content, definition, name="工作方案.xlsx", folder=folder)
    return {(one.kind, one.found): one.meaning for one in campaign.decisions}


def sheet_of(content):
    return openpyxl.load_workbook(io.BytesIO(content))[SHEET]


def part_of(content):
    return PackageSheets(Package(content)).parts[SHEET]


def assert_only_cells_changed(before, after):
    part, old, new = part_of(before), Package(before), Package(after)
    assert old.names == new.names
    assert [name for name in old.names if old.read_part(name) != new.read_part(name)] == [part]
    assert split_sheet_part(new.read_part(part)).children == split_sheet_part(old.read_part(part)).children


def edited(content, change):
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book[SHEET])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["as written", "as saved"])
def test_rows__come_under_the_examples_and_only_cells_of_their_sheet_change(plans, definition, kind):
    content, numbers = append_decisions(plans[kind], ROWS, definition)
    examples = len(definition.campaign.decisions.examples)
    assert numbers == (3 + examples, 4 + examples)
    rows = list(sheet_of(content).iter_rows(min_row=3, max_row=numbers[-1], max_col=3, values_only=True))
    before = list(sheet_of(plans[kind]).iter_rows(min_row=3, max_row=numbers[-1], max_col=3, values_only=True))
    assert rows[:examples] == before[:examples]
    assert rows[examples:] == [(row.subject, row.found, row.meaning) for row in ROWS]
    assert_only_cells_changed(plans[kind], content)


def test_rows__are_read_back_as_decisions(plans, definition, tmp_path):
    content, _ = append_decisions(plans["as saved"], ROWS, definition)
    assert decided(content, definition, tmp_path) == {
        ("file", "第一批/表1-1.xlsx"): "01",
        ("column", "问题\n表现"): "",
    }


def test_written_cell__keeps_the_look_of_the_blank_one(plans, definition):
    content, (number, _) = append_decisions(plans["as written"], ROWS, definition)
    part = part_of(content)
    old, new = (CellPart(Package(one).read_part(part)).find_style(number, 1) for one in (plans["as written"], content))
    assert old == new != 0


def test_matter_decided_before__gets_its_new_meaning_where_it_stands(plans, definition, tmp_path):
    once, numbers = append_decisions(plans["as saved"], ROWS, definition)
    other = DecisionRow(subject="文件归属", found="第一批/表1-1.xlsx", meaning="02")
    twice, again = append_decisions(once, [other], definition)
    assert again == numbers[:1]
    assert decided(twice, definition, tmp_path)["file", "第一批/表1-1.xlsx"] == "02"


def test_gap_hidden_row_and_merged_row__only_the_visible_gap_is_filled(plans, definition):
    def change(sheet):
        sheet["A9"].value, sheet["B9"].value, sheet["C9"].value = "单位写法", "教育口", "市教育局"
        sheet.row_dimensions[7].hidden = True
        sheet.merge_cells("A10:A11")
        sheet["C12"].value = '=""'

    _, numbers = append_decisions(edited(plans["as saved"], change), ROWS, definition)
    assert numbers == (8, 13)


def test_row_behind_the_prepared_ones__widens_the_sheet(plans, definition, tmp_path):
    def change(sheet):
        sheet.delete_rows(3, 400)

    bare = edited(plans["as saved"], change)
    content, numbers = append_decisions(bare, ROWS, definition)
    assert numbers == (3, 4)
    assert sheet_of(content).calculate_dimension() == "A1:C4"
    assert b'<dimension ref="A1:C4"' in Package(content).read_part(part_of(content))
    assert len(decided(content, definition, tmp_path)) == 2


def test_strict_dialect__is_refused_with_a_way_out(plans, definition):
    strict = patch_package(
        plans["as saved"],
        {
            "xl/workbook.xml": lambda part: part.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
        },
    )
    with pytest.raises(CampaignError, match=r"写不进“认定”表.*另存为 \.xlsx"):
        append_decisions(strict, ROWS, definition)


@pytest.mark.libreoffice
def test_workbook_of_an_office_program__takes_rows_as_xlsx_alone(plans, definition, tmp_path, office):
    source = tmp_path / "方案.xlsx"
    source.write_bytes(plans["as saved"])
    saved = {ending: tmp_path / f"另存{ending}" for ending in (".xlsx", ".xls", ".ods")}
    office([{"open": str(source), "save": [str(path) for path in saved.values()]}], tmp_path)
    before = saved[".xlsx"].read_bytes()
    content, _ = append_decisions(before, ROWS, definition)
    assert_only_cells_changed(before, content)
    assert len(decided(content, definition, tmp_path)) == 2
    for ending in (".xls", ".ods"):
        with pytest.raises(CampaignError, match="写不进“认定”表"):
            append_decisions(saved[ending].read_bytes(), ROWS, definition)
    after = tmp_path / "写过.xlsx"
    after.write_bytes(content)
    office([{"open": str(after), "save": [str(tmp_path / "再存.xlsx")]}], tmp_path)
    assert len(decided((tmp_path / "再存.xlsx").read_bytes(), definition, tmp_path)) == 2
