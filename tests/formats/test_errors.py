"""Every reason not to read a file stands in the table of reasons, and has a sentence for the operator."""

import ast
import re
from pathlib import Path

from toolkit.formats import errors
from toolkit.formats.markup import _OPENDOCUMENT_KINDS, _ROOTS, _UOF_KINDS, MARKUP_KINDS
from toolkit.formats.signatures import ATTACHMENTS, MEMBERS, MIMETYPES, SIGNATURES, STREAMS
from toolkit.messages import load_catalogue

ROOM = Path(errors.__file__).parent


def raised_codes():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in ROOM.glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    raised = [call.args[0] for call in calls if getattr(call.func, "id", "") == "UnreadableError"]
    codes = {code for argument in raised for code in constants_of(argument)}
    return codes | signed_codes()


def signed_codes():
    tables = (SIGNATURES, STREAMS, MEMBERS, MIMETYPES, _OPENDOCUMENT_KINDS, _UOF_KINDS, _ROOTS.items())
    return {code for table in tables for _, code in table} - {"xls", "locked", ""} - MARKUP_KINDS


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
    assert len(tabled_codes()) == 37
    assert [code for code in tabled_codes() if f"file.{code}" not in load_catalogue()] == []


def test_every_attachment__is_a_code_of_the_table_with_its_advice():
    assert tabled_codes() >= ATTACHMENTS
    assert [code for code in ATTACHMENTS if f"file_fix.{code}" not in load_catalogue()] == []
