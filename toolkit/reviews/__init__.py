"""办理台账.xlsx, the office's own ledger: what waits for it, every item, every event, and the evidence.

waiting     the rows on which the office decides; subjects tells which item a row is about
read        what was decided, and the events logged before
blank       a new ledger; page_patch and patch bring it up to date without touching what is the office's
contents    what our columns say; evidence finds the files that units named
chosen_results   what waits, and results that were chosen outside the ledger, put into it
pages       the sheets and columns, wherever they were moved
"""

from toolkit.reviews.chosen_results import WaitingItem, list_waiting, write_results
from toolkit.reviews.evidence import find_evidence
from toolkit.reviews.model import Evidence, LedgerFacts, ReadLedger
from toolkit.reviews.patch import build_ledger, patch_ledger
from toolkit.reviews.read import read_reviews

__all__ = [
    "Evidence",
    "LedgerFacts",
    "ReadLedger",
    "WaitingItem",
    "build_ledger",
    "find_evidence",
    "list_waiting",
    "patch_ledger",
    "read_reviews",
    "write_results",
]
