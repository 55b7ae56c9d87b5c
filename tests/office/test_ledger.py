"""The office's ledger in real office programs: filled in, sorted, saved; then brought up to date, and still whole."""

import re

import pytest

from tests.office.onlyoffice import run_onlyoffice
from tests.reviews.ledgers import build_campaign, build_facts, build_item, columns_of, ledger_of, load, read, rows_of
from toolkit.excel import column_letters
from toolkit.ooxml import Package, PackageSheets
from toolkit.reviews import patch_ledger
from toolkit.reviews.blank import SPARE_ROWS

DECIDED = {"S4": "同意销号", "W4": "李四", "X4": "2022-03-20", "S5": "退回整改", "T5": "材料不全", "U5": "补材料"}
ITEMS = tuple(build_item(number) for number in (1, 2, 3))
SHEET = "待审核"
PROGRAMS = [
    pytest.param("LibreOffice", marks=pytest.mark.libreoffice),
    pytest.param("ONLYOFFICE", marks=pytest.mark.office),
]


@pytest.fixture(scope="module")
def campaign(definition):
    return build_campaign(definition)


@pytest.fixture
def save(request, tmp_path):
    """Fill in the office's cells in one of the programs, and return the file as that saves it."""

    def save_ledger(program, content, cells, steps=()):
        path = tmp_path / "办理台账.xlsx"
        path.write_bytes(content)
        if program == "LibreOffice":
            days = {"X4": "day"}
            typed = [[days.get(cell, "text"), SHEET, cell, text] for cell, text in cells.items()]
            job = {"open": str(path), "steps": [*typed, *steps], "save": [str(path)]}
            request.getfixturevalue("office")([job], tmp_path)
        else:
            request.getfixturevalue("onlyoffice")
            saved = tmp_path / "保存.xlsx"
            job = {"open": str(path), "steps": [["type", SHEET, cells], ["save", str(saved)]]}
            run_onlyoffice([job], tmp_path)
            return saved.read_bytes()
        return path.read_bytes()

    return save_ledger


@pytest.mark.parametrize("program", PROGRAMS)
def test_ledger_saved_by_a_program__is_read_and_brought_up_to_date(campaign, save, program):
    content = save(program, ledger_of(campaign, *ITEMS), DECIDED)
    found = read(content, campaign)
    assert [(each.item.number, each.result, each.opinion) for each in found.reviews] == [
        ("CS-001", "close", ""),
        ("CS-002", "send_back", "材料不全"),
    ]
    assert found.mistakes == ()
    now = [build_item(1, state="closed"), build_item(2, state="sent_back"), ITEMS[2], build_item(4)]
    patched = patch_ledger(content, build_facts(campaign, now))
    assert {row["编号"]: row["办理状态"] for row in rows_of(patched)} == {
        "CS-001": "已生效",
        "CS-002": "已生效",
        "CS-003": "待审核",
        "CS-004": "待审核",
    }
    assert read(patched, campaign).reviews == found.reviews
    assert patch_ledger(patched, build_facts(campaign, now)) == patched
    again = save(program, patched, {"S7": "同意销号"})
    assert [each.item.number for each in read(again, campaign).reviews] == ["CS-001", "CS-002", "CS-004"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_ledger_saved_by_a_program__takes_more_rows_than_were_ready(campaign, save, program):
    content = save(program, ledger_of(campaign, *ITEMS), DECIDED)
    many = [build_item(number) for number in range(1, SPARE_ROWS + 20)]
    patched = save(program, patch_ledger(content, build_facts(campaign, many)), {})
    last = SPARE_ROWS + 19 + 3
    sheet = load(patched)[SHEET]
    assert sheet.cell(last, 5).value == f"CS-{SPARE_ROWS + 19:03d}"
    assert sheet.cell(last, 6).fill.fgColor.rgb == sheet.cell(4, 6).fill.fgColor.rgb
    package = Package(patched)
    part = package.read_part(PackageSheets(package).parts[SHEET]).decode()
    result = column_letters(columns_of(sheet)["审核结果"] - 1)
    dropdowns = [tag for tag in re.findall(r"<dataValidation\b[^>]*>", part) if 'type="list"' in tag]
    assert any(re.search(rf"\b{result}\d+:{result}{last}\b", tag) for tag in dropdowns)
    assert re.search(rf'<autoFilter [^>]*ref="A3:Y{last}"', part)


@pytest.mark.libreoffice
def test_ledger_sorted_in_a_program__keeps_each_decision_with_its_row(campaign, save):
    steps = [["sort", SHEET, "A4:Y6", 4, False], ["move_cells", SHEET, "S1:S300", "C"]]
    content = save("LibreOffice", ledger_of(campaign, *ITEMS), DECIDED, steps)
    found = read(content, campaign)
    assert {each.item.number: each.result for each in found.reviews} == {"CS-001": "close", "CS-002": "send_back"}
    now = [build_item(1, state="closed"), build_item(2, state="sent_back"), ITEMS[2]]
    states = {row["编号"]: row["办理状态"] for row in rows_of(patch_ledger(content, build_facts(campaign, now)))}
    assert states == {"CS-001": "已生效", "CS-002": "已生效", "CS-003": "待审核"}
