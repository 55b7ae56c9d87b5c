"""Damage filled workbooks in every way returned ones break: one comes in, files and what a reader owes go out."""

from toolkit.damage.exercises import Course, make_course
from toolkit.damage.kind import Kind
from toolkit.damage.kinds import KINDS
from toolkit.damage.mixed import mix_kinds
from toolkit.damage.model import Subject

__all__ = ["KINDS", "Course", "Kind", "Subject", "make_course", "mix_kinds"]
