"""Tell whether a return is a workbook that was not handed out for it: to another unit, in another round or campaign.

Such a file counts by the operator's decision. Marked and sent back it would raise the same question again, and its
tokens are another's: its unit gets a fresh workbook of its own.
"""

from __future__ import annotations

from toolkit.formats import UnreadableError, open_workbook
from toolkit.pipeline.collection import CollectedRound
from toolkit.records import ReturnedFile
from toolkit.unit_token import Token, find_tokens

# The rules that say that a return has tokens which are not its own.
_TOLD = frozenset({"other_round_used", "forged_used"})


def is_borrowed(collected: CollectedRound, file: ReturnedFile) -> bool:
    """Tell whether a recognised file has a token that this campaign did not issue to its unit for this round."""
    if any(finding.rule in _TOLD for finding in file.findings):
        return True
    explanation = file.recognition.explanation
    if explanation is None or "decision" not in explanation.evidence:
        return False
    return any(not _is_its_own(collected, file, token) for token in _read_tokens(collected, file))


def _is_its_own(collected: CollectedRound, file: ReturnedFile, token: Token) -> bool:
    workspace = collected.workspace
    same = token.unit == file.unit and token.round == workspace.folders.round
    return same and workspace.stamp.judge_token(token) == "genuine"


def _read_tokens(collected: CollectedRound, file: ReturnedFile) -> list[Token]:
    """Return the tokens of a file, wherever they stand; none where it can be read no more."""
    try:
        content = collected.sources[file.name].read_content()
        opened = open_workbook(content, [collected.opened_by.get(file.name, "")])
    except UnreadableError:
        return []
    cells = (cell for grid in opened.grids for row in grid.rows for cell in row if isinstance(cell, str))
    return find_tokens([*cells, *opened.comments, *opened.properties])
