"""A Dask scheduler and its machines, all on this one: real processes that speak over the loopback."""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SECONDS = 60


def find_missing_cluster():
    """Return why no cluster can be started here, empty where one can."""
    return "" if find_spec("distributed") else "distributed is not installed"


class LocalCluster:
    """One scheduler and some machines of one thread each, which end with the body of `with`."""

    def __init__(self, folder, machines):
        self.folder, self.count = folder, machines
        self.processes, self.machines = [], []
        self.address = ""

    def __enter__(self):
        try:
            note = self.folder / "scheduler.json"
            self._start("scheduler", "--port", "0", "--no-show", "--scheduler-file", str(note))
            self.address = _read_address(note)
            for number in range(self.count):
                self.start_machine(number)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()

    def start_machine(self, number):
        """Start one more machine; it has no nanny, so a killed one stays lost."""
        place = self.folder / f"machine-{number}"
        place.mkdir()
        found = self._start(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--name", str(number), "--local-directory", place
        )
        self.machines.append(found)

    def _start(self, kind, *arguments):
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *map(str, arguments)]
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--no-dashboard"],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process


def _read_address(note):
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        with suppress(OSError, ValueError):
            return json.loads(note.read_text())["address"]
        time.sleep(0.05)
    raise TimeoutError("the scheduler did not start")
