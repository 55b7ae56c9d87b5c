"""Every unit of the example city has its line and its text, and none is told of another's affairs."""

import io
import zipfile

import openpyxl
import pytest

from tests.conftest import issued
from tests.reading.books import HEADINGS, ROWS, bare
from toolkit.pipeline import build_chase_files, collect, compare_returns


@pytest.fixture(scope="module")
def sent(city_copies):
    return city_copies


@pytest.fixture(scope="module")
def files(collected, sent):
    return build_chase_files(collected, sent.by_unit, compare_returns(collected))


@pytest.fixture(scope="module")
def texts(collected, files):
    return texts_of(collected, files)


def texts_of(collected, files):
    places = collected.workspace.folders
    folders = {
        unit.code: places.locate_unit_folder(places.sent_back, unit) for unit in collected.workspace.campaign.units
    }
    return {code: files[folder / "说明.txt"].decode("utf-8-sig") for code, folder in folders.items()}


def listed(collected, files):
    book = openpyxl.load_workbook(io.BytesIO(files[collected.workspace.folders.chase]))
    return {row[0]: row for row in book["催报清单"].iter_rows(min_row=4, values_only=True)}


def test_every_unit__has_a_line_and_a_text_and_there_is_nothing_else(collected, files, texts):
    assert set(listed(collected, files)) == set(texts) == set(collected.unit_states)
    assert len(files) == 1 + len(texts)


def test_states_and_days__are_those_of_the_check(collected, files):
    words = {"missing": "未报", "faulty": "有差错", "accepted": "已接收", "nil": "零报告"}
    for code, row in listed(collected, files).items():
        state = collected.unit_states[code]
        assert row[4] == words[state]
        assert row[6] == (3 if state in ("missing", "faulty") else "")  # due on the 28th, counted on the 31st


def test_first_lines__are_those_to_chase(collected, files):
    assert list(listed(collected, files))[:7] == ["06", "16", "05", "10", "11", "14", "17"]


def test_numbers_in_a_text__are_those_of_the_annotated_copy(collected, sent, texts):
    for code, (path,) in sent.by_unit.items():
        front = openpyxl.load_workbook(io.BytesIO(sent.copies[path]))["审核意见"]
        grades = [row[1] for row in front.iter_rows(values_only=True) if isinstance(row[0], int | float)]
        if collected.unit_states[code] == "accepted":
            assert f"有 {grades.count('疑点')} 处疑点，标在附件“{path.name}”里" in texts[code] and "差错" not in grades
            continue
        assert f"有 {grades.count('差错')} 处差错必须改" in texts[code]
        assert f"“{path.name}”，先看最前面的“审核意见”" in texts[code]
        assert f"另有 {grades.count('疑点')} 处疑点" in texts[code]


def test_other_formats__are_told_of_the_fresh_copy(texts):
    assert [code for code, text in texts.items() if "不是 xlsx 格式" in text] == ["14", "17"]


def test_no_text__names_another_unit_or_another_units_member(collected, texts):
    campaign = collected.workspace.campaign
    for code, text in texts.items():
        for unit in campaign.units:
            if unit.code == code:
                continue
            names = [unit.name, unit.contact, unit.phone, *(one.name for one in campaign.find_members(unit.code))]
            assert [name for name in names if name and name in text.replace(campaign.lead, "")] == []


def test_returning_anew__is_told_with_what_it_changed(collected, files):
    assert listed(collected, files)["08"][8] == "已改 9\n仍有 0\n新增 1"


def test_same_round__makes_the_same_bytes(collected, sent, files):
    assert build_chase_files(collected, sent.by_unit, compare_returns(collected)) == files


def test_unreadable_file_named_after_a_missing_unit__is_told_to_that_unit_alone(small):
    returned = small.folders.returned
    (returned / "教育局报送.pdf").write_bytes(b"%PDF-1.4")
    with zipfile.ZipFile(returned / "公安局.zip", "w") as package:
        package.writestr("清单.xlsx", b"PK\x03\x04")
    found = collect(small)
    texts = texts_of(found, build_chase_files(found, {}))
    assert "“教育局报送.pdf”是 PDF，不是表格" in texts["01"] and "清单.xlsx”已经损坏" not in texts["01"]
    assert "“清单.xlsx”已经损坏，打不开" in texts["02"] and "PDF" not in texts["02"]
    assert "请填好发给你单位的“01-市教育局-三类清单.xlsx”" in texts["01"]


def test_file_that_waits_for_the_operator__is_counted_in_the_list(small):
    (small.folders.returned / "无名.xlsx").write_bytes(bare({"表": [HEADINGS, ROWS[0]]}))
    found = collect(small)
    book = openpyxl.load_workbook(io.BytesIO(build_chase_files(found, {})[small.folders.chase]))
    assert "有 1 个文件还不能认定" in book["催报清单"]["A2"].value


def test_file_that_may_be_a_missing_units__holds_its_letter_and_not_the_others(small):
    book = openpyxl.load_workbook(issued(small, "01"))
    book["检视问题清单"]["G4"].value, book["填报首页"]["B3"].value = "听汇报多、看现场少", "市公安局"
    book.save(small.folders.returned / "公安局报送.xlsx")  # 01's workbook with 02's name in and on it
    found = collect(small)
    texts = texts_of(found, build_chase_files(found, {}))
    assert set(found.unit_states.values()) == {"missing"}
    assert "收到“公安局报送.xlsx”，正在核对是不是你单位报来的" in texts["02"]
    assert "收到1 个文件，正在核对" in texts["01"] and "公安局" not in texts["01"]
    assert not any("还没有收到" in text or "截止" in text for text in texts.values())


def test_file_that_counts_as_ones_own_under_anothers_name__holds_the_letter_of_the_other(small):
    book = openpyxl.load_workbook(issued(small, "01"))
    book["检视问题清单"]["G4"].value = "听汇报多、看现场少"
    book.save(small.folders.returned / "公安局报送.xlsx")
    found = collect(small)
    texts = texts_of(found, build_chase_files(found, {}))
    assert found.unit_states == {"01": "faulty", "02": "missing"}
    assert "收到“公安局报送.xlsx”，正在核对是不是你单位报来的" in texts["02"] and "1 件事正在核定" in texts["01"]


def test_file_of_nobody__is_said_to_every_missing_unit(small):
    (small.folders.returned / "无名.xlsx").write_bytes(bare({"表": [HEADINGS, ROWS[0]]}))
    found = collect(small)
    texts = texts_of(found, build_chase_files(found, {}))
    assert all("有 1 个看不出是哪个单位的" in text and "还没有收到" in text for text in texts.values())


def test_heading_that_waits_for_the_operator__is_said_in_the_units_letter(small):
    book = openpyxl.load_workbook(issued(small, "01"))
    sheet = book["检视问题清单"]
    sheet["G3"].value, sheet["G4"].value = "找出的毛病", "听汇报多、看现场少"
    book.save(small.folders.returned / "教育局.xlsx")
    found = collect(small)
    texts = texts_of(found, build_chase_files(found, {}))
    assert "件事正在核定" in texts["01"] and "件事正在核定" not in texts["02"]
