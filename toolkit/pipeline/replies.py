"""Join the doubts of a check with what the units explained and what the office decided about it.

An accepted doubt is raised no more while its rule, its place and the value there are the same. Only doubts are ever
silenced, and only by the office's decisions in 工作方案.xlsx: what a unit writes changes nothing but the state shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from toolkit.campaign import ACCEPTED, REFUSED, Campaign
from toolkit.cleaning import is_empty_phrase
from toolkit.findings import Finding, Reply, concerns_clerk, render_found
from toolkit.messages import say
from toolkit.records import FindingKeys, ReturnedFile, WrittenReply
from toolkit.reporting import asks_operator
from toolkit.text import tidy
from toolkit.unit_token import DoubtCode, digest_reply, find_doubt_code

_LONGEST_VALUE = 60  # of a cell, quoted in 认定


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedReplies:
    """The findings to raise, in the order given, and the doubts that the office accepted; doubts have their reply."""

    raised: tuple[Finding, ...]
    accepted: tuple[Finding, ...] = ()


def join_replies(findings: Iterable[Finding], files: Iterable[ReturnedFile], campaign: Campaign) -> JoinedReplies:
    """Give every doubt that a unit may explain its reply, and set aside those that the office accepted.

    `files` are the returns that the findings are on, superseded ones included: what a clerk explained in an earlier
    copy stands until it is explained anew.
    """
    read = list(files)
    keys = FindingKeys(read, campaign.definition)
    verdicts = _Verdicts(campaign)
    everything = list(findings)
    doubts = {
        position: keys.build_code(finding) for position, finding in enumerate(everything) if _may_be_explained(finding)
    }
    texts, places = _WrittenTexts(read), _Places(campaign, keys)
    present = {(code.place, code.value) for code in doubts.values()}
    for position, code in doubts.items():
        finding = everything[position]
        reply = verdicts.build_reply(code, texts.find_text(finding, code), present)
        everything[position] = replace(finding, reply=replace(reply, place=places.render_place(finding)))
    accepted = {position for position in doubts if _is_accepted(everything[position])}
    return JoinedReplies(
        raised=tuple(finding for position, finding in enumerate(everything) if position not in accepted),
        accepted=tuple(everything[position] for position in sorted(accepted)),
    )


def count_replies(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    """Count the doubts that units may explain, by file name and state."""
    return Counter((finding.at.file, finding.reply.state) for finding in findings if finding.reply)


def _may_be_explained(finding: Finding) -> bool:
    """Tell whether it is a doubt of a unit, told to its clerk, that no other question to the operator is about."""
    doubtful = finding.severity == "warning" and bool(finding.unit) and bool(finding.at.file)
    return doubtful and not asks_operator(finding) and concerns_clerk(finding)


def _is_accepted(finding: Finding) -> bool:
    return finding.reply is not None and finding.reply.state == "accepted"


class _Places:
    """Says where doubts are as 认定 names them: unit, list, running number, column, value."""

    def __init__(self, campaign: Campaign, keys: FindingKeys) -> None:
        self.keys = keys
        self.lists = {list_type.key: list_type.label for list_type in campaign.definition.list_types}
        self.units = {unit.code: unit.name for unit in campaign.units}

    def render_place(self, finding: Finding) -> str:
        key = self.keys.build_key(finding)
        number = say("doubt.row", row=key.number[1:]) if key.number.startswith("@") else key.number
        parts = [
            self.units.get(finding.unit, ""),
            self.lists.get(key.list_key, finding.at.sheet),
            number,
            finding.at.column,
        ]
        value = " ".join(str(finding.value).split())
        shown = value if len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "…"
        named = say("place.separator").join(part for part in parts if part)
        return named + (say("doubt.value", value=shown) if value else "")


class _WrittenTexts:
    """What the clerks wrote, by unit and doubt; of several returns the last that says something."""

    def __init__(self, files: Iterable[ReturnedFile]) -> None:
        self._by_code: dict[tuple[str, str, str], str] = {}
        self._by_words: dict[tuple[str, str, str], str] = {}
        for file in sorted(files, key=_build_order_key):
            for written in file.content.replies if file.unit else ():
                self._take(file.unit, written)

    def _take(self, unit: str, written: WrittenReply) -> None:
        code = find_doubt_code(written.code)
        if code is not None:
            self._by_code[unit, code.place, code.value] = written.text
        else:
            self._by_words[unit, tidy(written.found), tidy(written.value)] = written.text

    def find_text(self, finding: Finding, code: DoubtCode) -> str:
        """Return the explanation of a doubt, empty where there is none."""
        known = self._by_code.get((finding.unit, code.place, code.value))
        if known is not None or not self._by_words:
            return known or ""
        found = " ".join(render_found(finding).split())
        return self._by_words.get((finding.unit, found, tidy(str(finding.value))), "")


def _build_order_key(file: ReturnedFile) -> tuple[bool, str, str]:
    """Return a sort key: files that count last, the others by the time they were saved."""
    saved = file.source.modified.isoformat() if file.source.modified else ""
    return bool(file.counted), saved, file.name


class _Verdict(NamedTuple):
    """One decision of the office: on which doubt, with which explanation, and in what words it stands in 认定."""

    code: DoubtCode
    meaning: str
    words: str


class _Verdicts:
    """The office's decisions on doubts."""

    def __init__(self, campaign: Campaign) -> None:
        self.vocabulary = campaign.definition.vocabulary
        self.by_place: dict[str, list[_Verdict]] = {}
        for found, meaning in campaign.collect_decisions("doubt").items():
            if code := find_doubt_code(found):
                verdict = _Verdict(code, meaning, _drop_code(found))
                self.by_place.setdefault(code.place, []).append(verdict)

    def build_reply(self, code: DoubtCode, text: str, present: set[tuple[str, str]]) -> Reply:
        """Return the state of a doubt; `present` are the places and values of all doubts of this check."""
        here = self.by_place.get(code.place, [])
        same = [verdict for verdict in here if verdict.code.value == code.value]
        once = [v.words for v in here if v.meaning == ACCEPTED and (v.code.place, v.code.value) not in present]
        reply = Reply(code=str(code), text=text, accepted=once[-1] if once else "")
        exact = [verdict.meaning for verdict in same if verdict.code.reply == digest_reply(text)]
        if exact[-1:] == [ACCEPTED] or (not exact and any(v.meaning == ACCEPTED for v in same)):
            return replace(reply, state="accepted", accepted="")
        if exact[-1:] == [REFUSED]:
            return replace(reply, state="refused")
        empty = bool(text) and is_empty_phrase(text, self.vocabulary)
        if text and not empty:
            return replace(reply, state="answered")
        return replace(reply, state="reopened" if once else "unanswered", empty_phrase=empty)


def _drop_code(found: str) -> str:
    """Return the words of a decision without the code behind them."""
    code = find_doubt_code(found)
    return found.replace(say("doubt.code", code=code), "").strip() if code else found
