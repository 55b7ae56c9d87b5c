"""Hundreds of files made to harm a reader: each ends as `expected.toml` says, and a reading gives the right values."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.hostile.active import all_active
from tests.hostile.containers import all_containers, mutants
from tests.hostile.grids import LOST, all_grids
from tests.hostile.markup import all_markup
from tests.hostile.zips import all_zips
from toolkit.formats import LostValue, UnreadableError, open_workbook, read_archive

CLASSES = {
    "zips": all_zips,
    "markup": all_markup,
    "grids": all_grids,
    "containers": all_containers,
    "active": all_active,
}
EXPECTED = tomllib.loads((Path(__file__).parent / "expected.toml").read_text(encoding="utf-8"))
# How the worker that reads a file may not end; the file would be refused, but only after a second try.
DEATHS = {"reader_died", "out_of_memory", "out_of_time", "answer_too_large", "forbidden"}


def read(content):
    """Return what becomes of a file in words, and its first sheet's values where it is read.

    The words are a code, with the limit it is beyond; of an archive those of its members, too; `lost` where a value is
    read as lost, else `read`.
    """
    try:
        opened = open_workbook(content)
    except UnreadableError as error:
        return name_refusal(error, content), None
    rows = [row for grid in opened.grids[:1] for row in grid.rows]
    lost = any(isinstance(value, LostValue) for grid in opened.grids for row in grid.rows for value in row)
    return "lost" if lost else "read", rows


def name_refusal(error, content):
    said = f"{error.code} {error.excess.name}" if error.excess else error.code
    return f"archive of {name_members(content)}" if said == "archive" and content.startswith(b"PK") else said


def name_members(content):
    try:
        codes = Counter(member.code or "files" for member in read_archive(content))
    except UnreadableError as error:
        return name_refusal(error, b"")
    return ", ".join(f"{count} {code}" for code, count in sorted(codes.items()))


def judge(kind, hostile):
    """Return what became of a file, and in words what is wrong with that; nothing where it is as expected."""
    ended, rows = read(hostile.content)
    expected = EXPECTED[kind].get(hostile.name)
    if ended != expected:
        return ended, f"{ended}, and not {expected}"
    other = rows is not None and hostile.rows not in (None, LOST, rows)
    return ended, f"read as {rows[:3]}" if other else ""


@pytest.mark.slow
@pytest.mark.way(62)
@pytest.mark.parametrize("kind", CLASSES)
def test_every_hostile_file__ends_as_expected_of_it(kind):
    judged = {hostile.name: judge(kind, hostile)[1] for hostile in CLASSES[kind]()}
    assert {name: wrong for name, wrong in judged.items() if wrong} == {}
    assert set(judged) == set(EXPECTED[kind])


@pytest.mark.slow
def test_mutants__are_read_or_refused_and_no_worker_dies_of_one():
    ended = {hostile.name: read(hostile.content)[0] for hostile in mutants()}
    assert {name: code for name, code in ended.items() if code.partition(" ")[0] in DEATHS} == {}


def test_hostile_files__are_many_and_each_has_its_expectation():
    assert sum(map(len, EXPECTED.values())) >= 250
    assert set(EXPECTED) == set(CLASSES)
