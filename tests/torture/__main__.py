"""Torture the program and print what became of it: `make torture`, or `python -m tests.torture --help`."""

import argparse
import datetime as dt
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.torture.bases import prepare_bases
from tests.torture.disk import list_codes
from tests.torture.faults import (
    Loop,
    cut_every_write,
    fail_every_call,
    kill_at_every_call,
    kill_at_random,
    kill_recovery,
)
from tests.torture.mutants import list_seeds, read_mutants, read_one
from tests.torture.others import read_hostile, run_other_suites
from tests.torture.places import try_places
from tests.torture.races import list_pairs, race_pairs
from tests.torture.sandbox import Sandbox
from tests.torture.scenarios import SCENARIOS, observe
from tests.torture.small_changes import BEGUN, SMALL, prepare_small
from tests.torture.surroundings import compare_environments, measure_large_round
from tests.torture.table import Table

PARTS = ("faults", "races", "places", "hostile", "mutants", "corpus", "others")
# Every command meets each of these at every call; commands that are quick, every error of list_codes.
_FEW_CODES = ("ENOSPC", "EACCES", "EIO")


def main():
    """Do what the command line asks; exit code 1 where anything was wrong."""
    asked = _parse()
    table, folder, began = Table(), _make_folder(), time.monotonic()
    try:
        for part in asked.parts or PARTS:
            begun = time.monotonic()
            _PARTS[part](table, folder, asked)
            table.print_faults(f"{part}: {time.monotonic() - begun:.0f} s")
    except KeyboardInterrupt:
        print("interrupted")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{dt.date.today()}, seed {asked.seed}, {(time.monotonic() - began) / 60:.1f} minutes\n")
    print(table.render())
    sys.exit(bool(table.faults))


def _parse():
    parser = argparse.ArgumentParser(prog="python -m tests.torture")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to do; all of it where none is named")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn at random")
    parser.add_argument("--mutants", type=int, default=2000, help="mutants per format")
    parser.add_argument("--races", type=int, default=2, help="races per pair of commands")
    parser.add_argument("--only", nargs="*", help="the commands that meet faults, by name")
    parser.add_argument("--corpus", type=Path, help="a folder of real files, each of which must be read or refused")
    return parser.parse_args()


def _make_folder():
    """Return a new folder, in memory where the system has a place for that: a hundred thousand files are written."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="torture-", dir=memory if os.access(memory, os.W_OK) else None))


def _do_faults(table, folder, asked):
    bases = _make_bases(folder)
    for scenario in (SMALL, BEGUN, *SCENARIOS.values()):
        if asked.only and scenario.name not in asked.only:
            continue
        sandbox, dice = Sandbox(folder), random.Random(asked.seed)
        with Loop(sandbox, bases, observe(sandbox, bases, scenario)) as loop:
            for tried in _try_all(loop, scenario, dice):
                table.add_tried(tried)
        table.print_faults(f"  {scenario.name}: {len(loop.reference.calls)} calls")


def _try_all(loop, scenario, dice):
    yield from fail_every_call(loop, _FEW_CODES if scenario.dear else list_codes())
    yield from cut_every_write(loop)
    yield from kill_at_every_call(loop)
    yield from kill_at_random(loop, 30, dice)
    yield from kill_recovery(loop, 24, dice)


def _make_bases(folder):
    """Return the campaigns that runs begin with, made once."""
    place = folder / "bases"
    if not place.exists():
        prepare_small(place)
        prepare_bases(place)
    return {"nothing": None, **{base.name: base / "市" for base in place.iterdir()}}


def _do_races(table, folder, asked):
    bases, sandbox, dice = _make_bases(folder), Sandbox(folder), random.Random(asked.seed)
    first = [pair for pair in list_pairs() if pair == ("written", "distribute", "distribute")]
    for pairs, times in ((first, 20), (list_pairs(), asked.races)):
        for tried in race_pairs(sandbox, bases, times, dice, pairs):
            table.add_tried(tried)


def _do_places(table, folder, asked):
    for tried in try_places(Sandbox(folder), _make_bases(folder)):
        table.add_tried(tried)


def _do_hostile(table, folder, asked):
    for kind, name, read, wrong in read_hostile():
        table.add(f"hostile {kind}", read=read, wrong=wrong, subject=name)


def _do_mutants(table, folder, asked):
    for kind, seeds in list_seeds().items():
        for name, read, wrong in read_mutants(kind, seeds, asked.mutants, random.Random(asked.seed)):
            table.add(f"mutants {kind}", read=read, wrong=wrong, subject=name)


def _do_corpus(table, folder, asked):
    for path in sorted(asked.corpus.rglob("*")) if asked.corpus else []:
        if path.is_file() and not path.is_symlink():
            name, read, wrong = read_one(str(path), path.read_bytes())
            table.add("corpus", read=read, wrong=wrong, subject=name)


def _do_others(table, folder, asked):
    for name, wrong in run_other_suites():
        table.add(name, read=not wrong, wrong=wrong)
    for name, wrong in compare_environments(Sandbox(folder), _make_bases(folder)["returned"]):
        table.add("environments", read=not wrong, wrong=wrong, subject=name)
    for name, wrong in measure_large_round(folder):
        table.add("memory of 500 returns", read=not wrong, wrong=wrong, subject=name)


_PARTS = {
    "faults": _do_faults,
    "races": _do_races,
    "places": _do_places,
    "hostile": _do_hostile,
    "mutants": _do_mutants,
    "corpus": _do_corpus,
    "others": _do_others,
}

if __name__ == "__main__":
    main()
