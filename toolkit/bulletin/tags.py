"""Find the tags of a paragraph, including those whose braces or percent characters are mistyped.

A mistyped tag is read as it was meant, so that one wrong character is one mistake and not three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

# A brace or percent character may be full-width, or one of a pair may be missing.
_WIDE = re.compile("[｛｝％]")
_TAGS = re.compile(
    r"(?P<comment>\{#.*?#\})"
    r"|\{\{(?P<figure>(?:(?!\{\{|\{%|\}\}|%\}).)*)\}\}"
    r"|\{%(?P<order>(?:(?!\{\{|\{%|\}\}|%\}).)*)%\}"
    r"|[{｛] ?(?P<second>[{｛%％])(?P<meant>[^{}｛｝]*?)(?:[}｝%％] ?)?[}｝]"
    r"|(?P<single>[{｛](?P<inner>[^{}｛｝]*?)(?P<end>(?:[}｝%％] ?)?[}｝]))"
    r"|(?P<stray>[{｛] ?[{｛%％#]|[}｝%％#] ?[}｝])",
    re.DOTALL,
)
_WORDS = re.compile(r"\s*(?:if|elif|else|endif|for|endfor)\b")
AROUND = re.compile(r"^(?P<around>tr|tc|p|r) ")  # docxtpl: the tag stands for its row, cell, paragraph or run


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One tag: a figure, an order (if, for, …), text in single braces, or a stray brace without its partner.

    `right` is how a mistyped tag should be written, empty where nothing is wrong; `wide` tells that the tag has
    full-width characters.
    """

    kind: Literal["figure", "order", "single", "stray"]
    text: str
    body: str
    right: str = ""
    wide: bool = False


def find_tags(text: str) -> Iterator[Tag]:
    """Yield the tags of a paragraph in order, without comments."""
    for match in _TAGS.finditer(text):
        written = match.group()
        wide = bool(_WIDE.search(written))
        if match["figure"] is not None:
            yield Tag(kind="figure", text=written, body=match["figure"])
        elif match["order"] is not None:
            yield Tag(kind="order", text=written, body=match["order"])
        elif match["meant"] is not None:
            kind: Literal["figure", "order"] = "order" if match["second"] in "%％" else "figure"
            yield Tag(kind=kind, text=written, body=match["meant"], right=_correct_tag(kind, match["meant"]), wide=wide)
        elif match["single"] is not None:
            yield _read_single_braces(match["single"], match["inner"], match["end"], wide)
        elif match["stray"] is not None:
            yield Tag(kind="stray", text=written, body="", wide=wide)


def _read_single_braces(text: str, inner: str, end: str, wide: bool) -> Tag:
    """Read what one opening brace begins: a tag if two characters close it or an order stands in it, else braces."""
    if len(end) == 1 and not _WORDS.match(inner):
        return Tag(kind="single", text=text, body=inner, right=_correct_tag("figure", inner), wide=wide)
    kind: Literal["figure", "order"] = "order" if end[0] in "%％" or _WORDS.match(inner) else "figure"
    return Tag(kind=kind, text=text, body=inner, right=_correct_tag(kind, inner), wide=wide)


def _correct_tag(kind: str, body: str) -> str:
    opening, closing = ("{%", "%}") if kind == "order" else ("{{", "}}")
    front = "" if AROUND.match(body) else " "
    return f"{opening}{front}{body.strip()} {closing}"
