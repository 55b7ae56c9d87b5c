"""A second real office program for tests, ONLYOFFICE's engine: jobs come in, files go out; see onlyoffice_driver.py."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

DRIVER = Path(__file__).parent / "onlyoffice_driver.py"
_SECONDS = 300


def find_missing_onlyoffice():
    """Return what this machine lacks to drive ONLYOFFICE's engine; empty where nothing is missing."""
    return "" if importlib.util.find_spec("docbuilder") else "ONLYOFFICE's engine (document-builder) is not installed"


def run_onlyoffice(jobs, folder):
    """Run jobs in order in one process; the file that this takes goes into a folder."""
    plan = folder / "onlyoffice.json"
    plan.write_text(json.dumps(jobs, ensure_ascii=False, default=str), encoding="utf-8")
    done = subprocess.run([sys.executable, DRIVER, plan], capture_output=True, timeout=_SECONDS, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace"))
