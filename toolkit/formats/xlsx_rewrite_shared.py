"""Write what the sheets of an oddly spelled xlsx share anew, its strings and styles; and the steps for all parts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from typing import Any

from lxml import etree

from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import WHITE
from toolkit.formats.limits import keep_within
from toolkit.ooxml import decode_xstring, encode_xstring, parse_part

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPENING = f'<?xml version="1.0" encoding="UTF-8"?>\n<{{root}} xmlns="{MAIN}">'
BARE_STRINGS = OPENING.format(root="sst").encode()
_SPACES = (MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
_STRUCK = "<rPr><strike/></rPr>"
_KEPT_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NO_CHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd")
# White space that an attribute keeps only as a reference.
_KEPT_WHITE = {ord(white): f"&#{ord(white)};" for white in "\t\n\r"}


def rewrite_strings(part: bytes) -> bytes:
    """Return the table of shared strings anew, each as one plain text. Raises UnreadableError for what is none."""
    written = [OPENING.format(root="sst")]
    for element, space in parse_elements(part, "sst", ("si", "sst")):
        if element.tag == f"{space}sst":
            refuse_unless(all(child.tag in (f"{space}si", f"{space}extLst") for child in element))
        elif element.getparent().tag == f"{space}sst":
            written.append(f"<si>{write_rich(element)}</si>")
            drop_read(element)
    return "".join([*written, "</sst>"]).encode("utf-8")


def rewrite_styles(part: bytes) -> bytes:
    """Return a styles part in UTF-8, its own elements without prefix, those of other namespaces left out."""
    keep_within("tree", len(part))
    root = parse_part(part)
    space = find_space(root, "styleSheet")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + _serialise(root, space, f' xmlns="{MAIN}"').encode("utf-8")


def _serialise(element: Any, space: str, declared: str = "") -> str:
    name = str(element.tag).removeprefix(space)
    facts = "".join(
        f' {key}="{escape(value).translate(_KEPT_WHITE)}"' for key, value in element.attrib.items() if "{" not in key
    )
    inner = "".join(_serialise(child, space) for child in element if str(child.tag).startswith(space))
    return f"<{name}{declared}{facts}>{inner}</{name}>"


def parse_elements(part: bytes, root_name: str, names: tuple[str, ...]) -> Iterator[tuple[Any, str]]:
    """Yield every element of these names at its end, with the namespace of its root in braces.

    Raises UnreadableError for what is no XML and for another root.
    """
    tags = [f"{{{space}}}{name}" for space in _SPACES for name in names]
    steps: Any = etree.iterparse(
        io.BytesIO(part),
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    space = ""
    try:
        for _, element in steps:
            space = space or find_space(element.getroottree().getroot(), root_name)
            if str(element.tag).startswith(space):
                yield element, space
    except etree.XMLSyntaxError as error:
        raise UnreadableError("damaged") from error
    find_space(steps.root, root_name)


def find_space(root: Any, name: str) -> str:
    """Return the namespace of a part's root, in braces. Raises UnreadableError for another root."""
    space = next((f"{{{space}}}" for space in _SPACES if root.tag == f"{{{space}}}{name}"), "")
    refuse_unless(space != "" and not root.getroottree().docinfo.doctype)  # no part needs a document type declaration
    return space


def drop_read(element: Any) -> None:
    """Take an element's content and those before it out of the tree: a tree of all of them would be large."""
    element.clear()
    while (before := element.getprevious()) is not None:
        refuse_unless(before.tag == element.tag)
        element.getparent().remove(before)


def refuse_unless(sound: bool) -> None:
    """Raise UnreadableError where a part contradicts itself."""
    if not sound:
        raise UnreadableError("damaged")


def read_text(element: Any) -> str:
    """Return the text of an element without children, empty where there is no such element."""
    if element is None:
        return ""
    refuse_unless(len(element) == 0)
    text: str = element.text or ""
    keep_within("text", len(text))
    return text


def write_rich(rich: Any) -> str:
    """Return the content of a shared or inline string anew; runs stay apart only where some are struck out."""
    if not is_struck(rich):
        return _write_text(read_rich(rich))
    runs = ((_STRUCK if strikes else "") + _write_text(text) for text, strikes in _list_runs(rich))
    return "".join(f"<r>{run}</r>" for run in runs)


def _write_text(text: str) -> str:
    return f'<t xml:space="preserve">{encode_text(text)}</t>'


def encode_text(text: str) -> str:
    """Return a text as the native reader decodes it: without the two that are no characters and XML cannot hold."""
    return encode_xstring(text.translate(_NO_CHARACTERS))


def is_struck(rich: Any) -> bool:
    """Tell whether any run of a string is struck out; None has none."""
    return rich is not None and any(strikes for _, strikes in _list_runs(rich))


def read_rich(rich: Any) -> str:
    """Return the text of a shared or inline string as it is shown, without phonetic runs."""
    return "".join(text for text, _ in _list_runs(rich))


def _list_runs(rich: Any) -> Iterator[tuple[str, bool]]:
    """Yield the runs of a string, and whether each is struck out.

    White space at the ends of a run counts only where the run says so.
    """
    space = str(rich.tag).rpartition("}")[0] + "}"
    for child in rich:
        runs = [child] if child.tag == f"{space}t" else child.iterfind(f"{space}t") if child.tag == f"{space}r" else ()
        strike = child.find(f"{space}rPr/{space}strike")
        for run in runs:
            content = read_text(run)
            text = decode_xstring(content if run.get(_KEPT_SPACE) == "preserve" else content.strip(WHITE))
            yield text, strike is not None and strike.get("val", "1") not in ("0", "false")
