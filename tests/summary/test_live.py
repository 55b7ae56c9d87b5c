"""Every figure is a live formula: an office program reckons what is stored, and follows when a row is mended."""

import openpyxl
import pytest

from tests.awkward import collect_odd_round
from tests.summary.live import differences, recalculated, stored
from tests.summary.rounds import book_of, campaign_of, random_round
from toolkit.pipeline import merge, write_merge

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def content(city_summary):
    return city_summary


@pytest.fixture(scope="module")
def city_values(office, content, tmp_path_factory):
    return recalculated(office, tmp_path_factory.mktemp("live"), content)


def test_every_formula_of_the_city__has_the_value_that_an_office_program_reckons(content, city_values):
    mine = stored(content)
    assert sum(map(len, mine.values())) > 20_000
    assert differences(mine, city_values) == []
    assert city_values["核对"]["B3"] == "一致"


# Texts that counting functions take for patterns, numbers or comparisons, or for one another.
STRANGE = ["张*", "张?", "a~b", "<5", "=1", "2022-03-01", "0012", "Li", "LI", "王五"]


def strange_round():
    campaign = campaign_of({"单位*": STRANGE, "007": ["赵六"], "没有报的单位": ["钱七"]})
    problems = [
        {
            "问题编号": f"WT-{n:03d}",
            "主体类型": "班子成员" if n % 4 else "领导班子",
            "姓名": person if n % 4 else "",
            "对照检查方面": ("带头深刻感悟“两个确立”的决定性意义", "别的方面", "")[n % 3],
            "问题来源": ("调研发现、群众反映", "其他", "")[n % 3],
            "存在问题": "=SUM(A1) 的写法" if n == 1 else "具体表现",
            "整改类别": ("即知即改", "阶段性整改", "长期整改", "以后再说")[n % 4],
            "责任领导(认领人)": person,
            "是否先行先改": ("是", "否", "")[n % 3],
        }
        for n, person in enumerate(STRANGE * 2, 1)
    ]
    problems[5]["问题编号"] = problems[4]["问题编号"]
    problems[6]["问题编号"] = "wt-008"
    problems[8]["问题编号"] = ""
    measures = [
        {
            "措施编号": f"CS-{n:03d}",
            "问题编号": ("WT-001", "WT-005", "wt-008", "WT-008", "WT-099", "", "WT-*")[n % 7],
            "整改措施": "具体做法",
            "责任单位": ("办公室、人事科", "007", "?科")[n % 3],
            "整改时限": ("2022-03-31", "2022-03-01", "2022-04-10", "长期坚持", "看不懂", "2022-01-31")[n % 6],
            "整改进展": ("已完成", "正在推进", "申请延期", "", "未启动", "已完成", "胡写")[n % 7],
            "延期至": "2022-06-30" if n % 5 == 0 else "",
            "新建制度数": ("1", "两三项", "", "2")[n % 4],
            "制度名称": "《办法》" if n % 4 in (0, 3) else "",
            "是否销号": ("是", "", "否")[n % 3],
        }
        for n in range(1, 30)
    ]
    lists = {"duty": [], "problem": problems, "rectification": measures}
    return campaign, {"单位*": lists, "007": {"problem": problems[:4], "rectification": measures[:5]}}


@pytest.mark.parametrize("more", [{}, {"sheet_rows": 7}, {"many_records": 0}], ids=["plain", "sheets", "blocks"])
def test_strange_texts__are_counted_alike(office, tmp_path, more):
    campaign, returned = strange_round()
    _, book = book_of(campaign, returned, **more)
    assert book.good
    assert differences(stored(book.content), recalculated(office, tmp_path, book.content)) == []


def test_rounds_of_nothing__show_zeros_and_dashes(office, tmp_path):
    campaign = campaign_of({"市教育局": [], "市公安局": ["雷振宇"]})
    for number, returned in enumerate(({}, {"市公安局": {"duty": [], "problem": [], "rectification": []}})):
        folder = tmp_path / str(number)
        folder.mkdir()
        _, book = book_of(campaign, returned)
        values = recalculated(office, folder, book.content)
        assert differences(stored(book.content), values) == []
        assert "—" in values["总表"].values() and values["核对"]["B3"] == "一致"


def cells_by_heading(content, sheet, number):
    """Return the addresses of a merged row's cells by heading, found by the row's own number."""
    book = openpyxl.load_workbook(content)
    heads = {cell.value: cell.column_letter for cell in book[sheet][1]}
    column = next(iter(heads[name] for name in ("措施编号", "问题编号") if name in heads))
    row = next(cell.row for cell in book[sheet][column] if cell.value == number)
    return {name: f"{letter}{row}" for name, letter in heads.items()}


def figure(values, summary, name):
    """Return a named figure's live value: it stands in the row of its name."""
    place = [named.name for named, _ in summary.figures].index(name)
    return values["通报数据"][f"B{place + 6}"]


@pytest.mark.parametrize("many", [5_000, 0], ids=["plain", "blocks"])
def test_a_mended_row__is_followed_by_every_figure(office, tmp_path, many):
    campaign, returned = random_round(3, 3, 6, 9, seed=4)
    for lists in returned.values():
        for measure in lists["rectification"]:
            measure |= {"整改进展": "未启动", "是否销号": ""}
        lists["rectification"][0]["问题编号"] = "WT-001"
        lists["problem"][0]["整改类别"] = "即知即改"
        for measure in lists["rectification"][1:]:
            measure["问题编号"] = "WT-002"
    ending = sum(row["整改类别"] != "长期整改" for lists in returned.values() for row in lists["problem"])
    summary, book = book_of(campaign, returned, many_records=many)
    path = tmp_path / "book.xlsx"
    path.write_bytes(book.content)
    cells = cells_by_heading(path, "整改落实清单", "CS-001")
    steps = [["text", "整改落实清单", cells["整改进展"], "已完成"], ["text", "整改落实清单", cells["是否销号"], "是"]]
    before, after = (recalculated(office, tmp_path, book.content, some) for some in ((), steps))
    names = ("全部问题_已完成", "全部问题销号数", "全部措施_已完成", "全部问题完成率")
    assert [figure(before, summary, name) for name in names] == [0, 0, 0, 0]
    assert [figure(after, summary, name) for name in names] == [1, 1, 1, pytest.approx(1 / ending)]
    assert after["核对"]["B3"] == "一致"


def test_another_day__changes_what_is_overdue(office, content, tmp_path):
    later = recalculated(office, tmp_path, content, [["day", "通报数据", "B4", "2023-12-31"]])
    said = [line for line in later["整改通报用语"].values() if "截至2023年12月31日" in str(line)]
    assert said and not any("，已过时限仍未完成的措施13条" in str(line) for line in said)


def test_names_with_quotes_and_signs__break_no_formula(office, tmp_path):
    content = write_merge(merge(collect_odd_round(tmp_path))).paths[0].read_bytes()
    assert differences(stored(content), recalculated(office, tmp_path, content)) == []
