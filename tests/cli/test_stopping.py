"""Ctrl-C, a closed console and the system's order to end: one line, an exit code of its own, nothing half done."""

import os
import signal
import subprocess
import sys
import time

import pytest

from toolkit.cli import run
from toolkit.cli.process import heed_signals
from toolkit.messages import load_catalogue

SIGNALS = [name for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows ends a process that is sent a signal")


@pytest.fixture
def heeded():
    """Let signals stop a run, and put back how they were handled; one that the tests' caller ignores is heeded, too."""
    before = {name: signal.getsignal(getattr(signal, name)) for name in SIGNALS}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    heed_signals()
    yield
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)


@pytest.mark.parametrize("name", SIGNALS)
@pytest.mark.usefixtures("heeded")
def test_signal__ends_the_run_with_one_line_and_its_own_code(name, monkeypatch, capsys):
    number = getattr(signal, name)
    monkeypatch.setattr("toolkit.pipeline.lint_definition", lambda _: signal.raise_signal(number), raising=False)
    assert run(["lint"]) == 128 + number
    captured = capsys.readouterr()
    assert (captured.out.strip(), captured.err.strip()) == ("", load_catalogue()["cli.interrupted"])


def test_ctrl_c__without_handlers_of_our_own_is_said_too(monkeypatch, capsys):
    monkeypatch.setattr("toolkit.pipeline.lint_definition", lambda _: signal.raise_signal(signal.SIGINT), raising=False)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    assert run(["lint"]) == 130
    signal.signal(signal.SIGINT, before)
    assert capsys.readouterr().err.strip() == load_catalogue()["cli.interrupted"]


@pytest.mark.usefixtures("heeded")
def test_signal__soon_after_another_does_not_disturb_what_is_being_undone(monkeypatch):
    undone = []

    def interrupted(_):
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGTERM)
            undone.append(True)

    monkeypatch.setattr("toolkit.pipeline.lint_definition", interrupted, raising=False)
    assert run(["lint"]) == 130
    assert undone == [True]


def test_signal__that_the_caller_ignores_is_ignored_by_the_run():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        heed_signals()
        signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


# Starts a worker, says so, and does not end by itself.
WAIT = """
import sys, time
from toolkit import cli, formats, pipeline
def wait(folder):
    formats.prepare_workers()
    print("ready", flush=True)
    time.sleep(60)
pipeline.lint_definition = wait
cli.main(["lint"])
"""


@needs_posix
def test_process__that_is_ended_ends_its_workers_too(tmp_path):
    with subprocess.Popen([sys.executable, "-c", WAIT], stdout=-1, stderr=-1, text=True, cwd=tmp_path) as process:
        assert process.stdout.readline() == "ready\n"
        process.terminate()
        begun = time.monotonic()
        assert process.stderr.read().strip() == load_catalogue()["cli.interrupted"]  # until nobody holds it any more
        assert process.wait() == 143
    assert time.monotonic() - begun < 30
