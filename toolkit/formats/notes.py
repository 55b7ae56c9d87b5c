"""Read the notes on the cells of a sheet: the old kind, and the threads that newer programs keep beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from toolkit.formats.drawings import Element, find_attribute, find_child, get_name
from toolkit.formats.grid import Beside

# How the author's name begins in the placeholder that older programs show of a thread.
THREAD = "tc="
_REPLY = " / "
_AUTHOR_ENDS = (":", "：")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def read_notes(root: Element, threads: Iterable[Beside]) -> Iterator[Beside]:
    """Yield the notes of a comments part, without the placeholders of these threads."""
    threaded = {thread.cell for thread in threads}
    authors = [node.text or "" for node in root.iter() if get_name(node) == "author"]
    for note in (node for node in root.iter() if get_name(node) == "comment"):
        cell, author = format_reference(note.get("ref", "")), _find_author(note, authors)
        body = find_child(note, "text")
        text = "" if body is None else read_runs(body)
        if text.strip() and not (author.startswith(THREAD) and cell in threaded):
            yield Beside(kind="note", cell=cell, text=drop_author(text, author))


def read_runs(node: Element) -> str:
    """Return a text that consists of runs, without phonetic runs."""
    texts = (found for found in node.iter() if get_name(found) == "t" and get_name(found.getparent()) != "rPh")
    return "".join(found.text or "" for found in texts)


def _find_author(note: Element, authors: list[str]) -> str:
    number = note.get("authorId", "")
    return authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""


def drop_author(text: str, author: str) -> str:
    """Return a note's text without the author's name, which programs put on its first line."""
    first, _, rest = text.strip().partition("\n")
    is_name = bool(author) and first.strip() in {author + end for end in _AUTHOR_ENDS}
    return rest.strip() if is_name and rest.strip() else text.strip()


def read_threads(root: Element) -> Iterator[Beside]:
    """Yield one note for each thread of a part: what was said on a cell, with the replies."""
    said: dict[str, list[str]] = {}
    for comment in (node for node in root.iter() if get_name(node) == "threadedComment"):
        text = find_child(comment, "text")
        said.setdefault(format_reference(find_attribute(comment, "ref")), []).append(
            (text.text or "").strip() if text is not None else ""
        )
    for cell, texts in said.items():
        if any(texts):
            yield Beside(kind="note", cell=cell, text=_REPLY.join(text for text in texts if text))


def format_reference(reference: str) -> str:
    """Return the first cell of a reference as an address, empty where it is none."""
    found = _REFERENCE.match(reference.strip())
    return f"{found[1].upper()}{int(found[2])}" if found else ""
