"""Look for what a list gets wrong: its columns, rules and prefilled rows come in, mistakes go out."""

from __future__ import annotations

from collections import Counter

from toolkit.definition.column import ROSTER_CHOICES, TEXT_KINDS, Column
from toolkit.definition.lint.list_problems import Checker
from toolkit.definition.lint.rules import ListSchema, RuleChecker
from toolkit.errors import Mistake
from toolkit.text import find_nearest, fold, measure_utf16_length

# Limits of the file format: validation title, validation message, cell.
TITLE, PROMPT, CELL = 32, 255, 32767
_CHOICE_KINDS = frozenset({"choice", "choices", "names"})


class ListChecker(Checker):
    """Checks one list."""

    def find_mistakes(self) -> list[Mistake]:
        """Return the mistakes of columns, rules and prefilled rows, in this order."""
        self._check_headings()
        for column in self.list_type.columns:
            self._check_column(column)
        rules = RuleChecker(self.definition, self.list_type, self.lost)
        for position, rule in enumerate(self.list_type.rules, 1):
            rules.check_rule(position, rule)
        self.found += rules.found
        self._check_numbering()
        self._check_prefill()
        return self.found

    def _check_headings(self) -> None:
        """No label or key twice; an alias must not be another column's official heading."""
        keys = Counter(column.key for column in self.list_type.columns)
        labels = Counter(fold(column.label) for column in self.list_type.columns)
        for column in self.list_type.columns:
            if keys[column.key] > 1:
                self._report_mistake("definition.key_twice", column.label, key=column.key)
            if labels[fold(column.label)] > 1:
                self._report_mistake("definition.label_twice", column.label, label=column.label)
        owner: dict[str, str] = {fold(column.label): column.label for column in self.list_type.columns}
        for column in self.list_type.columns:
            for alias in column.aliases:
                other = owner.setdefault(fold(alias), column.label)
                if other != column.label:
                    self._report_mistake(
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
        schema = ListSchema(self.definition, self.list_type, self.lost)
        if column.refers and not schema.accepts_other_list_path(column.refers):
            self._report_mistake("definition.refers", column.label, "refers", path=column.refers)

    def _check_limits(self, column: Column) -> None:
        for attribute, text, limit in (
            ("label", column.label, TITLE),
            ("help", column.help, PROMPT),
        ):
            if measure_utf16_length(text) > limit:
                self._report_mistake("definition.too_long", column.label, attribute, what=text[:20], limit=limit)
        if (column.max_length or 0) > CELL:
            self._report_mistake("definition.too_much", column.label, "max_length", value=column.max_length, limit=CELL)

    def _check_choices(self, column: Column) -> None:
        if column.choices is None:
            if column.kind in ("choice", "choices"):
                self._report_mistake("definition.no_choices", column.label, "choices")
            return
        if column.choices not in (*self.definition.choice_lists, *ROSTER_CHOICES, *self.lost):
            near = find_nearest(column.choices, (*self.definition.choice_lists, *ROSTER_CHOICES)) or ""
            self._report_mistake(
                "definition.unknown_choices", column.label, "choices", key=column.choices, nearest=near
            )

    def _check_attributes(self, column: Column) -> None:
        """Attributes that a kind has no use for are mistakes: the author expects an effect."""
        unfit = {
            "choices": column.choices is not None and column.kind not in _CHOICE_KINDS,
            "open": column.open and column.choices is None,
            "refers": (column.refers is not None) != (column.kind == "reference"),
            "numbering": column.numbering is not None and not _is_numbering(column),
            "min": column.min is not None and column.kind != "integer",
            "max": column.max is not None and column.kind != "integer",
            "min_length": column.min_length is not None and column.kind not in TEXT_KINDS,
            "max_length": column.max_length is not None and column.kind not in TEXT_KINDS,
        }
        for attribute, wrong in unfit.items():
            if wrong:
                self._report_mistake("definition.unfit", column.label, attribute, attribute=attribute, kind=column.kind)

    def _check_numbering(self) -> None:
        """Running numbers must not outgrow their mask."""
        column = self.list_type.number
        if column is not None and self.list_type.rows >= 10 ** (column.numbering or "").count("#"):
            self._report_mistake(
                "definition.numbering", column.label, "numbering", mask=column.numbering, rows=self.list_type.rows
            )

    def _check_prefill(self) -> None:
        for row in (self.list_type.prefill.team, self.list_type.prefill.member):
            for key in row:
                if not self.list_type.has_column(key):
                    self._report_mistake("definition.no_column", "prefill", path=key, nearest="")


def _is_numbering(column: Column) -> bool:
    mask = column.numbering or ""
    return column.kind == "code" and column.locked and mask.count("#") > 0 and "#" * mask.count("#") in mask
