"""Makes the copies that go back: the clerk's own workbook with marks, and a fresh one of the same content.

A clerk's workbook is opened by the workers that open returned files, never here: they mark it, and give back the copy
and its texts. So the next ones are marked while the texts of one are searched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.execution import WorkerError, find_cluster, open_executor, submit_ahead
from toolkit.findings import Finding, render_facts
from toolkit.followup import render_decisions
from toolkit.formats import UnreadableError, submit_apart
from toolkit.leaks import TakenTexts
from toolkit.messages import say
from toolkit.pipeline.borrowed import is_borrowed
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.fresh_workbook import build_fresh_workbook
from toolkit.pipeline.marked_copy import MarkedFile, list_located_texts, mark_file
from toolkit.pipeline.progress_callback import Counted
from toolkit.pipeline.since_last_return import Progress
from toolkit.records import ReturnedFile
from toolkit.reporting import Review, annotate_workbook, prepare_marks
from toolkit.stages import track_items
from toolkit.text import format_file_name
from toolkit.unit_token import format_revision

Submit = Callable[..., Future[Any]]
# The states of a doubt in which its unit may have something to say.
_TO_EXPLAIN = frozenset({"unanswered", "refused", "reopened"})
# How much is marked ahead of what is searched, so that every worker is busy and the memory stays flat.
_FILES_AHEAD, _BYTES_AHEAD = 8, 32 * 1024 * 1024
_MODULES = ("toolkit.formats.open", "toolkit.pipeline.marked_copy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy with marks: its path, its bytes, and its texts if it is the clerk's own workbook, None of a fresh one."""

    path: Path
    content: bytes
    taken: TakenTexts | None = None


@contextmanager
def open_copy_maker(collected: CollectedRound, progress: Mapping[str, Progress]) -> Iterator[CopyMaker]:
    """Give what makes the copies of a round; it has files opened by a cluster, where one was asked for."""
    cluster = find_cluster()
    if cluster is None:
        yield CopyMaker(collected, progress, submit_apart)
        return
    executor = open_executor(cluster=cluster, modules=_MODULES)
    try:
        yield CopyMaker(collected, progress, executor.submit)
    finally:
        executor.shutdown()


class CopyMaker:
    """Makes the copies of one round; what belongs to a file or a unit is looked up, as there may be thousands.

    `progress` is what each unit's last return changed, by unit code; `submit` has a function open a file elsewhere.
    """

    def __init__(self, collected: CollectedRound, progress: Mapping[str, Progress], submit: Submit) -> None:
        self._collected, self._progress, self._submit = collected, progress, submit
        self._found: dict[str, list[tuple[int, Finding]]] = {}
        for position, finding in enumerate(collected.found):
            self._found.setdefault(finding.at.file, []).append((position, finding))
        self._decisions = render_decisions(collected.followed.items, collected.workspace.campaign)

    def make_copies(self, stage: str) -> Iterator[tuple[ReturnedFile, Iterator[Copy]]]:
        """Yield every file that needs a copy, with the ways to make one: the first without leaks is sent.

        These are the clerk's own workbook with marks, then a fresh one of the same content. `stage` says to the
        operator what is done.
        """
        wanted = [file for file in self._collected.reported if self._needs_copy(file)]
        ahead = submit_ahead(
            wanted,
            self._begin_marking,
            ahead=_FILES_AHEAD,
            weigh=lambda file: file.source.size,
            most=_BYTES_AHEAD,
        )
        for file, marking in track_items(Counted(ahead, len(wanted)), stage):
            yield file, self._build_copies(file, marking)

    def _needs_copy(self, file: ReturnedFile) -> bool:
        """Tell whether a file has faults, or doubts that a unit without any fault has still to explain."""
        states = self._collected.file_states[file.name], self._collected.unit_states.get(file.unit)
        if states[0] == "faulty":
            return True
        if states != ("accepted", "accepted"):
            return False
        own = (finding.reply for _, finding in self._found.get(file.name, ()))
        return any(reply is not None and reply.state in _TO_EXPLAIN for reply in own)

    def _begin_marking(self, file: ReturnedFile) -> Future[MarkedFile | None] | None:
        """Have a clerk's own workbook marked.

        None where it is not: it has another format than xlsx, was not handed out to this unit in this round, or has
        something in it that acts or reaches out (whoever put it there, the unit would get it from us).
        """
        review = self._build_review(file)
        if file.source.format != "xlsx" or review.active or is_borrowed(self._collected, file):
            return None
        marks = prepare_marks(self._list_findings(file), review, self._find_new(file))
        return self._submit(mark_file, self._read_content(file), marks)

    def _build_copies(self, file: ReturnedFile, marking: Future[MarkedFile | None] | None) -> Iterator[Copy]:
        """Yield the clerk's own workbook, unless its XML is too unusual to be changed safely; then a fresh one."""
        marked = _take(marking) if marking is not None else None
        if marked is not None:
            content, ending, texts = marked
            taken = TakenTexts(
                texts=texts,
                locate=lambda: self._locate_texts(content),
                locate_original=lambda: self._locate_texts(self._read_content(file)),
            )
            yield Copy(path=self._build_path(file, ending), content=content, taken=taken)
        fresh, relocated = build_fresh_workbook(self._collected, file, self._list_findings(file))
        rebuilt_from = (file.name.rpartition("/")[2], file.source.format)
        review = replace(
            self._build_review(file), rebuilt_from=rebuilt_from, borrowed=is_borrowed(self._collected, file)
        )
        annotated = annotate_workbook(fresh, relocated, review, self._find_new(file))
        yield Copy(path=self._build_path(file, ".xlsx"), content=annotated)

    def _locate_texts(self, content: bytes) -> Iterable[Any]:
        """Return where the texts of a clerk's workbook stand; nothing where no worker can say it."""
        return _take(self._submit(list_located_texts, content)) or ()

    def _read_content(self, file: ReturnedFile) -> bytes:
        return self._collected.sources[file.name].read_plain([self._collected.opened_by.get(file.name, "")])

    def _list_findings(self, file: ReturnedFile) -> list[Finding]:
        return [finding for _, finding in self._found.get(file.name, ())]

    def _find_new(self, file: ReturnedFile) -> set[int] | None:
        """Return which of a file's findings are new since the unit's last return, None where there was no other."""
        since = self._progress.get(file.unit)
        if since is None:
            return None
        own = self._found.get(file.name, ())
        return {number for number, (position, _) in enumerate(own) if position in since.new_positions}

    def _build_review(self, file: ReturnedFile) -> Review:
        campaign, since = self._collected.workspace.campaign, self._progress.get(file.unit)
        return Review(
            title=campaign.heading,
            unit=campaign.find_by_code(file.unit).name,
            token=format_revision(file.source.sha256),
            active=next((render_facts(each)["kinds"] for each in file.findings if each.rule == "active_content"), ""),
            progress=(since.solved, since.open, since.new) if since else None,
            decisions=self._decisions.get(file.unit, ()),
        )

    def _build_path(self, file: ReturnedFile, ending: str) -> Path:
        """Return the path of a file's copy: its whole path names it, so that equal names in two folders stay apart."""
        folders, campaign = self._collected.workspace.folders, self._collected.workspace.campaign
        stem = format_file_name(file.name.rpartition(".")[0] or file.name)
        prefixes = tuple(say(f"output.{kind}", name="") for kind in ("annotated", "doubtful"))
        while prefix := next((prefix for prefix in prefixes if stem.startswith(prefix)), ""):
            stem = stem.removeprefix(prefix)
        kind = "annotated" if self._collected.file_states[file.name] == "faulty" else "doubtful"
        name = say(f"output.{kind}", name=f"{stem}{ending}")
        return folders.locate_unit_folder(folders.sent_back, campaign.find_by_code(file.unit)) / name


def _take(answer: Future[Any]) -> Any:
    """Return an answer, None where a worker has none: what it was given has harmed it."""
    try:
        return answer.result()
    except (UnreadableError, WorkerError):
        return None
