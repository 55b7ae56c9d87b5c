"""The rule kinds, by the name that authors write as `kind` in a list's definition; base.py has their contract."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from toolkit.rules.base import Facts, Problem, RecordRule, RosterRule, Rule, Scope, Severity
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
from toolkit.rules.condition import Condition, When, WhenRule
from toolkit.rules.protocols import ColumnCells, Columns, Family, Options, Schema, Sheet, SheetRow, Table
from toolkit.rules.roster import CoverageRule
from toolkit.rules.row import CompareRule, DiffersRule, ExpectedIfRule, ForbiddenIfRule, RequiredIfRule
from toolkit.rules.table import ReferencedRule, ReferenceRule, UniqueRule

# The registry: a kind is listed here and nowhere else.
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
    | DiffersRule
    | UniqueRule
    | ReferenceRule
    | ReferencedRule
    | CoverageRule,
    Field(discriminator="kind"),
]
RULE_KINDS: dict[str, type[Rule]] = {kind.model_fields["kind"].default: kind for kind in get_args(get_args(AnyRule)[0])}

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
    "DiffersRule",
    "ExpectedIfRule",
    "Facts",
    "Family",
    "ForbiddenIfRule",
    "LengthRule",
    "OneOfRule",
    "Options",
    "PatternRule",
    "Problem",
    "ReadableRule",
    "RecordRule",
    "ReferenceRule",
    "ReferencedRule",
    "RequiredIfRule",
    "RequiredRule",
    "RosterRule",
    "Rule",
    "Schema",
    "Scope",
    "Severity",
    "Sheet",
    "SheetRow",
    "Table",
    "UniqueRule",
    "When",
    "WhenRule",
    "build_mask_expression",
]
