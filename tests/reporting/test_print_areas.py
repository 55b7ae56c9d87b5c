"""A marked copy prints every row that its unit filled in."""

import io

import openpyxl

from tests.conftest import issued
from toolkit.damage.book import DamageBook
from toolkit.findings import make_finding
from toolkit.reporting import Review, annotate_workbook

PROBLEM = "检视问题清单"
REVIEW = Review(title="某次民主生活会", unit="市教育局", token="QD-R1.0123456789abcdef")


def last_printed(content):
    return int(openpyxl.load_workbook(io.BytesIO(content))[PROBLEM].print_area.rpartition("$")[2])


def test_row_filled_below_the_print_area__prints_in_the_marked_copy(small):
    content = issued(small, "01").read_bytes()
    last = last_printed(content)
    book = DamageBook(content)
    sheet = book.open_sheet(PROBLEM)
    sheet.put_text(last + 4, 6, "到学校调研听汇报多、看课堂少")
    sheet.put_formula(last + 4, 1, formula='"√"', shown="√")
    fault = make_finding("error", "required", sheet=PROBLEM, list="problem", cell="D4", row=4, column="姓名", value="")
    copy = annotate_workbook(book.build_package(), [fault], REVIEW)
    assert last_printed(copy) == last + 4
    assert last_printed(annotate_workbook(content, [fault], REVIEW)) == last
