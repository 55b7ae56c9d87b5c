"""How the records of a list are followed from round to round until they are closed.

The lists' author names the columns that play a part, and gives the office's words for states, applications and
results; the engine knows only the keys below.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from toolkit.definition.column import Frozen

# What a unit says of a record by its progress.
ProgressKey = Literal["not_started", "in_progress", "done", "extend"]
# What a unit can apply for.
ApplicationKey = Literal["close", "extend", "turn_lasting"]
# What the office can decide.
ResultKey = Literal["close", "send_back", "extend", "refuse_extension", "turn_lasting", "refuse_lasting", "reopen"]
# Where an item stands.
StateKey = Literal[
    "not_started",
    "in_progress",
    "done",
    "applied_close",
    "closed",
    "sent_back",
    "applied_extend",
    "extended",
    "applied_lasting",
    "lasting",
    "reopened",
    "withdrawn",
]


# What of an item's history an office's column can show, besides `last.<field>`: the value of a field a round ago.
FILLS = (
    "state",
    "closed",
    "close_date",
    "closed_by",
    "approved",
    "review",
    "opened",
    "cycle",
    "reported",
    "pending",
    "result",
    "unchanged_rounds",
    "handling_days",
)
LAST = "last."


class FollowUp(Frozen):
    """The columns that follow-up needs, by key, and the words for its states.

    `parent` is the reference column whose row in the other list is closed once all its rows here are. `category` is
    the path of the class; records of the classes in `lasting` are kept up rather than completed.
    """

    progress: str
    progress_words: dict[str, ProgressKey]
    deadline: str
    finish_date: str
    effect: str
    evidence: str
    application: str
    application_words: dict[str, ApplicationKey]
    wanted_day: str
    reason: str
    goal: str
    review_day: str
    # Who must do it, for the office's ledger.
    responsible: tuple[str, ...] = ()
    # Where a unit may have given the reason instead: why it has not finished.
    excuse: str = ""
    parent: str = ""
    category: str = ""
    lasting: tuple[str, ...] = ()
    # The values of a column with `fill = "state"`, and the office's results in the ledger, in the order of dropdowns.
    states: dict[StateKey, str] = Field(min_length=1)
    results: dict[ResultKey, str] = Field(min_length=1)
