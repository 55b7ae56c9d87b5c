"""What stops a run says where, what was found and what to do."""

import ast
from pathlib import Path

import toolkit
from toolkit.errors import Mistake
from toolkit.messages import load_catalogue

PACKAGE = Path(toolkit.__file__).parent


def find_keys():
    """Yield the key of every mistake that is made with a literal one."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "make_mistake":
                key = node.args[0]
                branches = (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,)
                yield from (each.value for each in branches if isinstance(each, ast.Constant))


def test_every_mistake__says_what_was_found_and_the_way_out():
    catalogue, keys = load_catalogue(), set(find_keys())
    assert "folder.missing" in keys
    assert {key for key in keys for part in ("found", "way_out") if not catalogue.get(f"{key}.{part}")} == set()


def test_mistake__is_one_sentence_of_place_found_and_way_out():
    parts = {"location": "甲", "found": "乙", "way_out": "丙"}
    assert str(Mistake(**parts)) == "甲：乙。丙。"
    assert str(Mistake(**parts | {"way_out": "丙？"})) == "甲：乙。丙？"
