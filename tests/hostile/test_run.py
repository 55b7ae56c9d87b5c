"""A run over a folder full of hostile files: it ends, speaks of each, and what the others returned stays the same."""

import json
import subprocess
import sys

import pytest

from tests.conftest import issued
from tests.hostile.folder import scatter
from tests.hostile.test_hostile import CLASSES

# Runs the command and, on the last line of the errors, says how much memory its own process took at most.
RUN = """
import pathlib, re, sys
from toolkit.cli import run
code = run(sys.argv[1:])
print(int(re.search(r"VmHWM:\\s*(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) // 1024, file=sys.stderr)
sys.exit(code)
"""
MOST_MEGABYTES = 500


def check(workspace):
    """Run `qingdan check --json` in a process of its own; return its answer, exit code and most megabytes."""
    command = [sys.executable, "-c", RUN, "check", str(workspace.folders.folder), "--json"]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
    assert "Traceback" not in ran.stderr, ran.stderr[-2000:]
    return json.loads(ran.stdout), ran.returncode, int(ran.stderr.split()[-1])


@pytest.mark.slow
def test_run_among_hostile_files__speaks_of_each_and_reads_the_others_as_before(small, monkeypatch):
    returned = small.folders.returned
    unit = small.campaign.find_by_code("02")
    (returned / "市公安局.xlsx").write_bytes(issued(small, "02").read_bytes())
    alone, _, _ = check(small)
    names = set()
    for one in (one for make in CLASSES.values() for one in make()):
        (returned / one.name).write_bytes(one.content)
        names.add(one.name)
    monkeypatch.chdir(returned)
    scatter(returned)
    together, code, megabytes = check(small)
    spoken = {file["file"] for file in together["files"]}
    spoken |= {name.partition("/")[0] for name in spoken}  # an archive is spoken of by its files
    assert names <= spoken
    assert code == 1
    assert [file for file in together["files"] if file["unit"] == unit.code] == alone["files"]
    assert megabytes < MOST_MEGABYTES
