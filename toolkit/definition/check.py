"""Look for what a well-formed definition still gets wrong: a Definition comes in, mistakes go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from toolkit.definition.column import MOMENTS, ROSTER_CHOICES, TEXT_KINDS, Column
from toolkit.definition.model import Definition, ListType
from toolkit.errors import Mistake, mistake
from toolkit.messages import say
from toolkit.rules import Coverage, ExpectedIf, OneOf, Rule, WhenRule
from toolkit.text import fold, nearest, utf16_length

# Limits of the file format: sheet name, validation title, validation message, cell.
SHEET_NAME, TITLE, PROMPT, CELL = 31, 32, 255, 32767
_CHOICE_KINDS = frozenset({"choice", "choices", "names"})


def find_mistakes(definition: Definition) -> list[Mistake]:
    """Return every mistake, in the order of lists and columns."""
    checks: tuple[Callable[[Definition], Iterator[Mistake]], ...] = (_names, _choices, _meetings)
    found = [one for check in checks for one in check(definition)]
    for list_type in definition.list_types:
        found += _ListCheck(definition, list_type).find()
    return found


def _names(definition: Definition) -> Iterator[Mistake]:
    """Sheet names: legal, and each once."""
    labels = Counter(fold(one.label) for one in definition.list_types)
    keys = Counter(one.key for one in definition.list_types)
    for one in definition.list_types:
        place = _file(one)
        if labels[fold(one.label)] > 1:
            yield mistake("definition.label_twice", place, label=one.label)
        if keys[one.key] > 1:
            yield mistake("definition.key_twice", place, key=one.key)
    for label in (*(one.label for one in definition.list_types), definition.cover.sheet):
        reason = sheet_name_fault(label)
        if reason:
            yield mistake("definition.sheet_name", label, label=label, reason=reason)


def sheet_name_fault(name: str) -> str:
    """Say why Excel would refuse a sheet name; an empty text where it would not."""
    if utf16_length(name) > SHEET_NAME:
        return say("sheet_name.long", limit=SHEET_NAME)
    if set(name) & set("[]:*?/\\"):
        return say("sheet_name.characters")
    if name.startswith("'") or name.endswith("'"):
        return say("sheet_name.apostrophe")
    return say("sheet_name.reserved") if name.lower() == "history" else ""


def _choices(definition: Definition) -> Iterator[Mistake]:
    for key, one in definition.choice_lists.items():
        place = f"choices/{key}.csv"
        if not one.options:
            yield mistake("definition.no_values", place)
        seen: dict[str, str] = {}
        for option in one.options:
            if utf16_length(option.value) > PROMPT:
                yield mistake("definition.too_long", place, what=option.value[:20], limit=PROMPT)
            for name in (option.value, *option.aliases):
                other = seen.setdefault(fold(name), option.value)
                if other != option.value:
                    yield mistake("definition.alias_clash", place, alias=name, one=other, other=option.value)


def _meetings(definition: Definition) -> Iterator[Mistake]:
    keys = Counter(one.key for one in definition.meetings)
    for key, count in keys.items():
        if count > 1:
            yield mistake("definition.key_twice", f"meetings/{key}", key=key)
    if sum(one.default for one in definition.meetings) > 1:
        yield mistake("definition.two_defaults", "meetings/")
    for one in definition.meetings:
        if not one.aspects.options:
            yield mistake("definition.no_values", f"meetings/{one.key}/aspects.csv")


def _file(list_type: ListType, *parts: str) -> str:
    return say("place.separator").join([f"lists/{list_type.key}.toml", list_type.label, *parts])


class _ListCheck:
    """The checks of one list; `find` gathers them."""

    def __init__(self, definition: Definition, list_type: ListType) -> None:
        self.definition = definition
        self.list_type = list_type
        self.found: list[Mistake] = []

    def find(self) -> list[Mistake]:
        self._headings()
        for column in self.list_type.columns:
            self._column(column)
        for position, rule in enumerate(self.list_type.rules, 1):
            self._rule(position, rule)
        self._prefill()
        self._rollups()
        self._tables()
        return self.found

    def _say(self, key: str, /, *parts: str, **facts: object) -> None:
        self.found.append(mistake(key, _file(self.list_type, *parts), **facts))

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
        if column.choices not in self.definition.choice_lists and column.choices not in ROSTER_CHOICES:
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

    def _leads(self, target: str) -> bool:
        list_key, _, key = target.partition(".")
        return self.definition.has_list(list_key) and self.definition.list_type(list_key).has(key)

    def _path(self, path: str) -> bool:
        try:
            self.definition.locate(self.list_type.key, path)
        except KeyError:
            return False
        return True

    def _rule(self, position: int, rule: Rule) -> None:
        place = say("place.rule", position=position, kind=rule.kind, column=rule.column)
        for path in rule.reads():
            if not self._path(path):
                near = nearest(path, [column.key for column in self.list_type.columns]) or ""
                self._say("definition.no_column", place, path=path, nearest=near)
        for target in rule.refers_to():
            if not self._leads(target):
                self._say("definition.refers", place, path=target)
        for moment in rule.moments():
            if moment not in MOMENTS:
                self._say("definition.moment", place, name=moment, known=" ".join(MOMENTS))
        if isinstance(rule, OneOf):
            self._known_choices(place, rule.choices)
        if isinstance(rule, WhenRule):
            self._conditions(place, rule)
        if isinstance(rule, Coverage):
            self._names_people(place, rule)

    def _names_people(self, place: str, rule: Coverage) -> None:
        if self._path(rule.column):
            kind = self.list_type.column(rule.column).kind
            if kind not in ("choice", "names", "text"):
                self._say("definition.unfit", place, attribute="coverage", kind=kind)

    def _known_choices(self, place: str, key: str) -> None:
        if key not in self.definition.choice_lists and key not in ROSTER_CHOICES:
            near = nearest(key, (*self.definition.choice_lists, *ROSTER_CHOICES)) or ""
            self._say("definition.unknown_choices", place, key=key, nearest=near)

    def _conditions(self, place: str, rule: WhenRule) -> None:
        wanted = [(path, (*(c.among or ()), *(c.exclude or ()))) for path, c in rule.when.items()]
        if isinstance(rule, ExpectedIf):
            wanted.append((rule.column, rule.values))
        for path, values in wanted:
            if self._path(path):
                self._values(place, path, values)

    def _values(self, place: str, path: str, values: tuple[str, ...]) -> None:
        """A condition on a value that the dropdown does not offer could never hold."""
        key = self.definition.locate(self.list_type.key, path).column.choices
        offered = self.definition.choice_lists.get(key or "")
        for value in values if offered else ():
            if offered and value not in offered.values:
                near = nearest(value, offered.values) or ""
                self._say("definition.no_value", place, value=value, choices=offered.key, nearest=near)

    def _prefill(self) -> None:
        for row in (self.list_type.prefill.team, self.list_type.prefill.member):
            for key in row:
                if not self.list_type.has(key):
                    self._say("definition.no_column", "prefill", path=key, nearest="")

    def _rollups(self) -> None:
        for rollup in self.list_type.rollups:
            list_key, _, path = rollup.of.partition(".")
            good = self.definition.has_list(list_key)
            if good:
                try:
                    self.definition.locate(list_key, path)
                except KeyError:
                    good = False
            for target, fine in ((rollup.of, good), (rollup.by, self._leads(rollup.by))):
                if not fine:
                    self._say("definition.refers", "rollups", rollup.key, path=target)
            if not rollup.steps and rollup.take is None:
                self._say("definition.rollup", "rollups", rollup.key)

    def _tables(self) -> None:
        known = {rollup.key for rollup in self.list_type.rollups} | {"@unit"}
        for table in self.list_type.tables:
            for path in (*table.rows, table.columns):
                if path not in known and not self._path(path):
                    near = nearest(path, [column.key for column in self.list_type.columns]) or ""
                    self._say("definition.no_column", "tables", table.key, path=path, nearest=near)


def _is_numbering(column: Column) -> bool:
    mask = column.numbering or ""
    return column.kind == "code" and column.locked and mask.count("#") > 0 and "#" * mask.count("#") in mask
