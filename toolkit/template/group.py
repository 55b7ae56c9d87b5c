"""The workbooks of several units of a later round, written together, here or beside this process.

What all have in common goes out once; of each unit only what is its own. What they show is worked out in one pass, and
a workbook is signed as it was the last time as long as nothing else in it is different.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.campaign import Member
from toolkit.definition import ListType
from toolkit.template.issue import Issue, Reissue
from toolkit.template.issued_item import IssuedItem
from toolkit.template.preview import ShownIssue, show_issues
from toolkit.template.workbook import build_workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How a workbook is signed, and whether it says that it was handed out again."""

    tokens: Mapping[str, str]
    reissue: Reissue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitShare:
    """What one unit's workbook has of its own.

    It is signed by the first of its signatures with which it has the SHA-256 `expected`, else by the last of them; by
    the first where nothing is expected.
    """

    unit: str
    unit_name: str
    lists: tuple[str, ...]
    members: tuple[Member, ...]
    items: Mapping[str, tuple[IssuedItem, ...]]
    former: Mapping[tuple[str, str], frozenset[str]]
    signatures: tuple[Signature, ...]
    expected: str = ""


def collect_share(issue: Issue, signatures: Sequence[Signature], expected: str) -> UnitShare:
    """Return what is a unit's own in its issue; of its items what a workbook shows."""
    return UnitShare(
        unit=issue.unit,
        unit_name=issue.unit_name,
        lists=tuple(list_type.key for list_type in issue.list_types),
        members=issue.members,
        items={key: tuple(map(_leave_out_fields, items)) for key, items in issue.items.items()},
        former=issue.former,
        signatures=tuple(signatures),
        expected=expected,
    )


def collect_common(issue: Issue, list_types: Sequence[ListType]) -> Issue:
    """Return what the issues of all units have in common, with all lists of the round."""
    return replace(
        issue, list_types=tuple(list_types), unit="", unit_name="", members=(), tokens={}, items={}, former={}
    )


def build_group(common: Issue, shares: Sequence[UnitShare]) -> list[tuple[int, bytes]]:
    """Return the workbook of each unit, with the place of its signature."""
    issues = [_join(common, share) for share in shares]
    return [_build_signed(*each) for each in zip(issues, shares, show_issues(issues), strict=True)]


def _build_signed(issue: Issue, share: UnitShare, shown: ShownIssue) -> tuple[int, bytes]:
    """Return a unit's workbook with the place of its signature."""
    last = len(share.signatures) - 1
    contents = (
        (place, build_workbook(replace(issue, tokens=signature.tokens, reissue=signature.reissue), shown))
        for place, signature in enumerate(share.signatures)
    )
    return next(
        (place, content)
        for place, content in contents
        if not share.expected or place == last or hashlib.sha256(content).hexdigest() == share.expected
    )


def _leave_out_fields(issued: IssuedItem) -> IssuedItem:
    """Return an item without the fields that it was merged with: its row has been filled from them already."""
    return replace(issued, item=replace(issued.item, fields={}))


def _join(common: Issue, share: UnitShare) -> Issue:
    known = {list_type.key: list_type for list_type in common.list_types}
    return replace(
        common,
        list_types=tuple(known[key] for key in share.lists),
        unit=share.unit,
        unit_name=share.unit_name,
        members=share.members,
        items=share.items,
        former=share.former,
    )
