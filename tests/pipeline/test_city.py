"""The example city, returned by LibreOffice in three formats, comes out as its texts say."""

import collections
import csv
import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from toolkit.cli import run
from toolkit.pipeline import (
    check_facts,
    collect,
    collect_status_facts,
    copy_example,
    cross_facts,
    distribute,
    merge,
    merge_facts,
    open_workspace,
    write_check,
    write_merge,
)

SOURCE = ROOT / "examples" / "source"
EXPECTED_STATES = {
    **dict.fromkeys(["01", "02", "03", "04", "07", "08", "09", "12", "15", "18"], "accepted"),
    **dict.fromkeys(["05", "10", "11", "14", "17"], "faulty"),
    **dict.fromkeys(["06", "16"], "missing"),
    "13": "nil",
}


def test_units__have_the_expected_states(collected):
    assert collected.unit_states == EXPECTED_STATES


def test_the_earlier_of_two_returns__is_superseded_and_listed(collected):
    states = collected.file_states
    assert states["08-市发展和改革局-三类清单（初稿）.xlsx"] == "superseded"
    assert states["08-市发展和改革局-三类清单.xlsx"] == "accepted"
    said = collected.findings.query("rule == 'superseded'")["file"].tolist()
    assert said == ["08-市发展和改革局-三类清单（初稿）.xlsx"]


def test_returns__came_in_three_formats(collected):
    formats = collections.Counter(file.source.format for file in collected.batch.files)
    assert set(formats) == {"xlsx", "xls", "ods"}


def test_expected_figures__equal_the_merge(merged):
    lines = (ROOT / "examples" / "expected.txt").read_text(encoding="utf-8").splitlines()
    expected = {tuple(line.rpartition(" ")[0].split(" | ")): int(line.rpartition(" ")[2]) for line in lines}
    facts = merge_facts(merged, [])
    units = facts["units"]
    found = {("应报单位",): units["expected"], ("已报",): units["returned"], ("零报告",): units["nil"]}
    found |= {("未报",): units["missing"]}
    found |= {(key,): count for key, count in facts["records"].items()}
    for subject, classes in facts["cross"].items():
        for category, counts in classes.items():
            found |= {(subject, category, progress): count for progress, count in counts.items()}
    for name, key in (("方面", "problem.by_aspect.all"), ("来源", "problem.by_source.all")):
        found |= {(name, row[0]): int(sum(values)) for row, values in table_rows(merged.summary.find_table(key))}
    assert {key: count for key, count in found.items() if count} == expected


def table_rows(table):
    return list(zip(table.counts.index, table.counts.to_numpy().tolist(), strict=True))


def test_every_edit_of_the_source__is_found_at_its_cell_or_understood(collected):
    places = {(f["unit"], f["list"], f["column"]) for f in collected.findings.to_dict("records")}
    lists = {one.key: one for one in collected.workspace.campaign.list_types}
    with (SOURCE / "edits.csv").open(encoding="utf-8", newline="") as file:
        for edit in csv.DictReader(file):
            label = lists[edit["list"]].find_column(edit["column"]).label
            found = (edit["unit"], edit["list"], label) in places
            understood = edit["means"] != "" and edit["means"] != edit["written"]
            optional_blank = edit["written"] == "无"
            assert found or understood or optional_blank, edit


def test_tables_of_one_list__all_have_the_same_total(merged):
    totals = collections.defaultdict(set)
    for table in merged.tables:
        if table.scope == "all" and not table.spec.when:
            totals[table.list_key].add(table.total)
    assert {key: len(found) for key, found in totals.items()} == {"duty": 1, "problem": 1, "rectification": 1}


def test_reconciliation__adds_up_row_by_row(merged):
    frame = merged.reconciliation
    assert (frame["read"] == frame["merged"] + frame["left_out"]).all()
    assert frame["merged"].sum() == sum(len(one) for one in merged.lists.values())
    assert (frame.loc[frame["left_out"] > 0, "reason"] != "").all()


def test_check_facts__have_the_documented_keys(collected):
    facts = check_facts(collected)
    assert json.loads(json.dumps(facts, ensure_ascii=False)) == facts
    assert {"round", "files", "units", "findings", "ledger", "doubts", "reviews", "accepted"} == set(facts)
    assert facts["ledger"]["unexplained"] == 0 < facts["ledger"]["normalised"]
    keys = {"file", "unit", "state", "records", "errors", "warnings", "notices", "code", "ledger"}
    assert all(set(one) == keys for one in facts["files"])
    keys = {"severity", "rule", "list", "unit", "file", "sheet", "row", "column", "cell", "value", "message", "answer"}
    assert all(set(one) == keys for one in facts["findings"])
    assert set(collect_status_facts(collected)) == {"round", "files", "units"}


def test_cross_facts__add_up_to_the_problems(merged):
    cross = cross_facts(merged)
    total = sum(n for classes in cross.values() for counts in classes.values() for n in counts.values())
    assert total == len(merged.lists["problem"])


@pytest.mark.slow  # parts of it: handing out, checking, merging and chasing twice, each in its own file
def test_running_twice__gives_the_same_bytes(city, tmp_path):
    first, second = (copy_example(tmp_path / name) for name in ("一", "二"))
    outputs = []
    for folder in (first, second, second):
        workspace = open_workspace(folder)
        distribute(workspace)
        found = collect(workspace)
        checked = write_check(found)
        write_merge(merge(found))
        outputs.append(results_of(folder))
    assert outputs[0] == outputs[1] == outputs[2]
    copies = len(checked.sent_back) + len(checked.doubtful)
    assert len(outputs[0]) == 18 + copies + 3  # workbooks, copies; report, whom to chase and summary


def results_of(folder: Path):
    made = ("下发", "退回", "汇总")
    paths = [p for name in made for p in (folder / "第1期" / name).rglob("*.xlsx")]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


def test_json__is_one_object_on_stdout(city, capsys):
    assert run(["check", str(city), "--json"]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert {unit["code"]: unit["state"] for unit in facts["units"]} == EXPECTED_STATES
