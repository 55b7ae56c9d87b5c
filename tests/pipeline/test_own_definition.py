"""A fourth list, a rule or a meeting takes no code: files are added, and the whole job runs with them."""

import shutil

import openpyxl
import pytest

from tests.conftest import ROOT, issued, write_campaign
from toolkit.definition import find_shipped_definition, load_definition
from toolkit.pipeline import (
    check_facts,
    collect,
    distribute,
    lint_definition,
    merge,
    open_workspace,
    write_check,
    write_merge,
)

VISITS = """
key = "visit"
label = "走访调研清单"
order = 9
rows = 20

[[columns]]
key = "number"
label = "走访编号"
kind = "code"
required = true
locked = true
numbering = "ZF-###"

[[columns]]
key = "visitor"
label = "走访人"
kind = "choice"
choices = "@members"
required = true

[[columns]]
key = "place"
label = "走访地点"
kind = "choice"
choices = "place_type"
required = true

[[columns]]
key = "date"
label = "走访日期"
kind = "date"

[[rules]]
kind = "required_if"
column = "date"
when = { place = ["社区"] }

[[rules]]
kind = "coverage"
column = "visitor"
of = "members"

[[tables]]
key = "visits"
label = "走访按地点"
rows = ["visitor"]
columns = "place"
"""
MEETING = 'key = "2030-annual"\nlabel = "2030年度民主生活会"\norder = 2030\n'


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "我的定义"
    shutil.copytree(ROOT / "workbook_templates", folder)
    return folder


def run_job(tmp_path, own, rows, *, lists=None, meeting=None, sheet):
    """Init with the own definition, hand out, fill one sheet, take it back."""
    definition = load_definition(own)
    settings = {
        "definition": str(own.resolve()),
        "lists": lists,
        "meeting": meeting or definition.default_meeting.label,
    }
    folder = write_campaign(
        tmp_path / "收集",
        units=[{"code": "01", "name": "市教育局"}],
        members=[{"unit": "01", "name": "苏敏"}, {"unit": "01", "name": "任重"}],
        settings=settings,
        definition=own,
    )
    workspace = open_workspace(folder)
    distribute(workspace)
    book = openpyxl.load_workbook(issued(workspace, "01"))
    for number, row in enumerate(rows, 4):
        for place, text in enumerate(row, 3):
            book[sheet].cell(number, place).value = text
    workspace.folders.returned.mkdir(exist_ok=True)
    book.save(workspace.folders.returned / "报回.xlsx")
    collected = collect(workspace)
    merged = merge(collected)
    assert write_check(collected).report.is_file() and write_merge(merged).paths[0].is_file()
    return collected, merged


def test_a_fourth_list__goes_through_the_whole_job(tmp_path, own):
    (own / "lists" / "visit.toml").write_text(VISITS, encoding="utf-8")
    (own / "choices" / "place_type.csv").write_text("value,aliases\n社区,居委会\n企业,公司\n", encoding="utf-8")
    assert lint_definition(own) == []
    rows = [("苏敏", "社区", None), ("苏敏", "公司", "2022.3.1"), ("苏敏", "学校", None)]
    collected, merged = run_job(tmp_path, own, rows, lists="走访调研清单", sheet="走访调研清单")
    found = {(one["rule"], one["cell"]) for one in check_facts(collected)["findings"]}
    assert {("required_if", "E4"), ("one_of", "D6"), ("coverage", "C3")} <= found
    (table,) = merged.tables
    assert table.counts.loc["苏敏"].to_numpy().tolist() == [[1, 1, 1]]
    assert list(table.counts.columns) == ["社区", "企业", "未明确"]


def test_a_rule__is_asked_in_the_hint_and_by_the_checker(tmp_path, own):
    path = own / "lists" / "problem.toml"
    rule = '\n[[rules]]\nkind = "required_if"\ncolumn = "cause"\nwhen = { category = ["长期整改"] }\n'
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n[[rules]]", rule + "\n[[rules]]", 1), encoding="utf-8")
    assert lint_definition(own) == []
    row = ("领导班子", None, "两个确立", "其他", "到基层少，听汇报多", None, "长期整改", "苏敏")
    collected, _ = run_job(tmp_path, own, [row], sheet="检视问题清单")
    said = [one["message"] for one in check_facts(collected)["findings"] if one["cell"] == "H4"]
    assert len(said) == 1 and "原因分析" in said[0]
    hint = openpyxl.load_workbook(issued(collected.workspace, "01"))["检视问题清单"]["B4"].value
    assert "“原因分析”必填" in hint


def test_a_meeting__brings_its_own_aspects(tmp_path, own):
    folder = own / "meetings" / "2030-annual"
    folder.mkdir()
    (folder / "meeting.toml").write_text(MEETING, encoding="utf-8")
    (folder / "aspects.csv").write_text("code,short,value,aliases\n1,实干,带头真抓实干,\n", encoding="utf-8")
    assert lint_definition(own) == []
    row = ("领导班子", None, "真抓实干", "其他", "到基层少，听汇报多", None, "长期整改", "苏敏")
    label = "2030年度民主生活会"
    _, merged = run_job(tmp_path, own, [row], meeting=label, sheet="检视问题清单")
    by_aspect = merged.summary.find_table("problem.by_aspect.all")
    assert by_aspect.counts.loc["带头真抓实干"].to_numpy().sum() == 1


@pytest.mark.parametrize("label", ["征求意见汇总表", "谈心谈话登记表"])
def test_an_optional_list__is_handed_out_when_the_campaign_asks_for_it(tmp_path, label):
    folder = write_campaign(
        tmp_path / "收集", units=[{"code": "01", "name": "市教育局"}], settings={"lists": f"{label}、检视问题清单"}
    )
    workspace = open_workspace(folder)
    (path,) = distribute(workspace)
    assert label in openpyxl.load_workbook(path).sheetnames


def test_folder_of_before_there_were_some_names__fills_the_shipped_templates_and_leaves_those_blank(tmp_path):
    own = tmp_path / "我的定义"
    shutil.copytree(find_shipped_definition(), own, ignore=shutil.ignore_patterns("standard", "bulletin"))
    path = own / "summary.toml"
    text = path.read_text(encoding="utf-8")
    for part, name in (("series", "制度"), ("quantities", "谈话人次"), ("series", "未谈名单")):
        start = text.index(f'[[{part}]]\nname = "{name}"\n')
        text = text[:start] + text[text.index("\n\n", start) + 2 :]
    text = text.replace('"天数" = "-days"', '"几天" = "-days"', 1)
    path.write_text(text, encoding="utf-8")
    assert lint_definition(own) == []
    units = [{"code": "01", "name": "市教育局"}]
    folder = write_campaign(tmp_path / "c", definition=own, settings={"definition": str(own)}, units=units)
    workspace = open_workspace(folder)
    distribute(workspace)
    written = write_merge(merge(collect(workspace, today=workspace.campaign.as_of)))
    assert written.mistakes == () and len([path for path in written.paths if path.suffix == ".docx"]) == 2
