"""The rule kinds, by the name an author writes as `kind` in a list's definition."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from toolkit.rules.base import (
    Cells,
    Columns,
    Condition,
    Facts,
    Rule,
    Severity,
    Sheet,
    SheetRow,
    Table,
    When,
    WhenRule,
    both,
    text_literal,
)
from toolkit.rules.bounds import Between, BoundedRule, Length
from toolkit.rules.cells import (
    FIRST_DAY,
    LAST_DAY,
    OneOf,
    Pattern,
    Readable,
    Required,
    mask_expression,
)
from toolkit.rules.rows import Compare, ExpectedIf, ForbiddenIf, RequiredIf
from toolkit.rules.tables import Coverage, Reference, Referenced, Unique

RULE_KINDS: dict[str, type[Rule]] = {
    "readable": Readable,
    "required": Required,
    "one_of": OneOf,
    "pattern": Pattern,
    "length": Length,
    "between": Between,
    "required_if": RequiredIf,
    "forbidden_if": ForbiddenIf,
    "expected_if": ExpectedIf,
    "compare": Compare,
    "unique": Unique,
    "reference": Reference,
    "referenced": Referenced,
    "coverage": Coverage,
}

AnyRule = Annotated[
    Readable
    | Required
    | OneOf
    | Pattern
    | Length
    | Between
    | RequiredIf
    | ForbiddenIf
    | ExpectedIf
    | Compare
    | Unique
    | Reference
    | Referenced
    | Coverage,
    Field(discriminator="kind"),
]

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "RULE_KINDS",
    "AnyRule",
    "Between",
    "BoundedRule",
    "Cells",
    "Columns",
    "Compare",
    "Condition",
    "Coverage",
    "ExpectedIf",
    "Facts",
    "ForbiddenIf",
    "Length",
    "OneOf",
    "Pattern",
    "Readable",
    "Reference",
    "Referenced",
    "Required",
    "RequiredIf",
    "Rule",
    "Severity",
    "Sheet",
    "SheetRow",
    "Table",
    "Unique",
    "When",
    "WhenRule",
    "both",
    "mask_expression",
    "text_literal",
]
