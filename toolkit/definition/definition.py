"""What the lists are, as frozen values: list types with columns, rules and tables, and all of them together."""

from __future__ import annotations

import hashlib
import json
from typing import Literal, NamedTuple

from pydantic import Field

from toolkit.definition.column import Column, Frozen, find_by_key
from toolkit.definition.list_type import ListType
from toolkit.definition.report import SummarySpec
from toolkit.definition.vocabulary import (
    CampaignForm,
    ChoiceList,
    Cover,
    Meeting,
    Vocabulary,
)


class ResolvedPath(NamedTuple):
    """Where a path leads: the column, the list that holds it, and the reference it goes through."""

    list_key: str
    column: Column
    part: Literal["", "date"]
    through: Column | None


class Definition(Frozen):
    """Everything the other rooms know about the lists; what a template, a check or a table is computed from."""

    list_types: tuple[ListType, ...]
    choice_lists: dict[str, ChoiceList]
    meetings: tuple[Meeting, ...]
    vocabulary: Vocabulary
    cover: Cover
    campaign: CampaignForm
    summary: SummarySpec
    # The bulletins' Word templates by file name, and the fonts that charts may be drawn with.
    bulletins: dict[str, bytes] = Field(default_factory=dict)
    fonts: tuple[str, ...] = ()

    def find_list_type(self, key: str) -> ListType:
        """Return a list by key; KeyError where there is none."""
        return find_by_key(self.list_types, key)

    def has_list(self, key: str) -> bool:
        """Tell whether a list of this key exists."""
        return any(one.key == key for one in self.list_types)

    def find_meeting(self, key: str) -> Meeting:
        """Return a meeting by key; KeyError where there is none."""
        return find_by_key(self.meetings, key)

    @property
    def default_meeting(self) -> Meeting:
        """The meeting used when nobody names one."""
        return next((one for one in self.meetings if one.default), self.meetings[0])

    @property
    def usual_lists(self) -> tuple[ListType, ...]:
        """The lists that are used unless the campaign says otherwise."""
        return tuple(one for one in self.list_types if not one.optional)

    def find_choice_list(self, key: str) -> ChoiceList:
        """Return a choice list by key; KeyError where there is none."""
        return self.choice_lists[key]

    def resolve_path(self, list_key: str, path: str) -> ResolvedPath:
        """Follow a path of one list; KeyError where it leads nowhere."""
        holder, through = self.find_list_type(list_key), None
        first, _, rest = path.partition(".")
        column = holder.find_column(first)
        if rest and column.refers and rest != "date":
            through = column
            holder = self.find_list_type(column.refers.partition(".")[0])
            second, _, rest = rest.partition(".")
            column = holder.find_column(second)
        if rest and not (rest == "date" and column.kind in ("date", "deadline")):
            raise KeyError(path)
        return ResolvedPath(holder.key, column, "date" if rest else "", through)

    def replace_choices(self, *replaced: ChoiceList) -> Definition:
        """Return the definition with some choice lists replaced."""
        lists = {**self.choice_lists, **{one.key: one for one in replaced}}
        return self.model_copy(update={"choice_lists": lists})

    def compute_digest(self, *list_keys: str) -> str:
        """Return a short fingerprint of what a returned list depends on: eight hexadecimal digits.

        Columns and choices count; rules, tables and help may change without making workbooks old.
        """
        lists = [one for one in self.list_types if one.key in list_keys]
        kept = {"key", "label", "kind", "choices", "refers", "numbering"}
        columns = {one.key: [c.model_dump(include=kept) for c in one.columns] for one in lists}
        used = {c.choices for one in lists for c in one.columns}
        choices = {key: one.values for key, one in sorted(self.choice_lists.items()) if key in used}
        shape = {"columns": columns, "choices": choices}
        text = json.dumps(shape, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:8]
