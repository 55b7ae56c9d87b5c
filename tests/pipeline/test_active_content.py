"""A campaign whose every text is hostile: nothing in any result acts, reaches out, or tricks whoever opens it."""

import datetime as dt
import io

import docx
import openpyxl
import pytest

from tests.active_content import scan_result
from tests.conftest import issued, write_campaign
from toolkit.damage.book import DamageBook
from toolkit.layout import FIRST_ROW
from toolkit.ooxml import Package
from toolkit.pipeline import collect, distribute, merge, open_workspace, write_check, write_merge

UNITS = [
    {"code": "01", "name": '=HYPERLINK("http://e.vil/","点")', "lead": "是"},
    {"code": "02", "name": "{{ 7*7 }}{%p if x %}", "aliases": "=1+1"},
    {"code": "03", "name": "<r>&</r>"},
]
MEMBERS = [{"unit": one["code"], "name": f"{name}{one['code']}", "post": "+局长"} for one in UNITS for name in "@-"]
NASTY = [
    "=cmd|' /C calc'!A0",
    "<r><t>甲</t></r>",
    "甲\u202e乙\u2066",
    "{{ 7*7 }}{%p if %}{_{ 甲 }_}",
    "@SUM(A1)",
    "＝1+1",
    "\t=1",
    "_x005F_x0041_ & <b>",  # as a file has it
    "+86 10",
    "\u200b=1",
    "&P&[Tab]",
]
FILES = {"01": "=1+1.xlsx", "02": "-rf{{x}}\u202e@#%&.xlsx", "03": "报回.xlsx"}
DDE = '<externalLink xmlns="{}"><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>'
DAY = dt.date(2022, 4, 2)


def fill(content, lists):
    book = DamageBook(content)
    for name in lists:
        sheet = book.open_sheet(name)
        for row in range(FIRST_ROW, FIRST_ROW + 4):
            for column in range(1, 9):
                sheet.put_text(row, column, NASTY[(3 * row + column) % len(NASTY)])
    return book.build_package()


def with_parts(content, **parts):
    package = Package(content)
    for name, part in parts.items():
        package.put_part(name, part.encode())
    return package.build_bytes()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = write_campaign(tmp_path_factory.mktemp("恶") / "活动", units=UNITS, members=MEMBERS)
    path = folder / "工作方案.xlsx"
    book = openpyxl.load_workbook(path)
    for cell in (cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"):
        cell.data_type = "s"  # the library would write a formula
    book.save(path)
    opened = open_workspace(folder)
    distribute(opened)
    for unit in opened.campaign.units:
        lists = [each.label for each in opened.campaign.find_lists(unit)]
        content = fill(issued(opened, unit.code).read_bytes(), lists)
        if unit.code != "02":
            content = with_parts(content, **{"xl/vbaProject.bin": "x", "xl/externalLinks/externalLink1.xml": DDE})
        (opened.folders.returned / FILES[unit.code]).write_bytes(content)
    return opened


@pytest.fixture(scope="module")
def checked(workspace):
    return write_check(collect(workspace, today=DAY)).collected


@pytest.fixture(scope="module")
def results(checked):
    return read_results(checked.workspace)


@pytest.fixture(scope="module")
def merged_results(checked):
    write_merge(merge(checked), parquet=True)
    return read_results(checked.workspace)


def read_results(workspace):
    """Return everything that was written, by path below the campaign's folder; the office's own plan is not ours."""
    folder, returned = workspace.folders.folder, workspace.folders.returned
    paths = (path for path in folder.rglob("*") if path.is_file() and returned not in path.parents)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths if path.name != "工作方案.xlsx"}


def texts_of(content):
    """Return the parts of a workbook with its texts, as they are written."""
    package = Package(content)
    return "".join(package.read_part(name).decode() for name in package.names if name.endswith(".xml"))


def is_own_copy(name):
    """Tell whether a result is a clerk's own workbook, whose cells stay as they were."""
    return "退改-" in name and "rf" in name


def find_active(results):
    """Return what acts, reaches out or tricks, by result."""
    ours = {name: part for name, part in results.items() if not is_own_copy(name)}
    return {name: found for name, part in ours.items() if (found := scan_result(name, part))}


def test_nothing_handed_out_or_sent_back__acts_or_reaches_out(results):
    assert len(results) > 10
    assert find_active(results) == {}


@pytest.mark.slow
def test_no_result_of_a_merge__acts_or_reaches_out(merged_results):
    assert {"docx", "json", "parquet"} <= {name.rpartition(".")[2] for name in merged_results}
    assert find_active(merged_results) == {}


def test_a_clerks_own_workbook__gets_nothing_from_us_that_acts(results):
    (found,) = [scan_result(name, part) for name, part in results.items() if is_own_copy(name)]
    assert {line.partition(": ")[2].rpartition(" ")[2] for line in found} <= {"mark", "obeyed"}


def test_a_workbook_with_macros_and_dde__is_written_anew_and_says_so(results):
    copies = {name: part for name, part in results.items() if "退改-" in name and not is_own_copy(name)}
    assert len(copies) == 2
    for content in copies.values():
        texts = texts_of(content)
        assert "里有宏、动态数据交换（DDE）链接，为安全起见" in texts and NASTY[0] in texts


def test_the_operator__is_told_what_a_returned_file_has(results):
    report = next(part for name, part in results.items() if "校验报告" in name)
    assert "<t>这个文件里有宏、动态数据交换（DDE）链接</t>" in texts_of(report)


@pytest.mark.slow
def test_signs_of_templates__stand_in_documents_as_they_are(merged_results):
    documents = [docx.Document(io.BytesIO(part)) for name, part in merged_results.items() if name.endswith(".docx")]
    texts = " ".join(
        text
        for document in documents
        for text in (
            *(each.text for each in document.paragraphs),
            *(cell.text for table in document.tables for row in table.rows for cell in row.cells),
        )
    )
    assert UNITS[1]["name"] in texts and "49" not in texts.replace("2049", "")


@pytest.mark.slow
def test_texts_of_clerks__come_into_the_results_as_they_were(merged_results):
    summary = next(part for name, part in merged_results.items() if name.endswith("三类清单汇总.xlsx"))
    for text in ("=cmd|' /C calc'!A0", "{{ 7*7 }}{%p if %}{_{ 甲 }_}", "_x005F_x0041_ &amp; &lt;b&gt;"):
        assert text in texts_of(summary)
