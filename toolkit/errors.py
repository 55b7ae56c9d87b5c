"""What stops a run: every mistake found comes in, one error that names them all goes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.messages import has_message, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake of the operator or of a definition's author: place, what was found, way out."""

    location: str
    found: str
    way_out: str

    def __str__(self) -> str:
        asks = self.way_out.endswith(say("mistake.question_mark"))
        facts = {"place": self.location, "found": self.found, "way_out": self.way_out}
        return say("mistake.asked" if asks else "mistake.line", **facts)


class OperatorError(Exception):
    """The run cannot go on until a person mends something; `mistakes` names all of it at once."""

    exit_code = 2

    def __init__(self, mistakes: Mistake | Iterable[Mistake]) -> None:
        self.mistakes = (mistakes,) if isinstance(mistakes, Mistake) else tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class DefinitionError(OperatorError):
    """A file under workbook_templates/ (or the author's own copy) is wrong."""


class CampaignError(OperatorError):
    """工作方案.xlsx is missing, unreadable or wrong."""


class FolderError(OperatorError):
    """A folder or file of the campaign cannot be read or written."""


def make_mistake(key: str, location: str, /, **facts: object) -> Mistake:
    """Build a mistake from the catalogue: `<key>.found` and `<key>.way_out`.

    Where a fact `nearest` proposes something, `<key>.nearest` is the way out if there is one.
    """
    proposes = facts.get("nearest") and has_message(f"{key}.nearest")
    way_out = say(f"{key}.nearest" if proposes else f"{key}.way_out", **facts)
    return Mistake(location=location, found=say(f"{key}.found", **facts), way_out=way_out)
