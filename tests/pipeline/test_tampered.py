"""A 期末 that is missing, edited, half copied or from elsewhere is named with the way out; it can be computed again."""

import json
import shutil

import pytest

from tests.pipeline.ended import DAY, end, read_files
from toolkit.cli import run
from toolkit.errors import OperatorError
from toolkit.pipeline import open_workspace, read_closing, rebuild_end, verify_ended_rounds


def _remove(closing):
    shutil.rmtree(closing)


def _cut(closing):
    path = closing / "期末.json"
    path.write_bytes(path.read_bytes()[:-200])


def _edit(closing):
    path = closing / "期末.json"
    path.write_text(path.read_text("utf-8").replace('"done"', '"closed"'), "utf-8")


def _empty(closing):
    (closing / "期末.json").write_bytes(b"")


def _replace(closing):
    (closing / "期末.json").write_text('{"name": "别的程序"}', "utf-8")


def _say_newer(closing):
    path = closing / "期末.json"
    path.write_text(path.read_text("utf-8").replace('"version": 1', '"version": 2', 1), "utf-8")


def _rename_campaign(closing):
    path = closing / "期末.json"
    facts = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**facts, "campaign": "abcdef"}), "utf-8")


WAYS = [
    (_remove, "不在了"),
    (_cut, "不完整"),
    (_empty, "不完整"),
    (_edit, "被人改过"),
    (_replace, "不是本程序写的"),
    (_say_newer, "更新版本"),
    (_rename_campaign, "另一次收集"),
]


@pytest.mark.parametrize(("harm", "words"), WAYS, ids=[words for _, words in WAYS])
def test_end_that_cannot_be_trusted__stops_what_writes_and_lets_status_work(later, capsys, harm, words):
    harm(later.folders.select_round(1).closing)
    folder = later.folders.folder
    return_workbook_of_first_round(later)
    before = read_files(folder)
    for command in ("check", "merge", "distribute", "next"):
        assert run([command, str(folder)]) == 2, command
        error = capsys.readouterr().err
        assert words in error and error.count(words) == 1 and "Traceback" not in error
    assert read_files(folder) == before
    assert run(["status", str(folder), "--json"]) == 0
    output = capsys.readouterr()
    assert words in output.err
    assert [each["kind"] for each in json.loads(output.out)["tampered"]] == ["untrusted"]


def return_workbook_of_first_round(workspace):
    """Put something into 回收, so that commands have a reason to go on."""
    first = workspace.folders.select_round(1).returned
    shutil.copy(next(first.glob("*.xlsx")), workspace.folders.returned)


def test_end_of_another_round__is_refused(later):
    _, third = end(later)
    first, second = (third.folders.select_round(number) for number in (1, 2))
    shutil.copy(first.closing_facts, second.closing_facts)
    with pytest.raises(OperatorError, match="另一期的期末"):
        read_closing(third.folders, 2, third.stamp)


def test_key_that_is_gone__stops_every_command(later, capsys):
    (later.folders.folder / ".qingdan-key").unlink()
    assert run(["status", str(later.folders.folder)]) == 2
    assert ".qingdan-key" in capsys.readouterr().err


def test_lost_end__is_computed_again_with_the_same_items(later):
    before = read_closing(later.folders, 1, later.stamp)
    shutil.rmtree(later.folders.select_round(1).closing)
    first = open_workspace(later.folders.folder, round=1)
    rebuilt = rebuild_end(first, today=DAY)
    assert rebuilt.frozen.closing == before and not rebuilt.from_copy and rebuilt.kept is None
    assert read_closing(later.folders, 1, later.stamp) == before
    assert verify_ended_rounds(later).mistakes == {} and verify_ended_rounds(later).breaks == ()


def test_edited_end__is_computed_again_from_the_plan_kept_beside_it_and_is_kept(later, capsys):
    before = read_closing(later.folders, 1, later.stamp)
    _edit(later.folders.select_round(1).closing)
    assert run(["next", str(later.folders.folder), "--rebuild", "1"]) == 0
    said = capsys.readouterr().out
    assert "重新算出" in said and "核对" in said and "期末-备份1" in said
    assert read_closing(later.folders, 1, later.stamp).items == before.items


def test_end_as_it_was__is_not_computed_again(later, capsys):
    assert run(["next", str(later.folders.folder), "--rebuild", "1"]) == 2
    assert "完好" in capsys.readouterr().err
    assert run(["next", str(later.folders.folder), "--rebuild", "2"]) == 2
    assert "还没有结束" in capsys.readouterr().err


def test_round_set_back_to_running_by_hand__is_named_and_not_written_over(later, capsys):
    folder = later.folders.folder
    path = folder / "工作方案.xlsx"
    path.write_bytes((later.folders.select_round(1).closing / "工作方案.xlsx").read_bytes())
    shutil.rmtree(later.folders.round_folder)
    before = read_files(folder)
    for command in ("check", "merge", "next"):
        assert run([command, str(folder)]) == 2
        assert "已经有期末" in capsys.readouterr().err
    assert read_files(folder) == before
