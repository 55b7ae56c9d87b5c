"""The commands that are tried, what each begins with, and how each ends when nothing fails."""

import itertools
from dataclasses import dataclass, field

from tests.torture.bases import TODAY
from tests.torture.runs import run


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One command on one base, or a function that gives an exit code; `dear` says that it computes for seconds."""

    name: str
    base: str
    arguments: tuple
    dear: bool = False


def _command(name, base, *arguments, **options):
    return Scenario(name=name, base=base, arguments=arguments, **options)


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        _command("init", "nothing", "init", "市"),
        _command("blank", "nothing", "blank", "市"),
        _command("distribute", "written", "distribute", "市", *TODAY),
        _command("distribute again", "changed", "distribute", "市", "--force", *TODAY),
        _command("check", "returned", "check", "市", *TODAY, dear=True),
        _command("check again", "checked", "check", "市", *TODAY, dear=True),
        _command("merge", "returned", "merge", "市", *TODAY, dear=True),
        _command("merge again", "checked", "merge", "市", *TODAY, dear=True),
        _command("next", "checked", "next", "市", "--yes", *TODAY, dear=True),
        _command("undo", "ended", "next", "市", "--undo"),
        _command("rebuild", "broken", "next", "市", "--rebuild", "1", *TODAY, dear=True),
    )
}


@dataclass(frozen=True, kw_only=True)
class Reference:
    """How a scenario goes without a fault: what lies there before and after, its exit code, words and calls.

    `pause_at` is the call before which most is computed.
    """

    scenario: Scenario
    before: dict
    after: dict
    code: int
    out: str = ""
    calls: list = field(default_factory=list)
    pause_at: int = 1


def observe(sandbox, bases, scenario):
    """Run a scenario without a fault."""
    before = sandbox.fill(bases[scenario.base]).look()
    ran = run(sandbox, scenario.arguments)
    if ran.code not in {0, 1}:
        raise RuntimeError(f"{scenario.name} ended with {ran.code}: {ran.err}")
    moments = [moment for _, _, moment, _ in ran.calls]
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    if not gaps or max(gaps) < _NOTICEABLE:
        pause_at = 1
    else:
        longest = max(range(len(gaps)), key=gaps.__getitem__)
        # Not between looking at a returned file and reading it: the folder, put back, has other files of that name.
        pause_at = next(at for at, call in enumerate(ran.calls, 1) if at > longest + 1 and call[0] != "look")
    return Reference(
        scenario=scenario,
        before=before,
        after=sandbox.look(),
        code=ran.code,
        out=ran.out,
        calls=ran.calls,
        pause_at=pause_at,
    )


_NOTICEABLE = 0.1  # seconds of computing
