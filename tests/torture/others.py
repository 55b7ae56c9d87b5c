"""What else belongs to the torture: the hostile files, the folder of them, the same bytes everywhere, the memory."""

import subprocess
import sys
from pathlib import Path

from tests.hostile.test_hostile import CLASSES, judge

ROOT = Path(__file__).parents[2]
# Tests marked slow, and scripts that end with another exit code than 0 where a figure is missed; those that are there.
SUITES = {
    "run among hostile files": ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/hostile/test_run.py"),
}


def read_hostile():
    """Yield of each hostile file its class, its name, whether it was read, and what was wrong."""
    for kind, make in CLASSES.items():
        for hostile in make():
            ended, wrong = "", []
            try:
                ended, said = judge(kind, hostile)
                wrong += [("lost", said)] if said else []
            except Exception as error:
                wrong.append(("crashed", f"{type(error).__name__}: {error}"))
            yield kind, hostile.name, ended in ("read", "lost"), wrong


def run_other_suites():
    """Run each of the other suites in a process of its own; yield its name and what was wrong."""
    for name, arguments in SUITES.items():
        ran = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
        print(ran.stdout[-3000:], flush=True)
        yield name, [("crashed", ran.stdout[-1500:] + ran.stderr[-1500:])] if ran.returncode else []
