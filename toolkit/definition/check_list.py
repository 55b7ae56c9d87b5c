"""Look for what a list gets wrong: its columns, rules and prefilled rows come in, mistakes go out."""

from __future__ import annotations

from collections import Counter

from toolkit.definition.check_rule import RuleChecker
from toolkit.definition.checker import Checker
from toolkit.definition.column import ROSTER_CHOICES, TEXT_KINDS, Column
from toolkit.errors import Mistake
from toolkit.text import fold, nearest, utf16_length

# Limits of the file format: validation title, validation message, cell.
TITLE, PROMPT, CELL = 32, 255, 32767
_CHOICE_KINDS = frozenset({"choice", "choices", "names"})


class ListChecker(Checker):
    """Checks one list."""

    def find(self) -> list[Mistake]:
        """Return the mistakes of columns, rules and prefilled rows, in this order."""
        self._headings()
        for column in self.list_type.columns:
            self._column(column)
        rules = RuleChecker(self.definition, self.list_type, self.lost)
        for position, rule in enumerate(self.list_type.rules, 1):
            rules.check(position, rule)
        self.found += rules.found
        self._numbers()
        self._prefill()
        return self.found

    def _headings(self) -> None:
        """No label or key twice; an alias must not be another column's official heading."""
        keys = Counter(column.key for column in self.list_type.columns)
        labels = Counter(fold(column.label) for column in self.list_type.columns)
        for column in self.list_type.columns:
            if keys[column.key] > 1:
                self._say("definition.key_twice", column.label, key=column.key)
            if labels[fold(column.label)] > 1:
                self._say("definition.label_twice", column.label, label=column.label)
        owner: dict[str, str] = {fold(column.label): column.label for column in self.list_type.columns}
        for column in self.list_type.columns:
            for alias in column.aliases:
                other = owner.setdefault(fold(alias), column.label)
                if other != column.label:
                    self._say(
                        "definition.alias_clash",
                        column.label,
                        "aliases",
                        alias=alias,
                        one=other,
                        other=column.label,
                    )

    def _column(self, column: Column) -> None:
        self._limits(column)
        self._choices(column)
        self._fitting(column)
        if column.refers and not self._leads(column.refers):
            self._say("definition.refers", column.label, "refers", path=column.refers)

    def _limits(self, column: Column) -> None:
        for attribute, text, limit in (
            ("label", column.label, TITLE),
            ("help", column.help, PROMPT),
        ):
            if utf16_length(text) > limit:
                self._say("definition.too_long", column.label, attribute, what=text[:20], limit=limit)
        if (column.max_length or 0) > CELL:
            self._say("definition.too_much", column.label, "max_length", value=column.max_length, limit=CELL)

    def _choices(self, column: Column) -> None:
        if column.choices is None:
            if column.kind in ("choice", "choices"):
                self._say("definition.no_choices", column.label, "choices")
            return
        if column.choices not in (*self.definition.choice_lists, *ROSTER_CHOICES, *self.lost):
            near = nearest(column.choices, (*self.definition.choice_lists, *ROSTER_CHOICES)) or ""
            self._say("definition.unknown_choices", column.label, "choices", key=column.choices, nearest=near)

    def _fitting(self, column: Column) -> None:
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
                self._say("definition.unfit", column.label, attribute, attribute=attribute, kind=column.kind)

    def _numbers(self) -> None:
        """Running numbers must not outgrow their mask."""
        column = self.list_type.number
        if column is not None and self.list_type.rows >= 10 ** (column.numbering or "").count("#"):
            self._say(
                "definition.numbering", column.label, "numbering", mask=column.numbering, rows=self.list_type.rows
            )

    def _prefill(self) -> None:
        for row in (self.list_type.prefill.team, self.list_type.prefill.member):
            for key in row:
                if not self.list_type.has(key):
                    self._say("definition.no_column", "prefill", path=key, nearest="")


def _is_numbering(column: Column) -> bool:
    mask = column.numbering or ""
    return column.kind == "code" and column.locked and mask.count("#") > 0 and "#" * mask.count("#") in mask
