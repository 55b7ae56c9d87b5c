"""The campaign's key: read, checked, made, and kept from other eyes; the keys that were retired lie beside it.

`.qingdan-key` is one line of hexadecimal digits. Earlier versions made keys of 64 digits, and signed tokens with 32
bits; a key of 96 digits never did. `.qingdan-key.retired` has a line for every key that was exchanged: the digits, the
round in progress then, the first eight digits of the SHA-256 of every workbook handed out in it (`-` for none), and the
word `revoked` where they no longer count. Of a key that was lost it has the word `lost` and its public name.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from toolkit.errors import CampaignError, Mistake, make_mistake
from toolkit.messages import say
from toolkit.pipeline.files import read_file
from toolkit.storage import Changes
from toolkit.unit_token import RetiredKey, Stamp, find_campaigns

KEY_FILE = ".qingdan-key"
RETIRED_FILE = ".qingdan-key.retired"
_EARLIER_DIGITS, _DIGITS = 64, 96
_KEY = re.compile(rb"[0-9a-f]+")
_RETIRED = re.compile(r"([0-9a-f]+) (\d{1,3}) (-|[0-9a-f]{8}(?:,[0-9a-f]{8})*)( revoked)?")
_LOST = re.compile(r"lost ([0-9a-f]{6})")
_NOTHING = "-"
_BOM = b"\xef\xbb\xbf"
# Where a workbook of ours has its tokens, the shortest part first, and how much of it is read (bytes).
_TOKEN_PARTS = ("docProps/custom.xml", "xl/sharedStrings.xml")
_MOST_READ = 16 * 1024 * 1024


def read_stamp(folder: Path) -> Stamp:
    """Return the stamp of the campaign in a folder, with a new key where there is none and nothing was handed out.

    Nothing is written. Raises CampaignError where the key was lost, is no key, or did not sign what was handed out.
    """
    path = folder / KEY_FILE
    if not os.path.lexists(path):
        if any(_find_issued(folder)) or any(find_closings(folder)):
            raise CampaignError(make_mistake("campaign.no_key", str(path), folder=folder))
        return Stamp(key=make_key())
    stamp = read_keys(folder)
    _stop_at_other_key(folder, stamp)
    return stamp


def read_keys(folder: Path, key: bytes = b"") -> Stamp:
    """Return the stamp of the keys that lie in a folder, whatever they signed, or of another present `key`.

    Raises CampaignError where a file of them is none.
    """
    retired, lost = _read_retired(folder / RETIRED_FILE)
    return replace(_build_stamp(key or _read_key(folder / KEY_FILE), retired), lost=lost)


def find_issuers(folder: Path) -> frozenset[str]:
    """Return the public names of all campaigns that the workbooks in 下发 name, in any round."""
    return frozenset[str]().union(*map(_read_campaigns, _find_issued(folder)))


def find_closings(folder: Path) -> Iterator[Path]:
    """Yield the 期末.json of every round that has one."""
    return folder.glob(f"*/{say('folder.results')}/{say('folder.closing')}/{say('output.closing_facts')}")


def make_key() -> bytes:
    """Return a new random key."""
    return secrets.token_hex(_DIGITS // 2).encode()


def add_key(changes: Changes, folder: Path, stamp: Stamp) -> None:
    """Have the campaign's key written, readable by its owner alone, unless it is there."""
    path = folder / KEY_FILE
    if not os.path.lexists(path):
        changes.write(path, stamp.key, essential=True, create=True, private=True)


def close_key(folder: Path) -> list[Mistake]:
    """Take the key files from the eyes of others, and return a hint for each that others can read nevertheless.

    Windows has no such modes, and knows no others on the operator's own computer.
    """
    if os.name != "posix":
        return []
    paths = (folder / name for name in (KEY_FILE, RETIRED_FILE))
    return [make_mistake("campaign.open_key", str(path)) for path in paths if path.is_file() and not _is_closed(path)]


def _is_closed(path: Path) -> bool:
    """Tell whether only the owner can read a file, after trying to make it so."""
    try:
        if _has_wide_mode(path) and not path.is_symlink():  # what lies elsewhere is not ours to change
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        return not _has_wide_mode(path)
    except OSError:
        return False


def _has_wide_mode(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO))


def _read_key(path: Path) -> bytes:
    if not path.is_file():  # a pipe would be waited for, for ever
        raise CampaignError(make_mistake("campaign.bad_key", str(path)))
    key = read_file(path).removeprefix(_BOM).strip()
    if len(key) not in {_EARLIER_DIGITS, _DIGITS} or not _KEY.fullmatch(key):
        raise CampaignError(make_mistake("campaign.bad_key", str(path)))
    return key


def _build_stamp(key: bytes, retired: tuple[RetiredKey, ...]) -> Stamp:
    return Stamp(key=key, signed_short=len(key) == _EARLIER_DIGITS, retired=retired)


def _read_retired(path: Path) -> tuple[tuple[RetiredKey, ...], frozenset[str]]:
    """Return the keys that were exchanged, the latest first, and the names of those lost.

    Raises CampaignError where a line is neither.
    """
    if not os.path.lexists(path):
        return (), frozenset()
    if not path.is_file():
        raise CampaignError(make_mistake("campaign.bad_retired", str(path), folder=path.parent))
    text = read_file(path).removeprefix(_BOM).decode("ascii", "replace")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    lost = frozenset(found[1] for line in lines if (found := _LOST.fullmatch(line)))
    keys = [_parse_retired(line, path) for line in lines if not _LOST.fullmatch(line)]
    return tuple(reversed(keys)), lost


def dump_retired(keys: Iterable[RetiredKey], lost: Iterable[str] = ()) -> bytes:
    """Return the bytes of the file of retired keys, which are given the latest first, and of the names of lost ones."""
    lines = [*(f"lost {name}" for name in sorted(lost)), *(_render_retired(each) for each in reversed(list(keys)))]
    return "".join(f"{line}\n" for line in lines).encode()


def _render_retired(key: RetiredKey) -> str:
    words = [key.stamp.key.decode(), str(key.round), ",".join(sorted(key.issued)) or _NOTHING]
    return " ".join([*words, "revoked"] if key.revoked else words)


def _parse_retired(line: str, path: Path) -> RetiredKey:
    found = _RETIRED.fullmatch(line)
    if found is None or len(found[1]) not in {_EARLIER_DIGITS, _DIGITS}:
        raise CampaignError(make_mistake("campaign.bad_retired", str(path), folder=path.parent))
    stamp = _build_stamp(found[1].encode(), ())
    issued = frozenset(found[3].split(",")) - {_NOTHING}
    return RetiredKey(stamp=stamp, round=int(found[2]), issued=issued, revoked=bool(found[4]))


def _stop_at_other_key(folder: Path, stamp: Stamp) -> None:
    """Raise CampaignError where there are workbooks in 下发, and none was signed by this campaign's keys."""
    own = stamp.campaigns
    seen: list[Path] = []
    for path in _find_issued(folder):
        named = _read_campaigns(path)
        if named & own:
            return
        seen += [path] if named else []
    if seen:
        facts = {"count": len(seen), "example": seen[0].name, "retired": RETIRED_FILE, "folder": folder}
        raise CampaignError(make_mistake("campaign.other_key", str(folder / KEY_FILE), **facts))


def _find_issued(folder: Path) -> Iterator[Path]:
    """Yield the workbooks that were handed out in any round."""
    found = folder.glob(f"*/{say('folder.issued')}/*/*.xlsx")
    return (path for path in found if not path.name.startswith(("~$", ".")))


def _read_campaigns(path: Path) -> frozenset[str]:
    """Return the campaigns that the tokens of a workbook name; none where it has none, or cannot be read."""
    try:
        with zipfile.ZipFile(path) as package:
            names = frozenset(package.namelist())
            parts = (_read_part(package, name) for name in _TOKEN_PARTS if name in names)
            return _find_first(frozenset(find_campaigns(part)) for part in parts)
    except Exception:  # damaged data has no end of exception types
        return frozenset()


def _read_part(package: zipfile.ZipFile, name: str) -> str:
    with package.open(name) as part:
        return part.read(_MOST_READ).decode("utf-8", "replace")


def _find_first(found: Iterable[frozenset[str]]) -> frozenset[str]:
    return next((each for each in found if each), frozenset())
