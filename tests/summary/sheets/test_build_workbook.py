"""What the summary workbook shows: one page in front, links to the rows behind figures, nothing lost."""

import io
import re

import openpyxl
import pytest

from tests.summary.rounds import (
    book_of,
    campaign_of,
    random_round,
    summed,
)
from toolkit.definition import load_definition

LINK = re.compile(r"=HYPERLINK\(\"#'明细'!A(\d+):H(\d+)\",")
FORBIDDEN = re.compile(r"\b(XLOOKUP|UNIQUE|FILTER|SORT|LET|IFS|SWITCH|MAXIFS|MINIFS|TEXTJOIN|CONCAT)\(|_xlfn")


@pytest.fixture(scope="module")
def content(city_summary):
    return city_summary


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def values(content):
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def opened(summary_book, **options):
    return openpyxl.load_workbook(io.BytesIO(summary_book.content), **options)


def test_sheets__stand_in_the_definitions_order_between_front_page_and_reconciliation(book):
    spec = load_definition().summary
    # Some sheets are those of lists that this campaign does not use.
    declared = [name for name in dict.fromkeys([*spec.print, *spec.sheets]) if name in book.sheetnames]
    assert len(declared) > 20 and book.sheetnames[0] == "汇总首页" and book.sheetnames[-1] == "核对"
    assert book.sheetnames[1 : 1 + len(declared)] == declared
    behind = [
        "会议通报用语",
        "整改通报用语",
        "通报数据",
        "岗位职责清单",
        "检视问题清单",
        "整改落实清单",
        "单位情况",
        "成员情况",
        "明细",
    ]
    assert [name for name in book.sheetnames if name in behind] == behind


def test_front_page__says_meeting_days_coverage_and_who_is_missing(values):
    line = values["汇总首页"]["A2"].value
    assert line.startswith("青岚市2021年度党史学习教育专题民主生活会　会议日期 2022-01-20　截至 2022-03-31\n")
    assert line.endswith("共 18 个单位：已报 15（其中有差错 5）· 零报告 1 · 未报 2（市委统战部、市住房和城乡建设局）")
    said = [cell.value for row in values["汇总首页"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "逾期没有完成的措施 13 条" in said and "核对（各表合计、各文件行数格数）：一致" in said


def test_front_page__has_three_charts_of_cells_that_are_there(book):
    charts = book["汇总首页"]._charts
    assert len(charts) == 3
    for chart in charts:
        for series in chart.series:
            sheet, _, cells = series.val.numRef.f.rpartition("!")
            assert all(cell[0].value is not None for cell in book[sheet.strip("'")][cells.replace("$", "")])


def test_every_figure__links_to_exactly_the_rows_behind_it(book, values):
    details, linked = values["明细"], 0
    for name in [each for each in load_definition().summary.sheets if each in book.sheetnames]:
        for row in book[name].iter_rows():
            for cell in row:
                link = LINK.match(str(cell.value)) if cell.data_type == "f" else None
                if link is None:
                    continue
                first, last = map(int, link.groups())
                figure = values[name][cell.coordinate].value
                kinds = {details.cell(at, 1).value for at in range(first, last + 1)}
                assert len(kinds) == 1 and (
                    "SUMIFS" in cell.value or "SUM(" in cell.value or last - first + 1 == figure
                )
                linked += 1
    assert linked > 500


def test_every_whole_number_of_the_cross_table__can_be_clicked(book, values):
    sheet, shown = book["总表"], values["总表"]
    figures = [c for row in sheet.iter_rows(min_col=3, max_col=8) for c in row if c.data_type == "f"]
    assert figures and all(LINK.match(c.value) for c in figures if shown[c.coordinate].value)


def test_a_detail__leads_to_its_merged_row_and_that_row_to_the_units_file(book, values):
    links = (
        (cell.row, re.match(r"=HYPERLINK\(\"#'检视问题清单'!A(\d+)\"", str(cell.value))) for cell in book["明细"]["D"]
    )
    detail, row = next((at, int(target[1])) for at, target in links if target)
    heads = [cell.value for cell in values["检视问题清单"][1]]
    merged = dict(zip(heads, (cell.value for cell in values["检视问题清单"][row]), strict=True))
    assert merged["问题编号"] == values["明细"].cell(detail, 4).value
    link = book["检视问题清单"].cell(row, heads.index("来源行") + 1).value
    assert link.startswith(f'=HYPERLINK("../回收/{merged["来源文件"]}#')
    assert link.endswith(f"'!A{merged['来源行']}\",{merged['来源行']})")


def test_no_formula__uses_what_older_programs_do_not_know(book):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert not FORBIDDEN.search(cell.value) and len(cell.value) <= 8192
                    assert all(len(text) <= 255 for text in re.findall(r'"((?:[^"]|"")*)"', cell.value))


def test_missing_nil_and_zero__look_different(book, values):
    sheet = values["按责任单位"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=6) if row[0].value}
    assert [rows[name][1].value for name in ("市委统战部", "市人力资源和社会保障局")] == ["未报", "零报告"]
    formats = {name: book["按责任单位"].cell(rows[name][2].row, 3).number_format for name in rows if name != "合计"}
    assert "—" in formats["市委统战部"] and "—" not in formats["市教育局"]
    rate = [cell.value for cell in sheet[rows["市人力资源和社会保障局"][0].row]]
    assert rate.count("—") == 2


def test_units__are_grouped_by_their_rate_with_the_groups_counted():
    campaign, returned = random_round(4, 2, 3, 5)
    for number, lists in enumerate(returned.values()):
        for place, measure in enumerate(lists["rectification"]):
            measure["整改进展"] = "已完成" if place < (5, 4, 1, 5)[number] else "正在推进"
        for problem in lists["problem"]:
            problem["整改类别"] = "即知即改"
    table = summed(campaign, returned)[0].find_table("problem.by_unit.all")
    assert [(row.key[0], row.grade) for row in table.rows[:-1]] == [
        ("单位000", "全部完成"),
        ("单位003", "全部完成"),
        ("单位001", "80%以上"),
        ("单位002", "不到80%"),
    ]


def test_merged_rows__say_where_they_came_from_and_carry_their_faults(values):
    sheet = values["整改落实清单"]
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(rows) == 405
    assert all(row["来源文件"] and row["来源工作表"] and row["来源行"] for row in rows)
    wrong = [row for row in rows if row["填报单位"] == "市公安局" and row["差错数"]]
    assert {row["有差错的栏目"] for row in wrong} == {"整改时限", "实际完成时间", "问题编号"}
    assert "2022年2月30日" in [row["整改时限"] for row in wrong]


def test_a_text_that_looks_like_a_formula__stays_text():
    campaign = campaign_of({"市教育局": []})
    rows = {"problem": [{"问题编号": "WT-001", "存在问题": '=HYPERLINK("http://x")'}]}
    sheet = opened(book_of(campaign, {"市教育局": rows})[1])["检视问题清单"]
    cells = [cell for cell in sheet[2] if cell.value == '=HYPERLINK("http://x")']
    assert len(cells) == 1 and cells[0].data_type == "s"


def test_a_text_too_long_for_a_cell__is_cut_aloud():
    campaign = campaign_of({"市教育局": []})
    long = "长" * 40_000
    rows = {"problem": [{"问题编号": "WT-001", "存在问题": long}]}
    summary, made = book_of(campaign, {"市教育局": rows})
    sheet = opened(made)["检视问题清单"]
    (shown,) = [cell for cell in sheet[2] if str(cell.value).startswith("长长")]
    assert shown.value.endswith("……（原文共 40000 字，放不下的没有写在这里）") and len(shown.value) == 32_767
    assert [(cut.cell, cut.length) for cut in made.cuts if cut.sheet == "检视问题清单"] == [(shown.coordinate, 40_000)]
    notes = [str(cell.value) for row in opened(made)["核对"].iter_rows() for cell in row]
    assert f"文字太长没有写全：检视问题清单 {shown.coordinate}，原文 40000 字。" in notes
    assert summary.lists["problem"]["problem"].tolist() == [long]


def test_a_list_longer_than_a_sheet__goes_on_and_is_summed_over_all_its_sheets():
    campaign, returned = random_round(3, 2, 5, 8)
    _, made = book_of(campaign, returned, sheet_rows=4)
    assert made.good
    book = opened(made)
    names = [name for name in book.sheetnames if name.startswith("整改落实清单")]
    assert names == ["整改落实清单", *(f"整改落实清单(续{n})" for n in range(1, 6))]
    assert sum(book[name].max_row - 1 for name in names) == 24
    assert book["总表"]["C6"].value.count("COUNTIFS") == len([n for n in book.sheetnames if "检视问题清单" in n])


def test_a_campaign_of_some_lists__leaves_out_what_needs_the_others():
    campaign = campaign_of({"市教育局": ["王五"]}, lists=("duty",), lead=False)
    summary, made = book_of(campaign, {"市教育局": {"duty": [{"职责编号": "ZZ-001", "主体类型": "领导班子"}]}})
    assert {table.list_key for table in summary.tables} == {"duty"}
    assert made.good and "检视问题清单" not in opened(made).sheetnames


def test_the_same_round__gives_the_same_bytes():
    campaign, returned = random_round(2, 2, 3, 4)
    assert book_of(campaign, returned)[1].content == book_of(campaign, returned)[1].content


@pytest.mark.libreoffice
def test_front_page__is_printed_on_one_page(office, content, book, tmp_path):
    path, printed = tmp_path / "book.xlsx", tmp_path / "book.pdf"
    path.write_bytes(content)
    others = [["delete_sheet", name] for name in book.sheetnames[1:]]
    office([{"open": str(path), "steps": others, "save": [str(printed)]}], tmp_path)
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == 1


def test_many_units__are_drawn_by_grade_and_not_all_named_in_front():
    campaign, returned = random_round(40, 1, 1, 1)
    left = dict(list(returned.items())[:22])
    book = opened(book_of(campaign, left)[1])
    chart = book["汇总首页"]._charts[-1]
    sheet, _, cells = chart.series[0].val.numRef.f.rpartition("!")
    counts = [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]
    assert len(counts) == 3 and all("EXACT(" in text for text in counts)
    named = opened(book_of(campaign, left)[1], data_only=True)["汇总首页"]["A2"].value
    assert named.endswith("单位025等）") and "单位026" not in named
