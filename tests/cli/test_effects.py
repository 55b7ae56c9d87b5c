"""No command reaches the network, starts a program but its own workers, or touches a file outside its folder."""

import shutil
import socket
import sys
import sysconfig
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT, issued
from tests.effects import NetworkUsedError, leave_out, own_temporary, watch_effects
from toolkit.cli import run
from toolkit.cli.commands import COMMANDS, GROUPS

# Where the program itself lies, and what the system lends: fonts, time zones, devices.
PROGRAM = [Path(sys.prefix), Path(sys.base_prefix), ROOT, *map(Path, sysconfig.get_paths().values())]
SYSTEM = [Path(path) for path in ("/usr/share", "/usr/local/share", "/usr/lib", "/etc", "/proc", "/sys", "/dev")]


def test_network__is_forbidden_in_all_tests():
    with pytest.raises(NetworkUsedError):
        socket.getaddrinfo("localhost", 80)
    with pytest.raises(NetworkUsedError), socket.socket() as connection:
        connection.connect(("127.0.0.1", 9))
    with pytest.raises(NetworkUsedError):
        urllib.request.urlopen("http://localhost/")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home, and an empty current folder."""
    folder = tmp_path / "家"
    (folder / "现在").mkdir(parents=True)
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.chdir(folder / "现在")
    return folder


def run_all(commands, home, folder):
    """Run commands and hold them to what they may do; every one is expected to work."""
    for arguments in commands:
        with watch_effects() as effects:
            assert run([str(argument) for argument in arguments]) in (0, 1), arguments
        written = {path for path in leave_out(effects.written, folder, "/dev") if not own_temporary(path)}
        assert {path for path in leave_out(written, *PROGRAM) if path.suffix != ".pyc"} == set(), arguments
        read = {path for path in leave_out(effects.read, folder, *PROGRAM, *SYSTEM) if not own_temporary(path)}
        assert read == set(), arguments
        assert {tuple(program[:2]) for program in effects.programs} <= {(sys.executable, "-I")}, arguments
    assert [path for path in home.rglob("*") if path.name != "现在"] == []


def test_commands__do_nothing_outside_their_folder(small, home):
    folder = small.folders.folder
    shutil.copy(issued(small, "01"), small.folders.returned)
    commands = [["--version"], ["check", folder], ["merge", folder], ["status", folder, "--json"]]
    run_all(commands, home, folder)


@pytest.mark.slow
def test_every_command__does_nothing_outside_its_folder(home, tmp_path):
    folder = tmp_path / "全部"
    city = folder / "演示"
    commands = [
        ["init", folder / "新"],
        ["demo", city],
        ["passwords", city],
        ["distribute", city, "--force"],
        ["check", city],
        ["merge", city, "--parquet"],
        ["status", city],
        ["next", city, "--yes"],
        ["next", city, "--undo"],
        ["key", "rotate", city],
        ["blank", folder / "空表"],
        ["lint"],
    ]
    run_all(commands, home, folder)
    filled = next((city / "第1期").glob("回收/*.xlsx"))
    run_all([["damage", filled, folder / "坏"]], home, folder)
    tried = {arguments[0] for arguments in commands} | {"damage"}
    assert {*COMMANDS, *GROUPS} == tried
