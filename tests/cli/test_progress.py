"""Progress is one line on a terminal, a line now and then in a log, and nothing in a short run."""

import io
import time

import pytest
from rich.console import Console

from toolkit.cli import progress
from toolkit.cli.progress import show_progress
from toolkit.stages import open_stage, track_items


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Have what waits for seconds wait for hundredths."""
    monkeypatch.setattr(progress, "PATIENCE", 0.02)
    monkeypatch.setattr(progress, "_REDRAWN", 0.01)


def shown_of(work, *, terminal, width=60):
    text = io.StringIO()
    console = Console(file=text, force_terminal=terminal, width=width, highlight=False, color_system=None)
    with show_progress(console):
        work(console)
    return text.getvalue()


def read_slowly(console):
    for _ in track_items(range(4), "读取报回的文件"):
        time.sleep(0.03)
    console.print("完成")


def test_a_terminal__gets_one_line_that_is_gone_before_the_next():
    shown = shown_of(read_slowly, terminal=True)
    *drawn, last = shown.split("\r\x1b[2K")
    assert len(drawn) > 2 and last == "完成\n"
    assert all("\n" not in line for line in drawn) and any("读取报回的文件" in line and "/4" in line for line in drawn)


def test_a_log__gets_a_line_now_and_then():
    shown = shown_of(read_slowly, terminal=False)
    lines = shown.splitlines()
    assert (
        len(lines) == 2 and lines[0].startswith("进度：读取报回的文件 ") and lines[1] == "完成" and "\x1b" not in shown
    )


@pytest.mark.parametrize("terminal", [True, False])
def test_a_short_run__shows_nothing(terminal, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 60.0)
    assert shown_of(read_slowly, terminal=terminal) == "完成\n"


def test_a_line_longer_than_the_terminal__is_cut():
    def work(_):
        with open_stage("很长的一个阶段" * 10):
            time.sleep(0.05)

    drawn = shown_of(work, terminal=True, width=20).split("\r\x1b[2K")
    assert max(len(line.encode("gbk", "replace")) for line in drawn) <= 20


def test_a_stream_that_takes_nothing__stops_no_command():
    class Closed(io.StringIO):
        def write(self, _):
            raise OSError("closed")

    with show_progress(Console(file=Closed(), force_terminal=True)), open_stage("读取"):
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 秒"), (7.5, "8 秒"), (11, "15 秒"), (59, "60 秒"), (61, "2 分钟"), (3600, "60 分钟")],
)
def test_time_left__is_said_in_steps_that_do_not_flicker(seconds, words):
    assert progress._render_time(seconds) == words
