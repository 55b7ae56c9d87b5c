"""Sum up a round: records and definition come in, tables and the summary workbook go out."""

from toolkit.summary.merged import FAULTS, merged_list, reconciliation
from toolkit.summary.tabulate import Table, tabulate
from toolkit.summary.workbook import SummaryInput, build_summary

__all__ = ["FAULTS", "SummaryInput", "Table", "build_summary", "merged_list", "reconciliation", "tabulate"]
