"""Make the issues of a campaign's round: for each unit its lists, its people, its tokens and its items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toolkit.campaign import Campaign, Unit
from toolkit.followup import NOTHING_BEFORE, Closing, FillRenderer, Item
from toolkit.template.issue import Issue, Reissue
from toolkit.template.issued_item import issue_items
from toolkit.unit_token import WHOLE, Stamp


class IssueMaker:
    """Makes the issues of one campaign and round; what many units have in common is worked out once.

    `opening` is how the round before ended: the items of a unit are issued again, those that are closed for information
    only.
    """

    def __init__(self, campaign: Campaign, *, round: int, opening: Closing = NOTHING_BEFORE) -> None:
        self._campaign, self._round = campaign, round
        self._list_types = campaign.issued_list_types
        self._leaders = tuple(member.name for member in campaign.find_members(campaign.lead_unit))
        self._unit_names = tuple(listed.name for listed in campaign.units)
        self._fills = FillRenderer(campaign)
        self._items: dict[tuple[str, str], list[Item]] = {}
        for item in opening.items:
            self._items.setdefault((item.key.unit, item.key.list_key), []).append(item)
        self._former: dict[str, dict[tuple[str, str], frozenset[str]]] = {}
        for (code, list_key, column), values in opening.former.items():
            self._former.setdefault(code, {})[list_key, column] = values
        self._digests: dict[tuple[str, ...], str] = {}

    def make(self, unit: Unit, stamp: Stamp, *, only: str | None = None, reissue: Reissue | None = None) -> Issue:
        """Return what a unit is issued; `only` restricts it to one list, by key, `reissue` marks another time."""
        campaign, wanted = self._campaign, unit.lists or self._campaign.lists
        list_types = tuple(each for each in self._list_types if each.key in wanted and only in (None, each.key))
        keys = tuple(list_type.key for list_type in list_types)
        return Issue(
            definition=campaign.definition,
            title=campaign.heading,
            list_types=list_types,
            issued=campaign.issue_date,
            meeting_date=campaign.meeting_date,
            as_of=campaign.as_of,
            due=campaign.due_date,
            round=campaign.round,
            round_days=campaign.listing_days,
            reissue=reissue,
            unit=unit.code,
            unit_name=unit.name,
            members=campaign.find_members(unit.code),
            leaders=self._leaders,
            unit_names=self._unit_names,
            tokens=self._issue_tokens(unit.code, keys, stamp, reissue),
            former=self._select_former(unit, keys),
            items={
                each.key: issue_items(each, self._items.get((unit.code, each.key), ()), self._fills)
                for each in list_types
            },
        )

    def sign(self, issue: Issue, stamp: Stamp, reissue: Reissue | None) -> Issue:
        """Return an issue as it is signed by another stamp, or for another time."""
        keys = tuple(list_type.key for list_type in issue.list_types)
        return replace(issue, tokens=self._issue_tokens(issue.unit, keys, stamp, reissue), reissue=reissue)

    def _issue_tokens(self, unit: str, keys: tuple[str, ...], stamp: Stamp, reissue: Reissue | None) -> dict[str, str]:
        """Return the tokens of a workbook with these lists, and of each list."""
        number = reissue.number if reissue else 1
        covered = {WHOLE: keys, **{key: (key,) for key in keys}}
        return {
            key: str(
                stamp.issue_token(
                    unit=unit, list_key=key, round=self._round, digest=self._compute_digest(own), issue=number
                )
            )
            for key, own in covered.items()
        }

    def _select_former(self, unit: Unit, keys: Iterable[str]) -> dict[tuple[str, str], frozenset[str]]:
        own = self._former.get(unit.code, {})
        return {place: values for place, values in own.items() if place[0] in keys}

    def _compute_digest(self, keys: tuple[str, ...]) -> str:
        if keys not in self._digests:
            later = self._campaign.round.is_later
            self._digests[keys] = self._campaign.definition.compute_digest(*keys, later=later)
        return self._digests[keys]


def build_issue(  # noqa: PLR0913 - what a workbook is made for
    campaign: Campaign,
    unit: Unit,
    stamp: Stamp,
    *,
    round: int,
    only: str | None = None,
    opening: Closing = NOTHING_BEFORE,
    reissue: Reissue | None = None,
) -> Issue:
    """Return what one unit is issued in a round; see `IssueMaker`."""
    return IssueMaker(campaign, round=round, opening=opening).make(unit, stamp, only=only, reissue=reissue)
