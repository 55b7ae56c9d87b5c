"""A round that has ended never changes: what the commands say of it was said when it ended."""

import datetime as dt
import json
import shutil
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.laws import examples
from tests.pipeline.ended import read_files
from toolkit.campaign import write_rounds
from toolkit.cli import run
from toolkit.followup import NOTHING_BEFORE
from toolkit.pipeline import (
    check_facts,
    collect,
    merge,
    open_workspace,
    read_closing,
    rotate_key,
    verify_ended_rounds,
)
from toolkit.pipeline.frozen import FrozenError, dump_frozen, parse_frozen


@pytest.fixture(scope="module")
def ended(ended_once):
    """A campaign whose first round has ended, with what was true of it before; nobody writes to it."""
    return open_workspace(ended_once.folder, round=1), ended_once.result, open_workspace(ended_once.folder)


def _copy(source, target):
    return shutil.copytree(source, target / "小城")


@pytest.fixture
def own(ended, tmp_path):
    """A copy of that campaign in its second round."""
    return open_workspace(_copy(ended[0].folders.folder, tmp_path))


def said(capsys, folder, command, *options, code=None):
    capsys.readouterr()
    got = run([command, str(folder), "--round", "1", *options])
    assert code is None or got == code
    return got, capsys.readouterr()


@pytest.mark.parametrize("command", ["status", "check", "merge"])
def test_ended_round__says_and_exits_as_it_did_then_and_writes_nothing(own, ended, capsys, command):
    folder, frozen = own.folders.folder, ended[1].frozen
    before = read_files(folder)
    code, output = said(capsys, folder, command, "--json")
    facts = json.loads(output.out)
    assert code == frozen.facts["exit"][command]
    then = frozen.facts[command]
    assert {key: facts[key] for key in then if key not in ("outputs", "round")} == {
        key: then[key] for key in then if key not in ("outputs", "round")
    }
    assert facts["round"]["state"] == "ended" and facts["tampered"] == []
    _, output = said(capsys, folder, command)
    assert "第1期" in output.out and "不再改动" in output.out and output.err == ""
    assert read_files(folder) == before


def test_frozen_figures__are_those_of_the_round_as_it_was(ended):
    workspace, done, _ = ended
    collected = collect(workspace, today=done.frozen.ended, opening=NOTHING_BEFORE)
    assert done.frozen.facts["merge"]["records"] == {
        key: merge(collected).summary.frames.count_rows(key) for key in merge(collected).summary.list_keys
    }
    assert [unit["state"] for unit in check_facts(collected)["units"]] == [
        unit["state"] for unit in done.frozen.facts["check"]["units"]
    ]


def test_file_put_into_an_ended_round__is_named_by_every_command_and_counts_nowhere(own, capsys):
    folder = own.folders.folder
    _, before = said(capsys, folder, "status", "--json")
    (own.folders.select_round(1).returned / "晚报.xlsx").write_bytes(
        next(own.folders.select_round(1).returned.glob("*.xlsx")).read_bytes()
    )
    _, after = said(capsys, folder, "status", "--json")
    was, now = json.loads(before.out), json.loads(after.out)
    assert now.pop("tampered") == [{"round": 1, "path": "第1期/回收/晚报.xlsx", "kind": "added"}]
    assert was.pop("tampered") == [] and was == now
    for arguments in (["status"], ["check"], ["merge"], ["distribute"], ["next"]):
        run([*arguments, str(folder)])
        assert "晚报.xlsx" in capsys.readouterr().err, arguments


def test_lock_file_of_an_open_result__is_no_change(own):
    first = own.folders.select_round(1)
    (first.results / "~$三类清单汇总.xlsx").write_bytes(b"x")
    (first.returned / ".DS_Store").write_bytes(b"x")
    assert verify_ended_rounds(own).breaks == ()


def test_changed_and_removed_files__are_each_named_once(own):
    first = own.folders.select_round(1)
    first.summary.write_bytes(first.summary.read_bytes() + b" ")
    first.closing_book.unlink()
    breaks = verify_ended_rounds(own).breaks
    assert {(each.path, each.kind) for each in breaks} == {
        ("第1期/汇总/三类清单汇总.xlsx", "changed"),
        ("第1期/汇总/期末/期末台账.xlsx", "gone"),
    }


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_law__no_input_after_the_end_of_a_round_changes_its_figures(own, ended, data):
    first = own.folders.select_round(1)
    paths = [*sorted(path for path in first.round_folder.rglob("*.xlsx")), first.returned / "新.xlsx"]
    path = data.draw(st.sampled_from(paths))
    content = data.draw(
        st.one_of(
            st.none(), st.binary(max_size=40), st.sampled_from(list(read_files(first.returned).values()) or [b""])
        )
    )
    old = path.read_bytes() if path.is_file() else None
    try:
        if content is not None:
            path.write_bytes(content)
        elif old is not None:
            path.unlink()
        frozen = parse_frozen(first.closing_facts.read_bytes(), own.stamp, 1)
        assert frozen == ended[1].frozen
        watched = path.is_relative_to(first.results) or path.is_relative_to(first.returned)
        changed = (path.read_bytes() if path.is_file() else None) != old
        assert bool(verify_ended_rounds(own).breaks) == (watched and changed)
    finally:
        path.unlink(missing_ok=True)
        if old is not None:
            path.write_bytes(old)


def test_law__what_is_written_is_read_back(ended):
    workspace, done, _ = ended
    content = b"".join(dump_frozen(done.frozen, workspace.stamp))
    assert parse_frozen(content, workspace.stamp, 1) == done.frozen
    assert content == workspace.folders.closing_facts.read_bytes()


@settings(max_examples=examples(100))
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), cut=st.booleans())
def test_law__whatever_became_of_the_bytes_gives_the_round_or_a_reason(ended, at, byte, cut):
    workspace, done, _ = ended
    content = workspace.folders.closing_facts.read_bytes()
    place = int(at * len(content))
    changed = content[:place] if cut else content[:place] + bytes([byte]) + content[place + 1 :]
    try:
        assert parse_frozen(changed, workspace.stamp, 1) == done.frozen
    except FrozenError as error:
        assert error.code in {"torn", "edited", "not_ours", "newer", "other_campaign"}


def test_days_changed_in_the_table_of_rounds__are_named_and_change_nothing(own, ended):
    path = own.folders.folder / "工作方案.xlsx"
    first, second = own.campaign.rounds
    moved = replace(first, as_of=first.as_of - dt.timedelta(days=1))
    path.write_bytes(write_rounds(path.read_bytes(), (moved, second), own.campaign.definition))
    again = open_workspace(own.folders.folder)
    assert [each.kind for each in verify_ended_rounds(again).breaks] == ["days"]
    assert read_closing(again.folders, 1, again.stamp) == ended[1].closing


@pytest.mark.parametrize("revoke", [False, True])
def test_ended_round__is_trusted_under_the_key_that_was_exchanged_since(own, revoke):
    rotate_key(own, revoke=revoke)
    now = open_workspace(own.folders.folder)
    verified = verify_ended_rounds(now)
    assert (verified.breaks, verified.mistakes) == ((), {})
    assert read_closing(now.folders, 1, now.stamp) == read_closing(own.folders, 1, own.stamp)
