"""The sheets besides the lists: the cover of an issued workbook, and those of the operator's 工作方案.xlsx."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from toolkit.definition.column import Column, Frozen


class NilReturn(Frozen):
    """How a unit declares that it has nothing to report in a list."""

    label: str
    aliases: tuple[str, ...] = ()
    value: str
    help: str = ""


# The keys of the fields in which a unit says, for the whole workbook, that nothing changed, and why rows are gone.
UNCHANGED, CHANGE_NOTE = "unchanged", "change_note"


class CoverField(Frozen):
    """One cell of the cover that the clerk fills in."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    help: str = ""
    # Whether the cover has the field only from the second round on.
    later: bool = False
    # The only thing to enter, from a dropdown; empty where anything may be written.
    value: str = ""


class Cover(Frozen):
    """The first sheet of every issued workbook: fields to fill in, and the column for declaring lists nil."""

    sheet: str
    fields: tuple[CoverField, ...]
    nil: NilReturn

    def select_fields(self, *, later: bool) -> tuple[CoverField, ...]:
        """Return the fields of a cover in the first round, or in a `later` one."""
        return tuple(each for each in self.fields if later or not each.later)


class FormSheet(Frozen):
    """One table of the campaign workbook, a sheet of its own."""

    label: str
    columns: tuple[Column, ...]
    # Example rows; an unchanged example is no entry.
    examples: tuple[dict[str, str], ...] = ()


class DecisionsSheet(FormSheet):
    """The table of the operator's decisions; `kinds` has the word for each kind of decision.

    `unused` is the word for "not used", `accepted` that for what a unit gave a reason for and the office lets count;
    `agreed` and `refused` are what a unit's explanation of a doubt can be.
    """

    unused: str
    accepted: str
    agreed: str = ""
    refused: str = ""
    kinds: dict[Literal["spelling", "file", "column", "sheet", "change", "withdrawal", "doubt"], str]


class RoundsSheet(FormSheet):
    """The table of rounds (期); `states` has the word for each state of a round."""

    states: dict[Literal["waiting", "running", "ended"], str]


# The columns of the ledger's sheet of chosen texts that have a meaning of their own; others show columns of the list.
CHOSEN_ANSWERS = ("printed", "wording")
CHOSEN_KEYS = ("code", "unit", "number", "by_rule", *CHOSEN_ANSWERS)


class LedgerSheet(FormSheet):
    """One table of the office's ledger; `note` stands above it.

    Columns with `later = "office"` are the office's own; all others are written by the program.
    """

    note: str = ""

    @property
    def office_keys(self) -> tuple[str, ...]:
        """The keys of the columns that the office fills in."""
        return tuple(column.key for column in self.columns if column.later == "office")


class Light(Frozen):
    """A word for how many days are left: up to a number of days, which is negative for days past."""

    value: str
    up_to: int | None = None


class LedgerForm(Frozen):
    """The sheets of the office's ledger (办理台账).

    `agree` and `refuse` are words for a result that depends on what was applied for. `round_heading` is the heading
    of a round's column among the items, with `{round}` for its number. Of the `lights` the first that fits counts.
    """

    agree: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    round_heading: str
    round_width: float = 10
    lights: tuple[Light, ...] = ()
    waiting: LedgerSheet
    items: LedgerSheet
    events: LedgerSheet
    evidence: LedgerSheet
    # Which texts of the lead team the bulletin prints, and how; an author's own ledger may do without.
    chosen: LedgerSheet | None = None

    @property
    def sheets(self) -> dict[str, LedgerSheet]:
        """The sheets by their place in the form, in their order."""
        chosen = {"chosen": self.chosen} if self.chosen else {}
        later = {"items": self.items, "events": self.events, "evidence": self.evidence}
        return {"waiting": self.waiting, **chosen, **later}


class DocketForm(Frozen):
    """The words of the docket (三类清单台账) that its office chooses.

    `signatures` is what stands at the foot of a unit's last page, from left to right.
    """

    signatures: tuple[str, ...] = ()


class Fact(Frozen):
    """A fact of the meeting that only bulletins say; always optional, and its label is its name in templates.

    `at_most` and `at_least` name the fact that it should not exceed or fall short of (or be later or earlier than),
    by its key, or the day of the meeting, MEETING; where it does, the operator is told.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1)
    kind: Literal["text", "integer", "date"]
    aliases: tuple[str, ...] = ()
    help: str = ""
    at_most: str = ""
    at_least: str = ""

    @property
    def column(self) -> Column:
        """The fact as a field of a form, as it is written and read."""
        return Column(key=self.key, label=self.label, kind=self.kind, aliases=self.aliases, help=self.help)


# The day that facts can be compared with besides each other.
MEETING = "@meeting"


class SettingsSheet(Frozen):
    """The first sheet of the campaign workbook: one setting per row, and below them the facts of the meeting.

    `old_fields` stood here in workbooks without a table of rounds: read where they stand, not written any more.
    """

    label: str
    heading: tuple[str, str, str]
    fields: tuple[Column, ...]
    old_fields: tuple[Column, ...] = ()
    # The heading of the facts, and the facts.
    facts_label: str = ""
    facts: tuple[Fact, ...] = ()


class CampaignForm(Frozen):
    """The sheets of the campaign workbook; `file` is its name."""

    file: str
    settings: SettingsSheet
    rounds: RoundsSheet
    units: FormSheet
    members: FormSheet
    options: FormSheet
    decisions: DecisionsSheet
