"""Judge what a fault left behind: all results or none, one sentence to read, nothing lost, nothing left over."""

import re
from pathlib import Path

from tests.torture.runs import HUNG, KILLED
from tests.torture.sandbox import CAMPAIGN, OUTSIDE, list_differences, list_leftovers

DONE = {0, 1}
REFUSED = {2, 4, 5}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def judge_end(reference, ran, look, *, leaves_debris=False):
    """Yield what is wrong directly after a run that was not killed, as (class of wrong, where or why)."""
    if ran.code == HUNG:
        yield "hung", ""
    if ran.code == KILLED or leaves_debris:
        return
    if ran.code not in DONE | REFUSED or "Traceback" in ran.out + ran.err:
        yield "crashed", f"{ran.code} {ran.err[-2000:]}"
        return
    is_old, is_new = is_same(look, reference.before), is_same(look, reference.after)
    told = tell_differences(reference, ran, look)
    if not is_old and not is_new and not told:
        yield "half", describe(reference, look)
    if ran.code in DONE and is_old and not is_new and not told:
        yield "lost", "it says that it is done"
    if ran.code in REFUSED and is_new and not is_old:
        yield "mute", "it says that it is not done: " + ran.err[:200]
    if ran.code in REFUSED and not is_one_sentence(ran.err):
        yield "mute", ran.err[:300]


def judge_after(reference, look, usual=None, *, told=False):
    """Yield what is wrong once the next run has begun: by then everything is old or everything is new."""
    if look.keys() - reference.before.keys() == {CAMPAIGN}:  # a killed run made the folder; the next one makes it, too
        look = {path: what for path, what in look.items() if path != CAMPAIGN}
    if not is_same(look, reference.before) and not is_same(look, reference.after) and not told:
        yield "half", describe(reference, look)
    left = list_leftovers(look, reference.after if usual is None else usual)
    if left:
        yield "left over", " ".join(left[:5])
    if any(Path(path).parts[0] == OUTSIDE for path in list_differences(reference.before, look)):
        yield "lost", "outside the campaign"


def is_same(one, other):
    """Tell whether two looks show the same results, the program's own business left out."""
    return not list_differences(one, other)


def is_one_sentence(text):
    """Tell whether an operator reads one Chinese line, beside those on progress."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("进度：")]
    return len(lines) == 1 and bool(_CHINESE.search(lines[0]))


def describe(reference, look):
    """Name what is neither old nor new together with the rest."""
    old, new = list_differences(look, reference.before), list_differences(look, reference.after)
    return f"not as before: {' '.join(old[:4])} ({len(old)}); not as after: {' '.join(new[:4])} ({len(new)})"


def tell_differences(reference, ran, look):
    """Tell whether the run says of every file that is not as usual where it is or why it is not.

    A returned file that could not be read, or a copy that could not be tried out, changes every result: then it is
    enough that a line says so which the usual run does not have.
    """
    if ran.code not in DONE:
        return False
    if ran.missed and any(ran.missed in line for line in set(ran.out.splitlines()) - set(reference.out.splitlines())):
        return True
    differing = list_differences(look, reference.after)
    return bool(differing) and all(Path(path).name in ran.out + ran.err for path in differing)
