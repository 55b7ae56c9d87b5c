"""What units put behind a URL comes into 回收/ once, and nothing there is ever replaced."""

import os

import fsspec
import pytest

from toolkit.errors import OperatorError
from toolkit.formats import FileLimits, use_limits
from toolkit.pipeline import fetch_returns


@pytest.fixture(params=["memory", "file"])
def source(request, tmp_path):
    """A folder on one of two file systems, as a function that writes a file there, and its URL."""
    root = f"/{tmp_path.name}-{request.node.name}" if request.param == "memory" else str(tmp_path / "那边")
    system = fsspec.filesystem(request.param)

    def put(name, content):
        system.makedirs(f"{root}/{name}".rpartition("/")[0], exist_ok=True)
        system.pipe_file(f"{root}/{name}", content)

    put.url = f"{request.param}://{root}"
    return put


def list_files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_new_files__are_fetched_with_their_folders_once(source, tmp_path):
    returned = tmp_path / "回收"
    source("01-市教育局/清单.xlsx", b"one")
    source("清单 二.xlsx", b"two")
    first = fetch_returns(source.url, returned)
    assert list_files(returned) == {"01-市教育局/清单.xlsx": b"one", "清单 二.xlsx": b"two"}
    assert (len(first.paths), first.known) == (2, 0)
    assert {path.stat().st_mode & 0o077 for path in first.paths} == {0} or os.name == "nt"
    again = fetch_returns(source.url, returned)
    assert (again.paths, again.known) == ((), 2)


def test_changed_file__comes_beside_the_earlier_one_which_stays(source, tmp_path):
    returned = tmp_path / "回收"
    for content in (b"first", b"second", b"second"):
        source("清单.xlsx", content)
        fetch_returns(source.url, returned)
    assert list_files(returned) == {"清单.xlsx": b"first", "清单 (2).xlsx": b"second"}


def test_file_beyond_the_limit__is_left_and_named(source, tmp_path):
    source("大.xlsx", b"x" * 100)
    source("小.xlsx", b"x")
    with use_limits(FileLimits(file=10)):
        fetched = fetch_returns(source.url, tmp_path / "回收")
    assert (fetched.left, list(list_files(tmp_path / "回收"))) == (("大.xlsx",), ["小.xlsx"])


def test_name_that_no_file_may_have__is_left(tmp_path):
    fsspec.filesystem("memory").pipe_file("/桶/a\nb.xlsx", b"1")
    fsspec.filesystem("memory").pipe_file("/桶/好.xlsx", b"1")
    fetched = fetch_returns("memory:///桶", tmp_path / "回收")
    assert (fetched.left, list(list_files(tmp_path / "回收"))) == (("a\nb.xlsx",), ["好.xlsx"])


def test_url_with_nothing_behind_it__stops_with_a_sentence(tmp_path):
    for url, said in ((f"file://{tmp_path}/没有", "一份文件也没有"), ("nowhere://x/y", "取不到")):
        with pytest.raises(OperatorError, match=said):
            fetch_returns(url, tmp_path / "回收")
