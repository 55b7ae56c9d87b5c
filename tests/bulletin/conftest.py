"""The shipped template and fonts, and charts of a small campaign."""

import pytest

from toolkit.bulletin import ChartData
from toolkit.definition import find_shipped_definition

STEPS = ("未启动", "正在推进", "已完成", "申请延期")


@pytest.fixture(scope="session", params=["会议情况通报.docx", "整改落实情况通报.docx"])
def template(request):
    return (find_shipped_definition() / "bulletin" / request.param).read_bytes()


@pytest.fixture(scope="session")
def fonts():
    lines = (find_shipped_definition() / "bulletin" / "fonts.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture
def charts():
    """One chart of each kind; some labels are long, some values zero or none."""
    counts = [(2, 0), (30, 4), (11, 9), (0, 1)]
    return [
        ChartData(
            key="图_类别进展",
            title="整改进展",
            kind="stacked",
            categories=("即知即改", "长期整改"),
            series=tuple(zip(STEPS, counts, strict=True)),
        ),
        ChartData(
            key="图_方面",
            title="按方面",
            kind="bar",
            categories=("带头牢记我们党是什么、要干什么这个根本问题，落实党中央决策部署", "其他"),
            series=(("问题数", (12, 0)),),
        ),
        ChartData(
            key="图_单位完成率",
            title="完成率",
            kind="rate",
            categories=("市教育局", "市公安局", "市民政局"),
            series=(("完成率", (1.0, 0.4, None)),),
        ),
    ]
