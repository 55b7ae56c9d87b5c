"""Sum up a round: records and definition come in, figures, tables and the summary workbook go out."""

from toolkit.summary.export import build_findings_parquet, build_list_parquet, collect_figure_facts, require_parquet
from toolkit.summary.merged import FAULTS, SOURCE, reconcile_files
from toolkit.summary.spoken import BulletinValues
from toolkit.summary.summary import Summary, sum_up
from toolkit.summary.tables import SummaryTable
from toolkit.summary.workbook import SummaryBook, SummaryInput, build_summary

__all__ = [
    "FAULTS",
    "SOURCE",
    "BulletinValues",
    "Summary",
    "SummaryBook",
    "SummaryInput",
    "SummaryTable",
    "build_findings_parquet",
    "build_list_parquet",
    "build_summary",
    "collect_figure_facts",
    "reconcile_files",
    "require_parquet",
    "sum_up",
]
