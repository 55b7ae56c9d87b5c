"""The annotated copy: marks and notes where findings are, a sheet in front that says all, and not one value changed."""

import io
import re
import zipfile

import openpyxl
import pytest

from tests.conftest import issued
from toolkit.excel import format_address, parse_ranges
from toolkit.findings import (
    make_finding,
    render_clerks_way_out,
    render_found,
)
from toolkit.formats import open_workbook
from toolkit.ooxml import PatchError, patch_package
from toolkit.pipeline import collect, write_check
from toolkit.reading import FileReader
from toolkit.reporting import Review, annotate_workbook

REVIEW = Review(title="某次民主生活会", unit="市公安局", token="QD-R1.0123456789abcdef")
MEASURES = "整改落实清单"


def annotated(content, findings, review=REVIEW, **options):
    return annotate_workbook(content, findings, review, **options)


def book_of(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def faulty(collected, name="10-市公安局-三类清单.xlsx"):
    content = (collected.workspace.folders.returned / name).read_bytes()
    return content, [finding for finding in collected.found if finding.at.file == name]


def conditions(content, sheet):
    """Return the conditions of our rules by cell."""
    rules = book_of(content)[sheet].conditional_formatting
    return {
        str(ranges.sqref): rule.formula[0]
        for ranges in rules
        for rule in ranges.rules
        if rule.formula and "qingdan" in rule.formula[0]
    }


def covered(content, sheet):
    """Return every cell that a rule of ours covers."""
    boxes = parse_ranges(" ".join(conditions(content, sheet)))
    return {
        format_address(row, column)
        for top, left, bottom, right in boxes
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }


def listed(content):
    """Return the rows of the sheet in front that tell a finding: number, grade, place, column, value, found, fix."""
    rows = book_of(content)["审核意见"].iter_rows(values_only=True)
    return [row for row in rows if isinstance(row[0], int | float)]


@pytest.mark.parametrize("name", ["10-市公安局-三类清单.xlsx", "市委宣传部 三类清单.xlsx", "民政局三类清单(1).xlsx"])
def test_annotated_copy__is_read_as_its_original_was(collected, name):
    content, findings = faulty(collected, name)
    workspace = collected.workspace
    reader = FileReader(workspace.campaign, workspace.stamp, workspace.folders.round)
    before, after = (reader.read(name, one) for one in (content, annotated(content, findings)))
    assert [section.records for section in after.sections] == [section.records for section in before.sections]
    assert (after.unit, after.content.cover, after.content.nil) == (
        before.unit,
        before.content.cover,
        before.content.nil,
    )
    assert after.findings == before.findings
    assert after.ledger.unexplained == 0
    assert after.ledger.taken == before.ledger.taken


def test_every_fault_and_doubt__stands_in_the_note_of_its_cell_and_colours_it(collected):
    content, findings = faulty(collected)
    copy = annotated(content, findings)
    book, rules = book_of(copy), conditions(copy, MEASURES)
    for finding in findings:
        if finding.severity != "notice":
            note = book[finding.at.sheet][finding.at.cell].comment
            assert render_found(finding) in note.text
            assert finding.at.cell in rules


def test_every_finding__is_listed_in_front_faults_first_the_frequent_kinds_first(collected):
    content, findings = faulty(collected)
    rows = listed(annotated(content, findings))
    assert len(rows) == len(findings)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    grades = [row[1] for row in rows]
    assert grades == sorted(grades, key=["差错", "疑点", "提示"].index)
    said = {(row[5], row[6]) for row in rows}
    for finding in findings:
        assert (render_found(finding), render_clerks_way_out(finding)) in said


def test_number_of_a_note__is_the_number_in_the_list(collected):
    content, findings = faulty(collected)
    copy = annotated(content, findings)
    book = book_of(copy)
    for number, grade, place, *_ in listed(copy):
        sheet, cell = place.split("!")
        assert f"【{grade}{number}】" in book[sheet][cell].comment.text


def test_every_place__is_a_link_to_its_cell(collected):
    content, findings = faulty(collected)
    front = book_of(annotated(content, findings))["审核意见"]
    links = {cell.value: cell.hyperlink.location for row in front for cell in row if cell.hyperlink}
    cells = [finding.at.cell for finding in findings]
    assert links == {f"{MEASURES}!{cell}": f"'{MEASURES}'!{cell}" for cell in cells}


def test_hint_of_a_marked_row__says_which_cells_to_look_at(collected):
    content, findings = faulty(collected)
    sheet = book_of(annotated(content, findings))[MEASURES]
    hint = next(cell.column_letter for cell in sheet[3] if cell.value == "填写提示")
    rows = {int(re.sub(r"\D", "", finding.at.cell)) for finding in findings}
    for row in rows:
        assert sheet[f"{hint}{row}"].comment.text.startswith("【本行】有 ")


def test_our_own_note_on_the_header__is_kept(collected):
    content, findings = faulty(collected)
    assert "QD2." in book_of(annotated(content, findings))["检视问题清单"]["A3"].comment.text


def test_missing_column__is_told_on_the_header_under_our_own_note(collected):
    content, _ = faulty(collected)
    where = {"sheet": "检视问题清单", "cell": "A3", "row": 3, "column": "问题来源", "file": "a"}
    lines = book_of(annotated(content, [make_finding("error", "column_missing", **where)]))
    first, *_, last = lines["检视问题清单"]["A3"].comment.text.split("\n")
    assert "QD2." in first and last.startswith("【差错1】表上没有“问题来源”这一栏")


def test_marks_of_an_earlier_copy__are_gone_from_the_next(collected):
    content, findings = faulty(collected)
    first = annotated(content, findings)
    left = [finding for finding in findings if finding.at.cell != "I13"]
    second = annotated(first, left)
    assert book_of(second)[MEASURES]["I13"].comment is None
    assert "I13" in conditions(first, MEASURES) and "I13" not in conditions(second, MEASURES)
    assert len(listed(second)) == len(listed(first)) - 1
    assert book_of(second).sheetnames == book_of(first).sheetnames
    assert second == annotated(content, left)


@pytest.mark.libreoffice
def test_copy_saved_by_an_office_program__loses_our_marks_and_no_value_in_the_next(collected, office, tmp_path):
    content, findings = faulty(collected)
    before, after = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    before.write_bytes(annotated(content, findings))
    office([{"open": str(before), "save": [str(after)]}], tmp_path)
    saved = after.read_bytes()
    assert "【差错" in book_of(saved)[MEASURES]["I13"].comment.text
    assert "I13" in conditions(saved, MEASURES)
    clean = annotated(saved, [])
    assert conditions(clean, MEASURES) == {}
    assert all(
        cell.comment is None or "【" not in cell.comment.text for row in book_of(clean)[MEASURES] for cell in row
    )
    assert "QD2." in book_of(clean)[MEASURES]["A3"].comment.text
    grids = [{grid.name: grid.rows for grid in open_workbook(one).grids} for one in (content, clean)]
    assert grids[0][MEASURES] == grids[1][MEASURES]


@pytest.mark.libreoffice
def test_mark__goes_when_the_clerk_changes_the_cell(collected, office, tmp_path):
    content, findings = faulty(collected)
    copy = annotated(content, findings)
    wanted = conditions(copy, MEASURES)
    # The rules' conditions as formulas of a sheet: that is how a program decides whether to colour.
    probe = {cell: f"=IF({formula};1;0)".replace(",", ";") for cell, formula in wanted.items() if " " not in cell}
    path = tmp_path / "a.xlsx"
    path.write_bytes(copy)
    cells = list(probe)
    steps = [["unprotect", MEASURES]] + [
        ["formula", MEASURES, f"AZ{row}", probe[cell]] for row, cell in enumerate(cells, 300)
    ]
    corrected = [*steps, ["text", MEASURES, "I13", "2022-02-28"], ["text", MEASURES, "K15", "2022-03-01"]]
    first, second = office(
        [{"open": str(path), "steps": [*one, ["recalculate"]], "values": True} for one in (steps, corrected)], tmp_path
    )
    shown = [{cell: one[MEASURES][f"AZ{row}"] for row, cell in enumerate(cells, 300)} for one in (first, second)]
    assert set(shown[0].values()) == {1.0}
    hint = next(cell.column_letter for cell in book_of(copy)[MEASURES][3] if cell.value == "填写提示")
    gone = {cell for cell, value in shown[1].items() if value == 0.0}
    assert gone == {"I13", "K15", f"{hint}13", f"{hint}15"}


def test_thousands_of_findings__get_bounded_notes_and_all_stand_in_the_list(collected):
    content, _ = faulty(collected)
    many = [
        make_finding(
            "error", "required", sheet="检视问题清单", cell=f"{column}{row}", row=row, column="存在问题", file="a"
        )
        for row in range(4, 1004)
        for column in "BCD"
    ]
    copy = annotated(content, many)
    assert len(listed(copy)) == 3000
    notes = [cell for row in book_of(copy)["检视问题清单"] for cell in row if cell.comment]
    assert len(notes) < 1100
    assert {f"{column}{row}" for row in range(4, 1004) for column in "BCD"} <= covered(copy, "检视问题清单")


def test_twenty_findings_in_one_cell__make_a_note_that_can_be_read(collected):
    content, _ = faulty(collected)
    many = [
        make_finding(
            "error", "one_of", sheet=MEASURES, cell="I14", row=14, column="进展", item=f"第{n}", nearest="", file="a"
        )
        for n in range(20)
    ]
    lines = book_of(annotated(content, many))[MEASURES]["I14"].comment.text.split("\n")
    assert len(lines) == 9 and lines[-1].startswith("【另有】12 条")


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("sheet.macroEnabled", ".xlsm"), ("template.macroEnabled", ".xlsm"), ("spreadsheetml.template", ".xlsx")],
)
def test_workbook_with_macros_or_template__comes_back_as_a_workbook_that_opens(small, kind, ending):
    def other(types):
        plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        macro = f"application/vnd.ms-excel.{kind}.main+xml".encode()
        new = plain.replace(b".sheet.main", b".template.main") if kind.startswith("spreadsheetml") else macro
        assert plain in types
        return types.replace(plain, new)

    book = openpyxl.load_workbook(issued(small, "01"))
    book["检视问题清单"]["F4"].value = "学习不够深入系统"
    path = small.folders.returned / "a.xlsm"
    book.save(path)
    path.write_bytes(patch_package(path.read_bytes(), {"[Content_Types].xml": other}))
    (copy,) = write_check(collect(small)).sent_back
    assert copy.suffix == ending
    with zipfile.ZipFile(copy) as package:
        assert b"template" not in package.read("[Content_Types].xml")


def test_copies__are_written_for_faulty_files_and_go_when_the_fault_is_gone(small):
    book = openpyxl.load_workbook(next(small.folders.issued.rglob("01-*.xlsx")))
    path = small.folders.returned / "a.xlsx"
    book.save(path)
    (copy,) = write_check(collect(small)).sent_back
    assert copy.is_file()
    path.unlink()
    (small.folders.returned / "b.xlsx").write_bytes(b"")
    assert write_check(collect(small)).sent_back == ()
    assert not copy.exists()


def test_question_for_the_operator__tells_the_clerk_what_the_clerk_can_do(small):
    book = openpyxl.load_workbook(issued(small, "01"))
    for row, text in enumerate(("到学校少，听汇报多", "学习联系实际不紧"), 4):
        book["检视问题清单"].cell(row, 6).value = text
        book["检视问题清单"].cell(row, 8).value = "即知即改"
    book["检视问题清单"]["H3"].value = "随便"
    path = small.folders.returned / "a.xlsx"
    book.save(path)
    (copy,) = write_check(collect(small)).sent_back
    note = openpyxl.load_workbook(copy)["检视问题清单"]["H3"].comment.text
    assert "请把表头改回下发时的写法" in note and "认定" not in note


def test_how_a_file_was_recognised__is_not_the_clerks_business(collected):
    content, findings = faulty(collected)
    own = [*findings, make_finding("warning", "forged", file="a", unit="10", places=(("cell", "检视问题清单", "B2"),))]
    assert len(listed(annotated(content, own))) == len(findings)


def test_package_in_the_strict_dialect__is_not_touched(collected):
    content, findings = faulty(collected)
    strict = patch_package(
        content, {"xl/workbook.xml": lambda part: part.replace(b"schemas.openxmlformats.org", b"purl.oclc.org")}
    )
    with pytest.raises(PatchError):
        annotated(strict, findings)


@pytest.mark.slow
def test_twenty_thousand_marks__share_rules_that_programs_accept(collected):
    content, _ = faulty(collected)
    cells = [f"{'BDFH'[row % 4]}{row}" for row in range(4, 20_004)]
    copy = annotated(content, [make_finding("error", "required", sheet=MEASURES, cell=cell, row=4) for cell in cells])
    assert max(len(areas.split()) for areas in conditions(copy, MEASURES)) <= 8_192
    assert covered(copy, MEASURES) >= set(cells)


def test_unit_whose_name_begins_like_a_formula__is_written_as_text(collected):
    content, found = faulty(collected)
    for name in ("=1+1", "{=1}", "+A1", "-A1", "@A1", "http://一个单位"):
        sheet = book_of(annotated(content, found, Review(title=name, unit=name, token=REVIEW.token)))["审核意见"]
        assert (name in sheet["A2"].value and sheet["A2"].data_type == "s") or sheet["A2"].data_type == "inlineStr"
