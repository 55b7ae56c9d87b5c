"""The first traveller: every returned record with its file, sheet and row."""

from toolkit.batch.differences import Difference, find_differences
from toolkit.batch.ledger import NOTHING, Ledger, add_ledgers
from toolkit.batch.records import ABSENT, Change, Recognition, Record, ReturnedFile, Section
from toolkit.batch.table import AnchorDays, Batch, BatchTable, ListTable, RosterNames, build_batch

__all__ = [
    "ABSENT",
    "NOTHING",
    "AnchorDays",
    "Batch",
    "BatchTable",
    "Change",
    "Difference",
    "Ledger",
    "ListTable",
    "Recognition",
    "Record",
    "ReturnedFile",
    "RosterNames",
    "Section",
    "add_ledgers",
    "build_batch",
    "find_differences",
]
