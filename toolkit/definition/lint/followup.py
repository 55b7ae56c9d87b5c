"""Check how a list is followed from round to round: who may fill in what later, and the words of the follow-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, get_args

from toolkit.definition.column import Column, Kind
from toolkit.definition.followup import (
    FILLS,
    LAST,
    ApplicationKey,
    FollowUp,
    ProgressKey,
    ResultKey,
    StateKey,
)
from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.list_type import ListType
from toolkit.messages import say
from toolkit.text import find_nearest

# What can be shown of items that nobody follows up; everything else needs [followup].
_FREE_FILLS = frozenset({"opened", "reported", "unchanged_rounds"})
_FILL_KINDS: dict[str, Kind] = {
    "approved": "date",
    "close_date": "date",
    "opened": "integer",
    "cycle": "integer",
    "unchanged_rounds": "integer",
    "handling_days": "integer",
}
# How many values the dropdown of a column must offer at least, for what has no words of its own in [followup].
_FEWEST_VALUES = {"closed": 2, "reported": 3}
# The parts of a follow-up that are columns, and of which kinds they may be.
_PARTS: dict[str, tuple[Kind, ...]] = {
    "progress": ("choice",),
    "deadline": ("deadline", "date"),
    "finish_date": ("date",),
    "effect": ("text", "long_text"),
    "evidence": ("text", "long_text"),
    "application": ("choice",),
    "wanted_day": ("date",),
    "reason": ("text", "long_text"),
    "excuse": ("text", "long_text"),
    "goal": ("text", "long_text"),
    "review_day": ("date",),
}
_OPTIONAL = frozenset({"excuse"})
_NEEDED_RESULTS: dict[ApplicationKey, tuple[ResultKey, ...]] = {
    "close": ("close", "send_back"),
    "extend": ("extend", "refuse_extension"),
    "turn_lasting": ("turn_lasting", "refuse_lasting"),
}


def check_followup(problems: ProblemCollector, list_type: ListType) -> None:
    """Report the mistakes of the columns' later use, of the columns for remarks, and of `[followup]`."""
    _FollowUpChecker(problems, list_type).check()


class _FollowUpChecker:
    """Checks one list."""

    def __init__(self, problems: ProblemCollector, list_type: ListType) -> None:
        self.problems, self.list_type = problems, list_type
        self.followup = list_type.followup or self._find_followup_of_children()

    def _find_followup_of_children(self) -> FollowUp | None:
        """Return the follow-up of a list whose records lead to this one: its words hold here, too."""
        for other in self.problems.definition.list_types:
            parent = other.followup.parent if other.followup else ""
            if parent and self.problems.targets.find_referenced_list(other.key, parent) == self.list_type.key:
                return other.followup
        return None

    def check(self) -> None:
        for column in self.list_type.columns:
            self._check_use(column)
            self._check_fill(column)
        for attribute in ("unchanged", "change_note"):
            self._check_remark(attribute, getattr(self.list_type, attribute))
        if self.list_type.number is None and (self.list_type.followup or self.list_type.unchanged):
            self.problems.report_mistake("definition.no_numbers")
        if self.list_type.followup is not None:
            self._check_parts(self.list_type.followup)
            self._check_words(self.list_type.followup)
            self._check_parent(self.list_type.followup)

    # -- columns ----------------------------------------------------------------------------------

    def _check_use(self, column: Column) -> None:
        """Check that somebody can fill in the column, and that nobody else must."""
        if column.later == "office":
            if not column.fill:
                self.problems.report_mistake("definition.office_unfilled", column.label, "fill")
            if column.required:
                self.problems.report_mistake("definition.office_required", column.label, "required")
            return
        if column.fill:
            self.problems.report_mistake("definition.fill_of_unit", column.label, "fill")
        if column.shown == "office":
            self.problems.report_mistake("definition.shown_to_office", column.label, "shown")

    def _check_fill(self, column: Column) -> None:
        fill = column.fill
        if not fill:
            return
        if fill.startswith(LAST):
            self._check_last(column, fill.removeprefix(LAST))
        elif fill not in FILLS:
            known, near = (*FILLS, f"{LAST}…"), find_nearest(fill, FILLS) or ""
            words = say("list.separator").join(known)
            self.problems.report_mistake("definition.fill", column.label, "fill", fill=fill, known=words, nearest=near)
        elif fill not in _FREE_FILLS and self.followup is None:
            self.problems.report_mistake("definition.fill_unfollowed", column.label, "fill", fill=fill)
        else:
            self._check_fill_kind(column)

    def _check_last(self, column: Column, path: str) -> None:
        if not self.problems.targets.has_target(self.list_type.key, path):
            paths = self.problems.targets.collect_plain_paths(self.list_type.key)
            near = find_nearest(path, paths) or ""
            self.problems.report_mistake("definition.no_path", column.label, "fill", path=path, nearest=near)

    def _check_fill_kind(self, column: Column) -> None:
        """Check that the column can hold what it shows: days, numbers, or words that its dropdown offers."""
        kind = _FILL_KINDS.get(column.fill)
        if kind is not None and column.kind != kind:
            facts = {"fill": column.fill, "kind": say(f"kind.{kind}")}
            self.problems.report_mistake("definition.fill_kind", column.label, "kind", **facts)
        offered = self._find_values(column)
        if offered is None:
            return
        fewest = _FEWEST_VALUES.get(column.fill, 0)
        if len(offered) < fewest:
            self.problems.report_mistake(
                "definition.fill_values", column.label, "choices", fill=column.fill, count=fewest
            )
        # The words of applications are checked where units choose them.
        if self.followup and column.fill in {"state", "result"}:
            words = self.followup.states if column.fill == "state" else self.followup.results
            self._report_unoffered(words.values(), column, column.label)

    def _find_values(self, column: Column) -> tuple[str, ...] | None:
        """Return the values that a column offers; None where anything may stand in it, or its file is faulty."""
        choices = self.problems.definition.choice_lists.get(column.choices or "")
        return choices.values if choices and column.kind in ("choice", "choices") else None

    def _report_unoffered(self, words: Iterable[str], column: Column, *parts: str) -> None:
        offered = self._find_values(column)
        for word in words if offered is not None else ():
            if word not in (offered or ()):
                near = find_nearest(word, offered or ()) or ""
                facts = {"value": word, "label": column.label, "choices": column.choices, "nearest": near}
                self.problems.report_mistake("definition.word_not_offered", *parts, **facts)

    def _check_remark(self, attribute: str, key: str) -> None:
        """Check a column in which a unit says that nothing changed, or why something did."""
        if not key:
            return
        column = self._find_column(key, attribute)
        if column is not None and (column.later != "open" or column.locked or column.required):
            self.problems.report_mistake("definition.remark_open", attribute, label=column.label)

    # -- [followup] -------------------------------------------------------------------------------

    def _find_column(self, key: str, *parts: str) -> Column | None:
        if self.list_type.has_column(key):
            return self.list_type.find_column(key)
        keys = [column.key for column in self.list_type.columns]
        self.problems.report_mistake("definition.no_column", *parts, path=key, nearest=find_nearest(key, keys) or "")
        return None

    def _check_parts(self, followup: FollowUp) -> None:
        for part, kinds in _PARTS.items():
            key = getattr(followup, part)
            column = self._find_column(key, "followup", part) if key or part not in _OPTIONAL else None
            if column is None:
                continue
            if column.kind not in kinds:
                words = say("list.separator").join(say(f"kind.{kind}") for kind in kinds)
                facts = {"label": column.label, "part": part, "kinds": words}
                self.problems.report_mistake("definition.part_kind", "followup", part, **facts)
            elif column.closed_to_units:
                self.problems.report_mistake("definition.part_of_office", "followup", part, label=column.label)

    def _check_words(self, followup: FollowUp) -> None:
        self._check_spoken("progress_words", followup.progress, followup.progress_words, get_args(ProgressKey))
        self._check_spoken("application_words", followup.application, followup.application_words, ())
        self._check_complete("states", followup.states, get_args(StateKey))
        asked = dict.fromkeys(followup.application_words.values())
        needed = [result for application in asked for result in _NEEDED_RESULTS[application]]
        self._check_complete("results", followup.results, ["close", "reopen", *needed])

    def _check_spoken(self, part: str, key: str, words: Mapping[str, str], needed: Iterable[str]) -> None:
        """Check the words of a dropdown that mean something: that it offers them, and that none is missing."""
        if not words:
            self.problems.report_mistake("definition.no_words", "followup", part)
        missing = [name for name in needed if name != "extend" and name not in words.values()]
        if missing and words:
            listed = say("list.separator").join(missing)
            self.problems.report_mistake("definition.words_missing", "followup", part, names=listed)
        if self.list_type.has_column(key):
            self._report_unoffered(words, self.list_type.find_column(key), "followup", part)

    def _check_complete(self, part: str, words: Mapping[Any, str], needed: Iterable[str]) -> None:
        """Check that every key has a word, and no two the same."""
        missing = [name for name in dict.fromkeys(needed) if name not in words]
        if missing:
            listed = say("list.separator").join(missing)
            self.problems.report_mistake("definition.words_missing", "followup", part, names=listed)
        for word, count in Counter(words.values()).items():
            if count > 1:
                self.problems.report_mistake("definition.label_twice", "followup", part, label=word)

    def _check_parent(self, followup: FollowUp) -> None:
        parent = self._find_column(followup.parent, "followup", "parent") if followup.parent else None
        if parent is not None and parent.kind != "reference":
            self.problems.report_mistake(
                "definition.not_a_reference", "followup", "parent", path=followup.parent, nearest=""
            )
        if followup.category:
            self._check_lasting(followup.category, followup.lasting)
        elif followup.lasting:
            self.problems.report_mistake("definition.lasting_without_class", "followup", "lasting")

    def _check_lasting(self, path: str, lasting: Collection[str]) -> None:
        target = self.problems.find_target(self.list_type.key, path, "followup", "category")
        if target is not None and target.values is not None:
            inner = self.problems.enter_part("followup", "lasting")
            inner.check_values(path, lasting, target.values)
