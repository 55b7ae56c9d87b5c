"""Translate the errors of tomllib and pydantic in an author's files into mistakes in plain Chinese.

Both libraries report in English, for programmers. A mistake names the file, the list, the column and the attribute as
the author knows them, quotes what was written, and says what to write instead.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from toolkit.errors import Mistake, make_mistake
from toolkit.messages import has_message, say
from toolkit.text import find_nearest

_LONGEST = 40  # how many characters of the author's text are quoted
_LINE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')
_FOREIGN = re.compile("[“”‘’，＝［］｛｝：＃]")
# The beginnings of tomllib's messages, and the last part of the key of the message that explains each.
_TROUBLES = {
    "Invalid value": "value",
    "Unclosed array": "array",
    "Unclosed inline table": "table",
    "Invalid inline table": "table",
    "Expected '='": "equals",
    "Expected ']'": "array",
    "Illegal character": "quotes",
    "Unterminated string": "quotes",
    'Expected "\'"': "quotes",
    "Unescaped '\\'": "backslash",
    "Cannot ": "twice",
    "Duplicate ": "twice",
    "Expected newline": "behind",
    "Invalid statement": "statement",
    "Invalid initial character": "statement",
}
# Errors of pydantic that mean the same to an author as another error; all others keep their names.
# How pydantic names the bounds of a number.
_BOUNDS = ("ge", "gt", "le", "lt")
_SAME = {
    "int_parsing": "int_type",
    "int_from_float": "int_type",
    "float_parsing": "float_type",
    "bool_parsing": "bool_type",
    "list_type": "tuple_type",
    "model_attributes_type": "model_type",
    "greater_than": "bounds",
    "greater_than_equal": "bounds",
    "less_than": "bounds",
    "less_than_equal": "bounds",
}


def translate_toml_error(file_name: str, text: str, error: tomllib.TOMLDecodeError) -> Mistake:
    """Return the mistake of a file that is no valid TOML, with its line; often it is Chinese punctuation."""
    complaint = str(error)
    match = _LINE.search(complaint)
    lines = text.splitlines() or [""]
    number = int(match["line"]) if match and match["line"] else len(lines)
    number = min(number, len(lines))
    line = lines[number - 1]
    facts = {"line": number, "text": _shorten_text(line.strip())}
    foreign = "".join(dict.fromkeys(_FOREIGN.findall(_STRINGS.sub("", line))))
    if foreign:
        return make_mistake("definition.toml.foreign", file_name, signs=foreign, **facts)
    trouble = next((key for begin, key in _TROUBLES.items() if complaint.startswith(begin)), "other")
    return make_mistake(f"definition.toml.{trouble}", file_name, **facts)


def translate_pydantic_error(name: str, model: type[BaseModel], raw: dict[str, Any], error: Any) -> Mistake:
    """Return the mistake of a value that a model refuses.

    `name` is the file's name, `raw` its whole content, `error` an entry of pydantic's `ValidationError.errors()`.
    """
    location, value = error["loc"], error.get("input")
    rendered_location = say("place.separator").join([name, *_render_steps(raw, location)])
    context = error.get("ctx", {})
    key = str(location[-1]) if location else ""
    if _belongs_on_top(model, location, error["type"]):
        return make_mistake("definition.on_top", rendered_location, key=key, part=location[0])
    words = _split_words(context.get("expected") or context.get("expected_tags") or "")
    tag = context.get("tag", "")
    near = (
        find_nearest(str(tag or value), words)
        if words
        else find_nearest(key, _collect_attributes(model, location[:-1]))
    )
    facts = {
        "value": _render_value(value),
        "expected": _render_alternatives(words),
        "key": key,
        "tag": tag,
        "limit": context.get("max_length", context.get("min_length", "")),
        "count": len(value) if isinstance(value, list | dict) else "",
        "range": _render_range(model, location, context),
        "nearest": near or "",
    }
    return make_mistake(
        f"definition.pydantic.{_choose_sentence(error['type'], value, location, context)}", rendered_location, **facts
    )


def _choose_sentence(name: str, value: Any, location: tuple[Any, ...], context: dict[str, Any]) -> str:
    """Return the last part of the key of the message that fits."""
    kind = _SAME.get(name, name)
    if kind == "tuple_type" and location[-1:] == ("unless",):
        kind = "conditions"
    elif kind == "tuple_type" and isinstance(value, dict):
        kind = "one_table"
    elif kind == "model_type":
        condition = location[-2:-1] in (("when",), ("last",)) or "unless" in location[-3:-1]
        kind = "condition" if condition else "many_tables" if isinstance(value, list) else kind
    elif kind == "dict_type" and (location[-1:] in (("when",), ("last",)) or "unless" in location[-2:]):
        kind = "conditions"
    elif kind == "string_pattern_mismatch" and r"\." in context.get("pattern", ""):
        kind = "path_pattern"
    return kind if has_message(f"definition.pydantic.{kind}.found") else "other"


def _belongs_on_top(model: type[BaseModel], location: tuple[Any, ...], kind: str) -> bool:
    """Tell whether a top-level key comes after a [table] header, where TOML takes it for a key of that table."""
    if len(location) < 2 or location[-1] not in model.model_fields:
        return False
    free = (
        get_origin(model.model_fields[location[0]].annotation) is dict if location[0] in model.model_fields else False
    )
    return kind == "extra_forbidden" or (free and len(location) == 2)


def _render_range(model: type[BaseModel], location: tuple[Any, ...], context: dict[str, Any]) -> str:
    """Return the bounds of a number in words; those of a field, else the one that pydantic names in `context`."""
    named = [(name, context[name]) for name in _BOUNDS if name in context]
    bounds = {name: f"{limit:g}" for name, limit in [*_find_bounds(model, location)] or named}
    if {"ge", "le"} <= bounds.keys():
        return say("definition.range.between", least=bounds["ge"], most=bounds["le"])
    words = say("list.separator").join(say(f"definition.range.{name}", limit=limit) for name, limit in bounds.items())
    return say("definition.range.numbers", bounds=words)


def _find_bounds(model: type[BaseModel], location: tuple[Any, ...]) -> Iterator[tuple[str, float]]:
    field, _ = _resolve_field(model, location)
    for name in _BOUNDS:
        for limit in field.metadata if field is not None else ():
            if (value := getattr(limit, name, None)) is not None:
                yield name, value


def _collect_attributes(model: type[BaseModel], location: tuple[Any, ...]) -> Iterator[str]:
    """Yield the keys that a table may have, as they are written in the file."""
    for nested in _resolve_field(model, location)[1]:
        yield from (field.alias or name for name, field in nested.model_fields.items())


def _resolve_field(model: type[BaseModel], location: tuple[Any, ...]) -> tuple[FieldInfo | None, list[type[BaseModel]]]:
    """Return the field at a location, and the models whose values it may have."""
    field: FieldInfo | None = None
    models = [model]
    for part in location:
        inner = next((nested.model_fields[part] for nested in models if part in nested.model_fields), None)
        if inner is not None:
            field, models = inner, list(_find_models(inner.annotation))
    return field, models


def _find_models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _find_models(inner)


def _split_words(expected: str) -> list[str]:
    return [word.strip(" '\"") for word in expected.replace(" or ", ",").split(",") if word]


def _render_alternatives(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return say("list.either", first=say("list.separator").join(words[:-1]), last=words[-1])


def _render_value(value: Any) -> str:
    """Return a value much as the author wrote it."""
    return _shorten_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))


def _shorten_text(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _render_steps(raw: dict[str, Any], location: tuple[Any, ...]) -> list[str]:
    """Return the steps to a wrong value in the author's words: label of the list, label of the column, attribute."""
    steps = [str(raw["label"])] if raw.get("label") else []
    node: Any = raw
    for part in location:
        node = _step_into(node, part)
        if isinstance(part, int):
            names = [node.get(key) for key in ("label", "name", "key", "kind")] if isinstance(node, dict) else []
            steps.append(say("place.item", position=part + 1, name=next(filter(None, names), "")))
        elif node is not None or part == location[-1]:
            steps.append(str(part))
    return steps


def _step_into(node: Any, part: Any) -> Any:
    if isinstance(node, dict):
        return node.get(part, node if isinstance(part, str) and part == node.get("kind") else None)
    return node[part] if isinstance(node, list) and isinstance(part, int) else None
