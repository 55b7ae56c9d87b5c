"""Order the versions of a unit's returns: which is later, by which evidence, and what makes that doubtful.

A file made from our annotated copy of another is the later of the two, whatever the dates. Otherwise the time of saving
decides, then a word like 终稿 in the name, then the version number in it, then the name itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from toolkit.definition import VersionWords
from toolkit.reading.parts import is_renumbered
from toolkit.records import ReturnedFile, SourceFile
from toolkit.text import NaturalKey, build_natural_key, fold

Stage = Literal["draft", "", "final"]
Rank = tuple[dt.datetime, int, int, NaturalKey]
_STAGES: tuple[Stage, ...] = ("draft", "", "final")
_VERSION = re.compile(r"[vV](\d{1,3})|[(（](\d{1,3})[)）]|(\d{8}|\d{4})(?=\D*$)")


def find_stage(name: str, words: VersionWords) -> tuple[Stage, str]:
    """Return whether the file's name, or else a folder's, says draft or final, and the word that says so.

    A part of the path with words for both decides nothing.
    """
    stages: dict[str, Stage] = {fold(word): "final" for word in words.final}
    stages |= {fold(word): "draft" for word in words.draft}
    longest_first = [word for word in sorted(stages, key=lambda word: (-len(word), word)) if word]
    pattern = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
    for part in reversed(name.split("/")):
        found = pattern.findall(fold(part))
        if len({stages[word] for word in found}) == 1:
            return stages[found[0]], found[0]
    return "", ""


class Versions:
    """The order of each unit's files: a corrected copy follows the file it was made from, else time decides."""

    def __init__(self, files: Iterable[ReturnedFile]) -> None:
        self._origins: dict[tuple[str, str], ReturnedFile] = {}
        for file in sorted(files, key=_rank_file):
            self._origins.setdefault((file.unit, file.source.sha256[:16]), file)

    def trace_origins(self, file: ReturnedFile) -> tuple[ReturnedFile, ...]:
        """Return the files that a file was made from through our annotated copies, nearest first."""
        found: list[ReturnedFile] = []
        seen = {file.source.sha256}
        while (origin := self._origins.get((file.unit, file.source.revises))) and origin.source.sha256 not in seen:
            found.append(origin)
            seen.add(origin.source.sha256)
            file = origin
        return tuple(found)

    def is_revision(self, file: ReturnedFile, later: ReturnedFile) -> bool:
        """Tell whether the later file was made from the other."""
        return any(origin.source.sha256 == file.source.sha256 for origin in self.trace_origins(later))

    def build_sort_key(self, file: ReturnedFile) -> tuple[Rank, int, Rank]:
        """Return the sort key of a unit's files, latest last: none precedes the file that it was made from."""
        origins = self.trace_origins(file)
        return _rank_file(self._find_latest(file)), len(origins), _rank_file(file)

    def _find_latest(self, file: ReturnedFile) -> ReturnedFile:
        return max((file, *self.trace_origins(file)), key=_rank_file)

    def find_deciding_evidence(self, file: ReturnedFile, later: ReturnedFile) -> str:
        """Name the evidence by which the later file counts (message `superseded_by.<evidence>`)."""
        if self.is_revision(file, later):
            return "revision"
        before, after = self._choose_compared(file, later)
        if before.modified != after.modified:
            return "saved" if {before.modified_by, after.modified_by} == {"property"} else "file_time"
        if before.stage != after.stage:
            return "marker"
        return "name" if _parse_version_number(before.name) == _parse_version_number(after.name) else "version"

    def collect_compared_facts(self, file: ReturnedFile, later: ReturnedFile) -> dict[str, tuple[object, object]]:
        """Return what was compared of a file and the later one: their times (UTC or None) and their stage words."""
        compared = self._choose_compared(file, later)
        return {
            "times": (compared[0].modified, compared[1].modified),
            "words": (compared[0].stage_word, compared[1].stage_word),
        }

    def _choose_compared(self, file: ReturnedFile, later: ReturnedFile) -> tuple[SourceFile, SourceFile]:
        """Return the two sources to compare: a corrected copy is dated by the file that it was made from."""
        before, after = self._find_latest(file), self._find_latest(later)
        return (file.source, later.source) if before is after else (before.source, after.source)

    def find_doubts(self, file: ReturnedFile, later: ReturnedFile, list_key: str) -> Iterator[str]:
        """Yield why the later file may not be the better one (message `superseded.<doubt>`)."""
        if later.content.count_filled(list_key) < file.content.count_filled(list_key):
            yield "fewer"
        if self.is_revision(file, later):
            yield from _find_unproven(file, later)
            return
        if _holds_other_subjects(file, later, list_key):
            yield "unlike"
        if is_renumbered(file, later, list_key):
            yield "renumbered"
        before, after = file.source, later.source
        if before.modified is not None and before.modified == after.modified:
            yield "same_time"
        if before.ahead or after.ahead:
            yield "clock"
        if _STAGES.index(after.stage) < _STAGES.index(before.stage):
            yield "marker"
        if before.revises and not after.revises:
            yield "reversed"
        origin = next(iter(self.trace_origins(later)), None)
        siblings = before.revises == after.revises
        if origin is not None and not siblings and self.build_sort_key(origin) < self.build_sort_key(file):
            yield "older_base"


def _find_unproven(file: ReturnedFile, later: ReturnedFile) -> Iterator[str]:
    """Yield a doubt where only the code, which is not signed, says that a file was made from our copy of another.

    The copy had the token of what came in.
    """
    if file.recognition.has_token and not later.recognition.has_token:
        yield "unproven"


def _holds_other_subjects(file: ReturnedFile, later: ReturnedFile, list_key: str) -> bool:
    """Tell whether two files describe different matters under the same running numbers."""
    mine, others = file.content.collect_texts_by_number(list_key), later.content.collect_texts_by_number(list_key)
    shared = [number for number in mine if number in others]
    # Records that share no free text are about different things; a corrected record keeps most of its texts.
    other = [number for number in shared if mine[number] and others[number] and not mine[number] & others[number]]
    return len(other) * 2 > len(shared)


def _rank_file(file: ReturnedFile) -> Rank:
    source = file.source
    stage, version = _STAGES.index(source.stage), _parse_version_number(source.name)
    return source.modified or dt.datetime.min, stage, version, build_natural_key(source.name)


def _parse_version_number(name: str) -> int:
    """Return the highest version number in a name, 0 where there is none."""
    return max((int(next(part for part in match if part)) for match in _VERSION.findall(name)), default=0)
