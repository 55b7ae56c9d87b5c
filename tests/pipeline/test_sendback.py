"""What goes back where the clerk's own file cannot be marked: this campaign's workbook with what the unit wrote."""

import io
import shutil

import openpyxl
import pytest

from tests.conftest import issued
from tests.reading.books import decide
from toolkit.formats import open_workbook
from toolkit.pipeline import collect, open_workspace, write_check

NAMES = {"14": "14-市自然资源局-三类清单.xls", "17": "17-市交通运输局-三类清单.ods"}


@pytest.fixture(scope="module")
def sent(city_copies):
    return city_copies


@pytest.fixture(scope="module")
def corrected(collected, sent, tmp_path_factory):
    """The city with the fresh workbooks sent back as they are, in place of the files they were made from."""
    folder = tmp_path_factory.mktemp("改报") / "市"
    shutil.copytree(collected.workspace.folders.folder, folder)
    workspace = open_workspace(folder)
    for code, name in NAMES.items():
        (workspace.folders.returned / name).unlink()
        (path,) = sent.by_unit[code]
        (workspace.folders.returned / path.name).write_bytes(sent.copies[path])
    return collect(workspace)


def records(collected, code):
    """Return what every record of a unit means, by list and running number, without where it stands."""
    return {
        (section.list_key, record.cleaned[number.key].text): {key: one.text for key, one in record.cleaned.items()}
        for file in collected.batch.files
        if file.unit == code
        for section in file.sections
        if (number := collected.workspace.campaign.definition.find_list_type(section.list_key).number)
        for record in section.records
    }


@pytest.mark.parametrize("code", list(NAMES))
def test_fresh_workbook__holds_every_record_of_the_other_format(collected, corrected, code):
    assert records(corrected, code) == records(collected, code) != {}


@pytest.mark.parametrize("code", list(NAMES))
def test_fresh_workbook_sent_back_untouched__has_the_same_faults(collected, corrected, code):
    def faults(one):
        own = one.findings[(one.findings["unit"] == code) & (one.findings["severity"] != "notice")]
        return sorted(zip(own["rule"], own["list"], own["column"], own["value"].map(str), strict=True))

    assert faults(corrected) == faults(collected) != []
    assert corrected.unit_states[code] == "faulty"


@pytest.mark.parametrize("code", list(NAMES))
def test_fresh_workbook__has_its_marks_where_the_records_now_stand(collected, sent, code):
    (path,) = sent.by_unit[code]
    book = openpyxl.load_workbook(io.BytesIO(sent.copies[path]))
    front = [row for row in book["审核意见"].iter_rows(values_only=True) if isinstance(row[0], int | float)]
    for _, grade, place, column, *_ in front:
        sheet, cell = place.split("!")
        assert grade != "提示"
        assert book[sheet].cell(3, book[sheet][cell].column).value.removeprefix("★") == column
        assert "【" in book[sheet][cell].comment.text


def test_fresh_workbook__says_from_what_it_was_made_and_is_an_xlsx(collected, sent):
    (path,) = sent.by_unit["14"]
    texts = [str(cell) for grid in open_workbook(sent.copies[path]).grids for row in grid.rows for cell in row]
    assert any("14-市自然资源局-三类清单.xls" in text and "另做了这一份" in text for text in texts)
    assert path.suffix == ".xlsx"


@pytest.mark.libreoffice
def test_cover_nil_lists_numbers_and_twins__are_carried_over(small, office, tmp_path):
    book = openpyxl.load_workbook(issued(small, "01"))
    cover = book["填报首页"]
    cover["B4"].value = "苏小敏"
    nil = next(row for row in range(1, 20) if cover.cell(row, 1).value == "整改落实清单")
    cover.cell(nil, 5).value = "是"
    sheet = book["检视问题清单"]
    for row in (5, 8):
        sheet.cell(row, 3).value, sheet.cell(row, 7).value = "领导班子", "听汇报多、看现场少"
        sheet.cell(row, 9).value = "马上改"
    path = tmp_path / "甲.xlsx"
    book.save(path)
    office([{"open": str(path), "save": [str(small.folders.returned / "甲.xls")]}], tmp_path)
    (copy,) = write_check(collect(small)).sent_back
    back = openpyxl.load_workbook(copy)
    assert back["填报首页"]["B4"].value == "苏小敏"
    assert back["填报首页"].cell(nil, 5).value == "是"
    assert [back["检视问题清单"].cell(row, 1).value for row in (4, 5, 6)] == ["WT-002", "WT-005", "WT-006"]
    assert back["检视问题清单"]["G4"].value == "听汇报多、看现场少"
    assert "与 G5 相同" in back["检视问题清单"]["G4"].comment.text


def faulty_return(small, code, name, change=lambda book: None):
    """Put a unit's workbook with one faulty row into 回收."""
    book = openpyxl.load_workbook(issued(small, code))
    sheet = book["检视问题清单"]
    sheet["C4"].value, sheet["G4"].value, sheet["I4"].value = "领导班子", "听汇报多、看现场少", "马上改"
    change(book)
    path = small.folders.returned / name
    book.save(path)
    return path


def test_name_of_another_units_member_in_a_hidden_sheet__does_not_go_back(small):
    def hide(book):
        book.create_sheet("旧名单")["A1"].value = "雷振宇"
        book["旧名单"].sheet_state = "hidden"

    faulty_return(small, "01", "甲.xlsx", hide)
    (copy,) = write_check(collect(small)).sent_back
    texts = [str(cell) for grid in open_workbook(copy.read_bytes()).grids for row in grid.rows for cell in row]
    assert "雷振宇" not in texts and any("另做了这一份" in text for text in texts)


def test_workbook_of_another_unit_decided_as_ones_own__is_kept_back_and_said(small):
    path = faulty_return(small, "02", "甲.xlsx")
    decided = decide(small, ("文件归属", path.name, "市教育局"))
    checked = write_check(collect(decided))
    (found,) = checked.unsent
    assert checked.sent_back == () and (found.rule, found.unit) == ("leak", "01")
    assert "市公安局" in found.facts["leaks"]
