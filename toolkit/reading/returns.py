"""Choose the returns that count: for each unit and list the latest file, or several files with parts of the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from toolkit.findings import Finding, make_finding
from toolkit.reading.parts import are_parts, count_alike, have_other_numbers
from toolkit.reading.versions import Versions
from toolkit.records import FileStanding, ReturnedFile


@dataclass(slots=True)
class _ReturnChoice:
    """The files that count, by unit and list: the latest one, and parts that hold other rows of the same list."""

    versions: Versions
    chosen: dict[tuple[str, str], list[ReturnedFile]] = field(default_factory=dict)
    # The earliest file of each content, by unit and SHA-256.
    originals: dict[tuple[str, str], ReturnedFile] = field(default_factory=dict)

    def take_file(self, file: ReturnedFile) -> None:
        """Let a file count for its lists; files come from the earliest to the latest."""
        if self.originals.setdefault((file.unit, file.source.sha256), file) is not file:
            return
        origins = self.versions.trace_origins(file)
        for list_key in file.content.lists:
            before = self.chosen.get((file.unit, list_key), [])
            corrected = [earlier for earlier in before if any(earlier is origin for origin in origins)]
            if before and not corrected and _is_unchanged(file, origins, list_key):
                continue
            answered = any(earlier.content.has_answer(list_key) for earlier in before)
            if corrected or file.content.has_answer(list_key) or not answered:
                parts = [
                    earlier
                    for earlier in before
                    if not any(earlier is other for other in corrected) and are_parts(earlier, file, list_key)
                ]
                self.chosen[file.unit, list_key] = [*parts, file]


def choose_counted_files(files: Iterable[ReturnedFile]) -> list[ReturnedFile]:
    """Return the files with their standing, in the order given; any earlier standing is ignored.

    Files of one unit with different lists are joined. Of two files with the same list, the one made from our
    annotated copy of the other counts, whatever the dates; else the one saved later (by the date in the workbook,
    else the file's own); then words in the name, the version number in it and the name itself decide. Two files
    that fill in different running numbers are parts of one list, and both count, unless most of their contents are
    the same: then a list was numbered anew. A byte-for-byte copy of another
    file of the unit never counts. A list left as issued never supersedes a filled one; nor does a list left
    unchanged in a corrected copy, if another file has superseded it meanwhile. A finding on the file set aside
    gives the reason, and what speaks against it.
    """
    gathered = list(files)
    versions = Versions(file for file in gathered if file.is_return)
    choice = _ReturnChoice(versions)
    for file in sorted((file for file in gathered if file.is_return), key=versions.build_sort_key):
        choice.take_file(file)
    return [replace(file, standing=_build_standing(file, choice)) if file.is_return else file for file in gathered]


def find_previous_returns(files: Iterable[ReturnedFile]) -> list[ReturnedFile]:
    """Return, for each unit that returned a list again, its files as they counted before its latest new return.

    `files` must have their standing from `choose_counted_files`. Joined parts and byte-for-byte copies are no new
    returns.
    """
    by_unit: dict[str, list[ReturnedFile]] = {}
    for file in files:
        if file.is_return:
            by_unit.setdefault(file.unit, []).append(file)
    anew = (own for own in by_unit.values() if any(file.standing.superseded_by for file in own))
    return choose_counted_files(earlier for own in anew for earlier in _find_earlier_files(own))


def _find_earlier_files(own: list[ReturnedFile]) -> list[ReturnedFile]:
    """Return a unit's files from before its last new return; none where it has no new return."""
    versions = Versions(own)
    ranks = {file.name: rank for rank, file in enumerate(sorted(own, key=versions.build_sort_key))}
    groups = [[ranks[later.name] for later in superseding] for superseding in _find_superseding_files(own, ranks)]
    if not groups:
        return []
    last = max(map(max, groups))
    first = min(min(group) for group in groups if last in group)
    return [file for file in own if ranks[file.name] < first]


def _find_superseding_files(own: list[ReturnedFile], ranks: Mapping[str, int]) -> Iterator[list[ReturnedFile]]:
    """Yield, for every list set aside, the files that came later and count for it."""
    originals = {file.source.sha256: file for file in own if file.counted}
    for file in own:
        for list_key in file.standing.superseded_by:
            later = [
                other
                for other in own
                if list_key in other.counted
                and ranks[other.name] > ranks[file.name]
                and not are_parts(other, file, list_key)
            ]
            if later and originals.get(file.source.sha256, file) is file:
                yield later


def _is_unchanged(file: ReturnedFile, origins: tuple[ReturnedFile, ...], list_key: str) -> bool:
    """Tell whether a corrected copy has a list unchanged from the file that the copy was made from."""
    origin = next((earlier for earlier in origins if list_key in earlier.content.lists), None)
    return origin is not None and _collect_written(file, list_key) == _collect_written(origin, list_key)


def _collect_written(file: ReturnedFile, list_key: str) -> tuple[bool, list[Mapping[str, str]]]:
    sections = file.content.find_sections(list_key)
    return list_key in file.content.nil, [record.written for section in sections for record in section.records]


def _build_standing(file: ReturnedFile, choice: _ReturnChoice) -> FileStanding:
    twin = choice.originals[file.unit, file.source.sha256]
    if twin is not file:
        found = make_finding("notice", "same_bytes", file=file.name, unit=file.unit, other=twin.name)
        superseded_by = dict.fromkeys(file.content.lists, twin.name)
        return FileStanding(superseded_by=superseded_by, copy_of=twin.name, findings=(found,))
    winners = {key: choice.chosen[file.unit, key] for key in sorted(file.content.lists)}
    counted = frozenset(key for key, files in winners.items() if any(winner is file for winner in files))
    lost = {key: files[-1] for key, files in winners.items() if key not in counted}
    findings = (
        *_find_joined_parts(file, winners),
        *_find_superseded_lists(file, counted, lost, choice.versions),
    )
    names = {key: later.name for key, later in lost.items()}
    return FileStanding(counted=counted, superseded_by=names, findings=findings)


def _find_joined_parts(file: ReturnedFile, winners: dict[str, list[ReturnedFile]]) -> Iterator[Finding]:
    for key, files in winners.items():
        others = [winner for winner in files if winner is not file]
        if 0 < len(others) < len(files):
            sheet = next((section.sheet for section in file.content.find_sections(key)), "")
            where = {"file": file.name, "unit": file.unit, "list": key, "sheet": sheet}
            alike = sum(count_alike(file, other, key) for other in others)
            differing = any(have_other_numbers(file, other, key) for other in others)
            names = tuple(other.name for other in others)
            facts = {"other": names, "list_label": sheet, "alike": alike, "differing": differing}
            yield make_finding("warning" if alike or differing else "notice", "joined", **where, **facts)


def _find_superseded_lists(
    file: ReturnedFile, counted: frozenset[str], lost: Mapping[str, ReturnedFile], versions: Versions
) -> Iterator[Finding]:
    """Yield a finding for each file that counts instead: the evidence for it, and what speaks against it."""
    answered = [key for key in lost if file.content.has_answer(key)]
    for later in dict.fromkeys(lost[key].name for key in answered):
        keys = [key for key in answered if lost[key].name == later]
        other = lost[keys[0]]
        unchanged = versions.build_sort_key(other) < versions.build_sort_key(file)
        doubts = (
            () if unchanged else dict.fromkeys(why for key in keys for why in versions.find_doubts(file, other, key))
        )
        yield make_finding(
            "warning" if doubts else "notice",
            "partly_superseded" if counted or len(keys) < len(answered) else "superseded",
            file=file.name,
            unit=file.unit,
            other=later,
            later=later,
            lists=tuple(keys),
            evidence="unchanged" if unchanged else versions.find_deciding_evidence(file, other),
            doubts=tuple(doubts),
            **versions.collect_compared_facts(file, other),
        )
