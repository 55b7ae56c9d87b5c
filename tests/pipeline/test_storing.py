"""What commands write in a campaign's folder: private, inside it, all or none, and one run at a time."""

import errno
import os
import shutil
import stat

import pytest

from tests.pipeline.ended import read_files
from tests.pipeline.test_incoming import faulty, put
from tests.storage.test_store import hold_elsewhere
from toolkit.cli import run
from toolkit.errors import FolderError
from toolkit.pipeline import collect, end_round, hand_out, open_workspace, prepare_ending, write_check
from toolkit.pipeline.key_file import KEY_FILE
from toolkit.storage import WORK_FOLDER
from toolkit.storage.cache import CACHE


@pytest.fixture
def returned(small):
    """The small campaign with a faulty return."""
    put(small, "甲.xlsx", faulty(small))
    return small


def snapshot(folder):
    """Return the bytes, the mode and the time of every file under a folder, and the mode of every folder."""
    facts = {}
    for path in sorted(folder.rglob("*")):
        found = path.lstat()
        mode = stat.S_IMODE(found.st_mode)
        facts[path.relative_to(folder).as_posix()] = (
            (path.read_bytes(), mode, found.st_mtime_ns) if path.is_file() else mode
        )
    return facts


def texts(folder):
    """Return the bytes of every file under a folder by path; what is only kept for the next run is left out."""
    return {path.as_posix(): content for path, content in read_files(folder).items()}


def test_check__is_private_and_leaves_what_was_returned_and_nothing_of_its_own(returned):
    root, sources = returned.folders.folder, snapshot(returned.folders.returned)
    assert run(["check", str(root)]) == 1
    made = [path for path in root.rglob("*") if returned.folders.returned not in path.parents]
    assert [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    assert snapshot(returned.folders.returned) == sources
    assert {path.name for path in root.iterdir() if path.name.startswith(".")} == {KEY_FILE, WORK_FOLDER}
    assert [path.name for path in (root / WORK_FOLDER).iterdir()] == [CACHE]


def test_what_is_shared__can_be_read_by_others(tmp_path):
    before = os.umask(0o022)
    try:
        assert run(["init", str(tmp_path / "新"), "--share"]) == 0
    finally:
        os.umask(before)
    (plan,) = (tmp_path / "新").glob("*.xlsx")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (plan, plan.parent)] == [0o644, 0o755]


def test_folder_of_copies_that_is_a_link__stops_a_check_before_anything_is_written(returned, tmp_path, capsys):
    write_check(collect(returned))
    outside = tmp_path / "外面"
    returned.folders.sent_back.rename(outside)
    returned.folders.sent_back.symlink_to(outside)
    before = snapshot(outside), texts(returned.folders.folder)
    (returned.folders.returned / "甲.xlsx").unlink()
    put(returned, "乙.xlsx", faulty(returned, "02"))
    assert run(["check", str(returned.folders.folder)]) == 2
    assert "是链接" in capsys.readouterr().err
    after = texts(returned.folders.folder)
    changed = {name for name in {*before[1], *after} if before[1].get(name) != after.get(name)}
    assert snapshot(outside) == before[0] and changed == {"第1期/回收/甲.xlsx", "第1期/回收/乙.xlsx"}


def test_report_that_is_open__is_written_beside_it_and_said(returned, capsys, monkeypatch):
    write_check(collect(returned))
    before, replace = returned.folders.report.read_bytes(), os.replace

    def refuse(source, target, **options):
        if os.fspath(target).endswith("/校验报告.xlsx"):
            raise OSError(errno.EACCES, "open elsewhere")
        replace(source, target, **options)

    put(returned, "乙.xlsx", faulty(returned, "02"))
    monkeypatch.setattr(os, "replace", refuse)
    assert run(["check", str(returned.folders.folder)]) == 1
    said = capsys.readouterr()
    assert "校验报告（2）.xlsx" in said.err and "校验报告（2）.xlsx" in said.out
    assert returned.folders.report.read_bytes() == before
    assert returned.folders.report.with_name("校验报告（2）.xlsx").read_bytes() != before


def test_campaign_in_use__is_left_alone_by_every_command(small, capsys):
    root = small.folders.folder
    before = texts(root)
    with hold_elsewhere(root):
        for command in ("distribute", "check", "merge", "status", "next"):
            assert run([command, str(root)]) == 5
            assert "正在这里运行（check" in capsys.readouterr().err
        with pytest.raises(FolderError, match="正在这里运行"):
            hand_out(small)
    assert {name: text for name, text in texts(root).items() if not name.startswith(".qingdan/")} == before


class Killed(KeyboardInterrupt):
    """Stands for a run that is cut off: nothing of it is undone."""


def kill(*arguments):
    raise Killed


def test_run_that_was_cut_off__is_undone_and_said_by_the_next(returned, capsys):
    root = returned.folders.folder
    before = texts(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("toolkit.storage.transaction._Transaction._commit", kill)
        patch.setattr("toolkit.storage.transaction._Transaction._take_back", kill)
        assert run(["check", str(root)]) == 130
    assert returned.folders.report.is_file()
    capsys.readouterr()
    assert run(["status", str(root)]) == 0
    assert "上一次运行（check，" in capsys.readouterr().err
    after = texts(root)
    assert {name for name in {*before, *after} if before.get(name) != after.get(name)} == set()
    assert not returned.folders.results.exists()


def test_key_that_another_run_wrote_first__signs_what_is_handed_out(small, tmp_path):
    root = tmp_path / "新"
    root.mkdir()
    shutil.copy(small.folders.folder / small.campaign.definition.campaign.file, root)
    first, second = open_workspace(root), open_workspace(root)
    assert first.stamp.key != second.stamp.key
    paths = [hand_out(first).paths, hand_out(second).paths]
    assert open_workspace(root).stamp.key == first.stamp.key and paths[0] == paths[1]


def test_plan_saved_while_a_round_ends__is_not_overwritten(small):
    put(small, "甲.xlsx", faulty(small))
    ending = prepare_ending(small)
    plan = small.folders.folder / small.campaign.definition.campaign.file
    plan.write_bytes(plan.read_bytes() + b" ")  # as an office program that saves
    before = texts(small.folders.folder)
    with pytest.raises(FolderError, match="运行期间有人保存了它"):
        end_round(ending)
    assert texts(small.folders.folder) == before
