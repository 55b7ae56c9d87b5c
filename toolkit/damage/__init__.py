"""Damage filled workbooks in every way returned ones break: one comes in, files and what a reader owes go out."""

from toolkit.damage.course import Course, Lesson, make_course
from toolkit.damage.kind import Kind
from toolkit.damage.kinds import KINDS
from toolkit.damage.mixed import apply_kinds, find_mixable_kinds, mix_kinds
from toolkit.damage.model import DamagedFiles, ExpectedFinding, ExpectedResult, Subject, build_expected_json

__all__ = [
    "KINDS",
    "Course",
    "DamagedFiles",
    "ExpectedFinding",
    "ExpectedResult",
    "Kind",
    "Lesson",
    "Subject",
    "apply_kinds",
    "build_expected_json",
    "find_mixable_kinds",
    "make_course",
    "mix_kinds",
]
