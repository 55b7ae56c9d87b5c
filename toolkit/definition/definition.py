"""The whole content of an author's folder, as one frozen value that all higher rooms work from."""

from __future__ import annotations

import hashlib
import json

from pydantic import Field

from toolkit.definition.choices import ChoiceList, Meeting
from toolkit.definition.column import Column, Frozen, find_by_key
from toolkit.definition.forms import CampaignForm, Cover, DocketForm, LedgerForm
from toolkit.definition.list_type import ListType
from toolkit.definition.pairs import PairsSpec, name_pairs
from toolkit.definition.report import MEMBERS, UNITS, Countable, NameKind, RosterSpec, SummarySpec
from toolkit.definition.resolve import ColumnRef, resolve_column, resolve_other_list_column
from toolkit.definition.vocabulary import Vocabulary


class Definition(Frozen):
    """The lists, their dropdowns and words, the forms around them, and what the summary and the bulletin show."""

    list_types: tuple[ListType, ...]
    choice_lists: dict[str, ChoiceList]
    meetings: tuple[Meeting, ...]
    vocabulary: Vocabulary
    cover: Cover
    campaign: CampaignForm
    ledger: LedgerForm
    docket: DocketForm = DocketForm()
    summary: SummarySpec
    # The bulletins' Word templates by file name, and the fonts for drawing charts.
    bulletins: dict[str, bytes] = Field(default_factory=dict)
    # Whether these templates came with the toolkit, for the author has none.
    borrows_bulletins: bool = False
    fonts: tuple[str, ...] = ()
    # Where the templates are the shipped ones, the kinds of the names and columns that they may use: a name that this
    # definition does not have stands for nothing in them.
    lent_names: dict[str, NameKind] = Field(default_factory=dict)
    lent_columns: dict[str, dict[str, NameKind]] = Field(default_factory=dict)
    # Words that no line of a document's title breaks.
    title_words: tuple[str, ...] = ()
    # The lists as their author wrote them, with the optional columns that `list_types` has only where they have values.
    authored: tuple[ListType, ...] = ()

    def find_list_type(self, key: str) -> ListType:
        """Return a list by key; KeyError where there is none."""
        return find_by_key(self.list_types, key)

    def has_list(self, key: str) -> bool:
        """Tell whether a list of this key exists."""
        return any(list_type.key == key for list_type in self.list_types)

    def find_countable(self, list_key: str) -> Countable:
        """Return what is counted under a key: a list, its pairs, or the roster's units or members; else KeyError."""
        return self._others.get(list_key) or self.find_list_type(list_key)

    def find_label(self, list_key: str) -> str:
        """Return the name of a list, or of the sheet of a roster or of pairs; KeyError where there is none."""
        other = self._others.get(list_key)
        return other.label if other else self.find_list_type(list_key).label

    @property
    def _others(self) -> dict[str, RosterSpec | PairsSpec]:
        return {**self.pairs, UNITS: self.summary.units, MEMBERS: self.summary.members}

    @property
    def pairs(self) -> dict[str, PairsSpec]:
        """The pairs of people that lists ask for, by the key under which they are counted."""
        return {name_pairs(each.key): each.pairs for each in self.list_types if each.pairs is not None}

    def find_meeting(self, key: str) -> Meeting:
        """Return a meeting by key; KeyError where there is none."""
        return find_by_key(self.meetings, key)

    @property
    def default_meeting(self) -> Meeting:
        """The meeting that a new campaign gets unless its operator names another."""
        return next((meeting for meeting in self.meetings if meeting.default), self.meetings[0])

    @property
    def usual_lists(self) -> tuple[ListType, ...]:
        """The lists that a campaign uses unless its operator chooses others."""
        return tuple(list_type for list_type in self.list_types if not list_type.optional)

    def find_choice_list(self, key: str) -> ChoiceList:
        """Return a choice list by key; KeyError where there is none."""
        return self.choice_lists[key]

    def resolve_path(self, list_key: str, path: str) -> ColumnRef:
        """Return the column that a path of one list leads to; KeyError where it leads nowhere."""
        return resolve_column(self.list_types, list_key, path)

    def resolve_other_list_path(self, path: str) -> ColumnRef:
        """Return the column that `list.column` names; KeyError where there is none."""
        return resolve_other_list_column(self.list_types, path)

    def find_referenced_column(self, column: Column) -> ColumnRef | None:
        """Return the column whose numbers a reference column repeats; None where the column is no reference."""
        return self.resolve_other_list_path(column.refers) if column.refers else None

    def replace_choices(self, *replaced: ChoiceList) -> Definition:
        """Return a copy in which these choice lists replace those with the same keys, or are added."""
        lists = {**self.choice_lists, **{choice_list.key: choice_list for choice_list in replaced}}
        return self.model_copy(update={"choice_lists": lists, "list_types": self._choose_columns(lists)})

    def choose_meeting(self, meeting: Meeting) -> Definition:
        """Return a copy with the choice lists of a meeting; those that only other meetings have are without values."""
        empty = {key for key in self.optional_choices if key not in self.choice_lists}
        empty |= {each.key for known in self.meetings for each in known.others}
        others = {key: ChoiceList(key=key, options=()) for key in sorted(empty)}
        others |= {each.key: each for each in meeting.others}
        return self.replace_choices(meeting.aspects, *others.values())

    @property
    def optional_choices(self) -> frozenset[str]:
        """The keys of the choice lists that may be without values: optional columns then are left out."""
        lists = self.authored or self.list_types
        return frozenset(column.choices or "" for each in lists for column in each.columns if column.optional)

    def leave_out_optional(self) -> Definition:
        """Return a copy without the optional columns that have no values; `authored` keeps them."""
        lists = tuple(each.leave_out_optional(self.choice_lists) for each in self.list_types)
        return self.model_copy(update={"authored": self.list_types, "list_types": lists})

    def _choose_columns(self, choice_lists: dict[str, ChoiceList]) -> tuple[ListType, ...]:
        """Return the lists with the optional columns that have values in these choice lists."""
        authored = {known.key: known for known in self.authored}
        return tuple(
            authored[each.key].leave_out_optional(choice_lists)
            if each.key in authored and authored[each.key].leave_out_optional(self.choice_lists) == each
            else each
            for each in self.list_types
        )

    def compute_digest(self, *list_keys: str, later: bool = False) -> str:
        """Return eight hexadecimal digits that change when a workbook handed out no longer fits these lists.

        The columns shown in the first round, or in a `later` one, and their choices count; rules, tables and help texts
        may change without making issued workbooks obsolete.
        """
        lists = [each.select_issued_columns(later=later) for each in self.list_types if each.key in list_keys]
        kept = {"key", "label", "kind", "choices", "refers", "numbering"}
        columns = {each.key: [column.model_dump(include=kept) for column in each.columns] for each in lists}
        used = {column.choices for list_type in lists for column in list_type.columns}
        choices = {key: offered.values for key, offered in sorted(self.choice_lists.items()) if key in used}
        shape = {"columns": columns, "choices": choices}
        text = json.dumps(shape, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:8]
