"""Two runs at once: whichever comes first, the end is that of one after the other, or of one alone."""

import itertools
import os
import random
import time

from tests.torture.faults import Tried
from tests.torture.judge import DONE, REFUSED, is_one_sentence
from tests.torture.runs import Run, run
from tests.torture.sandbox import list_differences, list_leftovers

IN_USE = 5
# Commands that can begin on the same campaign, and that campaign.
TOGETHER = {
    "written": ("distribute", "init"),
    "checked": ("distribute", "check", "merge", "next", "status"),
    "ended": ("distribute", "undo", "status"),
}
COMMANDS = {
    "init": ("init", "市", "--force"),
    "distribute": ("distribute", "市", "--today", "2022-04-02"),
    "check": ("check", "市", "--today", "2022-04-02"),
    "merge": ("merge", "市", "--today", "2022-04-02"),
    "next": ("next", "市", "--yes", "--today", "2022-04-02"),
    "undo": ("next", "市", "--undo"),
    "status": ("status", "市", "--today", "2022-04-02"),
}


def list_pairs():
    """Return every pair of commands, also of a command with itself, with the base that both can begin on."""
    return [
        (base, one, other)
        for base, names in TOGETHER.items()
        for one, other in itertools.combinations_with_replacement(names, 2)
        if (one, other) != ("status", "status")
    ]


class Race:
    """Runs two commands at once on copies of one campaign and compares the ends with those of runs in turn."""

    def __init__(self, sandbox, base, one, other):
        self._sandbox, self._base, self._names = sandbox, base, (one, other)
        self._ends = [self._run_in_turn(names) for names in ((one,), (other,), (one, other), (other, one))]

    def _run_in_turn(self, names):
        self._sandbox.fill(self._base)
        for name in names:
            run(self._sandbox, COMMANDS[name])
        return self._sandbox.look()

    def try_once(self, lead):
        """Start both, one of them some seconds earlier, and return what was wrong."""
        self._sandbox.fill(self._base)
        waiting, starting = os.pipe()
        first, second = (Run(self._sandbox, COMMANDS[name], barrier=waiting) for name in self._names)
        os.write(starting, b"x")
        time.sleep(lead)
        os.write(starting, b"x")
        ended = [first.wait(), second.wait()]
        os.close(waiting)
        os.close(starting)
        wrong = [*self._judge(ended, self._sandbox.look())]
        codes = "/".join(str(ran.code) for ran in ended)
        fault = f"{lead:.3f} s apart"
        return Tried(kind="two at once", scenario=" + ".join(self._names), fault=fault, code=codes, wrong=tuple(wrong))

    def _judge(self, ended, look):
        for ran in ended:
            if ran.code not in DONE | REFUSED or "Traceback" in ran.err:
                yield "crashed", f"{ran.code} {ran.err[-1500:]}"
            elif ran.code == IN_USE and not is_one_sentence(ran.err):
                yield "mute", ran.err[:300]
        if all(ran.code == IN_USE for ran in ended):
            yield "lost", "both say that the other is at work"
        differing = [list_differences(end, look) for end in self._ends]
        if all(differing):
            yield "half", " ".join(min(differing, key=len)[:6])
        left = list_leftovers(look, {path for end in self._ends for path in end})
        if left:
            yield "left over", " ".join(left[:5])


def race_pairs(sandbox, bases, times, dice: random.Random, pairs=None):
    """Race every pair of commands some times, the second run starting up to two seconds after the first."""
    for base, one, other in pairs or list_pairs():
        race = Race(sandbox, bases[base], one, other)
        for number in range(times):
            yield race.try_once(dice.uniform(0, 2.0) if number % 2 else 0.0)
