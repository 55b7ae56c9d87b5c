"""The errors that stop a run. Each names every mistake that was found, not only the first.

    OperatorError             exit code 2: a person has to mend something
      · DefinitionError       an author's files: load_definition, lint
      · CampaignError         工作方案.xlsx: load_campaign, and decisions written into it
      · FolderError           folders and files of a campaign: missing, not readable
          · NotWrittenError   exit code 4: the results could not be written, and nothing was
          · InUseError        exit code 5: another run works on the campaign

Two errors are not of this tree because they concern one file and stop no run: `formats.UnreadableError` (a returned
file cannot be read; its code becomes a finding) and `ooxml.PatchError` (a package cannot be changed without loss).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.messages import has_message, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake of the operator or of an author, in words: where it is, what was found, and the way out."""

    location: str
    found: str
    way_out: str

    def __str__(self) -> str:
        is_question = self.way_out.endswith(say("mistake.question_mark"))
        facts = {"place": self.location, "found": self.found, "way_out": self.way_out}
        return say("mistake.asked" if is_question else "mistake.line", **facts)


class OperatorError(Exception):
    """The run cannot go on until a person mends something; `mistakes` are all that must be mended."""

    exit_code = 2

    def __init__(self, mistakes: Mistake | Iterable[Mistake]) -> None:
        self.mistakes = (mistakes,) if isinstance(mistakes, Mistake) else tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class DefinitionError(OperatorError):
    """Files of a definition, the shipped one or an author's own copy, are missing or wrong."""


class CampaignError(OperatorError):
    """工作方案.xlsx is missing, unreadable or wrong."""


class FolderError(OperatorError):
    """Folders or files of a campaign are missing, or cannot be read or written."""


class NotWrittenError(FolderError):
    """The results could not be written: the disk, the folder or another program refuses. What was there is kept."""

    exit_code = 4


class InUseError(FolderError):
    """Another run of the program works on the same campaign."""

    exit_code = 5


def make_mistake(key: str, location: str, /, **facts: object) -> Mistake:
    """Return a mistake in the words of the messages `<key>.found` and `<key>.way_out`.

    Where the fact `nearest` is not empty, `<key>.nearest` is the way out, if there is such a message.
    """
    has_proposal = facts.get("nearest") and has_message(f"{key}.nearest")
    way_out = say(f"{key}.nearest" if has_proposal else f"{key}.way_out", **facts)
    return Mistake(location=location, found=say(f"{key}.found", **facts), way_out=way_out)
