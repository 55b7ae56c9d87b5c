"""What a merge writes beside the workbook: the bulletin, and files for programs."""

import datetime as dt
import json
import re
import sys

import duckdb
import openpyxl
import pandas as pd
import pytest
from docx import Document

from tests.conftest import write_campaign
from toolkit.errors import OperatorError
from toolkit.pipeline import (
    collect,
    copy_example,
    merge,
    open_workspace,
    write_merge,
)

MEETING, PROGRESS = "会议情况通报.docx", "整改落实情况通报.docx"


@pytest.fixture(scope="module")
def written(merged):
    return {path.name: path for path in write_merge(merged, parquet=True).paths}


def papers(done):
    """Return the bulletins that were written."""
    return [path for path in done.paths if path.suffix == ".docx"]


def text_of(path):
    return "\n".join(paragraph.text for paragraph in Document(path).paragraphs)


def test_the_bulletin__says_the_workbooks_figures_with_n_of_n_units(written, merged):
    said, figures = text_of(written[PROGRESS]), {named.name: value for named, value in merged.summary.figures}
    assert "应报单位18个，已报15个，零报告1个。没有报送的单位2个：市委统战部、市住房和城乡建设局。" in said
    assert f"市委常委班子的问题{figures['班子问题']}个，已完成{figures['班子问题_已完成']}个" in said
    assert f"整改措施共405条，其中已完成{figures['全部措施_已完成']}条" in said
    assert "{{" not in said and "{%" not in said


def test_the_bulletin__names_what_remains_when_it_is_not_zero(written, merged):
    figures = {named.name: value for named, value in merged.summary.figures}
    left = figures["成员问题_即知即改"] - figures["成员问题_即知即改_已完成"]
    assert left and f"尚未完成的{left}个要立即整改到位。" in text_of(written[PROGRESS])


def test_the_bulletin__has_the_annex_with_every_row_of_the_cross_table(written, merged):
    (annex,) = Document(written[MEETING]).tables
    rows = [[cell.text for cell in row.cells] for row in annex.rows]
    table = merged.summary.find_table("problem.cross.all")
    assert len(rows) == 1 + len(table.rows)
    total = len(table.row_labels) + [column.name for column in table.columns].index("count")
    assert rows[-1][0] == "合计" and rows[-1][total] == str(table.total)


def test_the_same_round__gives_the_same_files(merged, written):
    before = {name: path.read_bytes() for name, path in written.items() if path.is_file()}
    again = {path.name: path.read_bytes() for path in write_merge(merged, parquet=True).paths if path.is_file()}
    assert again == before


@pytest.fixture
def town(tmp_path):
    return copy_example(tmp_path / "城市")


def edited(template, path, old, new):
    """Return a template in which somebody changed a placeholder."""
    path.write_bytes(template)
    document = Document(path)
    number = next(n for n, paragraph in enumerate(document.paragraphs) if old in paragraph.text)
    for run in document.paragraphs[number].runs:
        run.text = run.text.replace(old, new)
    document.save(path)
    return path.read_bytes()


def test_an_edited_template_with_an_unknown_name__is_named_with_its_paragraph_and_the_workbook_is_written(
    town, tmp_path
):
    definition = open_workspace(town).campaign.definition
    template = edited(definition.bulletins[PROGRESS], tmp_path / "edited.docx", "{{ 班子问题 }}", "{{ 班子问提 }}")
    own = definition.model_copy(update={"bulletins": {**definition.bulletins, PROGRESS: template}})
    written = write_merge(merge(collect(open_workspace(town, own))))
    assert [path.name for path in papers(written)] == [MEETING]
    said = "\n".join(map(str, written.mistakes))
    assert re.search(r"第\d+段", said) and "班子问提" in said and "是不是“班子问题”" in said


def test_a_result_that_somebody_changed__is_kept_beside_the_new_one(small):
    merged = merge(collect(small))
    assert write_merge(merged).kept == () and write_merge(merged).kept == ()
    path = small.folders.results / PROGRESS
    edited(path.read_bytes(), path, "通报如下", "通报如次")
    document = Document(path)
    document.core_properties.modified = dt.datetime(2022, 4, 1)
    document.save(path)
    (kept,) = write_merge(merged).kept
    assert kept.name == "整改落实情况通报-备份1.docx"
    assert "通报如次" in text_of(kept) and "通报如下" in text_of(path)


def test_parquet__holds_every_record_with_where_it_came_from(written, merged):
    frame = pd.read_parquet(written["rectification.parquet"])
    assert len(frame) == 405
    assert frame[["source_unit_code", "source_unit", "source_file", "source_sheet", "source_row"]].notna().all().all()
    done = frame.query("progress == '已完成'")
    assert len(done) == dict(merged_figures(merged))["全部措施_已完成"]
    assert str(frame["deadline_date"].dtype).startswith("datetime64") and str(frame["new_rules"].dtype) == "Int64"


def merged_figures(merged):
    return [(named.name, value) for named, value in merged.summary.figures]


def test_parquet__keeps_what_was_written_where_it_was_not_understood(written):
    frame = pd.read_parquet(written["rectification.parquet"])
    wrong = frame[frame["deadline"] == "2022年2月30日"]
    assert len(wrong) == 1 and wrong["deadline_date"].isna().all()
    unread = frame[frame["new_rules"].isna() & frame["new_rules_written"].ne("")]
    assert unread["new_rules_written"].tolist() == ["一项"]


def test_parquet__is_read_by_duckdb_with_the_findings_beside_it(written):
    lists, findings = written["problem.parquet"], written["findings.parquet"]
    rows = duckdb.sql(f"select category, count(*) from '{lists}' group by category order by 2 desc").fetchall()
    assert rows[0] == ("即知即改", 94)
    query = f"""
        select count(*) from '{findings}' f join '{lists}' p
        on f.file = p.source_file and f.sheet = p.source_sheet and f.row = p.source_row
        where f.severity = 'error'
    """
    assert duckdb.sql(query).fetchall()[0][0] > 0


def test_figures_json__has_every_figure_with_what_it_counts(written, merged):
    facts = json.loads(written["figures.json"].read_text(encoding="utf-8"))
    assert {one["name"]: one["value"] for one in facts["figures"]} == dict(merged_figures(merged))
    assert all(one["meaning"] for one in facts["figures"])
    assert facts["as_of"] == "2022-03-31" and facts["units"]["missing"] == 2
    tables = {one["key"]: one for one in facts["tables"]}
    assert tables["problem.cross.all"]["values"][-1]["figures"][5] == 204


def test_without_the_library_for_parquet__one_sentence_says_what_to_do(merged, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OperatorError, match="pip install"):
        write_merge(merged, parquet=True)


def test_a_campaign_of_one_list__has_a_bulletin_of_what_there_is(tmp_path):
    folder = write_campaign(
        tmp_path / "小城",
        units=[{"code": "01", "name": "市教育局", "lead": "是"}],
        members=[{"unit": "01", "name": "苏敏", "post": "局长"}],
        settings={"lists": "岗位职责清单"},
    )
    paths = papers(write_merge(merge(collect(open_workspace(folder)))))
    assert [path.name for path in paths] == [MEETING, PROGRESS]
    for path in paths:
        assert "应报单位1个，目前都没有报送。" in text_of(path)


def said_of(folder, settings=None, remove=""):
    """Return the bulletin's text of the example after some change of the campaign or of what came back."""
    book = openpyxl.load_workbook(folder / "工作方案.xlsx")
    for row in book["基本信息"].iter_rows():
        if row[0].value in (settings or {}):
            row[1].value = settings[row[0].value]
    book.save(folder / "工作方案.xlsx")
    for path in (folder / "第1期" / "回收").glob(remove or "nothing"):
        path.unlink()
    return "\n".join(map(text_of, papers(write_merge(merge(collect(open_workspace(folder)))))))


def test_the_bulletin_of_two_lists__says_what_they_say_and_nothing_of_the_third(town):
    said = said_of(town, {"使用的清单": "岗位职责清单、检视问题清单"})
    assert "已报的清单共列岗位职责65条、检视问题204个。" in said and "各单位检视问题共204个" in said
    assert not re.search(r"完成率|没有逾期|已完成0", said)


@pytest.mark.slow
def test_the_bulletin__does_not_take_a_lead_team_that_has_not_returned_for_one_without_problems(town):
    said = said_of(town, remove="01*")
    assert "点名" not in said and "市委常委班子尚未报送" not in said
    assert "没有列出检视问题" not in said and "没有需要整改的问题" not in said


@pytest.mark.slow
def test_a_summary_of_the_real_files__adds_up_when_reckoned_file_by_file(town, tmp_path):
    workspace = open_workspace(town)
    returned = workspace.folders.returned
    first = returned / "03-市纪委监委机关-三类清单.xls"
    first.rename(returned / "RETURN.xls")
    (returned / "市委办公室三类清单.xlsx").rename(returned / "return.XLS")
    path = write_merge(merge(collect(workspace))).paths[0]
    cells = openpyxl.load_workbook(path)["核对"]
    formulas = [str(cell.value) for row in cells.iter_rows() for cell in row if "$A" in str(cell.value)]
    assert formulas and any("EXACT" in one for one in formulas)
