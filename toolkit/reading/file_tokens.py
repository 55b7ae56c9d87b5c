"""Find the tokens of a returned file, wherever they stand, and tell what each proves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from toolkit.excel import format_address
from toolkit.formats import Grid, OpenedFile
from toolkit.reading.roster import CampaignRoster
from toolkit.unit_token import (
    SHORTEST,
    WHOLE,
    Stamp,
    Token,
    TokenStanding,
    find_broken_tokens,
    find_tokens,
    may_hold_token,
)

# Where a token stands: what kind of place (a key of message `token_place`), and the sheet and cell of a cell.
TokenPlace = tuple[str, str, str]
_DEEPEST_TOKEN = 40  # a token stands above a list's headings, or under the few lines of the cover


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTokens:
    """The genuine tokens of a file by where they were found, and the places of all others.

    `by_source` is keyed by evidence (`token`, `token_note`, `token_property`), `by_sheet` by sheet name. `forged`
    are the places of tokens that were altered, `foreign` those of another campaign's, `revoked` those of tokens under
    a key that counts no more.
    """

    by_source: Mapping[str, tuple[Token, ...]]
    by_sheet: Mapping[str, tuple[Token, ...]]
    genuine: tuple[Token, ...] = ()
    forged: tuple[TokenPlace, ...] = ()
    foreign: tuple[TokenPlace, ...] = ()
    revoked: tuple[TokenPlace, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether a token has the short signature of earlier versions."""
        return any(token.version == 1 for token in self.genuine)

    @property
    def units(self) -> frozenset[str]:
        """The codes of the units that the workbook was handed to, as they are now."""
        return frozenset(token.unit for token in self.genuine)

    def find_other_rounds(self, round: int) -> tuple[int, ...]:
        """Return the other rounds in which any sheet of the file was handed out, in order."""
        return tuple(sorted({token.round for token in self.genuine} - {round}))


def read_tokens(opened: OpenedFile, stamp: Stamp, roster: CampaignRoster) -> FileTokens:
    """Find every token of a file and sort out the genuine ones; these have the code that their unit has now."""
    judge = _Judge(stamp, roster)
    by_sheet = {grid.name: judge.take_sheet(grid) for grid in opened.grids}
    by_source = {
        "token": tuple(token for tokens in by_sheet.values() for token in tokens),
        "token_note": judge.take_texts("note", opened.comments),
        "token_property": judge.take_texts("property", opened.properties),
    }
    return FileTokens(
        by_source=by_source,
        by_sheet=by_sheet,
        genuine=tuple(dict.fromkeys(token for tokens in by_source.values() for token in tokens)),
        forged=tuple(judge.places["forged"]),
        foreign=tuple(judge.places["foreign"]),
        revoked=tuple(judge.places["revoked"]),
    )


class _Judge:
    """Judges the tokens of one file; `places` are those of all that are not genuine, by what they are."""

    def __init__(self, stamp: Stamp, roster: CampaignRoster) -> None:
        self._stamp, self._roster = stamp, roster
        self.places: dict[TokenStanding, dict[TokenPlace, None]] = {"forged": {}, "foreign": {}, "revoked": {}}

    def take_sheet(self, grid: Grid) -> tuple[Token, ...]:
        """Return the genuine tokens near the top of a sheet."""
        found: dict[Token, None] = {}
        for row, column, text in _find_hints(grid):
            place = ("cell", grid.name, format_address(row, column))
            found |= dict.fromkeys(self._take(place, [text]))
        return tuple(found)

    def take_texts(self, kind: str, texts: Iterable[str]) -> tuple[Token, ...]:
        """Return the genuine tokens in the notes, or in the properties, of a file."""
        return tuple(dict.fromkeys(self._take((kind, "", ""), texts)))

    def _take(self, place: TokenPlace, texts: Iterable[str]) -> Iterator[Token]:
        read = list(texts)
        if find_broken_tokens(read):
            self.places["forged"][place] = None
        for token in find_tokens(read):
            now = replace(token, unit=self._roster.campaign.trace_code(token.round, token.unit))
            standing = self._judge(token, now)
            if standing == "genuine":
                yield now
            else:
                self.places[standing][place] = None

    def _judge(self, token: Token, now: Token) -> TokenStanding:
        """Return what a token proves; `now` is the same with the code that its unit has now."""
        standing = self._stamp.judge_token(token)
        retired = self._stamp.find_retired(token) if standing == "genuine" else None
        if retired is None or token.round < retired.round:
            return standing
        versions = self._roster.versions
        later = [*versions.get((now.unit, token.list_key), ()), *versions.get((now.unit, WHOLE), ())]
        # What was handed out under the old key counts until the unit was handed another under the new one.
        renewed = token.round > retired.round or any(not retired.has_signed(version.sha256) for version in later)
        return "revoked" if renewed else standing


def _find_hints(grid: Grid) -> Iterator[tuple[int, int, str]]:
    """Yield the texts near the top of a sheet that may have a token, with row from 1 and column from 0."""
    for number, row in enumerate(grid.rows[:_DEEPEST_TOKEN], 1):
        for column, cell in enumerate(row):
            if cell and isinstance(cell, str) and len(cell) >= SHORTEST and may_hold_token(cell):
                yield number, column, cell
