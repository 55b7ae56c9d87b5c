"""What a crash note says: where the program failed and on what kind of error, and nothing that stood in a workbook.

The messages of exceptions quote what they failed on: a KeyError the key, pandas and pydantic the whole value. So of a
message only the words stay that are the program's own (names in the code that failed, names of Python, the words that
such messages are made of); every other run of letters or digits becomes its length, as in «3».
"""

from __future__ import annotations

import builtins
import datetime as dt
import linecache
import re
import sys
import sysconfig
import tomllib
import traceback
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import CodeType

_HOME = Path(__file__).parents[2]
_TABLES = Path(__file__).with_name("crash_note.toml")
_MOST_FRAMES = 40  # of one exception; the middle of more is left out
_MOST_EXCEPTIONS = 12
_LONGEST_MESSAGE = 2000
_RUN = re.compile(r"[^\W]+|[^\x00-\x7f]+")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_NAME = re.compile(r"[\w.<>]+", re.ASCII)
_OPTION = re.compile(r"--?[a-z][a-z-]*", re.ASCII)


def describe_crash(error: BaseException, arguments: Sequence[str], commands: Iterable[str]) -> str:
    """Return the text of a crash note: versions, the command without its values, and every exception of the chain."""
    lines = [
        f"time: {dt.datetime.now().isoformat(timespec='seconds')}",
        f"command: {mask_command(arguments, commands)}",
    ]
    lines += [f"python: {sys.version.split()[0]}, {sys.platform}, {sys.maxsize.bit_length() + 1} bits"]
    lines += [f"packages: {', '.join(_list_versions())}", ""]
    for exception, relation in _follow_chain(error):
        lines += [f"{relation}:", *_describe_frames(exception), f"  {describe_exception(exception)}", ""]
    return "\n".join(lines)


def describe_briefly(error: BaseException) -> str:
    """Return an exception's kind and masked message in one line; its kind alone where even that fails."""
    try:
        return " ".join(describe_exception(error).split())
    except Exception:
        return type(error).__name__


def describe_exception(error: BaseException) -> str:
    """Return the kind of an exception and its message, in which everything but the program's own words is masked."""
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    try:
        message = "\n".join([str(error), *map(str, getattr(error, "__notes__", ()))])
    except Exception:  # a foreign exception may fail even to be printed
        message = ""
    own = _collect_own_words(frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__))
    shown = mask_text(message[:_LONGEST_MESSAGE], own)
    return f"{name if _NAME.fullmatch(name) else '?'}: {shown}".rstrip(": \n")


def mask_text(text: str, own: frozenset[str] = frozenset()) -> str:
    """Return a text in which every word is replaced by its length, but those of Python and the program's `own`."""
    allowed = _read_words() | own
    return _RUN.sub(lambda run: run[0] if run[0] in allowed else f"«{len(run[0])}»", text)


def mask_command(arguments: Sequence[str], commands: Iterable[str]) -> str:
    """Return a command line with its command and the names of its options; every value is replaced by its length."""
    known = frozenset(commands)
    shown = []
    for argument in map(str, arguments):
        option, equals, value = argument.partition("=")
        if argument in known or _OPTION.fullmatch(argument):
            shown.append(argument)
        elif equals and _OPTION.fullmatch(option):
            shown.append(f"{option}=«{len(value)}»")
        else:
            shown.append(f"«{len(argument)}»")
    return " ".join(shown)


def _collect_own_words(codes: Iterable[CodeType]) -> frozenset[str]:
    """Return the names and the words of the literals in the code that an exception came through.

    Code that is made from texts while the program runs, as templates are, is left out.
    """
    words: set[str] = set()
    for code in (code for code in codes if Path(code.co_filename).is_absolute()):
        words.update(*(_split_words(name) for name in (*code.co_names, *code.co_varnames, *code.co_freevars)))
        words.update(*(_split_words(text) for text in _find_literals(code.co_consts)))
    return frozenset(words)


def _find_literals(constants: Iterable[object]) -> Iterator[str]:
    for constant in constants:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, tuple | frozenset):
            yield from _find_literals(constant)


def _split_words(text: str) -> list[str]:
    return _IDENTIFIER.findall(text)


def _follow_chain(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """Yield an exception, those of its group, and those that led to it, each with its relation to the one before."""
    waiting, seen = [(error, "raised")], set[int]()
    while waiting and len(seen) < _MOST_EXCEPTIONS:
        exception, relation = waiting.pop(0)
        if id(exception) in seen:
            continue
        seen.add(id(exception))
        yield exception, relation
        if isinstance(exception, BaseExceptionGroup):
            waiting += [(each, "in the group") for each in exception.exceptions]
        if exception.__cause__ is not None:
            waiting.append((exception.__cause__, "caused by"))
        elif exception.__context__ is not None and not exception.__suppress_context__:
            waiting.append((exception.__context__, "while handling"))


def _describe_frames(error: BaseException) -> list[str]:
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    shown = [_describe_frame(code, line) for code, line in frames]
    if len(shown) > _MOST_FRAMES:
        half = _MOST_FRAMES // 2
        shown[half:-half] = [f"  ({len(shown) - 2 * half} more)"]
    return shown


def _describe_frame(code: CodeType, line: int) -> str:
    """Return the place of a frame; with its line of code where that is this program's own."""
    name = code.co_qualname if _NAME.fullmatch(code.co_qualname) else "?"
    place = f"  {_shorten_path(code.co_filename)}:{line} {name}"
    own = Path(code.co_filename).is_relative_to(_HOME / "toolkit")
    source = linecache.getline(code.co_filename, line).strip() if own else ""
    return f"{place}\n    {source}" if source else place


def _shorten_path(name: str) -> str:
    """Return a file of code below the folder where modules are found: what is above it tells of the user."""
    folders = {str(_HOME), *sys.path, sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")}
    path = Path(name)
    for folder in sorted(filter(None, folders), key=len, reverse=True):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return name if _NAME.fullmatch(name) and name.startswith("<") else "?"


def _list_versions() -> Iterator[str]:
    for package in _read_tables()["packages"].split():
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            continue


@cache
def _read_words() -> frozenset[str]:
    """Return the words that no value is suspected behind: those of the table, and Python's own names."""
    return frozenset(_read_tables()["words"].split()) | frozenset(dir(builtins))


@cache
def _read_tables() -> dict[str, str]:
    return tomllib.loads(_TABLES.read_text(encoding="utf-8"))
