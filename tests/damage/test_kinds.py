"""The ways are all there, made the same each time, and every workbook that should open does."""

import io
import json
import random
import zipfile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import ROOT
from tests.damage.filled import shown, subject_of
from tests.ways import WAYS
from toolkit.damage import KINDS, make_course, mix_kinds
from toolkit.messages import has_message

MADE = [kind for kind in KINDS.values() if kind.make]
# No program opens a locked workbook, and openpyxl refuses a date that it does not know.
SHUT = {"encrypted", "sealed"}
SHUT_TO_OPENPYXL = {*SHUT, "odd_properties"}


@pytest.fixture(scope="module")
def damaged(subject):
    return {kind.key: kind.make(subject, random.Random(3)) for kind in MADE}


def workbooks(damaged, without=()):
    """Return every xlsx by kind and name."""
    return {
        f"{key}/{name}": content
        for key, one in damaged.items()
        for name, content in one.files.items()
        if key not in without and content.startswith(b"PK") and "xl/workbook.xml" in names_in(content)
    }


def names_in(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.namelist()


# The shipped lists have no column of yes and no, and files that fill the memory are no exercise for anybody.
NOT_MADE = {58, 62}


def test_every_way__has_a_kind():
    assert {kind.number for kind in KINDS.values()} == set(WAYS) - NOT_MADE


def test_kinds__stand_in_order_and_have_their_words():
    numbers = [kind.number for kind in KINDS.values()]
    assert numbers == sorted(numbers)
    assert all(has_message(f"damage.what.{key}") and kind.key == key for key, kind in KINDS.items())


def test_office_kinds__are_listed_but_not_made(subject):
    office = [kind for kind in KINDS.values() if kind.office]
    assert {kind.key for kind in office} == {"xls", "ods", "et"}
    assert make_course(subject, office).left_out == tuple(office)


def test_every_kind__finds_something_in_a_usual_workbook(damaged):
    assert [key for key, one in damaged.items() if one is None] == []


@pytest.mark.parametrize("kind", [k for k in MADE if k.key != "encrypted"], ids=lambda kind: kind.key)
def test_equal_seeds__give_equal_bytes(kind, subject, damaged):
    assert kind.make(subject, random.Random(3)) == damaged[kind.key]


def test_original__is_never_changed(subject, damaged):
    before = shown(subject.content)
    again = subject_of(subject.name, subject.content, subject.definition)
    assert again == subject
    inside = [kind.key for kind in MADE if kind.edit]
    assert all(damaged[key].files[subject.name] != subject.content for key in inside)
    assert shown(subject.content) == before


def test_workbook_with_nothing_filled_in__leaves_kinds_out(workspace, subject):
    path = next(workspace.folders.issued.rglob("02*.xlsx"))
    empty = subject_of(path.name, path.read_bytes(), subject.definition)
    course = make_course(empty, [KINDS["date_dotted"], KINDS["merged_down"], KINDS["pdf"]])
    assert [kind.key for kind in course.left_out] == ["date_dotted", "merged_down"]
    assert [lesson.folder for lesson in course.lessons] == ["13-pdf"]


def test_every_workbook__opens_in_calamine(damaged):
    for content in workbooks(damaged, SHUT).values():
        assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names


@pytest.mark.parametrize("kinds", [MADE[::9], pytest.param(MADE, marks=pytest.mark.slow)], ids=["every ninth", "every"])
def test_workbooks_of_these_kinds__open_in_openpyxl(damaged, kinds):
    chosen = {kind.key: damaged[kind.key] for kind in kinds}
    for name, content in workbooks(chosen, SHUT_TO_OPENPYXL).items():
        assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames, name


def test_every_answer__names_what_was_done_and_what_must_be_read(subject):
    course = make_course(subject, MADE, seed=5, mixed=3)
    files = course.build_files()
    answers = {name: json.loads(content) for name, content in files.items() if name.endswith(".expected.json")}
    assert len(answers) == len(course.lessons) == len(MADE) + 3
    for name, answer in answers.items():
        assert answer["what"] and answer["outcome"] in ("same", "named", "refused")
        assert (answer["outcome"] == "refused") == (not answer["records"]) == bool(answer["codes"]), name
        assert (answer["outcome"] == "named") == bool(answer["named"]), name
        assert all(f"{name.split('/')[0]}/{file}" in files for file in answer["files"])
    overview = files["说明.txt"].decode()
    assert all(f"{lesson.folder}/" in overview and lesson.description in overview for lesson in course.lessons)


def test_mixed_workbooks__differ_by_seed_and_say_how_they_were_made(subject):
    made = [mix_kinds(subject, random.Random(seed)) for seed in range(6)]
    assert len({tuple(kind.key for kind in kinds) for kinds, _ in made}) > 3
    assert mix_kinds(subject, random.Random(1)) == made[1]


@pytest.mark.parametrize(
    "name", ["市卫健局 3.25.xlsx", pytest.param("市委宣传部 三类清单.xlsx", marks=pytest.mark.slow)]
)
def test_workbook_saved_by_an_office_program__can_be_damaged(name, definition):
    path = ROOT / "examples" / "city" / "第1期" / "回收" / name
    subject = subject_of(path.name, path.read_bytes(), definition)
    course = make_course(subject, MADE[::2], mixed=3)
    assert len(course.lessons) > len(MADE) // 3
    for lesson in course.lessons:
        for content in workbooks({lesson.kinds[0].key: lesson.damaged}, SHUT).values():
            assert CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.libreoffice
@pytest.mark.slow  # one kind in nine is opened every day, in openpyxl
def test_every_workbook__opens_in_libreoffice(damaged, office, tmp_path):
    jobs = []
    for number, content in enumerate(workbooks(damaged, SHUT).values()):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(content)
        jobs.append({"open": str(path)})
    assert len(office(jobs, tmp_path)) == len(jobs) > len(MADE) // 2
