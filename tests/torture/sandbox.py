"""A folder for one run: a campaign, what lies around it and is none of its business, a place for temporary files."""

import hashlib
import os
import shutil
import stat
from pathlib import Path

CAMPAIGN, OUTSIDE, TEMPORARY = "市", "旁边", "tmp"


class Sandbox:
    """A copy of a prepared campaign that a run may spoil."""

    def __init__(self, folder):
        self.root, self.scratch = Path(folder) / "box", Path(folder) / "scratch"
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.campaign, self.outside = self.root / CAMPAIGN, self.root / OUTSIDE
        self.temporary = self.root / TEMPORARY

    def fill(self, base):
        """Begin anew with a copy of a prepared campaign, none where `base` is None."""
        shutil.rmtree(self.root, ignore_errors=True)
        for folder in (self.root, self.outside, self.temporary):
            folder.mkdir(mode=0o700)
        (self.outside / "别人的.txt").write_text("别人的", encoding="utf-8")
        (self.outside / "校验报告.xlsx").write_bytes(b"of another campaign")
        if base is not None:
            shutil.copytree(base, self.campaign, symlinks=True)
        return self

    def look(self):
        """Return what lies in the folder: by path its kind with its mode, and a file's content as a digest."""
        return {path: self._describe(self.root / path) for path in sorted(self._walk())}

    def _walk(self):
        for place, folders, files in os.walk(self.root):
            for name in (*folders, *files):
                yield str(Path(place, name).relative_to(self.root))

    @staticmethod
    def _describe(path):
        status = path.lstat()
        kind, mode = stat.S_IFMT(status.st_mode), stat.S_IMODE(status.st_mode)
        if stat.S_ISREG(kind):
            return "file", mode, hashlib.sha256(path.read_bytes()).hexdigest()
        return ("folder", mode, "") if stat.S_ISDIR(kind) else ("link", 0, str(path.readlink()))


def is_private(path):
    """Tell whether a path is the program's own business between two runs."""
    return ".qingdan" in Path(path).parts


def list_differences(one, other):
    """Return the paths that are not the same in two looks, the program's own left out."""
    return sorted(p for p in one.keys() | other.keys() if one.get(p) != other.get(p) and not is_private(p))


def list_leftovers(look, usual):
    """Return what lies there beyond what a run without a fault leaves."""
    return sorted(path for path in look if path not in usual and (is_private(path) or Path(path).parts[0] == TEMPORARY))
