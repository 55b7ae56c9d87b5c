"""XML from anywhere is parsed in one way: nothing is fetched or expanded."""

import ast
from pathlib import Path

import pytest
from lxml import etree

import toolkit
from toolkit.ooxml import build_xml_parser

PACKAGE = Path(toolkit.__file__).parent
ENTITY = "<!DOCTYPE a [<!ENTITY x {}>]><a>&x;</a>"
BOMB = '<!DOCTYPE a [<!ENTITY a "{}">{}]><a>&z;</a>'.format(
    "甲" * 100, "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghijkl", "bcdefghijklz", strict=True))
)


@pytest.mark.parametrize(
    "text",
    [
        ENTITY.format('"inside"'),
        ENTITY.format(f'SYSTEM "{Path(__file__).as_uri()}"'),
        ENTITY.format('SYSTEM "http://localhost/"'),
        '<!DOCTYPE a SYSTEM "http://localhost/a.dtd"><a/>',
        BOMB,
    ],
)
def test_entity__is_neither_fetched_nor_expanded(text):
    try:
        root = etree.fromstring(text.encode(), build_xml_parser())
    except etree.XMLSyntaxError:
        return
    assert "".join(root.itertext()).strip("&;xz") == ""


def test_what_is_safe__cannot_be_switched_off():
    root = etree.fromstring(ENTITY.format('"inside"').encode(), build_xml_parser(resolve_entities=True))
    assert "inside" not in "".join(root.itertext())


def calls_in(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]


def test_no_other_parser__is_made_anywhere():
    made = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for call in calls_in(path)
        if call.func.attr in ("XMLParser", "XMLPullParser", "parseString", "ParserCreate", "XML")
    }
    assert made == {"ooxml/xml_parser.py"}


def test_text__is_parsed_without_a_parser_of_ours_only_where_it_is_our_own():
    bare = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for call in calls_in(path)
        if call.func.attr == "fromstring" and len(call.args) < 2 and not is_written_here(call.args[0])
    }
    assert bare == set()


def is_written_here(argument):
    """Tell whether a text is put together, or written from a tree, in the call itself."""
    return isinstance(argument, ast.JoinedStr) or (isinstance(argument, ast.Call) and argument.func.attr == "tostring")


def test_stepwise_parsing__has_no_network_either():
    calls = [(path, call) for path in PACKAGE.rglob("*.py") for call in calls_in(path)]
    for path, call in calls:
        if call.func.attr in ("iterparse", "HTMLParser"):
            told = {each.arg: getattr(each.value, "value", None) for each in call.keywords}
            assert told.get("no_network") is True and told.get("huge_tree") is not True, path
            assert call.func.attr == "HTMLParser" or told.get("resolve_entities") is False, path
