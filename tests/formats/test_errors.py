"""Every reason not to read a file stands in the table of reasons, and has a sentence for the operator."""

import ast
import re
from pathlib import Path

from toolkit.formats import errors
from toolkit.formats.sniff import _OLE_STREAMS, _SIGNATURES
from toolkit.messages import load_catalogue

ROOM = Path(errors.__file__).parent


def raised_codes():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in ROOM.glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    raised = [call.args[0] for call in calls if getattr(call.func, "id", "") == "UnreadableError"]
    codes = {code for argument in raised for code in constants_of(argument)}
    return codes | {code for _, code in _SIGNATURES} | ({kind for _, kind in _OLE_STREAMS} - {"xls", "locked"})


def constants_of(argument):
    if isinstance(argument, ast.IfExp):
        return constants_of(argument.body) | constants_of(argument.orelse)
    return {argument.value} if isinstance(argument, ast.Constant) else set()


def tabled_codes():
    table = errors.__doc__.split("=\n")[1]
    return {code for line in table.splitlines() for code in re.findall(r"`([a-z_]+)`", line[:20])}


def test_every_code_that_is_raised__stands_in_the_table():
    assert {"damaged", "wrong_password", "encrypted", "pdf"} <= raised_codes()
    assert raised_codes() - tabled_codes() == set()


def test_every_code_of_the_table__has_its_message():
    assert len(tabled_codes()) == 18
    assert [code for code in tabled_codes() if f"file.{code}" not in load_catalogue()] == []
