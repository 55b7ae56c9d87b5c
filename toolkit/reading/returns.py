"""Which return counts: the files of all units come in, each list of a unit counted where it is said last goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from toolkit.findings import Finding, make_finding
from toolkit.reading.versions import Versions
from toolkit.records import ReturnedFile

# What is said here of files, and is said anew when the choice is made again.
_OWN_RULES = frozenset({"same_bytes", "joined", "superseded", "partly_superseded"})


@dataclass(slots=True)
class _ReturnChoice:
    """The files that count, by unit and list: the latest one, and parts that hold other rows of the same list."""

    versions: Versions
    chosen: dict[tuple[str, str], list[ReturnedFile]] = field(default_factory=dict)
    originals: dict[tuple[str, str], ReturnedFile] = field(default_factory=dict)

    def take_file(self, file: ReturnedFile) -> None:
        """Let a file count for its lists; files come from the earliest to the latest."""
        if self.originals.setdefault((file.unit, file.sha256), file) is not file:
            return
        line = self.versions.trace_origins(file)
        for list_key in file.lists:
            before = self.chosen.get((file.unit, list_key), [])
            corrected = [one for one in before if any(one is origin for origin in line)]
            if before and not corrected and _is_unchanged(file, line, list_key):
                continue
            if (
                not before
                or corrected
                or file.has_answer(list_key)
                or not any(one.has_answer(list_key) for one in before)
            ):
                parts = [one for one in before if one not in corrected and _holds_other_rows(one, file, list_key)]
                self.chosen[file.unit, list_key] = [*parts, file]


def choose_counted_files(files: Iterable[ReturnedFile]) -> list[ReturnedFile]:
    """Mark which lists of which file count; several files of one unit that hold different lists are joined.

    Of two files that hold the same list, the one that was made from our annotated copy of the other counts,
    whatever the dates; else the one saved later (by the date in the workbook, else the file's own), then by
    markers in the name, the version number in it, the name. But two that fill in different running numbers
    are parts of one list, and both count. A file of the same bytes as another of its unit counts for nothing.
    A list left as it was issued never takes the place of a filled one, nor does a list that a corrected copy
    still holds as it was, where another file took its place meanwhile. The reason, and what speaks against
    it, is a finding on the file set aside.
    """
    gathered = list(files)
    versions = Versions(one for one in gathered if one.unit)
    choice = _ReturnChoice(versions)
    for file in sorted((one for one in gathered if one.unit), key=versions.build_sort_key):
        choice.take_file(file)
    return [_apply_choice(file, choice) if file.unit else file for file in gathered]


def find_previous_returns(files: Iterable[ReturnedFile]) -> list[ReturnedFile]:
    """Return, of units that returned a list anew, the files as they counted before the last time they did so.

    `files` are marked by `choose_counted`. Parts joined and copies of the same bytes are no new returns.
    """
    units: dict[str, list[ReturnedFile]] = {}
    for file in files:
        units.setdefault(file.unit, []).append(file)
    anew = (own for unit, own in units.items() if unit and any(file.superseded_by for file in own))
    return choose_counted_files(earlier for own in anew for earlier in _find_earlier_files(own))


def _find_earlier_files(own: list[ReturnedFile]) -> list[ReturnedFile]:
    """Return a unit's files that came before its last new return, all of them unmarked; nothing where it has none."""
    versions = Versions(own)
    places = {file.name: place for place, file in enumerate(sorted(own, key=versions.build_sort_key))}
    groups = [[places[one.name] for one in later] for later in _find_superseding_files(own, places)]
    if not groups:
        return []
    last = max(map(max, groups))
    first = min(min(group) for group in groups if last in group)
    return [_reset_choice(file) for file in own if places[file.name] < first]


def _find_superseding_files(own: list[ReturnedFile], indexes: Mapping[str, int]) -> Iterator[list[ReturnedFile]]:
    """Yield, for every list set aside, the files that came later and count for it."""
    originals = {file.sha256: file for file in own if file.counted}
    for file in own:
        for list_key in file.superseded_by:
            later = [
                one
                for one in own
                if list_key in one.counted
                and indexes[one.name] > indexes[file.name]
                and not _holds_other_rows(one, file, list_key)
            ]
            if later and originals.get(file.sha256, file) is file:
                yield later


def _reset_choice(file: ReturnedFile) -> ReturnedFile:
    kept = tuple(one for one in file.findings if one.rule not in _OWN_RULES)
    return replace(file, counted=frozenset(), superseded_by={}, findings=kept)


def _holds_other_rows(file: ReturnedFile, other: ReturnedFile, list_key: str) -> bool:
    """Tell whether two files fill in different rows of a list."""
    mine, others = file.collect_texts_by_number(list_key), other.collect_texts_by_number(list_key)
    return bool(mine and others) and not set(mine) & set(others)


def _is_unchanged(file: ReturnedFile, line: tuple[ReturnedFile, ...], list_key: str) -> bool:
    """Tell whether a list stands in a corrected copy as it did in what the copy was made from."""
    origin = next((one for one in line if list_key in one.lists), None)
    return origin is not None and _collect_written(file, list_key) == _collect_written(origin, list_key)


def _collect_written(file: ReturnedFile, list_key: str) -> tuple[bool, list[Mapping[str, str]]]:
    sections = [section for section in file.sections if section.list_key == list_key]
    return list_key in file.nil, [record.written for section in sections for record in section.records]


def _apply_choice(file: ReturnedFile, choice: _ReturnChoice) -> ReturnedFile:
    twin = choice.originals[file.unit, file.sha256]
    if twin is not file:
        found = make_finding("notice", "same_bytes", file=file.name, unit=file.unit, other=twin.name)
        return replace(file, superseded_by=dict.fromkeys(file.lists, twin.name), findings=(*file.findings, found))
    winners = {key: choice.chosen[file.unit, key] for key in sorted(file.lists)}
    counted = frozenset(key for key, ones in winners.items() if any(one is file for one in ones))
    lost = {key: ones[-1] for key, ones in winners.items() if key not in counted}
    findings = [*file.findings, *_find_joined_parts(file, winners)]
    findings += _find_superseded_lists(file, counted, lost, choice.versions)
    names = {key: later.name for key, later in lost.items()}
    return replace(file, counted=counted, superseded_by=names, findings=tuple(findings))


def _find_joined_parts(file: ReturnedFile, winners: dict[str, list[ReturnedFile]]) -> Iterable[Finding]:
    for key, ones in winners.items():
        others = [one.name for one in ones if one is not file]
        if 0 < len(others) < len(ones):
            sheet = next((section.sheet for section in file.sections if section.list_key == key), "")
            where = {"file": file.name, "unit": file.unit, "list": key, "sheet": sheet}
            yield make_finding("notice", "joined", **where, other=tuple(others), list_label=sheet)


def _find_superseded_lists(
    file: ReturnedFile, counted: frozenset[str], lost: Mapping[str, ReturnedFile], versions: Versions
) -> Iterator[Finding]:
    """Say of every file that counts instead, by which sign it does and what speaks against it."""
    said = [key for key in lost if file.has_answer(key)]
    for later in dict.fromkeys(lost[key].name for key in said):
        keys = [key for key in said if lost[key].name == later]
        other = lost[keys[0]]
        unchanged = versions.build_sort_key(other) < versions.build_sort_key(file)
        doubts = (
            () if unchanged else dict.fromkeys(why for key in keys for why in versions.find_doubts(file, other, key))
        )
        yield make_finding(
            "warning" if doubts else "notice",
            "partly_superseded" if counted or len(keys) < len(said) else "superseded",
            file=file.name,
            unit=file.unit,
            other=later,
            later=later,
            lists=tuple(keys),
            evidence="unchanged" if unchanged else versions.find_deciding_evidence(file, other),
            doubts=tuple(doubts),
            **versions.collect_compared_facts(file, other),
        )
