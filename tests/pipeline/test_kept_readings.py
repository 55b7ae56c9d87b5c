"""What was read is kept: nothing is parsed twice, every result stays the same, and no entry is believed unproved."""

import os
import shutil

import pytest

from tests.conftest import issued
from tests.pipeline.test_same_bytes import hash_results, return_all
from tests.pipeline.test_who_and_which import filled
from tests.reading.books import decide
from toolkit.execution import InlineExecutor
from toolkit.formats import FileLimits, parse_passwords, submit_locked, use_executor, use_limits
from toolkit.pipeline import collect, merge, open_workspace, write_check, write_merge


class CountingExecutor(InlineExecutor):
    """Opens files at once, and counts them."""

    def __init__(self):
        self.opened = 0

    def submit(self, function, /, *args, **kwargs):
        self.opened += 1
        return super().submit(function, *args, **kwargs)


def collect_kept(workspace, cache="kept", **options):
    """Return a round as a command collects it, and how many returned files were opened for it."""
    counting = CountingExecutor()
    with use_executor(counting), workspace.store.hold("check"):
        collected = collect(workspace, cache=cache, today=workspace.campaign.as_of, **options)
    register = int(workspace.folders.register.is_file())
    return collected, counting.opened - register


def entries(workspace):
    folder = workspace.folders.folder / ".qingdan" / "cache"
    return sorted(path for path in folder.iterdir() if path.name != "place") if folder.is_dir() else []


@pytest.fixture
def returned(small):
    """A campaign with three returns, one of them twice, in its 回收."""
    return_all(small)
    filled(small).save(small.folders.returned / "教育局（定稿）.xlsx")
    return small


def test_second_run__opens_new_files_alone_and_reads_the_same(returned):
    first, opened = collect_kept(returned)
    assert opened == len(first.read) == 3
    second, opened = collect_kept(returned)
    assert opened == 0
    assert second.read == first.read and second.found == first.found
    filled(returned, "02").save(returned.folders.returned / "公安局再报.xlsx")
    again, opened = collect_kept(returned)
    assert opened == 1
    assert again.read == collect_kept(returned, "unused")[0].read


def test_entries__are_closed_to_others_and_those_not_used_are_removed(returned):
    collect_kept(returned)
    folder = returned.folders.folder / ".qingdan" / "cache"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    (returned.folders.returned / "教育局.xlsx").unlink()
    collect_kept(returned)
    assert len(entries(returned)) == 2


@pytest.mark.slow  # two whole merges
def test_results__are_the_same_bytes_with_and_without_what_was_kept(returned, tmp_path):
    shutil.copytree(returned.folders.folder, tmp_path / "copy")
    results = []
    for folder, cache in ((returned.folders.folder, "kept"), (tmp_path / "copy", "unused")):
        workspace = open_workspace(folder)
        with workspace.store.hold("check"):
            write_check(collect(workspace, cache=cache, today=workspace.campaign.as_of))
            write_merge(merge(collect(workspace, cache=cache, today=workspace.campaign.as_of)))
        results.append(hash_results(folder))
    assert results[0] == results[1]


def test_time_of_a_file__is_no_part_of_what_is_kept(returned):
    csv = returned.folders.returned / "市公安局.csv"
    csv.write_text("问题清单\n序号,问题\n1,甲\n", encoding="utf-8")
    collect_kept(returned)
    for path in returned.folders.returned.iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    again, opened = collect_kept(returned)
    assert opened == 0
    fresh = collect_kept(returned, "unused")[0]
    assert [file.source for file in again.read] == [file.source for file in fresh.read]


@pytest.mark.slow
def test_name_of_a_file__is_evidence_so_it_is_read_again(returned):
    collect_kept(returned)
    path = returned.folders.returned / "教育局.xlsx"
    path.rename(path.with_name("教育局（草稿）.xlsx"))
    again, opened = collect_kept(returned)
    assert opened == 1
    assert again.read == collect_kept(returned, "unused")[0].read


def test_decision__has_only_the_files_read_again_that_it_is_about(returned):
    collect_kept(returned)
    returned = decide(returned, ("文件归属", "教育局（定稿）.xlsx", "不采用"))
    again, opened = collect_kept(returned)
    assert opened == 1
    assert again.read == collect_kept(returned, "unused")[0].read


@pytest.mark.slow
def test_whatever_any_file_is_read_by__has_all_read_again(returned):
    collect_kept(returned)
    with use_limits(FileLimits(cells=4_000_000)):
        assert collect_kept(returned)[1] == 3
        returned = decide(returned, ("单位写法", "教育分局", "市教育局"))
        assert collect_kept(returned)[1] == 3


def test_entry__that_was_changed_or_cut_off_is_ignored_and_said_once(returned):
    first, _ = collect_kept(returned)
    changed, cut, empty = entries(returned)
    changed.write_bytes(changed.read_bytes()[:-1] + b"\0")
    cut.write_bytes(cut.read_bytes()[:40])
    empty.write_bytes(b"")
    again, opened = collect_kept(returned)
    assert opened == 3
    assert again.read == first.read
    (note,) = again.workspace.store.notes
    assert "3 份" in note
    assert collect_kept(returned)[1] == 0


def test_folder_in_the_place_of_an_entry__is_ignored_like_any_damaged_entry(returned):
    first, _ = collect_kept(returned)
    path = entries(returned)[0]
    path.unlink()
    path.mkdir()
    second, opened = collect_kept(returned)
    assert opened == 1
    assert second.read == first.read


@pytest.mark.slow
def test_entry__from_another_place_is_not_found(returned, tmp_path):
    collect_kept(returned)
    moved = tmp_path / "copied"
    shutil.copytree(returned.folders.folder, moved)
    there = open_workspace(moved)
    kept = entries(there)
    collected, opened = collect_kept(there)
    assert opened == 3
    assert collected.workspace.store.notes == []
    assert not set(kept) & set(entries(there))


def test_looking__takes_what_was_kept_and_writes_nothing(returned):
    assert collect_kept(returned, "read")[1] == 3
    assert entries(returned) == []
    collect_kept(returned)
    kept = entries(returned)
    assert collect_kept(returned, "read")[1] == 0
    assert entries(returned) == kept


def test_what_a_password_opened__is_not_kept(returned):
    path = issued(returned, "02")
    locked = submit_locked(path.read_bytes(), "口令2022", b"secret").result()
    (returned.folders.returned / "市公安局.xlsx").write_bytes(locked)
    words = parse_passwords("口令2022", "密码.txt")
    first, _ = collect_kept(returned, passwords=words)
    assert sum(file.source.encrypted for file in first.read) == 1
    assert len(entries(returned)) == 2
    assert collect_kept(returned, passwords=words)[1] == 1


def test_run_without_the_lock__keeps_nothing(returned):
    collect(returned, cache="kept")
    assert entries(returned) == []
