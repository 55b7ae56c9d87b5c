"""What the terminal shows of a round stays within its width."""

import io

from rich.cells import cell_len
from rich.console import Console

from toolkit.cli.terminal import print_states

LISTS = [
    "岗位职责清单",
    "检视问题清单",
    "整改落实清单",
    "征求意见汇总表",
    "谈心谈话登记表",
    "相互批评意见表",
    "制度清单",
]


def shown(lists, width=120):
    text = io.StringIO()
    unit = {
        "name": "01 市委常委班子",
        "state": "faulty",
        "findings": [1, 2, 0],
        "records": list(range(1, len(lists) + 1)),
    }
    overview = {"title": "民主生活会", "lists": lists, "units": [unit], "others": [], "coverage": "共 1 个单位"}
    print_states(Console(file=text, width=width, highlight=False), overview)
    return text.getvalue()


def test_more_lists_than_fit__stand_in_a_further_table_with_the_units_name():
    lines = shown(LISTS).splitlines()
    assert max(map(cell_len, lines)) <= 120
    assert sum("市委常委班子" in line for line in lines) == 2 and sum("有差错" in line for line in lines) == 1
    assert any("制度清单" in line for line in lines)


def test_lists_that_fit__stand_in_one_table():
    assert sum("市委常委班子" in line for line in shown(LISTS[:3]).splitlines()) == 1
