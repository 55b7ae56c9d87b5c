"""Whatever call fails, and wherever a run is killed: the folder is wholly old or wholly new after the next run."""

import contextlib
import errno
import hashlib
import json
import os

import pytest

from tests.storage.test_store import listing
from toolkit.errors import FolderError, OperatorError
from toolkit.storage import Changes, Store

CALLS = ("open", "replace", "rename", "link", "mkdir", "unlink", "rmdir", "fsync", "chmod", "fchmod")
BEFORE = {"甲": "old", "期末": None, "期末/a": "old", "期末/b": "same", "退回": None, "退回/x": "gone"}
AFTER = {
    "key": "new", "甲": "new",
    "期末-1": None, "期末-1/a": "old", "期末-1/b": "same",
    "期末": None, "期末/a": "new", "期末/b": "same", "汇总": None, "汇总/乙": "new",
}  # fmt: skip


class Killed(BaseException):
    """Stands for the end of the process: nothing of the program runs any more."""


class Faults:
    """Counts the calls that change a disk, and makes the n-th of them and, for a kill, all later ones fail."""

    def __init__(self, monkeypatch, number, error):
        self.count, self.number, self.error = 0, number, error
        for name in CALLS:
            monkeypatch.setattr(os, name, self._wrap(getattr(os, name)))

    def _wrap(self, call):
        def counted(*arguments, **options):
            self.count += 1
            kills = self.error is Killed
            if self.number and (self.count == self.number or (kills and self.count > self.number)):
                raise Killed if kills else OSError(self.error, os.strerror(self.error))
            return call(*arguments, **options)

        return counted


@pytest.fixture
def store(tmp_path):
    store, changes = Store(tmp_path / "c"), Changes()
    changes.write_all({store.root / name: text.encode() for name, text in BEFORE.items() if text})
    store.apply(changes)
    return store


def change(store):
    changes = Changes()
    changes.move(store.root / "期末", store.root / "期末-1")
    changes.write(store.root / "期末" / "a", b"new")
    changes.write(store.root / "期末" / "b", b"same")
    changes.write(store.root / "key", b"new", create=True)
    changes.write(store.root / "甲", b"new", essential=True)
    changes.write(store.root / "汇总" / "乙", b"new", essential=True)
    changes.remove(store.root / "退回" / "x")
    changes.remove(store.root / "退回")
    Store(store.root).apply(changes)


def count_calls(store):
    with pytest.MonkeyPatch.context() as patch:
        faults = Faults(patch, 0, errno.EIO)
        change(store)
    return faults.count


def test_changes__come_as_they_should(store):
    change(store)
    assert listing(store) == AFTER


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EXDEV, errno.ENOENT, Killed])
def test_every_call_that_fails_in_turn__leaves_all_old_or_all_new(tmp_path, error):
    """The n-th call fails, n = 1, 2, 3 … until none does."""
    number, outcomes = 0, set()
    while True:
        number += 1
        store, changes = Store(tmp_path / str(number)), Changes()
        changes.write_all({store.root / name: text.encode() for name, text in BEFORE.items() if text})
        store.apply(changes)
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, number, error)
            failed = False
            try:
                change(store)
            except (OperatorError, Killed):
                failed = True
        if error is not Killed and failed:
            seen = {name: text for name, text in listing(store).items() if not name.startswith(".qingdan")}
            assert seen == BEFORE, number
        with Store(store.root).hold("next"):
            pass
        found = listing(store)
        if error is not Killed and found["甲"] == "new":  # what the system does not let go is no reason to undo all
            assert error == errno.EACCES or "退回/x" not in found
            found = {name: text for name, text in found.items() if not name.startswith("退回")}
        assert found in (BEFORE, AFTER), number
        outcomes.add(str(found))
        if faults.count < number:
            assert found == AFTER
            break
    assert len(outcomes) == 2


def test_kill_while_a_killed_run_is_undone__changes_nothing(tmp_path):
    """Every call of recovering fails in turn, after a run that was killed at its last step."""
    number = 0
    while True:
        number += 1
        store, changes = Store(tmp_path / str(number)), Changes()
        changes.write_all({store.root / name: text.encode() for name, text in BEFORE.items() if text})
        store.apply(changes)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("toolkit.storage.transaction._Transaction._commit", kill)
            patch.setattr("toolkit.storage.transaction._Transaction._take_back", kill)
            with pytest.raises(Killed):
                change(store)
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, number, Killed)
            try:
                with Store(store.root).hold("next"):
                    pass
            except Killed:
                pass
        with Store(store.root).hold("next"):
            pass
        assert listing(store) == BEFORE, number
        if faults.count < number:
            break


def kill(*arguments):
    raise Killed


def test_file_changed_after_the_kill__stays_and_the_old_one_lies_beside_it(store):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("toolkit.storage.transaction._Transaction._commit", kill)
        patch.setattr("toolkit.storage.transaction._Transaction._take_back", kill)
        with pytest.raises(Killed):
            change(store)
    (store.root / "甲").write_text("mine")
    again = Store(store.root)
    with again.hold("next"):
        pass
    assert (store.root / "甲").read_text() == "mine"
    assert len(again.notes) == 2 and "中途断了" in again.notes[0]
    assert [path.read_text() for path in store.root.glob("甲?*")] == ["old"]


OURS = ".qingdan/staging-0123456789abcdef"
FOREIGN = {
    "takes a return for the old file": [{"kind": "write", "path": "甲", "new": "NEW", "kept": "回收/乙"}],
    "puts another file in a return's place":
        [{"kind": "write", "path": "回收/乙", "old": "1", "new": "NEW", "kept": f"{OURS}/0-old"}],
    "takes a return out of its folder": [{"kind": "move", "path": "丙", "to": "回收/乙"}],
    "moves what is elsewhere": [{"kind": "move", "path": "丙", "to": "../乙"}],
    "names an absolute path": [{"kind": "move", "path": "丙", "to": "/乙"}],
    "puts a file where nothing waits": [{"kind": "write", "path": "甲", "new": "NEW", "fresh": "丙"}],
    "works in the working folder": [{"kind": "make", "path": ".qingdan/丙"}],
    "has an unknown step": [{"kind": "burn", "path": "甲"}],
    "has an odd mode": [{"kind": "drop", "path": "丙", "mode": "a"}],
    "has an odd name": [{"kind": "write", "path": "甲\0"}],
    "has half a character": [{"kind": "write", "path": "\ud800"}],
}  # fmt: skip


def put_journal(root, steps, staging=(OURS,)):
    changes = Changes()
    changes.write(root / "甲", b"new")
    changes.write(root / "回收" / "乙", b"new")
    Store(root).apply(changes)
    (root / ".qingdan").mkdir()
    facts = {"format": 1, "command": "check", "started": "", "staging": staging, "steps": steps}
    text = json.dumps(facts).replace("NEW", hashlib.sha256(b"new").hexdigest())
    (root / ".qingdan" / "journal.json").write_text(text)


@pytest.mark.parametrize("steps", FOREIGN.values(), ids=FOREIGN)
def test_a_journal_that_no_run_wrote__is_not_carried_out(tmp_path, steps):
    store = Store(tmp_path / "c", untouched="回收")
    put_journal(store.root, steps)
    before = listing(store)
    with pytest.raises(FolderError, match="不是本程序写的"), store.hold("check"):
        pass
    assert listing(store) == before


@pytest.mark.parametrize("number", range(4, 40, 2))
def test_what_was_removed_from_an_untouched_folder__is_put_back(tmp_path, monkeypatch, number):
    """`next --undo` removes what a system left among the returns, and any command after it may find the journal."""
    store, changes, again = Store(tmp_path / "c"), Changes(), Changes()
    for name in ("回收/Thumbs.db", "甲"):
        changes.write(store.root / name, b"old")
    store.apply(changes)
    before = listing(store)
    for name in ("回收/Thumbs.db", "回收", "甲"):
        again.remove(store.root / name)
    with monkeypatch.context() as patched, contextlib.suppress(Killed):
        Faults(patched, number, Killed)
        store.apply(again)
    with Store(store.root, untouched="回收").hold("check"):
        pass
    assert listing(store) in (before, {})


@pytest.mark.parametrize("staging", ["回收", "回收/staging-0", "../.qingdan-staging-0123456789abcdef", 1])
def test_a_journal_that_names_odd_staging_folders__removes_none(tmp_path, staging):
    store = Store(tmp_path / "c", untouched="回收")
    put_journal(store.root, [], [staging])
    with pytest.raises(FolderError, match="不是本程序写的"), store.hold("check"):
        pass
    assert (store.root / "回收" / "乙").exists()


def test_a_journal_that_is_a_pipe__is_not_waited_for(tmp_path):
    (tmp_path / ".qingdan").mkdir()
    os.mkfifo(tmp_path / ".qingdan" / "journal.json")
    with pytest.raises(FolderError), Store(tmp_path).hold("check"):
        pass


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_a_lock_that_is_a_link__leaves_the_other_file_as_it_is(tmp_path, link):
    other = tmp_path / "other"
    other.write_text("mine")
    (tmp_path / "c" / ".qingdan").mkdir(parents=True)
    link(other, tmp_path / "c" / ".qingdan" / "lock")
    with pytest.raises(FolderError), Store(tmp_path / "c").hold("check"):
        pass
    assert other.read_text() == "mine"
