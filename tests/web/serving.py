"""A campaign's page and door, served by a process of their own."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

from tests.conftest import ROOT


@contextmanager
def serve(folder):
    """Give the address that opens the page; the door finds a free port of this machine."""
    command = [sys.executable, "-m", "toolkit", "web", str(folder), "--no-browser", "--serve", "127.0.0.1:0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*command, "--today", "2022-03-20"], stdout=subprocess.PIPE, env=environment, text=True, encoding="utf-8"
    ) as server:
        lines = [server.stdout.readline() for _ in range(3)]
        try:
            yield lines[0].rpartition("：")[2].strip()
        finally:
            server.send_signal(signal.SIGINT)
