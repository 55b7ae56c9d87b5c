"""The copies that are sent back: every faulty file with its faults marked, in the clerk's own workbook or a fresh one.

A file without a fault gets one where it has doubts that the unit may explain; the unit need not send it back.

A copy that would show a unit anything of another unit is kept back, and a finding says so.
"""

from __future__ import annotations

import contextlib
import itertools
import unicodedata
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path

from toolkit.findings import Finding, make_finding, render_facts
from toolkit.followup import collect_known_texts, render_decisions
from toolkit.formats import UnreadableError, submit_locked
from toolkit.leaks import Leak, LeakGuard, render_leaks
from toolkit.messages import say
from toolkit.ooxml import PatchError
from toolkit.pipeline.borrowed import is_borrowed
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.fresh_workbook import build_fresh_workbook
from toolkit.pipeline.since_last_return import Progress
from toolkit.records import ReturnedFile
from toolkit.reporting import Review, annotate_workbook, find_workbook_ending, holds_reaching_formula
from toolkit.stages import open_stage, track_items
from toolkit.text import format_file_name
from toolkit.unit_token import format_revision

# The states of a doubt in which its unit may have something to say.
_TO_EXPLAIN = frozenset({"unanswered", "refused", "reopened"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCopies:
    """The copies' bytes by path, the file that each was made from, and a finding for each copy kept back.

    `optional` are the copies of files without faults, whose doubts the unit may explain.
    """

    copies: dict[Path, bytes] = field(default_factory=dict)
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
def annotate_returns(collected: CollectedRound, progress: Mapping[str, Progress] | None = None) -> SentCopies:
    """Annotate every faulty file, and those with doubts to be explained.

    The copy of a file that came under a password is encrypted under the same one; of a file that came without one from
    a unit whose workbook was handed out under one, under that.

    `progress` is what each unit's last return changed, by unit code. A copy that would show anything of another unit
    is kept back. Nothing is written.
    """
    since, campaign = progress or {}, collected.workspace.campaign
    maker = _CopyMaker(collected)
    texts, explained = _OwnTexts(collected), _collect_explanations(collected)
    known = collect_known_texts((*collected.opening.items, *collected.followed.items))
    guard = LeakGuard(campaign, collected.workspace.stamp, texts)
    former = collected.opening.group_former()
    copies: dict[Path, bytes] = {}
    made_from: dict[Path, ReturnedFile] = {}
    taken: set[str] = set()
    locked: dict[Path, Future[bytes]] = {}
    kept_back: list[Finding] = []
    wanted = [file for file in collected.reported if maker.needs_copy(file)]
    for file in track_items(wanted, say("progress.annotate")):
        leaks: tuple[Leak, ...] = ()
        for copy in maker.build_copies(file, since.get(file.unit)):
            own = explained if copy.original else texts
            written = (*own.get(file.unit, ()), *known.get(file.unit, ()))
            listed = former.get(file.unit, frozenset())
            leaks = guard.find_leaks(file.unit, copy.content, original=copy.original, written=written, listed=listed)
            if not leaks:
                path = _take_free_path(copy.path, taken)
                copies[path], made_from[path] = copy.content, file
                if password := find_copy_password(collected, file):
                    locked[path] = submit_locked(copy.content, password, collected.workspace.stamp.key)
            # With another unit's token the content may be that unit's too: no fresh workbook is written from it either.
            if not leaks or any(leak.kind == "token" for leak in leaks):
                break
        if leaks and collected.file_states[file.name] == "faulty":
            kept_back.append(
                make_finding("error", "leak", file=file.name, unit=file.unit, leaks=render_leaks(campaign, leaks))
            )
    for path, content in locked.items():
        try:
            copies[path] = content.result()
        except UnreadableError:  # it must not lie open
            del copies[path]
            file = made_from.pop(path)
            kept_back.append(make_finding("notice", "not_annotated", file=file.name, unit=file.unit))
    optional = frozenset(path for path, file in made_from.items() if collected.file_states[file.name] != "faulty")
    return SentCopies(copies=copies, made_from=made_from, kept_back=tuple(kept_back), optional=optional)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """An annotated copy: its path, its bytes, and the clerk's own file where the marks were put into that."""

    path: Path
    content: bytes
    original: bytes | None = None


class _CopyMaker:
    """Makes the copies of one round; what belongs to a file or a unit is looked up, as there may be thousands."""

    def __init__(self, collected: CollectedRound) -> None:
        self._collected = collected
        self._found: dict[str, list[tuple[int, Finding]]] = {}
        for position, finding in enumerate(collected.found):
            self._found.setdefault(finding.at.file, []).append((position, finding))
        self._decisions = render_decisions(collected.followed.items, collected.workspace.campaign)

    def needs_copy(self, file: ReturnedFile) -> bool:
        """Tell whether a file has faults, or doubts that a unit without any fault has still to explain."""
        states = self._collected.file_states[file.name], self._collected.unit_states.get(file.unit)
        if states[0] == "faulty":
            return True
        if states != ("accepted", "accepted"):
            return False
        own = (finding.reply for _, finding in self._found.get(file.name, ()))
        return any(reply is not None and reply.state in _TO_EXPLAIN for reply in own)

    def build_copies(self, file: ReturnedFile, since: Progress | None) -> Iterator[_Copy]:
        """Yield the clerk's own workbook with marks, then a fresh one of the same content.

        The first without leaks is sent.

        The clerk's own workbook is left out where it has another format than xlsx, where it was not handed out to this
        unit in this round, where something in it acts or reaches out (whoever put it there, the unit would get it from
        us), or where its XML is too unusual to be changed without risk. It must not be sent where something of another
        unit is hidden in it.
        """
        collected, own = self._collected, self._found.get(file.name, [])
        findings = [finding for _, finding in own]
        new = {number for number, (position, _) in enumerate(own) if position in since.new_positions} if since else None
        review, borrowed = self._build_review(file, since), is_borrowed(collected, file)
        if file.source.format == "xlsx" and not borrowed and not review.active:
            content = collected.sources[file.name].read_plain([collected.opened_by.get(file.name, "")])
            with contextlib.suppress(PatchError):
                if not holds_reaching_formula(content):
                    ending = find_workbook_ending(content)
                    marked = annotate_workbook(content, findings, review, new)
                    yield _Copy(path=_build_copy_path(collected, file, ending), content=marked, original=content)
        fresh, relocated = build_fresh_workbook(collected, file, findings)
        review = replace(review, rebuilt_from=(file.name.rpartition("/")[2], file.source.format), borrowed=borrowed)
        annotated = annotate_workbook(fresh, relocated, review, new)
        yield _Copy(path=_build_copy_path(collected, file, ".xlsx"), content=annotated)

    def _build_review(self, file: ReturnedFile, since: Progress | None) -> Review:
        campaign = self._collected.workspace.campaign
        return Review(
            title=campaign.heading,
            unit=campaign.find_by_code(file.unit).name,
            token=format_revision(file.source.sha256),
            active=next((render_facts(each)["kinds"] for each in file.findings if each.rule == "active_content"), ""),
            progress=(since.solved, since.open, since.new) if since else None,
            decisions=self._decisions.get(file.unit, ()),
        )


def _build_copy_path(collected: CollectedRound, file: ReturnedFile, ending: str) -> Path:
    """Return the path of a file's copy: its whole path names it, so that equal names in two folders stay apart."""
    folders, campaign = collected.workspace.folders, collected.workspace.campaign
    stem = format_file_name(file.name.rpartition(".")[0] or file.name)
    prefixes = tuple(say(f"output.{kind}", name="") for kind in ("annotated", "doubtful"))
    while prefix := next((prefix for prefix in prefixes if stem.startswith(prefix)), ""):
        stem = stem.removeprefix(prefix)
    kind = "annotated" if collected.file_states[file.name] == "faulty" else "doubtful"
    name = say(f"output.{kind}", name=f"{stem}{ending}")
    return folders.locate_unit_folder(folders.sent_back, campaign.find_by_code(file.unit)) / name
