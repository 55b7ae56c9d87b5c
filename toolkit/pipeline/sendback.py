"""The copies that are sent back: every faulty file with its faults marked, in the clerk's own workbook or a fresh one.

A file without a fault gets one where it has doubts that the unit may explain; the unit need not send it back.

A copy that would show a unit anything of another unit is kept back, and a finding says so.
"""

from __future__ import annotations

import contextlib
import itertools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
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
    texts, explained = _collect_own_texts(collected), _collect_explanations(collected)
    known = collect_known_texts((*collected.opening.items, *collected.followed.items))
    guard = LeakGuard(campaign, collected.workspace.stamp, texts)
    copies: dict[Path, bytes] = {}
    made_from: dict[Path, ReturnedFile] = {}
    locked: dict[Path, Future[bytes]] = {}
    kept_back: list[Finding] = []
    wanted = [file for file in collected.reported if _needs_copy(collected, file)]
    for file in track_items(wanted, say("progress.annotate")):
        leaks: tuple[Leak, ...] = ()
        for copy in _build_copies(collected, file, since.get(file.unit)):
            own = explained if copy.original else texts
            written = (*own.get(file.unit, ()), *known.get(file.unit, ()))
            listed = collected.opening.find_former(file.unit)
            leaks = guard.find_leaks(file.unit, copy.content, original=copy.original, written=written, listed=listed)
            if not leaks:
                path = _find_free_path(copy.path, copies)
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


def _needs_copy(collected: CollectedRound, file: ReturnedFile) -> bool:
    """Tell whether a file has faults, or doubts that a unit without any fault has still to explain."""
    if collected.file_states[file.name] == "faulty":
        return True
    if collected.file_states[file.name] != "accepted" or collected.unit_states.get(file.unit) != "accepted":
        return False
    own = (finding.reply for finding in collected.found if finding.at.file == file.name)
    return any(reply is not None and reply.state in _TO_EXPLAIN for reply in own)


def find_copy_password(collected: CollectedRound, file: ReturnedFile) -> str:
    """Return the password under which a file's copy is encrypted, empty for none."""
    return collected.opened_by.get(file.name, "") or collected.locks.get(file.unit, "")


def _find_free_path(path: Path, taken: Iterable[Path]) -> Path:
    """Return a path that no other copy has: different names may become equal once they are made fit for every disk.

    Many disks take names for equal that differ in case, or in how an accent is encoded.
    """
    used = {_fold_path(other) for other in taken}
    paths = (path if n == 1 else path.with_stem(f"{path.stem}({n})") for n in itertools.count(1))
    return next(free for free in paths if _fold_path(free) not in used)


def _fold_path(path: Path) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


def _collect_explanations(collected: CollectedRound) -> dict[str, tuple[str, ...]]:
    """Return what each unit explained, in whichever of its files."""
    texts: dict[str, list[str]] = {}
    for file in collected.reported:
        texts.setdefault(file.unit, []).extend(reply.text for reply in file.content.replies)
    return {unit: tuple(own) for unit, own in texts.items() if unit}


def _collect_own_texts(collected: CollectedRound) -> dict[str, tuple[str, ...]]:
    """Return everything that each unit wrote in its records and explained, whichever of its files counts."""
    texts: dict[str, list[str]] = {}
    for file in collected.reported:
        if file.unit:
            own = texts.setdefault(file.unit, [])
            own += [text for section in file.sections for record in section.records for text in record.written.values()]
            own += [reply.text for reply in file.content.replies]
    return {unit: tuple(dict.fromkeys(own)) for unit, own in texts.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """An annotated copy: its path, its bytes, and the clerk's own file where the marks were put into that."""

    path: Path
    content: bytes
    original: bytes | None = None


def _build_copies(collected: CollectedRound, file: ReturnedFile, since: Progress | None) -> Iterator[_Copy]:
    """Yield the clerk's own workbook with marks, then a fresh one of the same content; the first without leaks is sent.

    The clerk's own workbook is left out where it has another format than xlsx, where it was not handed out to this
    unit in this round, where something in it acts or reaches out (whoever put it there, the unit would get it from us),
    or where its XML is too unusual to be changed without risk. It must not be sent where something of another unit is
    hidden in it.
    """
    own = [(position, finding) for position, finding in enumerate(collected.found) if finding.at.file == file.name]
    findings = [finding for _, finding in own]
    new = {number for number, (position, _) in enumerate(own) if position in since.new_positions} if since else None
    review, borrowed = _build_review(collected, file, since), is_borrowed(collected, file)
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


def _build_review(collected: CollectedRound, file: ReturnedFile, since: Progress | None) -> Review:
    campaign = collected.workspace.campaign
    return Review(
        title=campaign.heading,
        unit=campaign.find_by_code(file.unit).name,
        token=format_revision(file.source.sha256),
        active=next((render_facts(each)["kinds"] for each in file.findings if each.rule == "active_content"), ""),
        progress=(since.solved, since.open, since.new) if since else None,
        decisions=render_decisions(collected.followed.items, campaign, file.unit),
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
