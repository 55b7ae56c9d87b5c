"""The loops over faults: every call of a command fails with every error, is cut short, or kills the process."""

import dataclasses
import random
import shutil
from collections.abc import Iterator

from tests.torture.disk import Fault, list_codes
from tests.torture.judge import judge_after, judge_end, tell_differences
from tests.torture.runs import Checkpoint, Run, run
from tests.torture.scenarios import Reference
from tests.torture.small_changes import begin_next_run


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tried:
    """One fault and what was wrong after it, nothing where all is well."""

    kind: str
    scenario: str
    fault: str
    code: int | str
    wrong: tuple = ()


class Loop:
    """Continues one command again and again, each time with another fault, and judges what is left."""

    def __init__(self, sandbox, bases, reference: Reference):
        self.sandbox, self.reference = sandbox, reference
        self._base = bases[reference.scenario.base]
        self._paused = None
        self._kept = sandbox.scratch / "kept"

    def __enter__(self):
        self.sandbox.fill(self._base)
        self._paused = Checkpoint(self.sandbox, self.reference.scenario.arguments, self.reference.pause_at)
        shutil.copytree(self.sandbox.root, self._kept, symlinks=True)
        return self

    def __exit__(self, *error):
        self._paused.close()
        shutil.rmtree(self._kept)

    def try_fault(self, kind, fault, kill_after=None):
        """Let one fault happen, then let the next run begin; return what was wrong."""
        ran = self._run(fault, kill_after)
        at_end = self.sandbox.look()
        wrong = [*judge_end(self.reference, ran, at_end, leaves_debris=fault.leaves_debris)]
        told = not fault.leaves_debris and tell_differences(self.reference, ran, at_end)
        recover_by_next_run(self.sandbox)
        wrong += judge_after(self.reference, self.sandbox.look(), told=told)
        return self._note(kind, fault, ran.code, wrong), ran

    def try_twice(self, fault, second):
        """Kill a run, kill the next one while it puts things in order, then let a third begin."""
        ran = self._run(fault, None)
        recover_by_next_run(self.sandbox, second)
        recover_by_next_run(self.sandbox)
        wrong = [*judge_after(self.reference, self.sandbox.look())]
        return self._note("killed twice", fault, ran.code, wrong)

    def _note(self, kind, fault, code, wrong):
        shown = f"{fault.act} {fault.code} at {fault.at} {self._name_call(fault.at)}"
        name = self.reference.scenario.name
        return Tried(kind=kind, scenario=name, fault=shown, code=code, wrong=tuple(dict.fromkeys(wrong)))

    def _name_call(self, at):
        calls = self.reference.calls
        return " ".join(calls[at - 1][:2]) if 0 < at <= len(calls) else ""

    def _run(self, fault, kill_after):
        if 0 < fault.at < self.reference.pause_at:
            self.sandbox.fill(self._base)
            return run(self.sandbox, self.reference.scenario.arguments, fault)
        shutil.rmtree(self.sandbox.root)
        shutil.copytree(self._kept, self.sandbox.root, symlinks=True)
        return self._paused.go_on(fault, kill_after=kill_after)


def fail_every_call(loop: Loop, codes=None) -> Iterator[Tried]:
    """Refuse call n with each error, n = 1, 2, 3 …, until a run ends without having come to its n-th call."""
    for code in codes or list_codes():
        yield from _go_through(loop, "refused call", "fail", code)


def cut_every_write(loop: Loop) -> Iterator[Tried]:
    """Write half and refuse, then fill the disk for good, then lose it, at every call."""
    yield from _go_through(loop, "cut write", "short", "ENOSPC")
    yield from _go_through(loop, "full disk", "full", "ENOSPC")
    yield from _go_through(loop, "disk gone", "gone", "EIO")
    yield from _go_through(loop, "disk read-only", "gone", "EROFS")


def kill_at_every_call(loop: Loop) -> Iterator[Tried]:
    """Kill the process before every call, in the middle of every write, and after every call."""
    for act in ("kill", "kill_after"):
        yield from _go_through(loop, "killed at a call", act, "EIO")


def _go_through(loop, kind, act, code):
    at = 1
    while True:
        tried, ran = loop.try_fault(kind, Fault(at=at, act=act, code=code))
        if not ran.reached:
            return
        yield tried
        at += 1


def kill_at_random(loop: Loop, times, dice: random.Random) -> Iterator[Tried]:
    """Kill the process at random times while it writes."""
    span = loop.reference.calls[-1][-1] - loop.reference.calls[loop.reference.pause_at - 1][-1]
    for _ in range(times):
        tried, _ = loop.try_fault("killed at random", Fault(at=0, act="kill"), kill_after=dice.uniform(0, span * 1.5))
        yield tried


def kill_recovery(loop: Loop, times, dice: random.Random) -> Iterator[Tried]:
    """Kill a run at a random call, and the recovery at its first, second, third … call."""
    for number in range(times):
        at = dice.randrange(loop.reference.pause_at, len(loop.reference.calls) + 1)
        yield loop.try_twice(Fault(at=at, act="kill"), Fault(at=number % 12 + 1, act="kill"))


def recover_by_next_run(sandbox, fault=None):
    """Let the next run begin, in a process of its own: it puts in order what the last one left."""
    if sandbox.campaign.exists():
        return Run(sandbox, begin_next_run, fault, fixed_keys=False).wait()
    return None
