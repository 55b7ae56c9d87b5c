"""A unit hands in what it filled in, and reads within the same breath what is wrong with it."""

import hashlib
import io
import zipfile

import openpyxl
import pytest

from toolkit.pipeline import collect, open_workspace, place_arrivals, read_log
from toolkit.pipeline.arriving import open_inbox
from toolkit.storage import FolderLock


def test_first_visit__shows_round_deadline_and_workbook_and_asks_for_a_return(opened):
    page = opened.enter("01").get("/").text
    assert "市教育局" in page and "还没有收到" in page
    assert "2022-03-28" in page and "还有 8 天" in page
    assert "01-市教育局-三类清单.xlsx" in page


def test_workbook__is_fetched_as_it_was_handed_out(opened):
    workspace, visitor = opened.workspace, opened.enter("01")
    path = next((workspace.folders.issued / "01-市教育局").glob("*.xlsx"))
    answer = visitor.get(f"/file/issued/{path.name}")
    assert answer.content == path.read_bytes()
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''01-")


def test_faulty_return__is_answered_with_cell_and_way_out_and_lies_whole_in_the_units_folder(opened):
    page = opened.enter("01").hand_in("三类清单.xlsx", opened.faulty).text
    assert "已经收下" in page and hashlib.sha256(opened.faulty).hexdigest() in page
    assert "有差错" in page and "整改落实清单" in page and "I4" in page and "不是日期" in page
    (path,) = opened.returned()
    assert path.parent.name == "01-市教育局" and path.read_bytes() == opened.faulty
    assert path.stat().st_mode & 0o077 == 0


def test_mended_return__replaces_the_faulty_one_here_and_in_the_check(opened):
    visitor = opened.enter("01")
    visitor.hand_in("三类清单.xlsx", opened.faulty)
    page = visitor.hand_in("三类清单.xlsx", opened.filled).text
    assert "已被替代" in page and "I4" not in page
    assert "没有差错" in page
    states = collect(opened.workspace).file_states
    assert sorted(states.values()) == ["accepted", "superseded"]


def test_same_bytes__handed_in_twice_are_one(opened):
    visitor = opened.enter("01")
    first = visitor.hand_in("甲.xlsx", opened.filled)
    again = visitor.hand_in("乙.xlsx", opened.filled)
    assert len(opened.returned()) == 1 and len(opened.door.list_receipts(opened.workspace.campaign.units[0])) == 1
    assert "again=1" not in str(first.url) and "again=1" in str(again.url)


def test_what_the_unit_is_told__is_what_the_check_finds(opened):
    page = opened.enter("01").hand_in("三类清单.xlsx", opened.faulty).text
    found = [each for each in collect(opened.workspace).found if each.severity == "error"]
    assert [each.at.cell for each in found] == ["I4"]
    assert f"差错 {len(found)} 处" in page


def test_packed_return__is_read_and_kept_as_it_came(opened):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("三类清单.xlsx", opened.faulty)
    page = opened.enter("01").hand_in("报送.zip", packed.getvalue()).text
    assert "I4" in page
    assert [path.name for path in opened.returned()] == ["报送.zip"]


@pytest.mark.parametrize("content", [b"not a workbook", b"PK\x03\x04cut off", b"\x00" * 5000])
def test_what_nobody_can_read__is_kept_and_said_to_be_of_no_use(opened, content):
    page = opened.enter("01").hand_in("三类清单.xlsx", content).text
    assert "已经收下" in page and "用不上" in page
    assert [path.read_bytes() for path in opened.returned()] == [content]


def test_another_units_workbook__is_not_taken_and_its_unit_not_named(opened):
    answer = opened.enter("02").hand_in("三类清单.xlsx", opened.filled)
    assert answer.status_code == 409 and "另一个单位" in answer.text
    assert "市教育局" not in answer.text
    assert opened.returned() == []
    assert '"refused"' in opened.log()


def test_no_file__or_an_empty_one__is_asked_for_again(opened):
    visitor = opened.enter("01")
    assert visitor.hand_in("空.xlsx", b"").status_code == 400
    assert visitor.post("/hand-in", files={"file": ("", b"")}).status_code == 400
    assert opened.returned() == []


def test_return_while_a_command_is_at_work__waits_with_its_receipt_and_is_placed_afterwards(opened):
    visitor = opened.enter("01")
    lock = FolderLock(opened.folder / ".qingdan", "next")
    lock.acquire()
    page = visitor.hand_in("三类清单.xlsx", opened.faulty).text
    assert "已经收下" in page and "等待归档" in page and "I4" in page
    assert opened.returned() == [] and opened.door.place_waiting() == 0
    lock.release()
    assert opened.door.place_waiting() == 1
    assert [path.read_bytes() for path in opened.returned()] == [opened.faulty]
    assert "等待归档" not in visitor.get("/").text
    assert len(opened.door.list_receipts(opened.workspace.campaign.units[0])) == 1
    assert list((opened.folder / ".qingdan-door/waiting").iterdir()) == []


def test_waiting_return__survives_the_end_of_the_program(opened):
    lock = FolderLock(opened.folder / ".qingdan", "check")
    lock.acquire()
    opened.enter("01").hand_in("三类清单.xlsx", opened.filled)
    lock.release()
    opened.door.close()
    opened.door.open()
    assert opened.door.place_waiting() == 1
    assert "等待归档" not in opened.enter("01").get("/").text


def test_receipts__are_listed_again_by_another_program(opened):
    opened.enter("01").hand_in("三类清单.xlsx", opened.filled)
    opened.door.close()
    opened.door._book._receipts.clear()
    opened.door.open()
    visitor = opened.enter("01")
    assert hashlib.sha256(opened.filled).hexdigest() in visitor.get("/receipts.txt").text
    assert "市公安局" not in visitor.get("/receipts.txt").text


def test_log__has_who_when_what_and_hash_and_nothing_of_the_workbook(opened):
    opened.enter("01").hand_in("三类清单.xlsx", opened.faulty)
    log = opened.log()
    assert hashlib.sha256(opened.faulty).hexdigest() in log and "10.0.0.7" in log
    assert "尽快" not in log and "苏敏" not in log
    assert [entry.what for entry in read_log(opened.folder).entries] == [
        "link_made",
        "link_made",
        "opened",
        "entered",
        "placed",
    ]


def test_log__tells_a_line_that_was_changed_and_one_that_was_cut_off(opened):
    opened.enter("01").hand_in("三类清单.xlsx", opened.filled)
    path = opened.folder / ".qingdan-door/log.jsonl"
    path.write_text(opened.log().replace("10.0.0.7", "10.0.0.8") + '{"time":"20', encoding="utf-8")
    opened.enter("01")
    lines = read_log(opened.folder)
    assert len(lines.entries) == 6 and lines.broken == (5, 6)


def test_round_that_has_ended__takes_nothing_more(opened):
    visitor = opened.enter("01")
    book = openpyxl.load_workbook(opened.folder / "工作方案.xlsx")
    cell = next(cell for row in book["期次"] for cell in row if cell.value == "进行中")
    cell.value = "已结束"
    book.save(opened.folder / "工作方案.xlsx")
    answer = visitor.hand_in("三类清单.xlsx", opened.filled)
    assert answer.status_code == 409 and "已经结束" in answer.text
    assert opened.returned() == []


def test_returns_by_the_operators_page__do_not_hinder_those_at_the_door(opened):
    with open_inbox(opened.folder) as inbox:
        upload = inbox.begin("三类清单.xlsx")
        upload.write(opened.faulty)
        upload.finish()
        place_arrivals(opened.workspace.folders.returned, inbox.finished)
    opened.enter("01").hand_in("三类清单.xlsx", opened.filled)
    assert len(opened.returned()) == 2
    assert open_workspace(opened.folder)
