"""Every workbook and document that we write is valid: the Open XML SDK's validator finds no fault in it."""

import io
import random
import warnings

import openpyxl
import pytest

from tests.awkward import collect_odd_round
from tests.campaign.test_decide import ROWS as DECISIONS
from tests.campaign.test_write_rounds import ROUNDS
from tests.conftest import ROOT, skip_where_missing, write_campaign
from tests.damage.filled import MEMBERS, UNITS, filled_workbook, subject_of
from tests.office.onlyoffice import run_onlyoffice
from tests.office.session import OfficeSession, find_missing_office
from tests.office.validator import find_unopenable, validate
from tests.reporting.rich import rich_workbook
from tests.reporting.test_lossless import FAULTS, REVIEW
from toolkit.campaign import append_decisions, write_rounds
from toolkit.damage import KINDS
from toolkit.damage.mixed import apply_kinds, find_mixable_kinds
from toolkit.findings import make_finding
from toolkit.pipeline import (
    build_standard_workbooks,
    distribute,
    init,
    merge,
    open_workspace,
    write_check,
    write_merge,
)
from toolkit.reporting import annotate_workbook

pytestmark = [pytest.mark.validator, pytest.mark.usefixtures("validator")]

MARKED = [*(f"{'BCDFH'[row % 5]}{row}" for row in range(4, 604)), "XFD7", "XFD1048576"]
_GROUPS = 6  # so many workbooks have all the damage that can be done in one workbook
# What is tolerated: the part, where in it, what is said, and above it why.
TOLERATED = [
    # openpyxl, with which these tests fill 工作方案.xlsx, puts the children of a font in another order than the SDK
    # wants. The standard's first edition allows any order, and Excel opens it. What we write ourselves has none.
    ("/xl/styles.xml", "/x:fonts", "The element has unexpected child element"),
]


def faults_of(files, folder):
    """Return the faults that are not tolerated, by file; none is the only good answer."""
    found = {
        name: [fault for fault in faults if not _is_tolerated(fault)]
        for name, faults in validate(files, folder).items()
    }
    for name, content in files.items():
        if name.endswith(".xlsx"):
            found[name] += find_unopenable(content)
    return {name: faults for name, faults in found.items() if faults}


def _is_tolerated(fault):
    part, _, where, description = fault
    return any(part == one and inside in where and description.startswith(said) for one, inside, said in TOLERATED)


def written_below(folder):
    """Return every workbook and document below a folder by its path."""
    paths = (path for ending in ("xlsx", "docx") for path in folder.rglob(f"*.{ending}"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(paths)}


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A whole round of units and lists with odd names: everything that it writes, by path."""
    collected = collect_odd_round(tmp_path_factory.mktemp("怪"))
    write_check(collected)
    write_merge(merge(collected))
    return written_below(collected.workspace.folders.folder)


def test_everything_that_a_round_writes__is_valid_whatever_its_names(odd, tmp_path):
    names = " ".join(odd)
    for kind in (
        "工作方案",
        "下发",
        "退改",
        "校验报告",
        "催报清单",
        "收发登记表",
        "三类清单汇总",
        "领导审阅",
        "三类清单台账",
        "各单位台账",
        "办理台账",
        "会议情况通报",
        "整改落实情况通报",
    ):
        assert kind in names, kind
    odd.pop(next(name for name in odd if "02-" in name))  # like the first unit's
    assert faults_of(odd, tmp_path) == {}


def test_blank_workbooks__are_valid(definition, tmp_path):
    plan = init(tmp_path / "空").read_bytes()
    files = {"工作方案.xlsx": plan, "认定.xlsx": append_decisions(plan, DECISIONS, definition)[0]}
    files["期次.xlsx"] = write_rounds(plan, ROUNDS, definition)
    standard = build_standard_workbooks(definition)
    files |= {name: standard[name] for name in sorted(standard)[:2]}
    assert validate(files, tmp_path) == {name: [] for name in files}


def test_older_plan_that_got_its_table_of_rounds__is_valid(definition, tmp_path):
    older = (ROOT / "examples" / "city" / "工作方案.xlsx").read_bytes()
    assert faults_of({"工作方案.xlsx": write_rounds(older, ROUNDS, definition)}, tmp_path) == {}


def test_summary_and_bulletin_of_the_city__are_valid(merged, tmp_path):
    write_merge(merged)
    files = written_below(merged.collected.workspace.folders.results)
    assert {name.rpartition(".")[2] for name in files} == {"xlsx", "docx"}
    assert any(name.startswith("各单位台账") for name in files)
    assert faults_of(files, tmp_path) == {}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("小城") / "小城"
    workspace = open_workspace(write_campaign(folder, units=UNITS, members=MEMBERS))
    distribute(workspace)
    return workspace


def saved_by_openpyxl(content, folder):
    path = folder / "openpyxl.xlsx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it will lose
        openpyxl.load_workbook(io.BytesIO(content)).save(path)
    return path.read_bytes()


def saved_by_libreoffice(content, folder):
    given, got = folder / "给.xlsx", folder / "libreoffice.xlsx"
    given.write_bytes(content)
    with OfficeSession() as session:
        session.run([{"open": str(given), "save": [str(got)]}], folder)
    return got.read_bytes()


def saved_by_onlyoffice(content, folder):
    given, got = folder / "给.xlsx", folder / "onlyoffice.xlsx"
    given.write_bytes(content)
    run_onlyoffice([{"open": given, "steps": [["save", got]]}], folder)
    return got.read_bytes()


@pytest.mark.parametrize("save", [saved_by_openpyxl, lambda content, _: content], ids=["openpyxl", "as handed out"])
def test_marked_copies__have_no_fault_that_the_clerks_own_file_lacks(workspace, tmp_path, save):
    assert_no_fault_in_copy(workspace, tmp_path, save)


@pytest.mark.slow
@pytest.mark.libreoffice
def test_marked_copies_of_what_libreoffice_saved__have_no_new_fault_either(workspace, tmp_path):
    skip_where_missing(find_missing_office())
    assert_no_fault_in_copy(workspace, tmp_path, saved_by_libreoffice)


@pytest.mark.slow
@pytest.mark.office
def test_marked_copies_of_what_onlyoffice_saved__have_no_new_fault_either(workspace, tmp_path, onlyoffice):
    assert_no_fault_in_copy(workspace, tmp_path, saved_by_onlyoffice)


def assert_no_fault_in_copy(workspace, tmp_path, save):
    content = save(filled_workbook(workspace)[1], tmp_path)
    found = [
        make_finding("error", "required", sheet="检视问题清单", cell=cell, row=4, column="姓名") for cell in MARKED
    ]
    assert_no_new_fault(content, annotate_workbook(content, found, REVIEW), tmp_path)


def test_marked_copy_of_a_rich_workbook__has_no_fault_that_it_lacks(tmp_path):
    content = rich_workbook()
    assert_no_new_fault(content, annotate_workbook(content, FAULTS, REVIEW), tmp_path)


def assert_no_new_fault(content, copy, folder):
    faults = validate({"file.xlsx": content, "copy.xlsx": copy}, folder)
    known = {(part, error, text) for part, error, _, text in faults["file.xlsx"]}
    assert [fault for fault in faults["copy.xlsx"] if (fault[0], fault[1], fault[3]) not in known] == []
    assert find_unopenable(copy) == find_unopenable(content)


@pytest.mark.slow
def test_damaged_workbooks__are_valid_where_they_are_workbooks(workspace, tmp_path):
    subject = subject_of(*filled_workbook(workspace), definition=workspace.campaign.definition)
    inner = find_mixable_kinds()
    groups = [inner[start::_GROUPS] for start in range(_GROUPS)]
    made = [apply_kinds(subject, group, random.Random(number)) for number, group in enumerate(groups)]
    outer = [kind.make(subject, random.Random(0)) for kind in KINDS.values() if kind.make and not kind.edit]
    damaged = [one[1] for one in made if one] + [one for one in outer if one]
    books = {
        content
        for one in damaged
        for content in one.files.values()
        if content.startswith(b"PK") and b"xl/workbook.xml" in content
    }
    files = {f"{number}.xlsx": content for number, content in enumerate(sorted(books))}
    assert len(files) > _GROUPS
    assert faults_of(files, tmp_path) == {}
