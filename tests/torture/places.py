"""Folders as people and attackers leave them: links that lead out, folders in the place of files, files of folders."""

import shutil
from pathlib import Path

from tests.torture.faults import Tried
from tests.torture.judge import DONE, REFUSED, is_one_sentence
from tests.torture.runs import run
from tests.torture.sandbox import OUTSIDE, list_differences, list_leftovers

ROUND = "市/第1期"


def _link_out(root, path):
    """Put a link to a folder outside in the place of a folder, with what lay in it."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        shutil.copytree(place, root / OUTSIDE, dirs_exist_ok=True)
        shutil.rmtree(place)
    place.symlink_to(root / OUTSIDE, target_is_directory=True)


def _put_folder(root, path):
    """Put a folder with something in it where a file is to be written."""
    place = root / path
    if place.exists():
        place.unlink()
    place.mkdir(parents=True)
    (place / "别人的.txt").write_text("x")


def _link_file(root, path):
    """Put a link to a file outside where a file is to be written."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        place.unlink()
    place.symlink_to(root / OUTSIDE / "校验报告.xlsx")


def _put_file(root, path):
    """Put a file where a folder is to be."""
    place = root / path
    if place.exists():
        shutil.rmtree(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("x")


LISTS = (f"{ROUND}/汇总/校验报告.xlsx", f"{ROUND}/汇总/三类清单汇总.xlsx", f"{ROUND}/收发登记表.xlsx")
INNER = (f"{ROUND}/退回/02-市公安局", f"{ROUND}/汇总/数据", f"{ROUND}/汇总/各单位台账")
OUTER = (f"{ROUND}/退回", f"{ROUND}/汇总", f"{ROUND}/下发")
PLACES = [
    (_link_out, "checked", OUTER, ("check", "merge", "distribute", "next")),
    (_link_out, "checked", INNER, ("check", "merge", "next")),
    (_link_out, "checked", (ROUND, "市/.qingdan"), ("check", "merge", "distribute", "next")),
    (_link_file, "checked", LISTS, ("check", "merge", "next")),
    (_put_folder, "returned", LISTS, ("check", "merge", "next")),
    (_put_folder, "returned", ("市/.qingdan/lock",), ("check", "distribute")),
    (_put_file, "returned", (f"{ROUND}/汇总", f"{ROUND}/退回", "市/.qingdan"), ("check", "merge", "next")),
    (_link_file, "written", ("市/.qingdan-key",), ("distribute",)),
    (_link_out, "written", (f"{ROUND}/下发", ROUND), ("distribute",)),
]
ARGUMENTS = {
    "check": ("check", "市", "--today", "2022-04-02"),
    "merge": ("merge", "市", "--today", "2022-04-02"),
    "distribute": ("distribute", "市", "--today", "2022-04-02"),
    "next": ("next", "市", "--yes", "--today", "2022-04-02"),
}


def try_places(sandbox, bases):
    """Run commands where a link, a folder or a file lies that must not be there."""
    for put, base, paths, commands in PLACES:
        for path in paths:
            for command in commands:
                sandbox.fill(bases[base])
                put(sandbox.root, path)
                yield _try(sandbox, f"{put.__name__[1:].replace('_', ' ')} {path}", command)


def _try(sandbox, fault, command):
    before = sandbox.look()
    ran = run(sandbox, ARGUMENTS[command])
    after = sandbox.look()
    wrong = [*_judge(before, after, ran)]
    return Tried(kind="odd folder", scenario=command, fault=fault, code=ran.code, wrong=tuple(wrong))


def _judge(before, after, ran):
    changed = list_differences(before, after)
    if ran.code not in DONE | REFUSED or "Traceback" in ran.err:
        yield "crashed", f"{ran.code} {ran.err[-1500:]}"
    if any(Path(path).parts[0] == OUTSIDE for path in changed):
        yield "lost", "outside the campaign: " + " ".join(changed[:4])
    if any(path.startswith(f"{ROUND}/回收") for path in changed):
        yield "lost", "in 回收: " + " ".join(changed[:4])
    if ran.code in REFUSED and changed:
        yield "half", " ".join(changed[:6])
    if ran.code in REFUSED and not is_one_sentence(ran.err):
        yield "mute", ran.err[:300]
    left = list_leftovers(after, before)
    if left:
        yield "left over", " ".join(left[:5])
