"""One LibreOffice that serves many tests: jobs come in, their results go out; see driver.py for what a job is."""

import json
import select
import shutil
import subprocess
from pathlib import Path

DRIVER = Path(__file__).parent / "driver.py"
SYSTEM_PYTHON = "/usr/bin/python3"
_SECONDS = 540


def find_missing_office():
    """Return what this machine lacks to drive a LibreOffice; empty where nothing is missing."""
    if shutil.which("soffice") is None:
        return "LibreOffice is not installed"
    found = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return "LibreOffice's Python is not installed" if found.returncode else ""


class OfficeSession:
    """The office of one test process: started at the first job, started again after one that failed."""

    def __init__(self):
        self._driver = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._end()

    def run(self, jobs, folder):
        """Run jobs in order and return their results; the files that this takes go into a folder."""
        plan, results = folder / "jobs.json", folder / "results.json"
        plan.write_text(json.dumps(jobs, ensure_ascii=False), encoding="utf-8")
        answer = self._ask(f"{plan}\t{results}\n")
        if answer != "\n":
            self._end()
            raise RuntimeError(answer or "the office ended, or gave no answer in time")
        return json.loads(results.read_text(encoding="utf-8"))

    def _ask(self, line):
        if self._driver is None:
            self._driver = subprocess.Popen(
                [SYSTEM_PYTHON, str(DRIVER), "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        self._driver.stdin.write(line)
        self._driver.stdin.flush()
        ready, _, _ = select.select([self._driver.stdout], [], [], _SECONDS)
        return self._driver.stdout.readline() if ready else ""

    def _end(self):
        if self._driver is None:
            return
        self._driver.stdin.close()  # the driver then ends its office and itself
        try:
            self._driver.wait(30)
        except subprocess.TimeoutExpired:
            self._driver.kill()
        self._driver.stdout.close()
        self._driver = None
