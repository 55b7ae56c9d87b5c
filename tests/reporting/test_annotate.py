"""The annotated copy: notes and colour where findings are, and not one value changed."""

import io

import openpyxl

from tests.conftest import issued
from toolkit.findings import render_found
from toolkit.opening import open_workbook
from toolkit.pipeline import collect, write_check
from toolkit.reporting import annotate_workbook


def faulty(collected, name="10-市公安局-三类清单.xlsx"):
    content = (collected.workspace.places.returned / name).read_bytes()
    return content, collected.findings[collected.findings["file"] == name]


def input_values(content, campaign):
    """Every value in the columns that clerks fill in."""
    values = {}
    for grid in open_workbook(content).grids:
        list_type = next((one for one in campaign.list_types if one.label == grid.name), None)
        if list_type:
            values[grid.name] = [row[: len(list_type.columns)] for row in grid.rows[2:]]
    return values


def test_annotated_copy__reads_the_same(collected):
    content, findings = faulty(collected)
    campaign = collected.workspace.campaign
    assert input_values(annotate_workbook(content, findings), campaign) == input_values(content, campaign)


def test_every_finding__stands_in_the_note_of_its_cell(collected):
    content, findings = faulty(collected)
    book = openpyxl.load_workbook(io.BytesIO(annotate_workbook(content, findings)))
    for one in findings.to_dict("records"):
        note = book[one["sheet"]][one["facts"]["cell"]].comment
        assert render_found(one) in note.text


def test_our_own_note_on_the_header__is_kept(collected):
    content, findings = faulty(collected)
    book = openpyxl.load_workbook(io.BytesIO(annotate_workbook(content, findings)))
    assert "QD1." in book["检视问题清单"]["A3"].comment.text


def test_annotating_twice__gives_the_same_bytes(collected):
    content, findings = faulty(collected)
    assert annotate_workbook(content, findings) == annotate_workbook(content, findings)


def test_copies__are_written_for_faulty_xlsx_only_and_go_when_the_fault_is_gone(small):
    book = openpyxl.load_workbook(next(small.places.issued.rglob("01-*.xlsx")))
    path = small.places.returned / "a.xlsx"
    book.save(path)
    (copy,) = write_check(collect(small)).sent_back
    assert copy.is_file()
    path.unlink()
    (small.places.returned / "b.xlsx").write_bytes(b"")
    assert write_check(collect(small)).sent_back == ()
    assert not copy.exists()


def test_marks_of_an_earlier_copy__are_gone_from_the_next(collected):
    content, findings = faulty(collected)
    first = annotate_workbook(content, findings)
    one = findings[findings["facts"].map(lambda facts: facts.get("cell") == "H13")]
    others = findings.drop(one.index)
    book = openpyxl.load_workbook(io.BytesIO(annotate_workbook(first, others)))
    corrected = book["整改落实清单"]["H13"]
    assert corrected.comment is None and corrected.fill.fill_type is None
    for rest in others.to_dict("records"):
        assert book[rest["sheet"]][rest["facts"]["cell"]].comment.text.count(render_found(rest)) == 1
    assert "QD1." in book["检视问题清单"]["A3"].comment.text


def test_question_for_the_operator__tells_the_clerk_what_the_clerk_can_do(small):
    book = openpyxl.load_workbook(issued(small, "01"))
    for row, text in enumerate(("到学校少，听汇报多", "学习联系实际不紧"), 4):
        book["检视问题清单"].cell(row, 6).value = text
        book["检视问题清单"].cell(row, 8).value = "即知即改"
    book["检视问题清单"]["H3"].value = "随便"
    path = small.places.returned / "a.xlsx"
    book.save(path)
    (copy,) = write_check(collect(small)).sent_back
    note = openpyxl.load_workbook(copy)["检视问题清单"]["H3"].comment.text
    assert "请把表头改回下发时的写法" in note and "认定" not in note
