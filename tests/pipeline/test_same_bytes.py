"""The same returns give the same bytes, wherever, whenever and in whatever order they are read."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, issued
from toolkit.pipeline import collect, merge, open_workspace, write_check, write_merge

DAY = ["--today", "2022-03-31"]
# Hash seed, time zone, locale, umask, processors, whether files are made in their order, the folder's path.
SURROUNDINGS = [
    ("0", "UTC", "C", 0o022, 2, True, "甲"),
    ("1", "Asia/Shanghai", "zh_CN.GBK", 0o077, 1, False, "另一处 文件夹/深/甲"),
    ("2", "America/New_York", "tr_TR.UTF-8", 0o000, 2, False, "b"),
]


def return_all(workspace):
    """Return both workbooks as they were handed out, one of them twice."""
    returned = workspace.folders.returned
    returned.mkdir(exist_ok=True)
    for name, code in (("市公安局.xlsx", "02"), ("教育局.xlsx", "01"), ("教育局（定稿）.xlsx", "01")):
        shutil.copy2(issued(workspace, code), returned / name)


def copy_campaign(source, target, *, in_order=True):
    """Copy a campaign file by file, in the order of the names or against it; the files' times stay."""
    for path in sorted((path for path in source.rglob("*") if path.is_file()), reverse=not in_order):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)
    return target


def hash_results(folder):
    """Return the SHA-256 of every file by its path within the campaign, without the program's own folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".qingdan" not in path.parts)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def write_results(folder):
    """Check and merge a campaign; return what lies in its folder then."""
    workspace = open_workspace(folder)
    checked = write_check(collect(workspace, today=workspace.campaign.as_of))
    write_merge(merge(checked.collected))
    return hash_results(folder)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be set on Windows")
def test_results__do_not_depend_on_time_zone_place_or_order(small, tmp_path, monkeypatch):
    return_all(small)
    elsewhere = copy_campaign(small.folders.folder, tmp_path / "另 一处", in_order=False)
    first = write_results(small.folders.folder)
    monkeypatch.chdir(elsewhere.parent)
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert write_results(Path(elsewhere.name)) == first
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processors are given to a process on Linux alone")
def test_results__do_not_depend_on_the_surroundings_of_the_process(city, tmp_path):
    results = []
    for seed, zone, locale, umask, processors, in_order, place in SURROUNDINGS:
        folder = copy_campaign(city, tmp_path / place, in_order=in_order)
        given = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        limit = f"import os; os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:{processors}])"
        run = f"{limit}; import sys; from toolkit.cli import run; sys.exit(run(sys.argv[1:]))"
        for command in ("check", "merge"):
            ran = subprocess.run(
                [sys.executable, "-c", run, command, folder.name, *DAY],
                cwd=folder.parent,
                env=given,
                umask=umask,
                check=False,
                capture_output=True,
            )
            assert ran.returncode in {0, 1}, ran.stderr.decode(errors="replace")[-2000:]
        results.append(hash_results(folder))
    assert results[1] == results[0]
    assert results[2] == results[0]


@pytest.mark.slow
def test_bad_file__changes_no_row_of_the_others(city, tmp_path):
    clean = copy_campaign(city, tmp_path / "净")
    spoilt = copy_campaign(city, tmp_path / "杂")
    broken = open_workspace(spoilt).folders.returned / "坏文件.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 4)
    lists = []
    for folder in (clean, spoilt):
        workspace = open_workspace(folder)
        merged = merge(collect(workspace, today=workspace.campaign.as_of))
        lists.append({key: frame.to_csv() for key, frame in merged.lists.items()})
    assert lists[0] == lists[1]
    assert all(lists[0].values())
