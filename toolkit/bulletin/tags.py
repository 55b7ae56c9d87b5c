"""Find the tags of a paragraph: its text comes in, every tag goes out, also those whose signs are not as they must be.

A tag that was plainly meant is read as it was meant, so that one wrong sign is one mistake and not three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

# An own sign of a tag may be full-width, or one of a pair may be missing.
_WIDE = re.compile("[｛｝％]")
_TAGS = re.compile(
    r"(?P<comment>\{#.*?#\})"
    r"|\{\{(?P<figure>(?:(?!\{\{|\{%|\}\}|%\}).)*)\}\}"
    r"|\{%(?P<order>(?:(?!\{\{|\{%|\}\}|%\}).)*)%\}"
    r"|[{｛] ?(?P<sign>[{｛%％])(?P<meant>[^{}｛｝]*?)(?:[}｝%％] ?)?[}｝]"
    r"|(?P<single>[{｛](?P<inner>[^{}｛｝]*?)(?P<end>(?:[}｝%％] ?)?[}｝]))"
    r"|(?P<stray>[{｛] ?[{｛%％#]|[}｝%％#] ?[}｝])",
    re.DOTALL,
)
_WORDS = re.compile(r"\s*(?:if|elif|else|endif|for|endfor)\b")
AROUND = re.compile(r"^(?P<around>tr|tc|p|r) ")  # docxtpl: the tag stands for its row, cell, paragraph or run


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One tag: a figure, an order (if, for, …), text in single braces, or a sign without its partner.

    `right` is how the tag should be written where its signs are wrong, an empty text where they are not;
    `wide` tells that signs are full-width.
    """

    kind: Literal["figure", "order", "single", "stray"]
    text: str
    body: str
    right: str = ""
    wide: bool = False


def find_tags(text: str) -> Iterator[Tag]:
    """Yield the tags of a paragraph in order, without comments."""
    for found in _TAGS.finditer(text):
        said = found.group()
        wide = bool(_WIDE.search(said))
        if found["figure"] is not None:
            yield Tag(kind="figure", text=said, body=found["figure"])
        elif found["order"] is not None:
            yield Tag(kind="order", text=said, body=found["order"])
        elif found["meant"] is not None:
            kind: Literal["figure", "order"] = "order" if found["sign"] in "%％" else "figure"
            yield Tag(kind=kind, text=said, body=found["meant"], right=_correct_tag(kind, found["meant"]), wide=wide)
        elif found["single"] is not None:
            yield _read_single_braces(found["single"], found["inner"], found["end"], wide)
        elif found["stray"] is not None:
            yield Tag(kind="stray", text=said, body="", wide=wide)


def _read_single_braces(text: str, inner: str, end: str, wide: bool) -> Tag:
    """Braces with one sign in front: a tag if there are two behind or a word of ours within, else perhaps braces."""
    if len(end) == 1 and not _WORDS.match(inner):
        return Tag(kind="single", text=text, body=inner, right=_correct_tag("figure", inner), wide=wide)
    kind: Literal["figure", "order"] = "order" if end[0] in "%％" or _WORDS.match(inner) else "figure"
    return Tag(kind=kind, text=text, body=inner, right=_correct_tag(kind, inner), wide=wide)


def _correct_tag(kind: str, body: str) -> str:
    opening, closing = ("{%", "%}") if kind == "order" else ("{{", "}}")
    front = "" if AROUND.match(body) else " "
    return f"{opening}{front}{body.strip()} {closing}"
