"""Which files units named as evidence, and whether they lie beside their returns."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable

from toolkit.campaign import Campaign
from toolkit.cleaning import split_items
from toolkit.followup import Item
from toolkit.reviews.model import Evidence
from toolkit.text import fold


def find_evidence(items: Iterable[Item], campaign: Campaign, files: Iterable[str]) -> tuple[Evidence, ...]:
    """Return every file that items name as evidence, in the order of the items.

    `files` are the paths of all files in 回收/ of the round, relative to it, members of archives among them. A name
    may be written without its ending. What lies in a folder with returns of other units alone is not beside the return.
    """
    items = tuple(items)
    index = _FileIndex(files, [item for item in items if _is_present(item, campaign)])
    followed = {each.key: each.followup for each in campaign.list_types if each.followup}
    found: dict[tuple[object, str], Evidence] = {}
    for item in items:
        followup = followed.get(item.key.list_key)
        written = item.texts.get(followup.evidence, "") if followup else ""
        for name in split_items(written, campaign.definition.vocabulary, spaces=False):
            path, beside = index.find_file(name, item) if _is_present(item, campaign) else ("", False)
            evidence = Evidence(item=item.key, round=item.origin.round, name=name, path=path, beside=beside)
            found.setdefault((item.key, fold(name)), evidence)
    return tuple(found.values())


def _is_present(item: Item, campaign: Campaign) -> bool:
    return item.origin.round == campaign.round.number


class _FileIndex:
    """The files by their folded names, with and without their endings, and the units whose returns a folder holds."""

    def __init__(self, files: Iterable[str], items: Iterable[Item]) -> None:
        self._units: dict[str, set[str]] = defaultdict(set)
        for item in items:
            self._units[posixpath.dirname(item.origin.file)].add(item.key.unit)
        self._paths: dict[str, list[str]] = defaultdict(list)
        for path in sorted(files):
            name = posixpath.basename(path)
            for form in {fold(name), fold(posixpath.splitext(name)[0])}:
                self._paths[form].append(path)

    def find_file(self, name: str, item: Item) -> tuple[str, bool]:
        """Return where a file of a name lies and whether that is beside the return; empty where it lies nowhere."""
        paths = self._paths.get(fold(posixpath.basename(name)), [])
        folder = posixpath.dirname(item.origin.file)
        under = [path for path in paths if not folder or path.startswith(f"{folder}/")]
        beside = [path for path in under if item.key.unit in self._units[self._find_home(path)]]
        return (beside[0], True) if beside else (paths[0], False) if paths else ("", False)

    def _find_home(self, path: str) -> str:
        """Return the innermost folder around a file that holds returns."""
        folder = posixpath.dirname(path)
        while folder and folder not in self._units:
            folder = posixpath.dirname(folder)
        return folder
