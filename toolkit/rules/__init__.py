"""The rule kinds, by the name an author writes as `kind` in a list's definition."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from toolkit.rules.base import (
    ColumnCells,
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
)
from toolkit.rules.bounds import BetweenRule, BoundedRule, LengthRule
from toolkit.rules.cell import (
    FIRST_DAY,
    LAST_DAY,
    OneOfRule,
    PatternRule,
    ReadableRule,
    RequiredRule,
    build_mask_expression,
)
from toolkit.rules.roster import CoverageRule
from toolkit.rules.row import (
    CompareRule,
    ExpectedIfRule,
    ForbiddenIfRule,
    RequiredIfRule,
)
from toolkit.rules.table import ReferencedRule, ReferenceRule, UniqueRule

RULE_KINDS: dict[str, type[Rule]] = {
    "readable": ReadableRule,
    "required": RequiredRule,
    "one_of": OneOfRule,
    "pattern": PatternRule,
    "length": LengthRule,
    "between": BetweenRule,
    "required_if": RequiredIfRule,
    "forbidden_if": ForbiddenIfRule,
    "expected_if": ExpectedIfRule,
    "compare": CompareRule,
    "unique": UniqueRule,
    "reference": ReferenceRule,
    "referenced": ReferencedRule,
    "coverage": CoverageRule,
}

AnyRule = Annotated[
    ReadableRule
    | RequiredRule
    | OneOfRule
    | PatternRule
    | LengthRule
    | BetweenRule
    | RequiredIfRule
    | ForbiddenIfRule
    | ExpectedIfRule
    | CompareRule
    | UniqueRule
    | ReferenceRule
    | ReferencedRule
    | CoverageRule,
    Field(discriminator="kind"),
]

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "RULE_KINDS",
    "AnyRule",
    "BetweenRule",
    "BoundedRule",
    "ColumnCells",
    "Columns",
    "CompareRule",
    "Condition",
    "CoverageRule",
    "ExpectedIfRule",
    "Facts",
    "ForbiddenIfRule",
    "LengthRule",
    "OneOfRule",
    "PatternRule",
    "ReadableRule",
    "ReferenceRule",
    "ReferencedRule",
    "RequiredIfRule",
    "RequiredRule",
    "Rule",
    "Severity",
    "Sheet",
    "SheetRow",
    "Table",
    "UniqueRule",
    "When",
    "WhenRule",
    "build_mask_expression",
]
