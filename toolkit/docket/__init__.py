"""三类清单台账: the docket that the level above asks for, made to be printed on A3 landscape and signed.

pages        which lists are printed, which stands beneath which, and in which columns
records      what was merged, in words and in print order
entries      each record with those that refer to it
widths       how the columns share a page
heights      how high rows must be; texts that are longer than a row
pagination   which rows stand on which page
paper        one page written into a workbook
unit_docket  pages laid out for one unit, and its workbook
build        the workbook of all units, and one for each unit
"""

from toolkit.docket.build import Docket, DocketBuilder, DocketInput, build_docket
from toolkit.docket.pages import DocketPage, plan_pages
from toolkit.docket.records import ListRecords, collect_paths
from toolkit.docket.unit_docket import DocketPlan, UnitShare, build_unit_docket

__all__ = [
    "Docket",
    "DocketBuilder",
    "DocketInput",
    "DocketPage",
    "DocketPlan",
    "ListRecords",
    "UnitShare",
    "build_docket",
    "build_unit_docket",
    "collect_paths",
    "plan_pages",
]
