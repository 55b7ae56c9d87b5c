"""The copies that are sent back: every faulty file with its faults marked, in the clerk's own workbook or a fresh one.

A file without a fault gets one where it has doubts that the unit may explain; the unit need not send it back.

A copy that would show a unit anything of another unit is kept back, and a finding says so.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.findings import Finding, make_finding
from toolkit.followup import collect_known_texts
from toolkit.formats import UnreadableError, submit_locked
from toolkit.leaks import Leak, LeakGuard, render_leaks
from toolkit.messages import say
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.copy_maker import Copy, open_copy_maker
from toolkit.pipeline.since_last_return import Progress
from toolkit.pipeline.waiting import Keep, keep_here
from toolkit.records import ReturnedFile
from toolkit.stages import open_stage
from toolkit.storage import StagedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCopies:
    """The copies' bytes, or where they wait, by path, the file each was made from, and findings on those kept back.

    `optional` are the copies of files without faults, whose doubts the unit may explain.
    """

    copies: dict[Path, bytes | StagedFile] = field(default_factory=dict)
    made_from: dict[Path, ReturnedFile] = field(default_factory=dict)
    kept_back: tuple[Finding, ...] = ()
    optional: frozenset[Path] = frozenset()

    @property
    def by_unit(self) -> dict[str, tuple[Path, ...]]:
        """The copies' paths by unit code."""
        units: dict[str, tuple[Path, ...]] = {}
        for path, file in self.made_from.items():
            units[file.unit] = (*units.get(file.unit, ()), path)
        return units

    def leave_out(self, refused: Mapping[Path, str]) -> SentCopies:
        """Return the copies without those that cannot be written, with a finding for each that says why."""
        lost = (
            make_finding("error", "copy_not_written", file=file.name, unit=file.unit, path=path.name, why=refused[path])
            for path, file in self.made_from.items()
            if path in refused and path not in self.optional
        )
        return SentCopies(
            copies={path: content for path, content in self.copies.items() if path not in refused},
            made_from={path: file for path, file in self.made_from.items() if path not in refused},
            kept_back=(*self.kept_back, *lost),
            optional=self.optional - refused.keys(),
        )


@open_stage(say("progress.prepare"))
def annotate_returns(
    collected: CollectedRound, progress: Mapping[str, Progress] | None = None, keep: Keep = keep_here
) -> SentCopies:
    """Annotate every faulty file, and those with doubts to be explained.

    The copy of a file that came under a password is encrypted under the same one; of a file that came without one from
    a unit whose workbook was handed out under one, under that.

    `progress` is what each unit's last return changed, by unit code. A copy that would show anything of another unit
    is kept back. Nothing is put in place; the copies wait where they are kept by `keep`.
    """
    since, campaign = progress or {}, collected.workspace.campaign
    texts, explained = _OwnTexts(collected), _collect_explanations(collected)
    known = collect_known_texts((*collected.opening.items, *collected.followed.items))
    guard = LeakGuard(campaign, collected.workspace.stamp, texts)
    former = collected.opening.group_former()
    copies: dict[Path, bytes | StagedFile] = {}
    made_from: dict[Path, ReturnedFile] = {}
    taken: set[str] = set()
    locked: dict[Path, Future[bytes]] = {}
    kept_back: list[Finding] = []
    with open_copy_maker(collected, since) as maker:
        for file, made in maker.make_copies(say("progress.annotate")):
            leaks: tuple[Leak, ...] = ()
            for copy in made:
                own = texts if copy.taken is None else explained
                shown = {
                    "written": (*own.get(file.unit, ()), *known.get(file.unit, ())),
                    "listed": former.get(file.unit, frozenset()),
                }
                leaks = _find_leaks(guard, file.unit, copy, shown)
                if not leaks:
                    path = _take_free_path(copy.path, taken)
                    made_from[path] = file
                    password = find_copy_password(collected, file)
                    copies[path] = b"" if password else keep(copy.content)
                    if password:
                        locked[path] = submit_locked(copy.content, password, collected.workspace.stamp.key)
                # With another unit's token the content may be that unit's too: no fresh workbook is made of it either.
                if not leaks or any(leak.kind == "token" for leak in leaks):
                    break
            if leaks and collected.file_states[file.name] == "faulty":
                kept_back.append(
                    make_finding("error", "leak", file=file.name, unit=file.unit, leaks=render_leaks(campaign, leaks))
                )
    for path, content in locked.items():
        try:
            copies[path] = keep(content.result())
        except UnreadableError:  # it must not lie open
            del copies[path]
            file = made_from.pop(path)
            kept_back.append(make_finding("notice", "not_annotated", file=file.name, unit=file.unit))
    optional = frozenset(path for path, file in made_from.items() if collected.file_states[file.name] != "faulty")
    return SentCopies(copies=copies, made_from=made_from, kept_back=tuple(kept_back), optional=optional)


def _find_leaks(guard: LeakGuard, unit: str, copy: Copy, shown: Mapping[str, Collection[str]]) -> tuple[Leak, ...]:
    """Return the leaks of a copy; a marked one of the clerk's own workbook is not opened here."""
    if copy.taken is None:
        return guard.find_leaks(unit, copy.content, **shown)
    return guard.find_leaks_sent_back(unit, copy.taken, **shown)


def find_copy_password(collected: CollectedRound, file: ReturnedFile) -> str:
    """Return the password under which a file's copy is encrypted, empty for none."""
    return collected.opened_by.get(file.name, "") or collected.locks.get(file.unit, "")


def _take_free_path(path: Path, taken: set[str]) -> Path:
    """Return a path that no other copy has: different names may become equal once they are made fit for every disk.

    Many disks take names for equal that differ in case, or in how an accent is encoded. `taken` are the folds of the
    paths that other copies have; that of this one is added.
    """
    paths = (path if n == 1 else path.with_stem(f"{path.stem}({n})") for n in itertools.count(1))
    free = next(free for free in paths if _fold_path(free) not in taken)
    taken.add(_fold_path(free))
    return free


def _fold_path(path: Path) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


def _collect_explanations(collected: CollectedRound) -> dict[str, tuple[str, ...]]:
    """Return what each unit explained, in whichever of its files."""
    texts: dict[str, list[str]] = {}
    for file in collected.reported:
        texts.setdefault(file.unit, []).extend(reply.text for reply in file.content.replies)
    return {unit: tuple(own) for unit, own in texts.items() if unit}


class _OwnTexts(Mapping[str, tuple[str, ...]]):
    """Everything that each unit wrote in its records and explained, whichever of its files counts, by unit code.

    Texts are collected when a unit is asked for: all of a large round's at once would take more than the round itself.
    """

    def __init__(self, collected: CollectedRound) -> None:
        self._files: dict[str, list[ReturnedFile]] = {}
        for file in collected.reported:
            if file.unit:
                self._files.setdefault(file.unit, []).append(file)

    def __getitem__(self, unit: str) -> tuple[str, ...]:
        own: dict[str, None] = {}
        for file in self._files[unit]:
            records = (record for section in file.sections for record in section.records)
            own |= dict.fromkeys(text for record in records for text in record.written.values())
            own |= dict.fromkeys(reply.text for reply in file.content.replies)
        return tuple(own)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
