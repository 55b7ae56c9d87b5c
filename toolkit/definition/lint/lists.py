"""Check one list: its headings, columns, rules, running numbers and prefilled rows."""

from __future__ import annotations

from collections import Counter

from toolkit.definition.column import ROSTER_CHOICES, TEXT_KINDS, Column
from toolkit.definition.dated_texts import find_wrong_days
from toolkit.definition.lint.followup import check_followup
from toolkit.definition.lint.printed import check_printed
from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.lint.rules import RuleChecker
from toolkit.definition.list_type import ListType
from toolkit.messages import say
from toolkit.text import find_nearest, fold, measure_utf16_length

# Limits of the file format in UTF-16 units: a validation's title and message, and a cell's content.
TITLE, PROMPT, CELL = 32, 255, 32767
_CHOICE_KINDS = frozenset({"choice", "choices", "names"})


def get_list_context(list_type: ListType) -> tuple[str, str]:
    """Return the first two parts of the locations of a list's mistakes: its file and its label."""
    return f"lists/{list_type.key}.toml", list_type.label


class ListChecker:
    """Checks one list."""

    def __init__(self, problems: ProblemCollector, list_type: ListType) -> None:
        self.problems, self.list_type = problems, list_type

    def check_list(self) -> None:
        """Report the mistakes of headings, columns, rules, numbers, prefilled rows, follow-up, print."""
        self._check_headings()
        for column in self.list_type.columns:
            self._check_column(column)
        rules = RuleChecker(self.problems, self.list_type)
        for position, rule in enumerate(self.list_type.rules, 1):
            rules.check_rule(position, rule)
        self._check_numbering()
        self._check_prefill()
        self._check_days()
        self._check_print_breaks()
        check_followup(self.problems, self.list_type)
        check_printed(self.problems, self.list_type)

    def _check_headings(self) -> None:
        """Check that labels and keys are unique, and that no alias is another column's official heading."""
        keys = Counter(column.key for column in self.list_type.columns)
        labels = Counter(fold(column.label) for column in self.list_type.columns)
        for column in self.list_type.columns:
            if keys[column.key] > 1:
                self.problems.report_mistake("definition.key_twice", column.label, key=column.key)
            if labels[fold(column.label)] > 1:
                self.problems.report_mistake("definition.label_twice", column.label, label=column.label)
        owner: dict[str, str] = {fold(column.label): column.label for column in self.list_type.columns}
        for column in self.list_type.columns:
            for alias in column.aliases:
                other = owner.setdefault(fold(alias), column.label)
                if other != column.label:
                    self.problems.report_mistake(
                        "definition.alias_clash",
                        column.label,
                        "aliases",
                        alias=alias,
                        one=other,
                        other=column.label,
                    )

    def _check_column(self, column: Column) -> None:
        self._check_limits(column)
        self._check_choices(column)
        self._check_attributes(column)
        if column.refers and not self.problems.targets.accepts_other_list_path(column.refers):
            self.problems.report_mistake("definition.refers", column.label, "refers", path=column.refers)

    def _check_limits(self, column: Column) -> None:
        for attribute, text, limit in (
            ("label", column.label, TITLE),
            ("help", column.help, PROMPT),
        ):
            if measure_utf16_length(text) > limit:
                self.problems.report_mistake(
                    "definition.too_long", column.label, attribute, what=text[:20], limit=limit
                )
        if (column.max_length or 0) > CELL:
            self.problems.report_mistake(
                "definition.too_much", column.label, "max_length", value=column.max_length, limit=CELL
            )

    def _check_choices(self, column: Column) -> None:
        if column.choices is None:
            if column.kind in ("choice", "choices"):
                self.problems.report_mistake("definition.no_choices", column.label, "choices")
            return
        offered = (*self.problems.definition.choice_lists, *ROSTER_CHOICES)
        if column.choices not in (*offered, *self.problems.lost):
            near = find_nearest(column.choices, offered) or ""
            self.problems.report_mistake(
                "definition.unknown_choices", column.label, "choices", key=column.choices, nearest=near
            )

    def _check_attributes(self, column: Column) -> None:
        """Report attributes that the column's kind does not use, since the author expects an effect."""
        unfit = {
            "choices": column.choices is not None and column.kind not in _CHOICE_KINDS,
            "open": column.open and column.choices is None,
            "optional": column.optional and (column.choices is None or column.choices in ROSTER_CHOICES),
            "refers": (column.refers is not None) != (column.kind == "reference"),
            "numbering": column.numbering is not None and not _is_numbering(column),
            "min": column.min is not None and column.kind != "integer",
            "max": column.max is not None and column.kind != "integer",
            "min_length": column.min_length is not None and column.kind not in TEXT_KINDS,
            "max_length": column.max_length is not None and column.kind not in TEXT_KINDS,
        }
        for attribute, wrong in unfit.items():
            if wrong:
                self.problems.report_mistake(
                    "definition.unfit", column.label, attribute, attribute=attribute, kind=column.kind
                )

    def _check_numbering(self) -> None:
        """Check that running numbers do not outgrow their mask."""
        column = self.list_type.number
        if column is not None and self.list_type.rows >= 10 ** (column.numbering or "").count("#"):
            self.problems.report_mistake(
                "definition.numbering", column.label, "numbering", mask=column.numbering, rows=self.list_type.rows
            )

    def _check_prefill(self) -> None:
        for row in (self.list_type.prefill.team, self.list_type.prefill.member):
            for key in row:
                if not self.list_type.has_column(key):
                    self.problems.report_mistake("definition.no_column", "prefill", path=key, nearest="")

    def _check_days(self) -> None:
        """Check the days in texts that go with the meeting."""
        self._check_text_days("intro", text=self.list_type.intro)
        for column in self.list_type.columns:
            self._check_text_days(column.label, "help", text=column.help)
            self._check_text_days(column.label, "example", text=column.example)
        for position, rule in enumerate(self.list_type.rules, 1):
            location = say("place.rule", position=position, kind=rule.kind, column=rule.column)
            self._check_text_days(location, "message", text=rule.message or "")
            self._check_text_days(location, "fix", text=rule.fix or "")

    def _check_text_days(self, *parts: str, text: str) -> None:
        for wrong in find_wrong_days(text):
            self.problems.report_mistake("definition.day", *parts, text=wrong)

    def _check_print_breaks(self) -> None:
        keys = [column.key for column in self.list_type.columns]
        for key in self.list_type.print_breaks:
            if key not in keys:
                near = find_nearest(key, keys) or ""
                self.problems.report_mistake("definition.no_column", "print_breaks", path=key, nearest=near)


def _is_numbering(column: Column) -> bool:
    mask = column.numbering or ""
    return column.kind == "code" and column.locked and mask.count("#") > 0 and "#" * mask.count("#") in mask
