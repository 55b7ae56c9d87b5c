"""A bug of the program ends in one sentence and a note that holds nothing of what the workbooks hold."""

import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from pydantic import TypeAdapter

from tests.conftest import issued
from toolkit.cli import EXIT_BUG, run
from toolkit.cli.commands import COMMANDS
from toolkit.cli.crash_file import keep_crash_note
from toolkit.cli.crash_note import describe_crash, describe_exception
from toolkit.messages import load_catalogue
from toolkit.reading import FileReader

CRASHES = Path(".qingdan") / "crash"


def notes_of(folder):
    return sorted((folder / CRASHES).iterdir())


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


# One text per place of a workbook: what identifies people may stand anywhere.
CANARIES = {
    place: f"{place}甲乙丙{number}canary{number}q"
    for number, place in enumerate(["cell", "sheet", "note", "title", "file", "far"], 1317)
}


def return_with_canaries(workspace):
    """Return a unit's workbook with a text of its own in every place; return all texts that must not be told."""
    book = openpyxl.load_workbook(issued(workspace, "01"))
    cell = book["检视问题清单"]["D6"]
    cell.value, cell.comment = CANARIES["cell"], Comment(CANARIES["note"], CANARIES["note"])
    book.create_sheet(CANARIES["sheet"][:31])["A1"].value = CANARIES["far"]
    book.properties.title = CANARIES["title"]
    book.save(workspace.folders.returned / f"{CANARIES['file']}.xlsx")
    return [*CANARIES.values(), CANARIES["sheet"][:31], "市教育局", "苏敏", "任重"]


def convert(value):
    return int(value)


def select(value):
    return pd.DataFrame({"a": [1]})[value]


def validate(value):
    return TypeAdapter(dict[str, int]).validate_python({value: value})


def decode(value):
    return value.encode("gb18030").decode("ascii")


def nest(value):
    try:
        convert(value)
    except ValueError as error:
        error.add_note(value)
        raise ExceptionGroup(value, [error, KeyError(value)]) from OSError(2, value, value)


@pytest.mark.parametrize("fail", [convert, select, validate, decode, nest])
def test_bug__on_what_a_workbook_holds_leaves_a_note_without_any_of_it(fail, small, monkeypatch, capfd):
    texts = return_with_canaries(small)
    passed = []

    def fail_on_everything(_, source, opened, came_from):
        passed.append(f"{source} {opened.grids} {came_from} {texts}")
        fail(passed[0])

    monkeypatch.setattr(FileReader, "_read_opened", fail_on_everything)
    assert run(["check", str(small.folders.folder)]) == EXIT_BUG
    assert all(text in passed[0] for text in texts)
    printed = "".join(capfd.readouterr())
    [note] = notes_of(small.folders.folder)
    told = note.read_text(encoding="utf-8")
    for text in ["canary", "甲乙丙", *texts]:
        assert text not in told + printed.replace(str(note), "")
        assert ascii(text)[1:-1] not in told + printed.replace(str(note), "")
    assert "Traceback" not in printed and str(note) in printed
    assert f"tests/cli/test_crash.py:{fail.__code__.co_firstlineno + 1}" in told or fail is nest
    assert "command: check «" in told and "fail_on_everything" in told


def test_check__prints_and_names_no_file_by_what_a_workbook_holds(small, capfd):
    return_with_canaries(small)
    assert run(["check", str(small.folders.folder)]) == 1
    told = "".join(capfd.readouterr()) + " ".join(path.name for path in small.folders.folder.rglob("*"))
    assert {place for place, text in CANARIES.items() if text[:31] in told} <= {"file"}  # the name of a file is shown
    assert "Warning" not in told


def raised(fail, *arguments):
    try:
        fail(*arguments)
    except Exception as error:
        return error
    raise AssertionError


def test_note__keeps_what_the_program_itself_is_made_of():
    note = describe_crash(raised(lambda: None.missing_name), ["check", "某市", "--round=2", "--json"], COMMANDS)
    assert "AttributeError: 'NoneType' object has no attribute 'missing_name'" in note
    assert "command: check «2» --round=«1» --json" in note
    assert "pandas " in note and str(Path.home()) not in note


@given(st.text(min_size=1))
def test_message__of_any_text_keeps_no_number_and_no_chinese(text):
    def fail():
        raise ValueError(text)

    shown = describe_exception(raised(fail)).removeprefix("ValueError:")
    words = re.findall(r"\w+", re.sub("«[0-9]+»", " ", shown))
    assert {word for word in words if not word.isascii() or word.isdigit()} == set()


class SilentError(Exception):
    def __str__(self):
        raise RuntimeError


def test_exception__that_cannot_be_printed_is_named():
    def fail():
        raise SilentError

    assert describe_exception(raised(fail)) == "tests.cli.test_crash.SilentError"


def test_note__of_endless_recursion_and_of_endless_causes_stays_short():
    def recur():
        recur()

    first = error = raised(recur)
    for _ in range(50):
        error.__cause__ = KeyError("甲")
        error = error.__cause__
    error.__cause__ = first
    assert len(describe_crash(first, [], COMMANDS).splitlines()) < 300


@pytest.mark.skipif(os.name == "nt", reason="the modes of files are of another kind")
def test_note__is_for_its_owner_alone(small):
    before = os.umask(0)
    try:
        note = keep_crash_note("text", [str(small.folders.folder)])
    finally:
        os.umask(before)
    assert note.parent == small.folders.folder / CRASHES
    assert (mode_of(note), mode_of(note.parent), mode_of(note.parent.parent)) == (0o600, 0o700, 0o700)


def test_notes__are_kept_up_to_ten(small):
    for number in range(13):
        keep_crash_note(str(number), ["check", str(small.folders.folder)])
    kept = sorted(note.read_text(encoding="utf-8") for note in notes_of(small.folders.folder))
    assert len(kept) == 10


def test_note__without_a_campaign_goes_to_the_systems_folder_for_temporary_files(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    note = keep_crash_note("text", ["lint", str(tmp_path / "定义"), "\0", "x" * 5000])
    assert note.parent == tmp_path and note.read_text(encoding="utf-8") == "text"
    assert os.name == "nt" or mode_of(note) == 0o600


def test_note__never_follows_a_link_out_of_the_campaign(small, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "系统"))
    outside = tmp_path / "别处"
    for folder in (outside, tmp_path / "系统"):
        folder.mkdir()
    own = small.folders.folder / CRASHES.parent
    shutil.rmtree(own, ignore_errors=True)
    own.symlink_to(outside)
    note = keep_crash_note("text", [str(small.folders.folder)])
    assert (note.parent, list(outside.iterdir())) == (tmp_path / "系统", [])


def test_bug__whose_note_can_be_written_nowhere_is_told_in_a_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "没有"))
    monkeypatch.setattr("toolkit.pipeline.lint_definition", lambda folder: convert(str(folder)), raising=False)
    assert run(["lint", "秘密"]) == EXIT_BUG
    assert "ValueError: invalid literal for int() with base «2»: '«2»'" in capsys.readouterr().err


def test_memory__that_is_used_up_is_said_and_is_no_bug(monkeypatch, capsys):
    def fill(_):
        raise MemoryError

    monkeypatch.setattr("toolkit.pipeline.lint_definition", fill, raising=False)
    assert run(["lint"]) == 4
    assert load_catalogue()["cli.no_memory"] in capsys.readouterr().err
