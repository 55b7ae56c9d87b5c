"""Proofread a template: its paragraphs and the names there are come in, the author's mistakes go out.

Every tag is read on its own, so that one mistake hides no other; what is opened must be closed in kind: within
its paragraph, or by a paragraph, row or cell of a tag alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes

from toolkit.errors import Mistake, mistake
from toolkit.messages import say
from toolkit.text import nearest
from toolkit.wording.document import Passage
from toolkit.wording.speech import environment

_TAG = re.compile(r"\{\{(?P<figure>.*?)\}\}|\{%(?P<order>.*?)%\}|\{#.*?#\}", re.DOTALL)
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|｛\s*[｛{%]|\{\s*｛|[｝}%]\s*｝")
_AROUND = re.compile(r"^(?P<around>tr|tc|p|r) ")  # docxtpl: the tag stands for its row, cell, paragraph or run
_OPENS, _MIDDLE, _CLOSES = {"if", "for"}, {"elif", "else"}, {"endif": "if", "endfor": "for"}
_TABLE = re.compile(r"^(?:(?:colspan|cellbg)\s+(?P<inner>.+)|vm|hm)$")
_LOOP = {"index", "index0", "revindex", "first", "last", "length"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """A tag that waits for its end: if or for, what it stands for, where, and the list whose items it names."""

    word: str
    around: str
    place: str
    tag: str
    item: str = ""
    source: str = ""


class Proofreader:
    """Reads paragraph after paragraph."""

    def __init__(self, file: str, names: Collection[str], columns: Mapping[str, Collection[str]]) -> None:
        self._file = file
        self._names = names
        self._columns = columns
        self._speech = environment()
        self._open: list[_Open] = []
        self._place = file
        self._found: dict[Mistake, None] = {}

    def read(self, passages: Iterable[Passage]) -> list[Mistake]:
        """Return the mistakes in the order of the paragraphs."""
        for passage in passages:
            self._place = say("place.separator").join([self._file, passage.place])
            self._passage(passage.text)
        for one in self._open:
            self._found[mistake("wording.not_closed", one.place, tag=one.tag, word=one.word)] = None
        return list(self._found)

    def _say(self, key: str, /, **facts: object) -> None:
        self._found[mistake(key, self._place, **facts)] = None

    def _passage(self, text: str) -> None:
        if stray := _STRAY.search(_TAG.sub("", text)):
            self._say("wording.stray", sign=stray.group())
        for found in _TAG.finditer(text):
            body = found["figure"] if found["figure"] is not None else found["order"]
            if body is None:
                continue  # a comment
            around = _AROUND.match(body)
            body = (body[around.end() :] if around else body).strip(" -+\t\n\xa0")
            kind = around["around"] if around else ""
            if kind == "p" and found.group() != text.strip():
                self._say("wording.not_alone", tag=found.group())
            if found["figure"] is not None:
                self._expression(body, found.group())
            else:
                self._order(body, "" if kind == "r" else kind, found.group())
        while self._open and not self._open[-1].around:  # what is opened within a sentence ends there
            one = self._open.pop()
            self._say("wording.not_closed_here", tag=one.tag, word=one.word)

    def _order(self, body: str, around: str, tag: str) -> None:
        word = re.split(r"[\s(]", body, maxsplit=1)[0]
        if word in _OPENS:
            self._begin(word, body, around, tag)
        elif word in _MIDDLE or word in _CLOSES:
            self._go_on(word, body, around, tag)
        elif table := _TABLE.match(body):
            if table["inner"]:
                self._expression(table["inner"], tag)
        else:
            self._say("wording.order", tag=tag)

    def _begin(self, word: str, body: str, around: str, tag: str) -> None:
        begun = self._parsed(f"{{% {body} %}}{{% end{word} %}}", tag)
        opened = _Open(word=word, around=around, place=self._place, tag=tag)
        if isinstance(begun, nodes.If):
            self._check(begun.test)
        elif isinstance(begun, nodes.For):
            if not isinstance(begun.target, nodes.Name) or begun.recursive:
                self._say("wording.syntax", tag=tag)
            self._check(begun.iter)
            opened = self._loop(begun, opened)
        self._open.append(opened)
        if isinstance(begun, nodes.For) and begun.test is not None:
            self._check(begun.test)

    def _loop(self, node: nodes.For, opened: _Open) -> _Open:
        item = node.target.name if isinstance(node.target, nodes.Name) else ""
        source = node.iter.name if isinstance(node.iter, nodes.Name) else ""
        if self._columns and source in self._names and source not in self._columns and source not in self._items():
            self._say("wording.not_a_list", name=source)
        return _Open(
            word=opened.word, around=opened.around, place=opened.place, tag=opened.tag, item=item, source=source
        )

    def _go_on(self, word: str, body: str, around: str, tag: str) -> None:
        wanted = _CLOSES.get(word, "if")
        fits = bool(self._open) and (self._open[-1].word == wanted or word == "else")
        if not fits:
            self._say("wording.not_opened", tag=tag, word=wanted)
        elif self._open[-1].around != around:
            self._say("wording.other_kind", tag=tag, first=self._open[-1].tag)
        if word == "elif":
            begun = self._parsed(f"{{% {body[2:]} %}}{{% endif %}}", tag)
            if isinstance(begun, nodes.If):
                self._check(begun.test)
        if fits and word in _CLOSES:
            self._open.pop()

    def _expression(self, body: str, tag: str) -> None:
        parsed = self._parsed(f"{{{{ {body} }}}}", tag)
        if parsed is not None:
            self._check(parsed)

    def _parsed(self, source: str, tag: str) -> nodes.Node | None:
        try:
            body = self._speech.parse(source).body
        except TemplateSyntaxError:
            body = []
        if len(body) != 1 or (isinstance(body[0], nodes.Output) and not body[0].nodes):
            self._say("wording.syntax", tag=tag)
            return None
        return body[0]

    def _check(self, node: nodes.Node) -> None:
        inner = [node, *node.find_all(nodes.Node)]
        for one in inner:
            if isinstance(one, nodes.Name):
                self._name(one.name)
            elif isinstance(one, nodes.Getattr):
                self._column(one)
            elif isinstance(one, nodes.Filter) and one.name not in self._speech.filters:
                guess = nearest(one.name, [say("wording.percent")])
                self._say("wording.filter", name=one.name, known=say("wording.percent"), nearest=guess)
            elif isinstance(one, nodes.Call) or (isinstance(one, nodes.Test) and one.name not in self._speech.tests):
                self._say("wording.call")

    def _name(self, name: str) -> None:
        inside = {**self._items(), **({"loop": ""} if self._items() else {})}
        if name not in self._names and name not in inside:
            self._say("wording.unknown", name=name, nearest=nearest(name, [*self._names, *inside]))

    def _column(self, node: nodes.Getattr) -> None:
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        items = self._items()
        known: Collection[str] = _LOOP if name == "loop" else self._columns.get(items.get(name, ""), ())
        if known and node.attr not in known:
            words = say("list.separator").join(known if name != "loop" else sorted(known))
            self._say("wording.column", name=name, column=node.attr, known=words, nearest=nearest(node.attr, known))

    def _items(self) -> dict[str, str]:
        """Return the names of the loops we are in, with the lists they run over."""
        return {one.item: one.source for one in self._open if one.item}
