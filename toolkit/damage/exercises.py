"""A training course: damaged workbooks to practise on, each with the expected answer, and an overview."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.damage.kind import Kind
from toolkit.damage.mixed import mix_kinds
from toolkit.damage.model import DamagedFiles, Subject, build_expected_json
from toolkit.messages import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One damaged workbook: its folder, the kinds of damage (several where mixed) and its files."""

    folder: str
    kinds: tuple[Kind, ...]
    damaged: DamagedFiles

    @property
    def description(self) -> str:
        """What was done, in words."""
        return say("damage.and").join(say(f"damage.what.{kind.key}") for kind in self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All lessons made from one workbook, and the kinds that found nothing to damage in it."""

    lessons: tuple[Lesson, ...]
    left_out: tuple[Kind, ...]

    def build_files(self) -> dict[str, bytes]:
        """Return every file by relative path: the damaged files, the expected answers, and the overview."""
        files = {say("damage.overview.file"): self.render_overview().encode()}
        for lesson in self.lessons:
            for name, content in lesson.damaged.files.items():
                files[f"{lesson.folder}/{name}"] = content
            first = next(iter(lesson.damaged.files))
            files[f"{lesson.folder}/{first}.expected.json"] = _build_answer(lesson)
        return files

    def render_overview(self) -> str:
        """Return the overview: one line per file on what was damaged and what a reader must get."""
        lines = [say("damage.overview.head")]
        lines += [_render_overview_line(lesson, name) for lesson in self.lessons for name in lesson.damaged.files]
        for kind in self.left_out:
            facts = {"number": kind.number, "what": say(f"damage.what.{kind.key}")}
            lines.append(say("damage.overview.office" if kind.office else "damage.overview.left_out", **facts))
        return "\n".join(lines) + "\n"


def make_course(subject: Subject, kinds: Iterable[Kind], *, seed: int = 0, mixed: int = 0) -> Course:
    """Damage a workbook in each of the given ways, and a few times in several ways at once.

    Each damage draws its own random numbers from the seed and its key, so that one does not change
    another. Kinds that need an office program count as left out.
    """
    lessons: list[Lesson] = []
    left_out: list[Kind] = []
    for kind in kinds:
        damaged = kind.make(subject, random.Random(f"{seed}-{kind.key}")) if kind.make else None
        if damaged is None:
            left_out.append(kind)
        else:
            lessons.append(Lesson(folder=f"{kind.number:02d}-{kind.key}", kinds=(kind,), damaged=damaged))
    for number in range(1, mixed + 1):
        mix = mix_kinds(subject, random.Random(f"{seed}-mixed-{number}"))
        if mix is not None:
            lessons.append(Lesson(folder=f"mixed-{number:02d}", kinds=mix[0], damaged=mix[1]))
    return Course(lessons=tuple(lessons), left_out=tuple(left_out))


def _build_answer(lesson: Lesson) -> bytes:
    return build_expected_json(
        lesson.damaged.expected,
        kind=[kind.key for kind in lesson.kinds],
        number=[kind.number for kind in lesson.kinds],
        what=lesson.description,
        files=list(lesson.damaged.files),
    )


def _render_overview_line(lesson: Lesson, name: str) -> str:
    expected = lesson.damaged.expected
    owed = say(f"damage.owed.{expected.outcome}", count=sum(len(rows) for rows in expected.records.values()))
    if expected.password:
        owed += say("damage.owed.password", password=expected.password)
    numbers = say("list.separator").join(str(kind.number) for kind in lesson.kinds)
    return say(
        "damage.overview.line", file=f"{lesson.folder}/{name}", number=numbers, what=lesson.description, owed=owed
    )
