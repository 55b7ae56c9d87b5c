"""What clerks do to a workbook, and what is read all the same."""

import datetime as dt

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import issued, write_campaign
from tests.laws import examples
from toolkit.definition import load_definition
from toolkit.layout import FIRST_ROW, ListLayout
from toolkit.pipeline import collect, distribute, open_workspace
from toolkit.reading import FileReader, choose_counted_files
from toolkit.records import FileContent, FileRecognition, ReturnedFile, SourceFile

PROBLEM = ["领导班子", None, "两个确立", "其他", "到学校少，听汇报多", None, "即知即改", "苏敏"]
FIRST_COLUMN = 3  # after the number and the hint


def fill(workspace, rows, sheet="检视问题清单", code="01"):
    """Write rows beside the issued numbers and hints."""
    book = openpyxl.load_workbook(issued(workspace, code))
    for number, row in enumerate(rows, FIRST_ROW):
        for place, text in enumerate(row, FIRST_COLUMN):
            book[sheet].cell(number, place).value = text
    return book


def problems(workspace, book, name="报回.xlsx"):
    """Save a workbook as returned and give back the problems read, as dicts of typed values."""
    book.save(workspace.folders.returned / name)
    collected = collect(workspace)
    return collected, collected.batch.tables["problem"].typed.to_dict("records")


def test_filled_row__is_read_under_its_number(small):
    collected, (record,) = problems(small, fill(small, [PROBLEM]))
    assert record["number"] == "WT-001"
    assert record["aspect"].startswith("带头深刻感悟")
    assert record["source"] == ("其他",)
    assert collected.batch.files[0].unit == "01"


def test_columns_in_any_order__under_banner_rows__are_found_by_their_headings(small):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "问题"
    columns = [c for c in small.campaign.definition.find_list_type("problem").columns if c.key != "remark"]
    values = dict(zip([c.key for c in columns], ["WT-007", *PROBLEM], strict=False))
    sheet.append(["某某市检视问题清单"])
    sheet.append(["填报单位：市教育局"])
    sheet.append([])
    sheet.append([" ".join(column.label) + "*" for column in reversed(columns)])
    sheet.append([values.get(column.key) for column in reversed(columns)])
    collected, (record,) = problems(small, book)
    assert (record["number"], record["category"]) == ("WT-007", "即知即改")
    rules = collected.findings["rule"].tolist()
    assert "unit_by_cell" in rules


def test_heading_alias__counts_as_the_heading(small):
    book = fill(small, [PROBLEM])
    book["检视问题清单"]["G3"].value = "问题表现"
    _, (record,) = problems(small, book)
    assert record["problem"] == "到学校少，听汇报多"


def test_extra_column_with_content__is_noticed_with_its_cell(small):
    book = fill(small, [PROBLEM])
    book["检视问题清单"]["Q3"].value = "领导批示"
    book["检视问题清单"]["Q4"].value = "同意"
    collected, _ = problems(small, book)
    (found,) = collected.findings.query("rule == 'column_extra'").to_dict("records")
    assert (found["value"], found["cell"]) == ("领导批示", "Q3")


def test_missing_required_column__is_one_finding_not_one_per_row(small):
    book = fill(small, [PROBLEM, PROBLEM])
    book["检视问题清单"]["I3"].value = "随便"
    collected, records = problems(small, book)
    about = collected.findings[collected.findings["column"] == "整改类别"]
    assert about["rule"].tolist() == ["column_asked"]
    assert len(records) == 2


def test_required_column_taken_away__is_one_finding_not_one_per_row(small):
    book = fill(small, [PROBLEM, PROBLEM])
    book["检视问题清单"].delete_cols(9)
    collected, records = problems(small, book)
    about = collected.findings[collected.findings["column"] == "整改类别"]
    assert about["rule"].tolist() == ["column_missing"]
    assert len(records) == 2


def test_renamed_sheet__is_known_by_its_token_and_headings(small):
    book = fill(small, [PROBLEM])
    book["检视问题清单"].title = "Sheet1"
    _, records = problems(small, book)
    assert len(records) == 1


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["合计", None, None, None, None, 12], "total"),
        (["填表人签字：张三"], "signature"),
        (["注：本表一式两份"], "note"),
        (["主体类型", "姓名", "对照检查方面", "问题来源"], "header"),
    ],
)
def test_row_that_is_no_record__is_left_out_and_listed(small, cells, reason):
    book = fill(small, [PROBLEM, cells])
    book["检视问题清单"].cell(FIRST_ROW + 1, 1).value = None
    collected, records = problems(small, book)
    assert len(records) == 1
    (found,) = collected.findings.query("rule == 'left_out'").to_dict("records")
    assert found["facts"]["why"] == reason and found["row"] == FIRST_ROW + 1


def test_rows_with_only_numbers__are_no_records(small):
    _, records = problems(small, fill(small, []))
    assert records == []


def test_forged_token__is_not_trusted(small):
    book = fill(small, [PROBLEM])
    for sheet in book:
        for row in sheet.iter_rows(max_row=20):
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("QD2."):
                    cell.value = cell.value.replace(".01.", ".02.")
                if cell.coordinate == "A3":
                    cell.comment = None
    del book.custom_doc_props["qingdan"]
    collected, _ = problems(small, book, "市教育局.xlsx")
    assert collected.findings["rule"].tolist() == ["forged"]
    assert (collected.batch.files[0].unit, collected.unit_states["01"]) == ("", "missing")


def test_three_single_list_files__are_joined(small):
    labels = ["岗位职责清单", "检视问题清单", "整改落实清单"]
    for label in labels:
        distribute(small, only="01", single=label)
    folder = small.folders.locate_unit_folder(small.folders.issued, small.campaign.find_by_code("01"))
    for label in labels:
        book = openpyxl.load_workbook(folder / f"01-市教育局-{label}.xlsx")
        if label == "检视问题清单":
            for place, text in enumerate(PROBLEM, FIRST_COLUMN):
                book[label].cell(FIRST_ROW, place).value = text
        book.save(small.folders.returned / f"{label}.xlsx")
    collected = collect(small)
    assert all(file.counted for file in collected.batch.files)
    assert "list_missing" not in collected.findings["rule"].tolist()
    assert len(collected.batch.tables["problem"].origin) == 1


def test_nil_return__ignores_rows_that_are_as_issued(small):
    book = openpyxl.load_workbook(issued(small, "01"))
    book["填报首页"]["B4"].value = "苏敏"
    for row in (9, 10, 11):
        book["填报首页"].cell(row, 5).value = "是"
    collected, _ = problems(small, book)
    assert collected.unit_states["01"] == "nil"
    assert not collected.has_errors


def test_nil_return_without_a_name__is_an_error(small):
    book = openpyxl.load_workbook(issued(small, "01"))
    for row in (9, 10, 11):
        book["填报首页"].cell(row, 5).value = "是"
    collected, _ = problems(small, book)
    assert collected.findings.query("severity == 'error'")["rule"].tolist() == ["no_reporter"]


def test_empty_list_without_a_word__is_an_error(small):
    collected, _ = problems(small, fill(small, [PROBLEM]))
    empty = collected.findings.query("rule == 'list_empty'")
    assert empty["list"].tolist() == ["rectification"]


# -- which return counts -----------------------------------------------------------------------------


def returned(name, *, sha="", day=1, lists=("problem",)):
    modified = dt.datetime(2022, 3, day) if day else None
    return ReturnedFile(
        source=SourceFile(name=name, sha256=sha or name, size=1, modified=modified),
        recognition=FileRecognition(unit="01"),
        content=FileContent(nil=frozenset(lists)),
    )


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        ([returned("甲.xlsx", day=2), returned("乙.xlsx", day=1)], "甲.xlsx"),
        ([returned("清单V2.xlsx", day=0), returned("清单V1.xlsx", day=0)], "清单V2.xlsx"),
        ([returned("清单0910.xlsx", day=0), returned("清单0918.xlsx", day=0)], "清单0918.xlsx"),
        ([returned("清单.xlsx", sha="x"), returned("清单 - 副本.xlsx", sha="x")], None),
    ],
)
def test_of_two_returns__the_later_counts(files, counts):
    for order in (files, files[::-1]):
        counted = {file.name for file in choose_counted_files(order) if file.counted}
        assert len(counted) == 1
        assert counts is None or counted == {counts}


# -- the round trip ----------------------------------------------------------------------------------

DEFINITION = load_definition()
TEXT = st.text("调研看现场少听汇报多，办法不新。0123456789 ABC", min_size=6, max_size=60).filter(
    lambda text: len(text.strip()) > 5 and not text.strip().startswith(("'",))
)


def cell_of(column):
    if column.choices in DEFINITION.choice_lists:
        values = st.sampled_from(DEFINITION.find_choice_list(column.choices).values)
        many = st.lists(values, min_size=1, max_size=3, unique=True)
        return many.map(tuple) if column.kind == "choices" else values
    kinds = {
        "date": st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)),
        "integer": st.integers(0, 50),
        "deadline": st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)).map(dt.date.isoformat),
        "reference": st.integers(1, 999).map(lambda n: f"WT-{n:03d}"),
        "names": st.lists(st.sampled_from(["苏敏", "任重", "雷振宇"]), min_size=1, unique=True).map(tuple),
        "units": st.lists(st.sampled_from(["办公室", "基教科", "人事科"]), min_size=1, unique=True).map(tuple),
    }
    return kinds.get(column.kind, st.sampled_from(["苏敏", "任重"]) if column.choices else TEXT)


def row_of(list_type):
    issued = list_type.select_issued_columns(later=False).columns
    cells = {c.key: st.none() | cell_of(c) for c in issued if not c.locked and c.key != "remark"}
    return st.fixed_dictionaries(cells).filter(lambda row: any(value is not None for value in row.values()))


@pytest.mark.parametrize("key", ["duty", "problem", "rectification"])
def test_what_is_filled_in__is_what_is_read(key, tmp_path_factory):
    folder = write_campaign(
        tmp_path_factory.mktemp("c"),
        units=[{"code": "01", "name": "市教育局"}],
        members=[{"unit": "01", "name": name} for name in ("苏敏", "任重", "雷振宇")],
    )
    workspace = open_workspace(folder)
    list_type = workspace.campaign.definition.find_list_type(key)
    (path,) = distribute(workspace, single=list_type.label)
    book = openpyxl.load_workbook(path)
    scratch = folder / "报回.xlsx"
    places = ListLayout(list_type=list_type.select_issued_columns(later=False)).positions

    @settings(max_examples=examples(25))
    @given(st.lists(row_of(list_type), min_size=1, max_size=6))
    def law(rows):
        sheet = book[list_type.label]
        for number in range(FIRST_ROW, FIRST_ROW + 8):
            row = rows[number - FIRST_ROW] if number - FIRST_ROW < len(rows) else {}
            for column in list_type.select_issued_columns(later=False).columns:
                if not column.locked:
                    value = row.get(column.key)
                    sheet.cell(number, places[column.key] + 1).value = (
                        "、".join(value) if isinstance(value, tuple) else value
                    )
        book.save(scratch)
        read = FileReader(workspace.campaign, workspace.stamp, 1).read("报回.xlsx", scratch.read_bytes())
        (section,) = read.sections
        assert len(section.records) == len(rows)
        for row, record in zip(rows, section.records, strict=True):
            for column_key, value in row.items():
                meant = value.strip() if isinstance(value, str) else value
                found = record.cleaned[column_key].value
                assert plain(found) == plain(meant), column_key

    law()


def plain(value):
    """Inner runs of spaces are one space to a reader; a cell knows no other difference."""
    return " ".join(value.split()) if isinstance(value, str) else value


@pytest.mark.parametrize(("cell", "label"), [("H4", "原因分析"), ("G4", "存在问题"), ("E4", "对照检查方面")])
def test_error_value__is_named_at_its_cell_and_never_a_blank(small, cell, label):
    book = fill(small, [PROBLEM])
    book["检视问题清单"][cell] = "#N/A"
    assert book["检视问题清单"][cell].data_type == "e"
    collected, (record,) = problems(small, book)
    about = collected.findings[collected.findings["column"] == label]
    assert [(one["rule"], one["cell"]) for one in about.to_dict("records")] == [("readable", cell)]
    assert record["number"] == "WT-001"
