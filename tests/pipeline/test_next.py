"""`next` ends a round and begins the next, all or nothing; `--undo` takes it back while nothing has happened."""

import datetime as dt
import json
import shutil
from dataclasses import replace

import pytest

from tests.pipeline.ended import DAY, end, read_files
from toolkit.campaign import write_rounds
from toolkit.cli import run
from toolkit.errors import OperatorError
from toolkit.pipeline import (
    NextDays,
    distribute,
    end_round,
    open_workspace,
    prepare_ending,
    read_closing,
    undo_last_end,
)


def test_next_without_a_yes__writes_nothing_and_says_what_is_open(returned, capsys):
    before = read_files(returned.folders.folder)
    assert run(["next", str(returned.folders.folder)]) == 2
    said = capsys.readouterr()
    assert "未报的单位" in said.out and "市公安局" in said.out
    assert "--yes" in said.err
    assert read_files(returned.folders.folder) == before


def test_next_for_a_program__says_what_is_open_and_needs_a_yes(returned, capsys):
    assert run(["next", str(returned.folders.folder), "--json"]) == 2
    facts = json.loads(capsys.readouterr().out)
    assert facts["ended"] is False and facts["next"]["number"] == 2
    assert {"kind": "missing", "count": 1, "names": ["市公安局"]} in facts["open"]
    assert run(["next", str(returned.folders.folder), "--json", "--yes", "--name", "3月进展"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["ended"] is True and facts["next"]["name"] == "3月进展"
    assert facts["round"]["state"] == "ended" and facts["written"]
    assert facts["closing"]["rectification"]["all"] == 2 and facts["opening"] == {}


def test_next__freezes_the_round_and_begins_the_next(ended_once, later):
    ended = ended_once.result
    assert later.campaign.round.number == 2 and later.folders.round == 2
    assert [each.state for each in later.campaign.rounds] == ["ended", "running"]
    assert later.folders.issued.is_dir() and later.folders.returned.is_dir()
    closing = later.folders.select_round(1).closing
    assert {"期末.json", "期末台账.xlsx", "工作方案.xlsx"} <= {path.name for path in closing.iterdir()}
    assert read_closing(later.folders, 1, later.stamp) == ended.closing
    (done,) = (item for item in ended.closing.items if item.state == "done")
    assert done.texts["measure"] == "修订学习制度" and done.fields["progress"] == "已完成"


def test_next_rounds_days__have_the_distances_of_the_round_before(returned):
    ending = prepare_ending(returned, today=DAY)
    assert ending.following.issue_date == DAY
    assert ending.following.due_date == DAY + dt.timedelta(days=62)  # 25 January to 28 March
    wanted = NextDays(issue=dt.date(2022, 4, 5), due=dt.date(2022, 4, 20), as_of=dt.date(2022, 4, 30), name="4月")
    following = prepare_ending(returned, today=DAY, days=wanted).following
    assert (following.issue_date, following.due_date, following.as_of, following.name) == (
        dt.date(2022, 4, 5),
        dt.date(2022, 4, 20),
        dt.date(2022, 4, 30),
        "4月",
    )


def test_days_that_cannot_be__are_refused_before_anything_is_written(returned):
    before = read_files(returned.folders.folder)
    with pytest.raises(OperatorError, match="报送截止"):
        prepare_ending(returned, today=DAY, days=NextDays(due=dt.date(2022, 4, 1)))
    assert read_files(returned.folders.folder) == before


def test_word_that_is_no_day__is_named(returned, capsys):
    assert run(["next", str(returned.folders.folder), "--due", "四月"]) == 2
    assert "四月" in capsys.readouterr().err


def test_the_same_end_on_the_same_day__gives_the_same_bytes(returned, ended_once):
    end(returned)
    assert read_files(returned.folders.folder) == read_files(ended_once.folder)


@pytest.mark.parametrize("name", ["工作方案.xlsx", "办理台账.xlsx"])
def test_workbook_of_the_operator_that_is_open__keeps_the_round_from_ending(returned, name):
    run(["check", str(returned.folders.folder), "--today", DAY.isoformat()])
    lock = returned.folders.folder / f".~lock.{name}#"
    lock.write_text("")
    before = read_files(returned.folders.folder)
    with pytest.raises(OperatorError, match=f"删掉旁边的 {lock.name}"):
        end(returned)
    assert read_files(returned.folders.folder) == before


def test_result_that_cannot_be_replaced__leaves_the_round_running(returned):
    returned.folders.summary.mkdir(parents=True)  # as good as a file that another program holds open
    before = read_files(returned.folders.folder)
    with pytest.raises(OperatorError):
        end_round(prepare_ending(returned, today=DAY))
    assert read_files(returned.folders.folder) == before
    assert not returned.folders.select_round(2).round_folder.exists()


def test_undo__makes_the_round_go_on_and_keeps_what_was_frozen(returned, later):
    undone = undo_last_end(later)
    again = open_workspace(later.folders.folder)
    assert again.campaign.rounds == returned.campaign.rounds
    assert (undone.kept / "期末.json").is_file() and not again.folders.closing.exists()
    assert not later.folders.round_folder.exists()
    ended, later = end(again)
    assert later.campaign.round.number == 2
    assert all("备份" not in seal.path for seal in ended.frozen.results)


def test_undo_of_a_round_that_was_planned__leaves_it_planned(small):
    _, later = end(small, days=NextDays(name="3月进展"))
    undo_last_end(later)
    assert [each.number for each in open_workspace(small.folders.folder).campaign.rounds] == [1]


def test_round_without_a_day_of_its_figures__gets_that_of_its_end_and_undo_takes_it_back(returned):
    path = returned.folders.folder / "工作方案.xlsx"
    bare = replace(returned.campaign.round, as_of=None)
    path.write_bytes(write_rounds(path.read_bytes(), (bare,), returned.campaign.definition))
    _, later = end(open_workspace(returned.folders.folder))
    first, second = later.campaign.rounds
    assert first.as_of == DAY and second.as_of is None
    undo_last_end(later)
    assert open_workspace(returned.folders.folder).campaign.rounds == (bare,)


@pytest.mark.parametrize("where", ["issued", "returned"])
def test_undo_once_anything_lies_in_the_new_round__is_refused(later, where):
    (getattr(later.folders, where) / "a.xlsx").write_bytes(b"x")
    before = read_files(later.folders.folder)
    with pytest.raises(OperatorError, match=r"a\.xlsx"):
        undo_last_end(later)
    assert read_files(later.folders.folder) == before


def test_undo_in_the_first_round__is_refused(returned, capsys):
    assert run(["next", str(returned.folders.folder), "--undo"]) == 2
    assert "没有可以收回的" in capsys.readouterr().err


def test_undo__overlooks_what_a_system_left(later):
    (later.folders.returned / "Thumbs.db").write_bytes(b"x")
    undo_last_end(later)
    assert not later.folders.round_folder.exists()


def test_an_ended_round__is_not_handed_out_again(later):
    first = open_workspace(later.folders.folder, round=1)
    with pytest.raises(OperatorError, match="已经结束"):
        distribute(first)


def test_next_where_the_last_round_had_ended_already__begins_the_one_after_it(later, capsys):
    path = later.folders.folder / "工作方案.xlsx"
    only = replace(later.campaign.rounds[0], state="ended")
    path.write_bytes(write_rounds(path.read_bytes(), (only,), later.campaign.definition))
    shutil.rmtree(later.folders.round_folder)
    assert run(["next", str(later.folders.folder), "--name", "3月进展"]) == 0
    assert "早已结束" in capsys.readouterr().out
    again = open_workspace(later.folders.folder)
    assert again.campaign.round.number == 2 and again.campaign.round.name == "3月进展"
    assert again.folders.issued.is_dir()
