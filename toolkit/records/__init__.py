"""Returned records with their file, sheet and row: built by reading, used by rules and summaries."""

from toolkit.records.anchor_days import AnchorDays
from toolkit.records.batch import Batch, BatchTable, ListTable, RosterNames, build_batch
from toolkit.records.compact_records import CompactRecords, compact_file, compact_records
from toolkit.records.differences import Difference, find_differences
from toolkit.records.finding_keys import FindingKey, FindingKeys
from toolkit.records.issued_version import IssuedVersion, IssuedVersions
from toolkit.records.ledger import NOTHING, Ledger, add_ledgers
from toolkit.records.plain_file import PlainFileError, dump_file, load_file, pack_file, unpack_file
from toolkit.records.returned_file import (
    FileContent,
    FileRecognition,
    FileStanding,
    ReturnedFile,
    SourceFile,
    Verdict,
    WrittenReply,
)
from toolkit.records.section import ABSENT, Change, Explanation, Record, Section

__all__ = [
    "ABSENT",
    "NOTHING",
    "AnchorDays",
    "Batch",
    "BatchTable",
    "Change",
    "CompactRecords",
    "Difference",
    "Explanation",
    "FileContent",
    "FileRecognition",
    "FileStanding",
    "FindingKey",
    "FindingKeys",
    "IssuedVersion",
    "IssuedVersions",
    "Ledger",
    "ListTable",
    "PlainFileError",
    "Record",
    "ReturnedFile",
    "RosterNames",
    "Section",
    "SourceFile",
    "Verdict",
    "WrittenReply",
    "add_ledgers",
    "build_batch",
    "compact_file",
    "compact_records",
    "dump_file",
    "find_differences",
    "load_file",
    "pack_file",
    "unpack_file",
]
