"""Printed pages of a docket: nothing is cut, blocks stay together, and LibreOffice prints what was planned."""

import math
import shutil
import subprocess
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import skip_where_missing, write_campaign
from tests.docket.dockets import (
    PROBLEMS,
    find_column,
    list_page_starts,
    list_texts,
    make_docket,
    measure,
    open_book,
    problem,
    read_rows,
)
from tests.laws import examples
from toolkit.pipeline import open_workspace

# A3 landscape is 297 mm high; our margins take 1.3 inches of it.
HEIGHT = 841.9 - 72 * 1.3


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    units = [{"code": "01", "name": "市教育局", "lead": "是"}, {"code": "02", "name": "市公安局"}]
    return open_workspace(write_campaign(tmp_path_factory.mktemp("台账") / "市", units=units)).campaign


def page_of(docket):
    return open_book(docket.by_unit["01"])[PROBLEMS]


def split_pages(sheet):
    """Return the rows of every printed page, from 1, without the repeated headings."""
    first = int(sheet.freeze_panes[1:])
    starts = [first, *list_page_starts(sheet), sheet.max_row + 1]
    return [list(range(start, end)) for start, end in pairwise(starts)]


def measure_page(sheet, rows):
    """Return how high a printed page is in points, headings and all."""
    heads = range(1, int(sheet.freeze_panes[1:]))
    return sum(sheet.row_dimensions[row].height for row in [*heads, *rows])


def test_text_longer_than_any_row__goes_on_in_the_next_and_nothing_is_lost(campaign):
    text = "".join(f"第{number}件事要说清楚，" for number in range(220))
    sheet = page_of(make_docket(campaign, problem=[problem("WT-001", text)], rectification=[measure("CS-1", "WT-001")]))
    assert len(list_texts(sheet, "存在问题")) > 1
    assert "".join(list_texts(sheet, "存在问题")) == text
    assert list_texts(sheet, "问题编号")[1] == "（续）"
    assert list_texts(sheet, "措施编号") == ["CS-1"]
    assert all(measure_page(sheet, rows) < HEIGHT for rows in split_pages(sheet))


def test_problem_that_fits_on_a_page__is_not_divided(campaign):
    long = "工作" * 90
    problems = [problem(f"WT-{number:03d}") for number in range(12)]
    measures = [measure(f"CS-{of}-{part}", f"WT-{of:03d}", long) for of in range(12) for part in range(3)]
    sheet = page_of(make_docket(campaign, problem=problems, rectification=measures))
    starts = list_page_starts(sheet)
    assert starts
    inside = [row for each in sheet.merged_cells.ranges for row in range(each.min_row + 1, each.max_row + 1)]
    assert not set(starts) & set(inside)


def test_problem_with_more_measures_than_a_page_holds__says_on_the_next_page_that_it_goes_on(campaign):
    measures = [measure(f"CS-{number:03d}", "WT-001", "工作" * 60) for number in range(40)]
    sheet = page_of(make_docket(campaign, problem=[problem("WT-001")], rectification=measures))
    numbers = list_texts(sheet, "问题编号")
    assert numbers[0] == "WT-001" and set(numbers[1:]) == {"WT-001（续）"}
    assert len(numbers) == len(split_pages(sheet))
    assert list_texts(sheet, "措施编号") == [f"CS-{number:03d}" for number in range(40)]


def test_lines_to_sign__never_stand_alone_on_a_page(campaign):
    for count in range(1, 40):
        sheet = page_of(make_docket(campaign, problem=[problem(f"WT-{number:03d}") for number in range(count)]))
        last = split_pages(sheet)[-1]
        assert len(last) > 1, count


LENGTHS = st.integers(0, 700)


@example([(615, []), (0, [693]), (0, [108])])
@given(st.lists(st.tuples(LENGTHS, st.lists(LENGTHS, max_size=6)), max_size=12))
@settings(max_examples=examples(40))
def test_law__every_record_is_printed_and_no_page_is_higher_than_the_paper(campaign, drawn):
    problems, measures = [], []
    for of, (length, beneath) in enumerate(drawn):
        problems.append(problem(f"WT-{of:03d}", "问" * length or None))
        measures += [measure(f"CS-{of}-{part}", f"WT-{of:03d}", "改" * own or None) for part, own in enumerate(beneath)]
    sheet = page_of(make_docket(campaign, problem=problems, rectification=measures))
    at = find_column(sheet, "存在问题")
    assert sum(str(row[at] or "").count("问") for row in read_rows(sheet)) == sum(length for length, _ in drawn)
    numbers = [text for text in list_texts(sheet, "措施编号") if text != "（续）"]  # a text may need two rows
    assert numbers == [each["number"] for each in measures]
    assert sum(str(row[find_column(sheet, "整改措施")] or "").count("改") for row in read_rows(sheet)) == sum(
        own for _, beneath in drawn for own in beneath
    )
    for rows in split_pages(sheet):
        assert measure_page(sheet, rows) <= HEIGHT
    for each in sheet.merged_cells.ranges:
        assert not set(range(each.min_row + 1, each.max_row + 1)) & set(list_page_starts(sheet))


def find_missing_pdf_tools():
    missing = [name for name in ("soffice", "pdfinfo", "pdftotext") if shutil.which(name) is None]
    return f"not installed: {' '.join(missing)}" if missing else ""


@pytest.mark.libreoffice
def test_libreoffice__prints_the_planned_pages_on_a3_in_letters_of_nine_points(campaign, tmp_path):
    skip_where_missing(find_missing_pdf_tools())
    problems = [(unit, problem(f"WT-{number:03d}", "学习不够" * 20)) for unit in ("01", "02") for number in range(9)]
    measures = [
        (unit, measure(f"CS-{number:03d}", f"WT-{number // 2:03d}", "开会" * 30, deadline="2022-06-30"))
        for unit in ("01", "02")
        for number in range(18)
    ]
    path = tmp_path / "台账.xlsx"
    path.write_bytes(make_docket(campaign, problem=problems, rectification=measures).whole)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    pdf = path.with_suffix(".pdf")
    facts = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    book = open_book(path.read_bytes())
    assert f"Pages:           {sum(len(split_pages(sheet)) for sheet in book)}\n" in facts
    assert "A3" in facts and "1190.55 x 841.89" in facts
    words = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    day = next(line for line in words.splitlines() if ">2022-06-30<" in line)
    left, right = (float(day.split(f'{side}="')[1].split('"')[0]) for side in ("xMin", "xMax"))
    # The widest digits of any font that stands in for ours are 0.64 of its size, dashes at least a third.
    assert math.ceil((right - left) / (8 * 0.64 + 2 * 0.34)) >= 9
