"""What `next --json` prints, and what `--json` says of an ended round."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.campaign import Round
from toolkit.followup import Closing
from toolkit.pipeline.closing import Verification
from toolkit.pipeline.frozen import FrozenRound, dump_round

if TYPE_CHECKING:  # what ends a round loads all that draws and writes
    from toolkit.pipeline.next_round import EndedRound, RoundEnding
    from toolkit.pipeline.rebuild import RebuiltRound
    from toolkit.pipeline.undo_next import UndoneRound


def ending_facts(ending: RoundEnding, ended: EndedRound | None) -> dict[str, Any]:
    """Return what was open, the next round, and once the round has ended what was written and how it stands."""
    opening = ending.collected.opening
    return {
        "round": dump_round(ending.collected.workspace.campaign.round),
        "ended": ended is not None,
        "open": [
            {"kind": matter.kind, "count": matter.count, "names": list(matter.names)} for matter in ending.matters
        ],
        "next": dump_round(ending.following),
        "opening": count_items(opening),
        "closing": None if ended is None else count_items(ended.closing),
        "written": [] if ended is None else [str(path) for path in ended.paths],
    }


def begun_facts(following: Round) -> dict[str, Any]:
    """Return the round that has begun after one that had ended already."""
    return {"ended": False, "next": dump_round(following)}


def undone_facts(undone: UndoneRound) -> dict[str, Any]:
    """Return the round that goes on, and where its 期末 lies now."""
    return {"round": dump_round(undone.round), "undone": True, "kept": str(undone.kept) if undone.kept else None}


def rebuilt_facts(rebuilt: RebuiltRound) -> dict[str, Any]:
    """Return the round whose end was computed again, how it stands, and what was written."""
    return {
        "round": dump_round(rebuilt.frozen.round),
        "rebuilt": True,
        "from_copy": rebuilt.from_copy,
        "closing": count_items(rebuilt.frozen.closing),
        "kept": str(rebuilt.kept) if rebuilt.kept else None,
        "written": [str(path) for path in rebuilt.paths],
    }


def count_items(closing: Closing) -> dict[str, dict[str, int]]:
    """Return how many items there are by list, all of them and by state."""
    counts: dict[str, Counter[str]] = {}
    for item in closing.items:
        own = counts.setdefault(item.key.list_key, Counter())
        own["all"] += 1
        if item.state:
            own[item.state] += 1
    return {key: dict(sorted(own.items())) for key, own in counts.items()}


def frozen_facts(frozen: FrozenRound, command: str, folder: Path) -> dict[str, Any]:
    """Return what `status`, `check` or `merge` said of a round when it ended, with the round as it is now.

    The paths of files written then are those in the campaign's folder.
    """
    facts = {**frozen.facts[command], "round": dump_round(frozen.round)}
    if "outputs" in facts:
        facts["outputs"] = [str(folder / path) for path in facts["outputs"]]
    return facts


def verification_facts(verified: Verification) -> list[dict[str, Any]]:
    """Return what became of the ended rounds: one entry per file touched, and per 期末 that cannot be trusted."""
    touched = [asdict(each) for each in verified.breaks]
    return [
        *touched,
        *(
            {"round": number, "path": mistake.location, "kind": "untrusted", "message": str(mistake)}
            for number, mistakes in verified.mistakes.items()
            for mistake in mistakes
        ),
    ]
