"""Changes come all or none, inside the folder, private, and one run at a time."""

import contextlib
import errno
import os
import stat
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from toolkit.errors import FolderError, InUseError, NotWrittenError
from toolkit.storage import WORK_FOLDER, Changes, Store
from toolkit.storage.journal import hash_file


@pytest.fixture
def store(tmp_path):
    root = tmp_path / "第 一"
    root.mkdir()
    return Store(root, untouched="回收")


def write(store, **files):
    """Write files by name, and return what became of it."""
    changes = Changes()
    for name, content in files.items():
        changes.write(store.root / name.replace("__", "/"), content.encode())
    return store.apply(changes)


def listing(store):
    """Return the text of every file in the folder by path, and every folder as None."""
    paths = sorted(store.root.rglob("*"))
    return {path.relative_to(store.root).as_posix(): path.read_text() if path.is_file() else None for path in paths}


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_files__are_written_and_nothing_else_is_left(store):
    write(store, 甲="1", 汇总__乙="2")
    assert listing(store) == {"甲": "1", "汇总": None, "汇总/乙": "2"}


def test_all_kinds_of_changes__are_carried_out_together(store):
    write(store, 期末__a="old", 退回__x="1", 工作="1")
    changes = Changes()
    changes.move(store.root / "期末", store.root / "期末-1")
    changes.write(store.root / "期末" / "a", b"new")
    changes.write(store.root / "工作", b"2", essential=True)
    changes.remove(store.root / "退回" / "x")
    changes.remove(store.root / "退回")
    changes.make_folder(store.root / "第2期" / "回收")
    store.apply(changes)
    assert listing(store) == {
        "期末-1": None, "期末-1/a": "old", "期末": None, "期末/a": "new",
        "工作": "2", "第2期": None, "第2期/回收": None,
    }  # fmt: skip


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize(("shared", "file", "folder"), [(False, 0o600, 0o700), (True, 0o644, 0o755)])
def test_what_is_made__is_private_unless_shared(tmp_path, umask, shared, file, folder):
    store = Store(tmp_path / "新" / "campaign", shared=shared)
    before = os.umask(umask)
    try:
        write(store, 甲="1")
        (store.root / "甲").chmod(0o666)
        write(store, 甲="2", 汇总__乙="2")
    finally:
        os.umask(before)
    cut = ~umask if shared else ~0
    assert {mode(store.root / name) for name in ("甲", "汇总/乙")} == {file & cut}
    assert {mode(store.root / name) for name in (".", "..", "汇总")} == {folder & cut}


def test_sharing_what_was_begun_in_private__says_which_folders_stay_closed(store):
    write(store, 旧__甲="old")
    store.root.chmod(0o700)
    shared = Store(store.root, shared=True)
    write(shared, 旧__乙="new", 新__丙="new")
    (note,) = shared.notes
    assert f"{store.root} 等 2 个" in note
    store.root.chmod(0o755)
    (store.root / "旧").chmod(0o755)
    again = Store(store.root, shared=True)
    write(again, 新__丙="newer")
    assert again.notes == []


def test_private_file_of_a_shared_store__stays_private(tmp_path):
    store, changes = Store(tmp_path, shared=True), Changes()
    changes.write(tmp_path / "key", b"k", private=True, create=True)
    store.apply(changes)
    assert mode(tmp_path / "key") == 0o600


def test_file_to_create__never_replaces_one_that_is_there(store):
    write(store, key="first")
    same, other = Changes(), Changes()
    same.write(store.root / "key", b"first", create=True)
    assert store.apply(same).existing == (store.root / "key",)
    other.write(store.root / "key", b"second", create=True)
    with pytest.raises(FolderError, match="运行期间"):
        store.apply(other)
    assert listing(store) == {"key": "first"}


def test_file_saved_since_it_was_read__is_not_replaced(store):
    write(store, plan="saved")
    changes = Changes()
    changes.write(store.root / "plan", b"mine", essential=True, replaces=b"read")
    changes.write(store.root / "other", b"1")
    with pytest.raises(FolderError, match="运行期间有人保存了它"):
        store.apply(changes)
    assert listing(store) == {"plan": "saved"}


@pytest.mark.parametrize("link", ["退回", "退回/01", "退回/01/甲"])
def test_link_on_the_way__is_refused_and_what_it_leads_to_stays(store, tmp_path, link):
    outside = tmp_path / "outside"
    (outside / "01").mkdir(parents=True)
    (outside / "甲").write_text("mine")
    (outside / "01" / "甲").write_text("mine")
    place = store.root / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(outside / "甲" if link.endswith("甲") else outside)
    changes = Changes()
    changes.write(store.root / "first", b"1")
    changes.remove(store.root / "退回" / "01" / "甲")
    with pytest.raises(FolderError, match="是链接"):
        store.apply(changes)
    changes = Changes()
    changes.write(store.root / "退回" / "01" / "甲", b"theirs")
    with pytest.raises(FolderError, match="是链接"):
        store.apply(changes)
    assert not (store.root / "first").exists()
    assert [(outside / name).read_text() for name in ("甲", "01/甲")] == ["mine", "mine"]


def test_root_that_is_a_link__is_written_through(store, tmp_path):
    (tmp_path / "link").symlink_to(store.root)
    write(Store(tmp_path / "link"), 甲="1")
    assert listing(store) == {"甲": "1"}


@pytest.mark.parametrize("path", ["../甲", "汇总/../../甲", "/甲"])
def test_path_out_of_the_folder__is_refused(store, path):
    changes = Changes()
    changes.write(store.root / path, b"1")
    with pytest.raises(FolderError, match="以外"):
        store.apply(changes)


def test_what_units_returned__is_never_changed(store):
    write(Store(store.root), 回收__甲="1")
    changes = Changes()
    changes.remove(store.root / "回收" / "甲")
    with pytest.raises(FolderError, match="从不改动"):
        store.apply(changes)
    assert listing(store) == {"回收": None, "回收/甲": "1"}


def test_folder_in_the_place_of_a_result__stops_everything(store):
    (store.root / "甲").mkdir()
    with pytest.raises(NotWrittenError, match="请先移开它"):
        write(store, 乙="1", 甲="2")
    assert listing(store) == {"甲": None}


# -- a result that another program has open -----------------------------------------------------------------


@pytest.fixture
def held(store, monkeypatch):
    """A store in which nothing can take the place of 甲.xlsx, as if another program had it open."""
    write(store, **{"甲.xlsx": "old"})
    replace = os.replace

    def refuse(source, target, **options):
        if os.fspath(target).endswith("/甲.xlsx"):
            raise OSError(errno.EACCES, "refused", os.fspath(target))
        replace(source, target, **options)

    monkeypatch.setattr(os, "replace", refuse)
    return store


def test_open_result__gets_a_second_name_beside_it_and_a_sentence(held):
    (held.root / ".~lock.甲.xlsx#").write_text(",王 秘书,pc-7,2022-03-01,x;")
    target = held.root / "甲.xlsx"
    applied = write(held, **{"甲.xlsx": "new", "乙.xlsx": "new"})
    assert applied.locate(target) == held.root / "甲（2）.xlsx"
    assert [held.root.joinpath(name).read_text() for name in ("甲.xlsx", "甲（2）.xlsx", "乙.xlsx")] == [
        "old",
        "new",
        "new",
    ]
    (note,) = held.notes
    assert "甲.xlsx" in note and "甲（2）.xlsx" in note and "王 秘书" in note


@pytest.mark.parametrize("lock", [".~lock.甲.xlsx#", "~$甲.xlsx"])
def test_result_that_a_program_says_it_has_open__is_not_replaced_where_the_system_would_let_it(store, lock):
    write(store, **{"甲.xlsx": "old"})
    store.root.joinpath(lock).write_text("")
    write(store, **{"甲.xlsx": "new"})
    assert [store.root.joinpath(name).read_text() for name in ("甲.xlsx", "甲（2）.xlsx")] == ["old", "new"]
    (note,) = store.notes
    assert f"删掉旁边的 {lock}" in note
    store.root.joinpath("甲（2）.xlsx").unlink()
    write(store, **{"甲.xlsx": "old"})  # nothing new
    assert listing(store) == {"甲.xlsx": "old", lock: ""}


def test_workbook_of_the_operator_that_is_open__stops_the_command(store):
    write(store, **{"甲.xlsx": "old", "乙": "old"})
    store.root.joinpath(".~lock.甲.xlsx#").write_text(",王 秘书,pc-7,2022-03-01,x;")
    changes = Changes()
    changes.write(store.root / "乙", b"new")
    changes.write(store.root / "甲.xlsx", b"new", essential=True)
    with pytest.raises(NotWrittenError, match="王 秘书"):
        store.apply(changes)
    assert store.root.joinpath("乙").read_text() == "old"


def test_outdated_result_that_is_open__stays_and_is_named(store):
    write(store, **{"甲.xlsx": "old"})
    store.root.joinpath(".~lock.甲.xlsx#").write_text("")
    changes = Changes()
    changes.remove(store.root / "甲.xlsx")
    store.apply(changes)
    assert store.root.joinpath("甲.xlsx").exists() and "正在别的程序里打开" in store.notes[0]


def test_second_name_of_an_earlier_run__is_called_outdated_once_the_result_has_its_place(held, monkeypatch):
    write(held, **{"甲.xlsx": "new"})
    monkeypatch.undo()
    held.notes.clear()
    write(held, **{"甲.xlsx": "newer"})
    (note,) = held.notes
    assert "甲（2）.xlsx 可以删掉" in note


def test_result_that_nobody_may_read_now__gets_a_second_name_too(store, monkeypatch):
    write(store, **{"甲.xlsx": "old", "旧": "old"})
    read = hash_file

    def refuse(path):
        if path.name in {"甲.xlsx", "旧"}:
            raise PermissionError(errno.EACCES, "open elsewhere")
        return read(path)

    monkeypatch.setattr("toolkit.storage.plan.hash_file", refuse)
    changes = Changes()
    changes.write(store.root / "甲.xlsx", b"new")
    changes.remove(store.root / "旧")
    applied = store.apply(changes)
    assert listing(store) == {"甲.xlsx": "old", "甲（2）.xlsx": "new", "旧": "old"}
    assert applied.locate(store.root / "甲.xlsx").name == "甲（2）.xlsx" and applied.kept_open == (store.root / "旧",)


def test_open_essential_file__stops_everything(held):
    changes = Changes()
    changes.write(held.root / "乙", b"new")
    changes.write(held.root / "甲.xlsx", b"new", essential=True)
    with pytest.raises(NotWrittenError, match="请先关闭这个文件"):
        held.apply(changes)
    assert listing(held) == {"甲.xlsx": "old"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root alone can become another user")
def test_folder_in_which_nobody_may_write__is_what_the_sentence_names():
    with tempfile.TemporaryDirectory() as place:
        root = Path(place, "第一期")
        (root / "汇总").mkdir(parents=True)
        (root / "汇总" / "甲.xlsx").write_text("old")
        for path in (root / "汇总" / "甲.xlsx", root / "汇总", root, Path(place)):
            os.chown(path, 65534, 65534)
        (root / "汇总").chmod(0o555)
        os.seteuid(65534)
        try:
            changes = Changes()
            changes.write(root / "汇总" / "甲.xlsx", b"new")
            with pytest.raises(NotWrittenError) as caught:
                Store(root).apply(changes)
        finally:
            os.seteuid(0)
    assert "汇总：写不进去" in str(caught.value) and "打开" not in str(caught.value)


# -- one run at a time --------------------------------------------------------------------------------------

OTHER = """
    import sys, time
    from pathlib import Path
    from toolkit.storage import Changes, Store
    with Store(Path(sys.argv[1])).hold("check"):
        print("held", flush=True)
        time.sleep(60)
"""


@contextlib.contextmanager
def hold_elsewhere(root):
    """Hold a folder in another process."""
    run = [sys.executable, "-c", textwrap.dedent(OTHER), str(root)]
    with subprocess.Popen(run, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        yield process
        process.kill()


def test_second_run__is_refused_with_the_holder_until_that_is_killed(store):
    with hold_elsewhere(store.root) as other:
        with pytest.raises(InUseError, match=f"check.*进程 {other.pid}"):
            write(store, 甲="1")
        other.kill()
        other.wait()
        write(store, 甲="1")
    assert listing(store) == {"甲": "1"}


def test_same_run__may_hold_twice(store):
    with store.hold("check"), Store(store.root).hold("merge"):
        write(store, 甲="1")
        assert (store.root / WORK_FOLDER / "lock").is_file()
    assert listing(store) == {"甲": "1"}


def test_folder_made_for_a_run_that_fails__is_gone(tmp_path):
    store = Store(tmp_path / "新" / "campaign")
    with pytest.raises(ValueError, match="x"), store.hold("init"):
        raise ValueError("x")
    assert list(tmp_path.iterdir()) == []


def test_what_killed_runs_left__is_swept(store):
    (store.root / WORK_FOLDER / "staging-1").mkdir(parents=True)
    (store.root / WORK_FOLDER / "staging-1" / "0-new").write_text("1")
    with store.open_scratch() as scratch:
        (scratch / "x").write_text("1")
    assert listing(store) == {}
