"""Who may enter: what becomes of a workbook whose token was altered, lent, doubled, or is of another round or key."""

import re
from dataclasses import replace

import pytest

from tests.reading.books import PROBLEM, bare, only, rules, with_cells, with_row, without_marks
from toolkit.campaign import Decision
from toolkit.damage.book import DamageBook
from toolkit.findings import render_sentence
from toolkit.ooxml import patch_package
from toolkit.reading import FileReader, choose_counted_files
from toolkit.records import IssuedVersion, Verdict
from toolkit.unit_token import WHOLE, RetiredKey, Stamp, find_tokens

PLACES = {
    "cell": r"xl/(sharedStrings|worksheets/.*)\.xml$",
    "note": r"xl/comments.*\.xml$",
    "property": r"docProps/custom\.xml$",
    "all": r"\.xml$",
}
FIELDS = {
    "campaign": lambda token: replace(token, campaign="000000"),
    "unit": lambda token: replace(token, unit="02"),
    "list": lambda token: replace(token, list_key="problem" if token.list_key == "duty" else "duty"),
    "round": lambda token: replace(token, round=2),
    "issue": lambda token: replace(token, issue=7),
    "digest": lambda token: replace(token, digest="00000000"),
    "signature": lambda token: replace(token, signature="0" * 32),
    "version": lambda token: replace(token, version=1, signature=token.signature[:8]),
    "cut short": lambda token: str(token)[:-1],
    "one digit less of a hexadecimal": lambda token: str(token)[:-1] + "x",
    "capitals": lambda token: str(token).upper(),
}


def retokened(content, change, where="all"):
    """Return the workbook with every token in some places changed."""
    book = DamageBook(content)

    def swap(match):
        (token,) = find_tokens([match[0].decode()])
        return str(change(token)).encode()

    def patch(part):
        return re.sub(rb"QD2\.[\w.-]*\w", swap, part)

    parts = book.find_parts(PLACES[where])
    assert parts
    return patch_package(content, dict.fromkeys(parts, patch))


def signed_by(stamp, **changes):
    def sign(token):
        facts = {"unit": token.unit, "list_key": token.list_key, "round": token.round, "digest": token.digest}
        return stamp.issue_token(**{**facts, **changes})

    return sign


def read_under(workspace, stamp, content, *, decisions=(), versions=None):
    rows = tuple(Decision(kind=kind, found=found, meaning=meaning) for kind, found, meaning in decisions)
    reader = FileReader(replace(workspace.campaign, decisions=rows), stamp, 1, versions=versions)
    (file,) = choose_counted_files([reader.read("报回.xlsx", content)])
    return file


ALTERED = [
    *((field, "all") for field in FIELDS),
    *((field, where) for field in ("unit", "cut short") for where in PLACES),
]


@pytest.mark.parametrize(("field", "where"), ALTERED)
def test_token__with_anything_altered_anywhere__keeps_the_file_out(read, filled, field, where):
    file = read(retokened(filled, FIELDS[field], where))
    assert (file.verdict, file.unit, file.counted) == (Verdict.FORGED, "", frozenset())
    found = only(file, "forged")
    kinds = {kind for kind, _, _ in found.facts["places"]}
    assert kinds == ({"cell", "note", "property"} if where == "all" else {where})
    assert found.severity == "error" and "{" not in render_sentence(found)


@pytest.mark.parametrize("name", ["市教育局.xlsx", "市公安局.xlsx"])
def test_altered_token__in_a_file_named_after_a_unit__keeps_it_out_all_the_same(read, filled, name):
    assert read(retokened(filled, FIELDS["unit"]), name).verdict is Verdict.FORGED
    assert read(without_marks(filled), name).verdict is Verdict.RECOGNISED  # without any token it is a table of its own


def test_file_with_an_altered_token__counts_once_the_operator_says_so_and_is_named(read, filled):
    file = read(retokened(filled, FIELDS["unit"]), decisions=[("file", "报回.xlsx", "01")])
    assert (file.unit, bool(file.counted), only(file, "forged_used").severity) == ("01", True, "notice")


def test_place_of_an_altered_token__is_said_by_sheet_and_cell(read, filled):
    forged = only(read(retokened(filled, FIELDS["unit"], "cell")), "forged")
    sheets = {sheet for _, sheet, _ in forged.facts["places"]}
    assert PROBLEM in sheets and all(cell for _, _, cell in forged.facts["places"])


@pytest.mark.parametrize("where", PLACES)
def test_token__taken_out_anywhere__makes_no_intruder(read, filled, where):
    file = read(retokened(filled, lambda token: "-", where))
    assert (file.unit, bool(file.counted)) == ("01", True)
    assert where == "all" or rules(file) == rules(read(filled))


@pytest.mark.parametrize("where", ["note", "property"])
def test_token_of_another_unit__beside_its_own__is_nobodys(read, filled, workspace, where):
    file = read(retokened(filled, signed_by(workspace.stamp, unit="02"), where))
    assert (file.verdict, file.counted) == (Verdict.MIXED_UNITS, frozenset())


def test_tokens_of_another_unit__on_sheets_that_name_their_own__are_asked(read, filled, workspace):
    file = read(retokened(filled, signed_by(workspace.stamp, unit="02")))
    assert (file.verdict, file.counted) == (Verdict.TORN, frozenset())
    assert set(only(file, "torn").facts["candidates"]) == {"市教育局", "市公安局"}


def test_workbook_on_which_another_unit_is_written__is_asked_under_a_name_that_tells_nothing(read, filled):
    file = read(with_cells(filled, PROBLEM, {"C2": "填报单位：市公安局"}))
    assert (file.verdict, file.counted) == (Verdict.TORN, frozenset())


def test_workbook_of_a_unit_that_left_the_roster__is_asked(read, filled, workspace):
    file = read(retokened(filled, signed_by(workspace.stamp, unit="77")))
    assert (file.verdict, only(file, "unknown_code").facts["codes"]) == (Verdict.UNKNOWN_CODE, ("77",))
    assert read(
        retokened(filled, signed_by(workspace.stamp, unit="77")), decisions=[("file", "报回.xlsx", "01")]
    ).counted


@pytest.mark.parametrize("where", PLACES)
def test_token_of_another_campaign__anywhere__keeps_the_file_out(read, filled, where):
    file = read(retokened(filled, signed_by(Stamp(key=b"last year")), where))
    assert (file.verdict, file.counted) == (Verdict.FOREIGN_CAMPAIGN, frozenset())
    assert only(file, "foreign_campaign").facts["places"]


@pytest.mark.parametrize("where", PLACES)
def test_token_of_another_round__anywhere__keeps_the_file_out(read, filled, workspace, where):
    file = read(retokened(filled, signed_by(workspace.stamp, round=2), where))
    assert (file.verdict, file.counted) == (Verdict.OTHER_ROUND, frozenset())


def test_list_pasted_into_another_copy_of_the_units_own_workbook__is_content(read, filled, workspace):
    again = signed_by(workspace.stamp, issue=2)
    assert read(retokened(filled, again, "cell")).counted


def test_altered_token__in_a_table_of_the_clerks_own__keeps_it_out(read, filled, workspace):
    token = replace(workspace.stamp.issue_token(unit="01", list_key="problem", round=1, digest="0" * 8), unit="02")
    content = bare({"表": [["填报单位：市教育局", str(token)], ["问题编号", "主体类型", "姓名", "存在问题"], ["1"]]})
    assert read(content).verdict is Verdict.FORGED


def test_text_that_only_looks_a_little_like_a_token__changes_nothing(read, filled):
    file = read(with_row(filled, PROBLEM, 4, ["", "", "", "", "", "QD1.5 项目推进慢，见 QD2.20220315.1 号文"]))
    assert file.verdict is Verdict.RECOGNISED


# -- keys that were exchanged -------------------------------------------------------------------------


OLD_SHA = "0" * 64


def renewed(workspace, **facts):
    """Return the stamp after its key was exchanged, when one workbook had been handed out."""
    return Stamp(
        key=b"the next", retired=(RetiredKey(stamp=workspace.stamp, round=1, issued=frozenset({OLD_SHA[:8]}), **facts),)
    )


def test_workbook_under_a_retired_key__counts_until_its_unit_was_handed_another(workspace, filled):
    before = {("01", WHOLE): (IssuedVersion(number=1, sha256=OLD_SHA),)}
    after = {("01", WHOLE): (IssuedVersion(number=1, sha256=OLD_SHA), IssuedVersion(number=2, sha256="1" * 64))}
    assert read_under(workspace, renewed(workspace), filled, versions=before).counted
    file = read_under(workspace, renewed(workspace), filled, versions=after)
    assert (file.verdict, file.counted) == (Verdict.REVOKED, frozenset())
    decided = read_under(workspace, renewed(workspace), filled, decisions=[("file", "报回.xlsx", "01")], versions=after)
    assert decided.counted and only(decided, "forged_used")


def test_workbook_under_a_revoked_key__does_not_count(workspace, filled):
    file = read_under(workspace, renewed(workspace, revoked=True), filled)
    assert (file.verdict, only(file, "revoked").severity) == (Verdict.REVOKED, "error")


def test_workbook_of_a_later_round_under_a_retired_key__was_made_with_the_leaked_key(workspace, filled):
    later = retokened(filled, signed_by(workspace.stamp, round=2))
    reader = FileReader(workspace.campaign, renewed(workspace), 2)
    assert reader.read("报回.xlsx", later).verdict is Verdict.REVOKED


def test_short_signature__counts_where_the_key_is_of_an_earlier_version(workspace, filled):
    old = replace(workspace.stamp, signed_short=True)
    short = retokened(filled, signed_by(replace(old, version=1)))
    file = read_under(workspace, old, short)
    assert bool(file.counted) and file.recognition.has_short_token
    assert read_under(workspace, workspace.stamp, short).verdict is Verdict.FORGED
