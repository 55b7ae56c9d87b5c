"""A returned file in parts: what it answers for, what it says of itself, and which findings are shown."""

import pytest

from toolkit.findings import make_finding
from toolkit.messages import has_message
from toolkit.records import (
    Explanation,
    FileContent,
    FileRecognition,
    FileStanding,
    ReturnedFile,
    Section,
    SourceFile,
    Verdict,
)


def section(list_key, *, filled=0, texts=None, explained="list"):
    return Section(
        list_key=list_key,
        sheet=list_key,
        header_row=3,
        positions={},
        records=(),
        filled=filled,
        texts_by_number=texts or {},
        explanations=(Explanation(subject=explained),),
    )


def file_of(verdict, **parts):
    recognition = FileRecognition(
        verdict=verdict, findings=(make_finding("notice", "forged"),), explanation=Explanation(subject="unit")
    )
    return ReturnedFile(source=SourceFile(name="表.xlsx", sha256="", size=1), recognition=recognition, **parts)


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.RECOGNISED])
def test_every_refusal__has_a_sentence_that_says_so(verdict):
    assert has_message(f"finding.{verdict.value}.found")


def test_lists_of_a_file__are_those_with_a_sheet_and_those_declared_empty():
    content = FileContent(sections=(section("duty"), section("duty")), nil=frozenset({"problem"}))
    assert content.lists == {"duty", "problem"}


@pytest.mark.parametrize(
    ("content", "answered"),
    [
        (FileContent(sections=(section("duty", filled=2),)), True),
        (FileContent(sections=(section("duty"), section("duty", filled=1))), True),
        (FileContent(nil=frozenset({"duty"})), True),
        (FileContent(sections=(section("duty"),)), False),
        (FileContent(sections=(section("problem", filled=2),)), False),
    ],
)
def test_answer_for_a_list__is_a_filled_record_or_a_nil_return(content, answered):
    assert content.has_answer("duty") is answered


def test_texts_by_number__are_those_of_all_sheets_of_a_list():
    one, two = {"001": frozenset({"甲"})}, {"002": frozenset({"乙"})}
    content = FileContent(sections=(section("duty", filled=1, texts=one), section("duty", filled=1, texts=two)))
    assert content.collect_texts_by_number("duty") == {**one, **two}


def test_texts_by_number__are_unknown_where_one_sheet_has_records_without_numbers():
    known = section("duty", filled=1, texts={"001": frozenset({"甲"})})
    content = FileContent(sections=(known, section("duty", filled=1)))
    assert content.collect_texts_by_number("duty") == {}


def test_findings__come_in_the_order_of_the_stages():
    content = FileContent(findings=(make_finding("warning", "copied_sheet"),))
    standing = FileStanding(findings=(make_finding("notice", "joined"),))
    file = file_of(Verdict.RECOGNISED, content=content, standing=standing)
    assert [finding.rule for finding in file.findings] == ["forged", "copied_sheet", "joined"]


def test_explanations__go_from_the_unit_to_its_lists():
    file = file_of(Verdict.RECOGNISED, content=FileContent(sections=(section("duty"),)))
    assert [one.subject for one in file.explanations] == ["unit", "list"]


def test_explanations_of_nobodys_file__are_of_the_unit_alone():
    file = file_of(Verdict.TORN, content=FileContent(sections=(section("duty"),)))
    assert [one.subject for one in file.explanations] == ["unit"]
