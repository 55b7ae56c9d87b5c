"""Find an installed font that can write a chart: one missing character would be drawn as an empty box.

The library that draws keeps a list of all fonts in the user's own folders, and runs a program of the system to make it.
Nothing is to be written outside a campaign's folder: so the library is loaded with an empty list, and is told of the
files that have the fonts asked for.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from toolkit.bulletin.font_files import find_font_files

_LAST_RESORT = "DejaVuSans.ttf"  # the library wants to know one font at least, and brings it
_VERSION = re.compile(r"^    __version__ = (['\"]?[\w.]+['\"]?)$", re.MULTILINE)


def find_usable_font(names: Sequence[str], texts: Iterable[str]) -> str | None:
    """Return the first of these fonts, by preference, that is installed and has every character; None without one."""
    needed = {ord(character) for text in texts for character in text if not character.isspace()}
    return next((name for name in names if needed <= _collect_characters(name)), None)


@cache
def _collect_characters(name: str) -> frozenset[int]:
    library = load_font_library()
    known = library.fontManager
    if not any(entry.name == name for entry in known.ttflist):
        for path in find_font_files(name, _list_font_folders(library)):
            with suppress(Exception):  # a damaged file is no font; the library has no error of its own
                known.addfont(path)
    if not any(entry.name == name for entry in known.ttflist):
        return frozenset()
    chosen: Any = library.findfont(library.FontProperties(family=name), fallback_to_default=False)
    return frozenset(library.get_font(chosen).get_charmap())


@cache
def load_font_library() -> Any:
    """Return the library's module of fonts, loaded without a trace outside the system's temporary folder."""
    if "matplotlib" in sys.modules:
        return import_module("matplotlib.font_manager")  # as it was set up by whoever loaded it
    with _seeded_settings():
        library: Any = import_module("matplotlib.font_manager")
    if not library.fontManager.ttflist:
        library.fontManager.addfont(Path(import_module("matplotlib").get_data_path(), "fonts", "ttf", _LAST_RESORT))
    return library


@contextmanager
def _seeded_settings() -> Iterator[None]:
    """Let the library find its settings, and an empty list of fonts, in a folder that is there as long as it loads."""
    before = os.environ.get("MPLCONFIGDIR")
    with tempfile.TemporaryDirectory(prefix="qingdan-fonts-", ignore_cleanup_errors=True) as folder:
        os.environ["MPLCONFIGDIR"] = folder
        try:
            with suppress(Exception):  # without a seed it makes its list, which takes a few seconds
                _write_empty_list(Path(folder))
            yield
        finally:
            del os.environ["MPLCONFIGDIR"]
            if before is not None:
                os.environ["MPLCONFIGDIR"] = before


def _write_empty_list(folder: Path) -> None:
    """Write a list without fonts as the library itself writes it: its name and content have the list's version."""
    source = find_spec("matplotlib.font_manager")
    written = _VERSION.search(Path(source.origin).read_text(encoding="utf-8")) if source and source.origin else None
    if written is None:
        return
    version = ast.literal_eval(written[1])
    content = {
        "_version": version,
        "_FontManager__default_weight": "normal",
        "default_size": None,
        "defaultFamily": {"ttf": "DejaVu Sans", "afm": "Helvetica"},
        "afmlist": [],
        "ttflist": [],
        "__class__": "FontManager",
    }
    (folder / f"fontlist-v{version}.json").write_text(json.dumps(content), encoding="utf-8")


def _list_font_folders(library: Any) -> tuple[str, ...]:
    """Return where fonts are installed on this system."""
    if sys.platform == "win32":
        installed = Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts")
        return (str(installed), *library.MSUserFontDirectories)
    return (*library.X11FontDirectories, *(library.OSXFontDirectories if sys.platform == "darwin" else ()))
