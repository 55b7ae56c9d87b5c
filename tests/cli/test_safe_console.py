"""What a clerk wrote moves nothing on the operator's screen, and a program reads it as it was."""

import io
import json

import pytest
from rich.table import Table

from toolkit.cli import rounds
from toolkit.cli.safe_console import SafeConsole
from toolkit.text import escape_tricks

NASTY = "甲\u202e乙\x1b[2J\x07\x9b\ud800\u2066丙"
SHOWN = "甲[U+202E]乙[U+001B][2J[U+0007][U+009B]\ufffd[U+2066]丙"


def printed(show):
    stream = io.StringIO()
    show(SafeConsole(file=stream, width=200))
    return stream.getvalue()


def test_a_line__shows_what_would_trick_the_screen():
    assert printed(lambda console: console.print(NASTY, markup=False)) == f"{SHOWN}\n"


def test_a_table__shows_it_in_title_headings_and_cells():
    def show(console):
        grid = Table(title=NASTY)
        grid.add_column(NASTY)
        grid.add_row(NASTY)
        console.print(grid)

    text = printed(show)
    assert text.count("[U+202E]") == 3 and not set(text) & set("\u202e\x1b\x07\x9b\ud800\u2066")


def test_words_between_colons__are_no_pictures():
    assert printed(lambda console: console.print("整改:warning:.xlsx", markup=False)) == "整改:warning:.xlsx\n"


@pytest.mark.parametrize("name", ["ياسىن\u200cمۇ", "葛\U000e0100", "𠮷"])
def test_names_of_other_scripts__stay_whole(name):
    assert printed(lambda console: console.print(name)) == f"{name}\n"


def test_json_for_programs__is_escaped_and_says_the_same(capsys):
    rounds.print_json({NASTY: [f"{NASTY}\u2028\x7f"]})
    text = capsys.readouterr().out
    assert json.loads(text) == {NASTY: [f"{NASTY}\u2028\x7f"]}
    assert text.isascii() or not set(text) & set("\u202e\x1b\x07\x9b\ud800\u2066\u2028\x7f")


def test_json_without_tricks__stays_as_it_is():
    assert escape_tricks('{\n  "甲": 1\n}') == '{\n  "甲": 1\n}'
