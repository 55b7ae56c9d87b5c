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
    """How a scenario goes without a fault: what lies there before and after, its exit code and calls.

    `pause_at` is the call before which it computes longest.
    """

    scenario: Scenario
    before: dict
    after: dict
    code: int
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
    longest = max(range(len(gaps)), key=gaps.__getitem__) if gaps else 0
    first_is_late = not gaps or max(gaps) < _NOTICEABLE
    return Reference(
        scenario=scenario,
        before=before,
        after=sandbox.look(),
        code=ran.code,
        calls=ran.calls,
        pause_at=1 if first_is_late else longest + 2,
    )


_NOTICEABLE = 0.1  # seconds of computing
