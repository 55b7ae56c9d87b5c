"""Merging writes the docket of a round: one for all, one for each unit that returned."""

import shutil

import openpyxl
import pytest

from tests.conftest import write_campaign
from tests.pipeline.ended import DAY, LISTS, end, return_workbook
from toolkit.definition import find_shipped_definition, load_definition
from toolkit.findings import render_sentence
from toolkit.messages import say
from toolkit.pipeline import collect, merge, open_workspace, verify_ended_rounds, write_merge

PAGE = "问题整改台账"


def save_by_hand_without_touching(path):
    openpyxl.load_workbook(path).save(path)


@pytest.fixture
def merged(small):
    return_workbook(small, "01", LISTS)
    return merge_again(small)


def merge_again(workspace):
    return write_merge(merge(collect(workspace, today=DAY)))


def unit_docket(workspace, code):
    unit = workspace.campaign.find_by_code(code)
    return workspace.folders.unit_dockets / workspace.folders.name_workbook(unit, say("output.unit_docket"))


def save_by_hand(path):
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "改过的台账"
    book.save(path)


def test_merge__writes_the_docket_and_one_for_each_unit_that_returned_and_names_their_folder_once(small, merged):
    folders = small.folders
    assert [path.name for path in sorted(folders.unit_dockets.iterdir())] == ["01-市教育局-三类清单台账.xlsx"]
    assert merged.paths[-2:] == (folders.docket, folders.unit_dockets)
    sheet = openpyxl.load_workbook(folders.docket)[PAGE]
    texts = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"学习不够深入，联系实际不紧", "每月组织一次专题学习", "修订学习制度", "未报单位（1个）：市公安局"} <= texts


def test_docket_of_a_unit_whose_return_was_taken_away__goes_unless_somebody_changed_it(small, merged):
    return_workbook(small, "02", LISTS)
    merge_again(small)
    first, second = unit_docket(small, "01"), unit_docket(small, "02")
    save_by_hand(first)
    for path in small.folders.returned.iterdir():
        path.unlink()
    return_workbook(small, "02", LISTS)
    merge_again(small)
    assert first.is_file() and second.is_file()
    for path in small.folders.returned.iterdir():
        path.unlink()
    return_workbook(small, "01", LISTS)
    merge_again(small)
    assert not second.exists()


def test_docket_changed_by_hand__is_kept_beside_the_new_one(small, merged):
    save_by_hand(small.folders.docket)
    save_by_hand(unit_docket(small, "01"))
    again = merge_again(small)
    assert [path.name for path in again.kept] == ["三类清单台账-备份1.xlsx", "01-市教育局-三类清单台账-备份1.xlsx"]
    assert openpyxl.load_workbook(again.kept[0]).worksheets[0]["A1"].value == "改过的台账"


def test_dockets_of_an_ended_round__are_watched_like_its_other_results(small, merged):
    _, later = end(small)
    assert verify_ended_rounds(later).breaks == ()
    save_by_hand(unit_docket(small, "01"))
    assert [touched.kind for touched in verify_ended_rounds(later).breaks] == ["changed"]


def test_docket_put_into_the_returns__is_no_return_even_after_somebody_saved_it(small, merged):
    docket = unit_docket(small, "01")
    save_by_hand_without_touching(docket)
    (small.folders.returned / docket.name).write_bytes(docket.read_bytes())
    collected = collect(small, today=DAY)
    (said,) = [finding for finding in collected.found if finding.at.file == docket.name]
    assert (said.severity, said.rule) == ("warning", "not_a_workbook")
    assert "三类清单台账" in render_sentence(said)
    assert collected.unit_states["01"] != "missing"
    assert {file.name for file in collected.batch.files if file.counted} == {"01-市教育局-三类清单.xlsx"}


def test_definition_that_prints_nothing__writes_no_docket(tmp_path):
    folder = shutil.copytree(
        find_shipped_definition(), tmp_path / "自己的", ignore=shutil.ignore_patterns("docket.toml")
    )
    for path in folder.glob("lists/*.toml"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith("printed")), encoding="utf-8")
    units = [{"code": "01", "name": "市教育局", "lead": "是"}]
    campaign = write_campaign(tmp_path / "市", units=units, definition=folder)
    workspace = open_workspace(campaign, load_definition(folder))
    written = merge_again(workspace)
    assert not workspace.folders.docket.exists() and not workspace.folders.unit_dockets.exists()
    assert written.paths[0] == workspace.folders.summary
