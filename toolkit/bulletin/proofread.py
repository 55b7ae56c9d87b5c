"""Proofread a template: find every mistake of its author before anything is rendered.

Each tag is parsed on its own, so that one mistake hides no other. An {% if %} or {% for %} must be closed in kind:
within its paragraph, or, opened as a paragraph, row or cell ({%p, {%tr, {%tc), by another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import TemplateSyntaxError, nodes

from toolkit.bulletin.source import Passage
from toolkit.bulletin.tags import AROUND, Tag, find_tags
from toolkit.bulletin.type_check import LoopItem, TypeChecker
from toolkit.bulletin.values import build_environment
from toolkit.errors import Mistake, make_mistake
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.definition import NameKind

_OPENS, _MIDDLE, _CLOSES = {"if", "for"}, {"elif", "else"}, {"endif": "if", "endfor": "for"}
_TABLE = re.compile(r"^(?:(?:colspan|cellbg)\s+(?P<inner>.+)|vm|hm)$")
_TRIMMED = re.compile(r"^[-+]|[-+]$")  # Jinja: strip the blanks beside the tag, or keep them
_NAMES = re.compile(r"[^\W\d]\w*")
_BEGUN = re.compile(r"\{%(?:tr|tc|p|r)?\s+for\s+(?P<item>[^\W\d]\w*)")

_UNKNOWN_ITEM = LoopItem()


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenTag:
    """An if or for that is still open: what it encloses (`around`), where, and the name of a loop's items."""

    word: str
    around: str
    location: str
    tag: str
    name: str = ""
    item: LoopItem = _UNKNOWN_ITEM


class Proofreader:
    """Reads paragraph after paragraph, with the blocks that are open; used once."""

    def __init__(
        self,
        file: str,
        names: Mapping[str, NameKind | None],
        columns: Mapping[str, Mapping[str, NameKind | None]],
    ) -> None:
        self._file = file
        self._type_checker = TypeChecker(names, columns, self._report_mistake)
        self._open: list[_OpenTag] = []
        self._location = file
        self._mistakes: dict[Mistake, None] = {}
        # A stray brace may have been the beginning or end of a block: blocks are not reported any more after one.
        self._unsure = False
        self._free: dict[str, LoopItem] = {}

    def find_mistakes(self, passages: Iterable[Passage]) -> list[Mistake]:
        """Return the mistakes in the order of the paragraphs."""
        for passage in passages:
            self._location = say("place.separator").join([self._file, passage.location])
            self._read_passage(passage.text)
        for block in self._open if not self._unsure else ():
            self._mistakes[make_mistake("bulletin.not_closed", block.location, tag=block.tag, word=block.word)] = None
        return list(self._mistakes)

    def _report_mistake(self, key: str, /, **facts: object) -> None:
        self._mistakes[make_mistake(key, self._location, **facts)] = None

    def _read_passage(self, text: str) -> None:
        for tag in find_tags(text):
            if tag.kind == "stray":
                self._report_stray(tag, text)
            elif tag.kind == "single":
                self._check_single_braces(tag)
            else:
                self._read_tag(tag, text)
        while self._open and not self._open[-1].around:  # a block opened within a paragraph ends there
            block = self._pop_block()
            if not self._unsure:
                self._report_mistake("bulletin.not_closed_here", tag=block.tag, word=block.word)

    def _report_stray(self, tag: Tag, text: str) -> None:
        self._report_mistake("bulletin.wide" if tag.wide else "bulletin.stray", sign=tag.text)
        self._unsure = True
        if begun := _BEGUN.search(text):
            self._free[begun["item"]] = _UNKNOWN_ITEM
            self._name_items()

    def _check_single_braces(self, tag: Tag) -> None:
        """Report single braces around a name of the template; other braces are the author's own text."""
        known = {*self._type_checker.names, *self._type_checker.items}
        if any(name in known for name in _NAMES.findall(tag.body)):
            self._report_mistake("bulletin.single", tag=tag.text, right=tag.right)

    def _read_tag(self, tag: Tag, text: str) -> None:
        if tag.right:
            self._report_mistake(
                "bulletin.full_width" if tag.wide else "bulletin.broken", tag=tag.text, right=tag.right
            )
        around = AROUND.match(tag.body)
        body = _TRIMMED.sub("", tag.body[around.end() :] if around else tag.body).strip(" \t\n\xa0")
        kind = around["around"] if around else ""
        if kind == "p" and tag.text != text.strip():
            self._report_mistake("bulletin.not_alone", tag=tag.text)
        if kind and tag.kind == "figure":  # the figure would stand where no text may
            self._report_mistake("bulletin.figure_around", tag=tag.text, kind=kind)
        if tag.kind == "figure":
            self._check_expression(body, tag.text)
        else:
            self._read_order(body, "" if kind == "r" else kind, tag.text)

    def _read_order(self, body: str, around: str, tag: str) -> None:
        word = re.split(r"[\s(]", body, maxsplit=1)[0]
        if word in _OPENS:
            self._begin_block(word, body, around, tag)
        elif word in _MIDDLE or word in _CLOSES:
            self._continue_block(word, body, around, tag)
        elif table := _TABLE.match(body):
            if table["inner"]:
                self._check_expression(table["inner"], tag)
        else:
            self._report_mistake("bulletin.order", tag=tag)

    def _begin_block(self, word: str, body: str, around: str, tag: str) -> None:
        begun = self._parse_tag(f"{{% {body} %}}{{% end{word} %}}", tag)
        opened = _OpenTag(word=word, around=around, location=self._location, tag=tag)
        if isinstance(begun, nodes.If):
            self._type_checker.find_kind(begun.test)
        elif isinstance(begun, nodes.For):
            opened = self._read_loop(begun, opened)
        self._push_block(opened)
        if isinstance(begun, nodes.For) and begun.test is not None:
            self._type_checker.find_kind(begun.test)

    def _read_loop(self, node: nodes.For, opened: _OpenTag) -> _OpenTag:
        item = self._type_checker.find_loop_item(node.iter)
        if isinstance(node.target, nodes.Name) and not node.recursive:
            return replace(opened, name=node.target.name, item=item)
        self._report_mistake("bulletin.syntax", tag=opened.tag)
        return opened

    def _continue_block(self, word: str, body: str, around: str, tag: str) -> None:
        opening = _CLOSES.get(word, "if")
        fits = bool(self._open) and (self._open[-1].word == opening or word == "else")
        if not fits and not self._unsure:
            self._report_mistake("bulletin.not_opened", tag=tag, word=opening)
        elif fits and self._open[-1].around != around and not self._unsure:
            self._report_mistake("bulletin.other_kind", tag=tag, first=self._open[-1].tag)
        if word == "elif":
            begun = self._parse_tag(f"{{% {body[2:]} %}}{{% endif %}}", tag)
            if isinstance(begun, nodes.If):
                self._type_checker.find_kind(begun.test)
        if fits and word in _CLOSES:
            self._pop_block()

    def _check_expression(self, body: str, tag: str) -> None:
        parsed = self._parse_tag(f"{{{{ {body} }}}}", tag)
        if isinstance(parsed, nodes.Output):
            self._type_checker.check_printed(parsed.nodes[0])

    def _parse_tag(self, source: str, tag: str) -> nodes.Node | None:
        body = _parse_source(source)
        if len(body) != 1 or (isinstance(body[0], nodes.Output) and not body[0].nodes):
            self._report_mistake("bulletin.syntax", tag=tag)
            return None
        return body[0]

    def _push_block(self, opened: _OpenTag) -> None:
        self._open.append(opened)
        self._name_items()

    def _pop_block(self) -> _OpenTag:
        closed = self._open.pop()
        self._name_items()
        return closed

    def _name_items(self) -> None:
        """Give the type checker the item names of the loops that are open."""
        self._type_checker.items = self._free | {block.name: block.item for block in self._open if block.name}


@lru_cache(maxsize=4096)  # a template is proofread over its definition and over the values of a round
def _parse_source(source: str) -> tuple[nodes.Node, ...]:
    """Return the nodes of a tag, which nobody may change; none where it is no right one."""
    try:
        return tuple(build_environment().parse(source).body)
    except TemplateSyntaxError:
        return ()
