"""A folder for one run: a campaign, what lies around it and is none of its business, a place for temporary files."""

import contextlib
import hashlib
import os
import re
import shutil
import stat
import zipfile
from pathlib import Path

CAMPAIGN, OUTSIDE, TEMPORARY, REGISTER = "市", "旁边", "tmp", "收发登记表.xlsx"


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
            content = _leave_out_minutes(path) if path.name == REGISTER else path.read_bytes()
            return "file", mode, hashlib.sha256(content).hexdigest()
        return ("folder", mode, "") if stat.S_ISDIR(kind) else ("link", 0, str(path.readlink()))


def _leave_out_minutes(path):
    """Return the bytes of a workbook's parts without times: the register says in which minute it was written."""
    with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as package:
        parts = [package.read(name) for name in sorted(package.namelist())]
        return re.sub(rb"\d{4}-\d\d-\d\d \d\d:\d\d", b"", b"".join(parts))
    return path.read_bytes()


def is_private(path):
    """Tell whether a path is the program's own business between two runs."""
    return ".qingdan" in Path(path).parts


def list_differences(one, other):
    """Return the paths that are not the same in two looks, the program's own left out."""
    return sorted(p for p in one.keys() | other.keys() if one.get(p) != other.get(p) and not is_private(p))


def is_kept(path):
    """Tell whether a path is among what a run may keep for the next one, whatever became of it: `storage.cache`."""
    return ".qingdan/cache" in Path(path).as_posix()


def list_leftovers(look, usual):
    """Return what lies there beyond what a run without a fault leaves; what a run keeps for the next is none of it."""
    kept = {path for path in look if is_kept(path)}
    allowed = {*usual, *kept, *(str(Path(path).parent) for path in kept)}
    return sorted(
        path for path in look if path not in allowed and (is_private(path) or Path(path).parts[0] == TEMPORARY)
    )
