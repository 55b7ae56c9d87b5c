"""What reading a file depends on beside its bytes: so that a reading kept from an earlier run is known to hold still.

Whatever reading begins to look at must stand in `describe_basis`, in `select_decisions`, or be worked out afterwards,
as the time at which a file arrived is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from toolkit.campaign import Campaign, Decision
from toolkit.followup import Closing
from toolkit.reading.identity import normalise_name
from toolkit.records import IssuedVersions, ReturnedFile, SourceFile
from toolkit.unit_token import Stamp

# The kinds of decisions that any file is read by; those on files count for the files that they name, and all others
# after reading.
_ON_ALL_FILES = frozenset({"spelling", "column", "sheet"})
# Programs write their local time as if it were UTC, and clocks are a little off: at most by this much.
_CLOCKS_DIFFER = dt.timedelta(days=1)


def describe_basis(
    campaign: Campaign, stamp: Stamp, round: int, opening: Closing, versions: IssuedVersions
) -> tuple[object, ...]:
    """Return the values that the reading of every file depends on.

    When a round is due, what its figures are as of, and that it ends, makes no difference to what was written in it.
    """
    decisions = tuple(each for each in campaign.decisions if each.kind in _ON_ALL_FILES)
    now = replace(campaign.round, due_date=campaign.round.issue_date, as_of=None, state="running")
    read = replace(campaign, round=now, rounds=(), decisions=decisions, hints=(), roster_hints=(), facts={})
    issued = tuple((each.number, each.issue_date) for each in campaign.rounds if each.number <= now.number)
    return read, issued, stamp, round, replace(opening, events=(), figures={}, history={}), dict(versions)


def select_decisions(campaign: Campaign, name: str) -> tuple[Decision, ...]:
    """Return the decisions on files that name this one, by its path or by its bare name."""
    names = (normalise_name(name), normalise_name(name.rpartition("/")[2]))
    return tuple(each for each in campaign.decisions if each.kind == "file" and normalise_name(each.found) in names)


def date_file(file: ReturnedFile, arrived: dt.datetime | None) -> ReturnedFile:
    """Return a reading as if its file had arrived at a time (UTC, no zone), or at a time that is not known."""
    source = file.source
    if source.modified_by != "property":
        return replace(file, source=replace(source, modified=arrived, modified_by="file" if arrived else ""))
    return replace(file, source=date_source(source, arrived))


def date_source(source: SourceFile, arrived: dt.datetime | None) -> SourceFile:
    """Return a source with a time of its own, and whether that is later than it can be by when it arrived."""
    ahead = arrived is not None and source.modified is not None and source.modified > arrived + _CLOCKS_DIFFER
    return replace(source, ahead=ahead)
