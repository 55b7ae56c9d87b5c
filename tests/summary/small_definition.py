"""A definition of two short lists: problems, and measures that refer to them."""

from tests.summary.by_hand import input_fields
from tests.tables import SHIPPED
from toolkit.definition import ChoiceList, Column, ListType, Option
from toolkit.summary.plan_fields import Planner
from toolkit.summary.roster import SummaryRoster
from toolkit.summary.tabulate import Tabulator

KINDS, PROGRESS = ("整改", "长期"), ("完成", "推进")
UNITS = ("教育局", "公安局")


def choice_list(key, values):
    return ChoiceList(key=key, options=[Option(value=value, short=value[0]) for value in values])


def small_definition(*, problem=None, measure=None, quantities=()):
    """Return the definition; `problem` and `measure` add rollups, derived columns, figures or tables."""
    lists = (
        ListType(
            key="problem",
            label="问题清单",
            columns=(
                Column(key="number", label="编号", kind="code", numbering="WT-###"),
                Column(key="kind", label="类别", kind="choice", choices="kind"),
                Column(key="sources", label="来源", kind="choices", choices="kind"),
                Column(key="name", label="姓名", kind="names", choices="@members"),
                Column(key="found", label="发现日", kind="date"),
                Column(key="text", label="表现", kind="long_text"),
            ),
            **(problem or {}),
        ),
        ListType(
            key="measure",
            label="措施清单",
            columns=(
                Column(key="problem", label="问题编号", kind="reference", refers="problem.number"),
                Column(key="progress", label="进展", kind="choice", choices="progress"),
                Column(key="due", label="时限", kind="deadline"),
                Column(key="rules", label="制度数", kind="integer"),
            ),
            **(measure or {}),
        ),
    )
    choices = {"kind": choice_list("kind", KINDS), "progress": choice_list("progress", PROGRESS)}
    summary = SHIPPED.summary.model_copy(update={"quantities": tuple(quantities)})
    return SHIPPED.model_copy(update={"list_types": lists, "choice_lists": choices, "summary": summary})


SOURCE = ("source.unit_code", "source.unit", "source.row")
PROBLEM = (*SOURCE, "number", "kind", "sources", "name", "found", "text")
MEASURE = (*SOURCE, "problem", "progress", "due", "due.date", "rules")
ROSTERS = {
    "@units": ("source.unit_code", "source.unit", "state"),
    "@members": ("source.unit_code", "source.unit", "name"),
}


def columns_of(keys, rows):
    """Return the columns of a list; a row is a dict, its blank cells may be left out."""
    return {key: [row.get(key) for row in rows] for key in keys}


def small_planner(definition, *, problems=(), measures=(), measure_used=True):
    """Return a planner over returned records; the campaign uses the problems, and the measures if said so."""
    lists = {"problem": columns_of(PROBLEM, _with_source(problems))}
    if measure_used:
        lists["measure"] = columns_of(MEASURE, _with_source(measures))
    units = [{"source.unit_code": f"00{n}", "source.unit": unit, "state": "已报"} for n, unit in enumerate(UNITS, 1)]
    members = [{"source.unit_code": "001", "source.unit": UNITS[0], "name": name} for name in ("王五", "赵六")]
    lists["@units"] = columns_of(ROSTERS["@units"], units)
    lists["@members"] = columns_of(ROSTERS["@members"], members)
    return Planner(definition, input_fields(lists))


def _with_source(rows):
    codes = {unit: f"00{n}" for n, unit in enumerate(UNITS, 1)}
    return [
        {
            "source.unit": UNITS[0],
            **row,
            "source.row": number,
            "source.unit_code": codes[row.get("source.unit", UNITS[0])],
        }
        for number, row in enumerate(rows, 4)
    ]


def small_tabulator(planner, *, lead=UNITS[0], missing=()):
    """Return a tabulator whose roster has two units; the members are all of the first."""
    roster = SummaryRoster(
        units=UNITS,
        members=((UNITS[0], "王五"), (UNITS[0], "赵六")),
        states={unit: "未报" if unit in missing else "已报" for unit in UNITS},
        missing=frozenset(missing),
        lead=lead,
    )
    return Tabulator(planner, roster)
