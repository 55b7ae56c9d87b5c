"""A key that nobody has any more: the campaign goes on, and believes nothing that it signed without being told to."""

import shutil

import pytest

from tests.conftest import issued
from toolkit.cli import run
from toolkit.pipeline import (
    KEY_FILE,
    collect,
    hand_out,
    open_workspace,
    read_opening,
    replace_lost_key,
    rotate_key,
)
from toolkit.pipeline.key_file import RETIRED_FILE


def returned(workspace, code):
    """Return a unit's workbook to 回收 as it was handed out last."""
    shutil.copy(issued(workspace, code), workspace.folders.returned / f"{code}.xlsx")


def rules_of(workspace):
    return set(collect(open_workspace(workspace.folders.folder)).findings["rule"])


def said(capsys, *command, code):
    capsys.readouterr()
    assert run(list(command)) == code
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_lost_key__is_replaced_and_its_workbooks_need_a_decision_until_they_are_handed_out_anew(small, capsys):
    folder = small.folders.folder
    returned(small, "01")
    (folder / KEY_FILE).unlink()
    assert f"qingdan key rotate {folder} --lost" in said(capsys, "status", str(folder), code=2)
    assert f"qingdan distribute {folder}" in said(capsys, "key", "rotate", str(folder), "--lost", code=0)
    now = open_workspace(folder)
    assert now.stamp.lost == {small.stamp.campaign} and now.stamp.key != small.stamp.key
    assert all((folder / name).stat().st_mode & 0o777 == 0o600 for name in (KEY_FILE, RETIRED_FILE))
    assert "revoked" in rules_of(now)
    assert [line.changes for line in hand_out(now).again] == ["换了密钥，标识是新的"] * 2
    returned(now, "01")
    assert rules_of(now).isdisjoint({"revoked", "forged", "foreign_campaign"})


def test_lost_keys__stay_known_when_the_new_one_is_exchanged_or_lost(small):
    folder = small.folders.folder
    (folder / KEY_FILE).unlink()
    replace_lost_key(folder)
    rotate_key(open_workspace(folder))
    rotated = open_workspace(folder)
    assert rotated.stamp.lost == {small.stamp.campaign} and len(rotated.stamp.retired) == 1
    hand_out(rotated)
    (folder / KEY_FILE).unlink()
    replace_lost_key(folder)
    assert open_workspace(folder).stamp.lost == {small.stamp.campaign, rotated.stamp.campaign}


def test_lost_file_of_exchanged_keys__keeps_the_present_key(small, capsys):
    folder = small.folders.folder
    rotate_key(small)
    (folder / RETIRED_FILE).unlink()
    assert f"qingdan key rotate {folder} --lost" in said(capsys, "check", str(folder), code=2)
    key = (folder / KEY_FILE).read_bytes()
    replace_lost_key(folder)
    assert (folder / KEY_FILE).read_bytes() == key
    assert open_workspace(folder).stamp.lost == {small.stamp.campaign}


def test_ends_of_rounds_under_a_lost_key__are_signed_anew_as_they_are(later, capsys):
    folder = later.folders.folder
    before = read_opening(later)
    (folder / KEY_FILE).unlink()
    assert "第 1 期的期末也不能再核对" in said(capsys, "key", "rotate", str(folder), "--lost", code=0)
    now = open_workspace(folder)
    assert read_opening(now) == before
    facts = now.folders.select_round(1).closing_facts
    facts.write_bytes(facts.read_bytes().replace("第1期".encode(), "第9期".encode()).replace(b'"open"', b'"shut"'))
    assert "期末被人改过" in said(capsys, "check", str(folder), code=2)


def test_torn_end_of_a_round__is_left_for_whoever_rebuilds_it(later):
    folder, facts = later.folders.folder, later.folders.select_round(1).closing_facts
    facts.write_bytes(facts.read_bytes()[:-100])
    torn = facts.read_bytes()
    (folder / KEY_FILE).unlink()
    assert replace_lost_key(folder).rounds == ()
    assert facts.read_bytes() == torn


@pytest.mark.parametrize("handed_out", [True, False])
def test_key_that_was_not_lost__is_not_replaced(small, capsys, handed_out):
    folder = str(small.folders.folder)
    if not handed_out:
        (small.folders.folder / KEY_FILE).unlink()
        shutil.rmtree(small.folders.issued)
    found = said(capsys, "key", "rotate", folder, "--lost", code=2)
    assert ("没有丢" if handed_out else "还没有密钥") in found
    assert "不能一起用" in said(capsys, "key", "rotate", folder, "--lost", "--revoke", code=2)
