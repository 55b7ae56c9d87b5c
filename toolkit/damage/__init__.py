"""Damage filled workbooks in every way returned ones break: one comes in, files and what a reader owes go out."""

from toolkit.damage.course import Course, Lesson, make_course
from toolkit.damage.kind import Kind
from toolkit.damage.kinds import KINDS
from toolkit.damage.mixed import apply, mix, mixable
from toolkit.damage.model import Damaged, Expected, Named, Subject, expected_json

__all__ = [
    "KINDS",
    "Course",
    "Damaged",
    "Expected",
    "Kind",
    "Lesson",
    "Named",
    "Subject",
    "apply",
    "expected_json",
    "make_course",
    "mix",
    "mixable",
]
