"""Changes of every kind on a handful of tiny files: what every command does in the end, without what it computes."""

import sys
from pathlib import Path

from tests.torture.scenarios import Scenario
from toolkit.errors import OperatorError
from toolkit.storage import Changes, Store

FOLDER = Path("市")
_OLD = {"工作方案.xlsx": "old plan", "第1期/a": "old a", "第1期/b": "old b", "第1期/c/d": "old d"}


def prepare_small(folder):
    """Make the folder that the changes begin with; return it."""
    place = folder / SMALL.base / FOLDER
    for name, text in {
        "工作方案.xlsx": "old plan",
        "第1期/a": "old a",
        "第1期/b": "old b",
        "第1期/c/d": "old d",
    }.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return place


def change_everything():
    """Replace two files, make others and a key, remove one, move a folder, make a folder; return an exit code."""
    changes = Changes()
    changes.write(FOLDER / "工作方案.xlsx", b"new plan", essential=True)
    changes.write(FOLDER / "第1期" / "a", b"new a" * 1000)
    changes.write(FOLDER / "第1期" / "new" / "deep" / "e", b"new e")
    changes.write(FOLDER / ".qingdan-key", b"new key", essential=True, create=True, private=True)
    changes.remove(FOLDER / "第1期" / "b")
    changes.move(FOLDER / "第1期" / "c", FOLDER / "第1期" / "c2")
    changes.make_folder(FOLDER / "第2期" / "回收")
    return _apply(changes)


def begin_folder():
    """Write two files into a folder that is not there yet; return an exit code."""
    changes = Changes()
    changes.write(FOLDER / "工作方案.xlsx", b"new plan", essential=True)
    changes.write(FOLDER / "第1期" / "a", b"new a")
    return _apply(changes)


def _apply(changes):
    store = Store(FOLDER)
    try:
        with store.hold("change"):
            store.apply(changes)
        print(*store.notes, sep="\n")
    except OperatorError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def begin_next_run():
    """Begin a run that changes nothing; return an exit code."""
    try:
        with Store(FOLDER).hold("next"):
            return 0
    except OperatorError as error:
        print(error, file=sys.stderr)
        return error.exit_code


BEGUN = Scenario(name="new folder", base="nothing", arguments=begin_folder)
SMALL = Scenario(name="small changes", base="small", arguments=change_everything)
