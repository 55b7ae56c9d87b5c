"""Run one command in a forked process of its own: with a fault, beside another run, or killed after some time.

Everything is loaded and, for many faults, everything is computed before the fork: see `Checkpoint`.
"""

import json
import os
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.torture.disk import Fault, FaultyDisk, fix_keys
from toolkit.cli import run as run_command
from toolkit.execution import InlineExecutor
from toolkit.formats import use_executor

SECONDS = 120  # until a run counts as hung
KILLED, HUNG = "killed", "hung"
_BROKEN = 70  # the exit code of a run of which something came out that is no exit code


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a run ended: its exit code, "killed" or "hung"; what it printed; the calls that changed files.

    `missed` is the name of the returned file that the fault kept from being read, or the word for a result that could
    not be tried out, empty for any other fault.
    """

    code: int | str
    out: str = ""
    err: str = ""
    calls: list = field(default_factory=list)
    reached: bool = False
    missed: str = ""


class Run:
    """A process forked from this one that runs one command below a folder, or one function that gives an exit code."""

    def __init__(self, sandbox, arguments, fault=None, *, fixed_keys=True, barrier=None):
        self._folder = _make_folder(sandbox)
        self.pid = _fork()
        if not self.pid:
            if barrier is not None:
                os.read(barrier, 1)
            _live(sandbox, arguments, self._folder, FaultyDisk(sandbox.root, fault or Fault()), fixed_keys)

    def wait(self, seconds=SECONDS):
        """Return how the run ended; one that takes too long is killed."""
        return _collect(self._folder, hung=_wait(self.pid, seconds))

    def kill(self):
        """Kill the process, whatever it is doing."""
        os.kill(self.pid, signal.SIGKILL)


class Checkpoint:
    """A command stopped before one of its calls, from which it can be continued many times, each with another fault.

    So what a command computes is computed once. The folder must be put back as it was at that call every time.
    """

    def __init__(self, sandbox, arguments, at):
        self._sandbox = sandbox
        self._folder = _make_folder(sandbox)
        (ours, theirs), (answers, answering) = os.pipe(), os.pipe()
        self.pid = _fork()
        if not self.pid:
            os.close(theirs)
            os.close(answers)
            disk = FaultyDisk(sandbox.root, Fault(), pause_at=at)
            disk.pause = lambda: _serve(disk, ours, answering)
            _live(sandbox, arguments, self._folder, disk, fixed_keys=True)
        os.close(ours)
        os.close(answering)
        self._orders, self._answers = theirs, open(answers, encoding="utf-8")  # noqa: PTH123, SIM115
        self._answers.readline()  # until it has come to the call

    def go_on(self, fault, *, kill_after=None):
        """Continue with a fault, or kill the process after some seconds, and return how it ended."""
        folder = _make_folder(self._sandbox)
        order = {"folder": str(folder), "fault": asdict(fault), "kill_after": kill_after}
        os.write(self._orders, json.dumps(order).encode() + b"\n")
        return _collect(folder, hung=self._answers.readline().strip() == HUNG)

    def close(self):
        """End the stopped process."""
        os.close(self._orders)
        os.waitpid(self.pid, 0)
        self._answers.close()
        _collect(self._folder, hung=False)


def run(sandbox, arguments, fault=None, **options):
    """Run a command of the program and wait for its end."""
    return Run(sandbox, arguments, fault, **options).wait()


def _make_folder(sandbox):
    return Path(tempfile.mkdtemp(prefix="run-", dir=sandbox.scratch))


def _fork():
    sys.stdout.flush()
    sys.stderr.flush()
    return os.fork()


def _live(sandbox, arguments, folder, disk, fixed_keys):
    """Be the process of a command: what it prints goes to files, and nothing of the caller is cleaned up at its end."""
    code, disk.answer = _BROKEN, folder
    try:
        os.chdir(sandbox.root)
        _redirect(folder)
        tempfile.tempdir = str(sandbox.temporary)
        os.umask(0o022)
        if fixed_keys:
            fix_keys()
        disk.install()
        with use_executor(InlineExecutor()):
            code = arguments() if callable(arguments) else run_command([str(argument) for argument in arguments])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        answer = json.dumps({"code": code, "calls": disk.calls, "reached": disk.reached, "missed": disk.missed})
        (disk.answer / "answer").write_text(answer)
        os._exit(0)


def _redirect(folder):
    for number, name in ((1, "out"), (2, "err")):
        opened = os.open(folder / name, os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))  # noqa: SIM115
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115


def _serve(disk, orders, answering):
    """Wait for orders; continue in a fork for each. Returns in the forks alone."""
    os.write(answering, b"ready\n")
    for line in open(orders, "rb", buffering=0, closefd=False):  # noqa: SIM115
        order = json.loads(line)
        pid = _fork()
        if not pid:
            os.chdir(disk.watched)  # it was made anew
            disk.fault, disk.answer = Fault(**order["fault"]), Path(order["folder"])
            _redirect(disk.answer)
            return
        if order["kill_after"] is not None:
            time.sleep(order["kill_after"])
            os.kill(pid, signal.SIGKILL)
        os.write(answering, b"hung\n" if _wait(pid, SECONDS) else b"ended\n")
    os._exit(0)


def _wait(pid, seconds):
    """Wait for the end of a process and return whether it had to be killed."""
    end, hung, pause = time.monotonic() + seconds, False, 0.0005
    while not os.waitpid(pid, os.WNOHANG)[0]:
        if time.monotonic() > end and not hung:
            hung = True
            os.kill(pid, signal.SIGKILL)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.02)
    return hung


def _collect(folder, hung):
    """Return how a run ended, and remove what it left for this."""
    texts = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in folder.iterdir()}
    for name in texts:
        (folder / name).unlink()
    folder.rmdir()
    out, err, answer = (texts.get(name, "") for name in ("out", "err", "answer"))
    if not answer:
        return Ran(code=HUNG if hung else KILLED, out=out, err=err, reached=True)
    return Ran(out=out, err=err, **json.loads(answer))
