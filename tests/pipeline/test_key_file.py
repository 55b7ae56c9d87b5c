"""The campaign's key: what is no key, or another campaign's, stops every command before anything is written."""

import io
import os
import shutil
import zipfile

import pytest

from tests.conftest import issued, write_campaign
from toolkit.cli import run
from toolkit.errors import CampaignError
from toolkit.pipeline import KEY_FILE, collect, distribute, open_workspace, write_check
from toolkit.pipeline.key_file import close_key, make_key, read_stamp

UNITS = [{"code": "01", "name": "市教育局"}]


def read_all(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def key_of(folder):
    return folder / KEY_FILE


@pytest.fixture
def unissued(tmp_path):
    """A folder in which nothing was handed out yet."""
    return tmp_path


BAD = {
    "empty": b"",
    "blank": b" \r\n",
    "short": b"0123456789abcdef",
    "cut": make_key()[:-1],
    "no digits": b"z" * 96,
    "two lines": make_key()[:48] + b"\n" + make_key()[:48],
    "utf-16": make_key().decode().encode("utf-16"),
    "capitals": b"ABCDEF0123456789" * 6,
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_key_file_that_holds_no_key__is_refused_without_being_quoted(unissued, content):
    key_of(unissued).write_bytes(content)
    with pytest.raises(CampaignError, match="密钥文件里不是本程序的密钥") as refused:
        read_stamp(unissued)
    assert not content.strip() or content.decode("latin-1") not in str(refused.value)


def test_empty_key_file__stops_before_anything_is_read_or_written(small, capsys):
    key_of(small.folders.folder).write_bytes(b"")
    before = read_all(small.folders.folder)
    assert run(["distribute", str(small.folders.folder)]) == 2
    assert "密钥文件里不是本程序的密钥" in capsys.readouterr().err
    assert read_all(small.folders.folder) == before


def test_key_file_that_is_a_folder_or_a_pipe__stops(unissued):
    key_of(unissued).mkdir()
    with pytest.raises(CampaignError):
        read_stamp(unissued)
    key_of(unissued).rmdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(key_of(unissued))
        with pytest.raises(CampaignError):
            read_stamp(unissued)


@pytest.mark.parametrize("around", [b"%s\n", b"%s\r\n", b"\xef\xbb\xbf%s\r\n"])
def test_key_that_an_editor_saved_again__is_the_same_key(small, around):
    path = key_of(small.folders.folder)
    path.write_bytes(around % path.read_bytes())
    assert read_stamp(small.folders.folder) == small.stamp


def test_key_of_another_campaign__stops_with_a_sentence(small, tmp_path, capsys):
    other = open_workspace(write_campaign(tmp_path / "别处", units=UNITS))
    distribute(other)
    shutil.copy(key_of(other.folders.folder), key_of(small.folders.folder))
    before = read_all(small.folders.folder)
    assert run(["check", str(small.folders.folder)]) == 2
    assert "这不是签发下发各表的那把密钥：下发里的 2 份表" in capsys.readouterr().err
    assert read_all(small.folders.folder) == before


def test_workbooks_in_the_issued_folder_that_have_no_token__do_not_speak_against_the_key(small):
    for code in ("01", "02"):
        issued(small, code).write_bytes(b"no workbook")
    assert read_stamp(small.folders.folder) == small.stamp


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX systems")
def test_key_that_others_can_read__is_taken_from_their_eyes(small):
    path = key_of(small.folders.folder)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    assert open_workspace(small.folders.folder).campaign.hints == ()
    assert path.stat().st_mode & 0o777 == 0o600


def test_key_that_is_a_link__leaves_the_modes_of_the_other_file(tmp_path):
    other = tmp_path / "other"
    other.write_bytes(make_key())
    other.chmod(0o644)
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / KEY_FILE).symlink_to(other)
    assert len(close_key(tmp_path / "c")) == 1
    assert other.stat().st_mode & 0o777 == 0o644


def test_key__is_in_nothing_that_is_written(small):
    key = key_of(small.folders.folder).read_bytes()
    assert len(key) == 96 and len(set(key)) > 8
    shutil.copy(issued(small, "01"), small.folders.returned / "01.xlsx")
    write_check(collect(small))
    others = {path: content for path, content in read_all(small.folders.folder).items() if path.name != KEY_FILE}
    assert any("退回" in path.parts for path in others)
    assert not [path for path, content in others.items() for part in unpack(content) if key in part]


def unpack(content):
    """Yield a file's bytes and, of a package, those of its parts."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            yield from map(package.read, package.namelist())
