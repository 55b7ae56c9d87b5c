"""What the checks of one list share: a definition and a list come in, mistakes at file and list go out."""

from __future__ import annotations

from toolkit.definition.definition import Definition
from toolkit.definition.list_type import ListType
from toolkit.errors import Mistake, make_mistake
from toolkit.messages import say


def format_list_file(list_type: ListType) -> str:
    """Return the name of a list's file."""
    return f"lists/{list_type.key}.toml"


def render_list_location(list_type: ListType, *parts: str) -> str:
    """Return the place of something in a list's file: file, list, column or rule, attribute."""
    return say("place.separator").join([format_list_file(list_type), list_type.label, *parts])


class Checker:
    """Gathers the mistakes of one list."""

    def __init__(self, definition: Definition, list_type: ListType, lost: frozenset[str] = frozenset()) -> None:
        self.definition = definition
        # Keys of lists and choice lists whose own files have mistakes: what leads there is not judged.
        self.lost = lost
        self.list_type = list_type
        self.found: list[Mistake] = []

    def _report_mistake(self, key: str, /, *parts: str, **facts: object) -> None:
        self.found.append(make_mistake(key, render_list_location(self.list_type, *parts), **facts))
