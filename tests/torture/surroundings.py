"""Whole runs in processes of their own: the same bytes wherever they run, and the memory of a round of 500 units."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.torture.bases import TODAY
from tests.torture.sandbox import list_differences

ROOT = Path(__file__).parents[2]
LARGE_ROUND = ROOT / "benchmarks" / "large_round.py"
MOST_MEGABYTES = 300  # that a command takes for 500 returns
# Hash seeds, time zones and locales: two runs on one campaign must not differ by a byte.
ENVIRONMENTS = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.GBK"},
    {"PYTHONHASHSEED": "3", "TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8"},
)
# Runs the command and says on the last line of the errors how much memory its own process took at most.
_RUN = """
import pathlib, re, sys
from toolkit.cli import run
code = run(sys.argv[1:])
print(int(re.search(r"VmHWM:\\s*(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) // 1024, file=sys.stderr)
sys.exit(code)
"""
_COMMANDS = (("check", "市", *TODAY), ("merge", "市", *TODAY), ("next", "市", "--yes", *TODAY))


def compare_environments(sandbox, base):
    """Yield for each environment whether check, merge and next give the same files as in the first."""
    first = None
    for environment in ENVIRONMENTS:
        sandbox.fill(base)
        wrong = [fault for command in _COMMANDS for fault in _run(sandbox.root, command, environment)[1]]
        look = sandbox.look()
        if first is None:
            first = look
        differing = list_differences(first, look)
        if differing:
            wrong.append(("lost", "other bytes: " + " ".join(differing[:5])))
        yield " ".join(environment.values()), wrong


def measure_large_round(folder):
    """Yield for each command what it took for 500 returns, and whether that was too much."""
    if not LARGE_ROUND.exists():
        return
    place = folder / "large" / "市"
    place.parent.mkdir()
    subprocess.run([sys.executable, LARGE_ROUND, place], check=True, cwd=ROOT)
    for command in _COMMANDS:
        megabytes, wrong = _run(place.parent, command, {})
        if megabytes > MOST_MEGABYTES:
            wrong.append(("lost", f"{megabytes} MB"))
        print(f"    {command[0]}: {megabytes} MB", flush=True)
        yield command[0], wrong
    shutil.rmtree(place.parent)


def _run(folder, command, environment):
    """Run a command; return its most megabytes, and what was wrong."""
    ran = subprocess.run(
        [sys.executable, "-c", _RUN, *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if ran.returncode not in {0, 1} or "Traceback" in ran.stderr:
        return 0, [("crashed", f"{command[0]}: {ran.returncode} {ran.stderr[-1500:]}")]
    return int(re.findall(r"\d+", ran.stderr)[-1]), []
