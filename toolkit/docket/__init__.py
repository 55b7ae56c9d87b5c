"""三类清单台账: the docket that the level above asks for, made to be printed on A3 landscape and signed.

page, pages     which lists are printed, which stands beneath which, and in which columns
record, records what was merged, in words and in print order
entries         each record with those that refer to it
widths          how the columns share a page
heights         how high rows must be; texts that are longer than a row
pagination      which rows stand on which page
paper           one page written into a workbook
unit_docket     pages laid out for one unit, and its workbook
whole_docket    the workbook of all units
build           what the workbooks share, and what each unit has in them

A worker that writes workbooks enters by this door, too: so each name is imported when it is first used.
"""

from typing import TYPE_CHECKING

from toolkit.deferred_imports import defer_names

if TYPE_CHECKING:
    from toolkit.docket.build import DocketBuilder, DocketInput
    from toolkit.docket.page import DocketPage
    from toolkit.docket.pages import plan_pages
    from toolkit.docket.records import ListRecords, collect_paths
    from toolkit.docket.unit_docket import DocketPlan, UnitShare, build_unit_docket
    from toolkit.docket.whole_docket import WholeShare, build_any_docket, build_whole_docket
else:
    __getattr__, __dir__ = defer_names(
        __name__,
        {
            "build": ("DocketBuilder", "DocketInput"),
            "page": ("DocketPage",),
            "pages": ("plan_pages",),
            "records": ("ListRecords", "collect_paths"),
            "unit_docket": ("DocketPlan", "UnitShare", "build_unit_docket"),
            "whole_docket": ("WholeShare", "build_any_docket", "build_whole_docket"),
        },
    )

__all__ = [
    "DocketBuilder",
    "DocketInput",
    "DocketPage",
    "DocketPlan",
    "ListRecords",
    "UnitShare",
    "WholeShare",
    "build_any_docket",
    "build_unit_docket",
    "build_whole_docket",
    "collect_paths",
    "plan_pages",
]
