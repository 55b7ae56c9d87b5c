"""What the one page of a unit shows, as plain facts for its template."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from toolkit.excel import OFFICE_ZONE
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.campaign import Unit
    from toolkit.pipeline import Receipt, UnitAnswer, UnitsDoor

_KIB = 1024
_SHOWN_ITEMS = 300  # findings of one file on the page; the marked copy has them all


def build_unit_facts(door: UnitsDoor, unit: Unit, answer: UnitAnswer | None) -> dict[str, Any]:
    """Return the facts of a unit's page; `answer` is None while it is being worked out."""
    campaign = door.workspace.campaign
    files = door.list_files(unit)
    receipts = door.list_receipts(unit)
    return {
        "unit": unit,
        "heading": campaign.heading,
        "lead": campaign.lead,
        "round": campaign.round,
        "ended": campaign.round.state == "ended",
        "due": campaign.due_date.isoformat(),
        "left": _render_left((campaign.due_date - (door.today or dt.datetime.now(OFFICE_ZONE).date())).days),
        "lists": [list_type.label for list_type in campaign.find_lists(unit)],
        "issued": [path.name for path in files["issued"]],
        "sent_back": [path.name for path in files["sent_back"]],
        "receipts": [describe_receipt(receipt) for receipt in receipts],
        "answer": answer,
        "shown": _SHOWN_ITEMS,
        "waits": any(not receipt.place for receipt in receipts),
    }


def describe_receipt(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt in words: the time is the office's."""
    return {
        "time": receipt.time.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M:%S"),
        "name": receipt.name,
        "size": render_size(receipt.size),
        "sha256": receipt.sha256,
        "round": receipt.round,
        "placed": bool(receipt.place),
        "again": receipt.again,
    }


def render_receipts(door: UnitsDoor, unit: Unit) -> str:
    """Return all receipts of a unit as a text to keep."""
    lines = [say("door.receipt.title", unit=unit.name, heading=door.workspace.campaign.heading)]
    lines += [say("door.receipt.line", **describe_receipt(receipt)) for receipt in door.list_receipts(unit)]
    return "\r\n".join(lines) + "\r\n"


def render_size(size: int) -> str:
    """Return a number of bytes as people read it."""
    if size >= _KIB * _KIB:
        return say("door.size.mib", count=f"{size / _KIB / _KIB:.1f}")
    return say("door.size.kib", count=max(1, round(size / _KIB)))


def _render_left(days: int) -> str:
    if days > 0:
        return say("door.left.days", days=days)
    return say("door.left.late", days=-days) if days else say("door.left.today")
