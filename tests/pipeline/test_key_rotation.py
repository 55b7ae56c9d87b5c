"""A leaked key is exchanged: what was handed out under it, and the ends of rounds, afterwards."""

import shutil
from dataclasses import replace

import pytest

from tests.conftest import issued
from toolkit.cli import run
from toolkit.formats import open_workbook
from toolkit.pipeline import KEY_FILE, collect, distribute, hand_out, open_workspace, rotate_key
from toolkit.pipeline.issue_history import read_issue_history
from toolkit.pipeline.key_file import RETIRED_FILE, make_key
from toolkit.unit_token import Stamp, find_tokens


def returned(workspace, code):
    """Return a unit's workbook to 回收 as it was handed out last."""
    shutil.copy(issued(workspace, code), workspace.folders.returned / f"{code}.xlsx")


def tokens_of(path):
    return find_tokens(open_workbook(path.read_bytes()).properties)


def rules_of(workspace):
    return set(collect(open_workspace(workspace.folders.folder)).findings["rule"])


def test_exchanged_key__leaves_what_was_handed_out_known_until_it_is_handed_out_anew(small, capsys):
    folder = small.folders.folder
    returned(small, "01")
    assert run(["key", "rotate", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "2 份表" in said and f"qingdan distribute {folder}" in said
    now = open_workspace(folder)
    assert now.stamp.key != small.stamp.key and [each.stamp for each in now.stamp.retired] == [small.stamp]
    assert all((folder / name).stat().st_mode & 0o777 == 0o600 for name in (KEY_FILE, RETIRED_FILE))
    assert rules_of(small).isdisjoint({"revoked", "forged", "foreign_campaign"})
    handed = hand_out(now)
    assert [(line.number, line.changes) for line in handed.again] == [(2, "换了密钥，标识是新的")] * 2
    assert all(now.stamp.is_genuine(token) for token in tokens_of(issued(now, "01")))
    assert "revoked" in rules_of(small)
    returned(now, "01")
    assert "revoked" not in rules_of(small)
    distribute(open_workspace(folder))
    assert len(read_issue_history(now.folders, now.campaign).lines) == 4  # nothing is handed out a third time


def test_revoked_key__counts_for_nothing_that_it_signed_before(small):
    returned(small, "01")
    rotate_key(small, revoke=True)
    assert "revoked" in rules_of(small)
    first = open_workspace(small.folders.folder)
    rotate_key(first)
    again = open_workspace(small.folders.folder)
    assert [(each.stamp.key, each.revoked) for each in again.stamp.retired] == [
        (first.stamp.key, False),
        (small.stamp.key, True),
    ]


def test_campaign_without_a_key__has_none_to_exchange(small, capsys):
    (small.folders.folder / KEY_FILE).unlink()
    shutil.rmtree(small.folders.issued)
    assert run(["key", "rotate", str(small.folders.folder)]) == 2
    assert "还没有密钥" in capsys.readouterr().err


CHANGED = {
    "short": b"abc 1 -\n",
    "binary": b"\xff\xfe",
    "alone": make_key() + b"\n",
    "more": make_key() + b" 1 - gone\n",
}


@pytest.mark.parametrize("content", CHANGED.values(), ids=CHANGED)
def test_file_of_retired_keys_that_was_changed__stops(small, capsys, content):
    (small.folders.folder / RETIRED_FILE).write_bytes(content)
    assert run(["status", str(small.folders.folder)]) == 2
    assert "旧密钥文件被改过" in capsys.readouterr().err


# -- workbooks of an earlier version ------------------------------------------------------------------


@pytest.fixture
def earlier(small):
    """The campaign as an earlier version of the program handed it out: a shorter key, and tokens of 32 bits."""
    folder, key = small.folders.folder, make_key()[:64]
    (folder / KEY_FILE).write_bytes(key)
    shutil.rmtree(small.folders.issued)
    small.folders.register.unlink()
    distribute(replace(small, stamp=Stamp(key=key, signed_short=True, version=1)))
    return open_workspace(folder)


def test_workbooks_of_an_earlier_version__are_not_handed_out_again_for_their_tokens_alone(earlier):
    before = {path: path.read_bytes() for path in earlier.folders.issued.rglob("*.xlsx")}
    assert {token.version for path in before for token in tokens_of(path)} == {1}
    assert hand_out(earlier).again == ()
    assert {path: path.read_bytes() for path in earlier.folders.issued.rglob("*.xlsx")} == before


def test_workbook_of_an_earlier_version_that_changes__is_handed_out_with_a_new_token(earlier):
    units = tuple(replace(unit, name=f"{unit.name}机关") for unit in earlier.campaign.units)
    handed = hand_out(replace(earlier, campaign=replace(earlier.campaign, units=units)))
    assert {token.version for path in handed.paths for token in tokens_of(path)} == {2}


def test_returns_of_an_earlier_version__are_read_and_said_once(earlier):
    for code in ("01", "02"):
        returned(earlier, code)
    found = collect(earlier).findings
    (notice,) = found.query("rule == 'short_token'").to_dict("records")
    assert (notice["severity"], notice["facts"]["count"], notice["unit"]) == ("notice", 2, "")
    assert set(found["rule"]).isdisjoint({"revoked", "forged", "old_definition", "older_issue"})
