"""A console that is gone, full or foreign changes neither what a command does nor its exit code."""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.cli import run
from toolkit.cli.streams import ForgivingStream
from toolkit.messages import load_catalogue

FULL = Path("/dev/full")
needs_full_device = pytest.mark.skipif(not FULL.exists(), reason="the system has no device that is always full")


def closed_stream():
    stream = io.StringIO()
    stream.close()
    return stream


def pipe_without_reader():
    reader, writer = os.pipe()
    os.close(reader)
    return os.fdopen(writer, "w", encoding="utf-8", buffering=1)


def full_device():
    return FULL.open("w", encoding="utf-8")


UNUSABLE = {
    "none": lambda: None,
    "closed": closed_stream,
    "no reader": pipe_without_reader,
    "full": pytest.param(full_device, marks=needs_full_device),
}


@pytest.fixture(params=list(UNUSABLE.values()), ids=list(UNUSABLE))
def unusable(request, monkeypatch):
    """Put a stream that cannot be printed to in the place of both standard streams."""
    stream = request.param()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", stream)
    yield
    monkeypatch.undo()
    close(stream)


def close(stream):
    """Close a stream that may be none, and whose last letters may have nowhere to go."""
    with contextlib.suppress(AttributeError, OSError):
        stream.close()


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--version"], 0), (["--help"], 0), (["chekc"], 2), (["status", "没有"], 2)]
)
@pytest.mark.usefixtures("unusable")
def test_command__without_a_usable_console_ends_with_its_own_code(arguments, code):
    assert run(arguments) == code


@needs_full_device
def test_command__without_a_usable_console_does_its_work(tmp_path, monkeypatch):
    stream = full_device()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", stream)
    assert run(["init", str(tmp_path / "收集")]) == 0
    monkeypatch.undo()
    close(stream)
    assert list((tmp_path / "收集").glob("*.xlsx")) != []


@needs_full_device
def test_json__that_cannot_be_printed_is_a_result_not_written(small, monkeypatch, capsys):
    stream = full_device()
    monkeypatch.setattr(sys, "stdout", stream)
    assert run(["status", str(small.folders.folder), "--json"]) == 4
    close(stream)
    monkeypatch.undo()
    assert load_catalogue()["console.lost.way_out"] in capsys.readouterr().err


def test_json__that_nobody_reads_is_no_fault(small, monkeypatch):
    stream = pipe_without_reader()
    monkeypatch.setattr(sys, "stdout", stream)
    assert run(["status", str(small.folders.folder), "--json"]) == 0
    monkeypatch.undo()
    close(stream)


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252"])
def test_console__of_another_encoding_is_told_to_take_utf_8(encoding, monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    assert run(["--help"]) == 0
    assert load_catalogue()["help.app"] in raw.getvalue().decode("utf-8")


class StubbornStream(io.StringIO):
    """A stream whose encoding is fixed."""

    encoding = "ascii"
    errors = "strict"

    def write(self, text):
        text.encode("ascii")
        return super().write(text)


def test_stream__of_a_fixed_encoding_gets_question_marks():
    inner = StubbornStream()
    ForgivingStream(inner).write("三类 A")
    assert inner.getvalue() == "?? A"


def test_stream__that_failed_once_is_not_tried_again():
    reader, writer = os.pipe()
    inner = os.fdopen(writer, "w", encoding="utf-8")
    stream = ForgivingStream(inner)
    os.close(reader)
    stream.write("甲")
    stream.flush()
    assert (stream.has_ended, stream.failure) == (True, None)
    assert stream.write("乙") == 1
    close(inner)


@pytest.mark.parametrize(("width", "terminal"), [("20", "dumb"), ("1", "xterm")])
def test_status__on_a_narrow_or_dumb_terminal_ends_as_ever(width, terminal, small, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert run(["status", str(small.folders.folder)]) == 0
    assert "02 市公安局" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="the shell is of another kind")
@pytest.mark.parametrize("redirected", [">&-", "2>&- >&-", "<&- >&- 2>&-", "| true"])
def test_process__whose_streams_are_closed_ends_quietly(redirected):
    command = f'"{sys.executable}" -m toolkit --version {redirected}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@needs_full_device
def test_process__whose_output_is_full_says_so_and_ends_with_its_own_code():
    with full_device() as full:
        done = subprocess.run([sys.executable, "-m", "toolkit", "--version"], stdout=full, stderr=-1, check=False)
    assert done.returncode == 0 and load_catalogue()["console.lost.way_out"] in done.stderr.decode()


def test_next__without_standard_input_asks_for_a_yes_on_the_command_line(small, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", None)
    assert run(["next", str(small.folders.folder), "--json"]) == 2
    captured = capsys.readouterr()
    assert "--yes" in captured.err and json.loads(captured.out)
