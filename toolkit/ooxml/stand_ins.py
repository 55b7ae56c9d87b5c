"""Stand-ins: what a master has in the place of the texts in which its copies differ."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Stand-ins are three Korean syllables, which no other text of the master may have. They are letters, as wide as
# ideographs, and stay what they are wherever texts are folded. The name of a font in every theme has earlier ones.
_FIRST, _LAST = 0xC800, 0xD7A3
LENGTH = 3
MOST_STAND_INS = (_LAST + 1 - _FIRST) // LENGTH
_SYLLABLE = rb"(?:\xec[\xa0-\xbf]|\xed[\x80-\x9e])[\x80-\xbf]"
_STAND_IN = re.compile(rb"((?:" + _SYLLABLE + rb"){%d})" % LENGTH)
_ANY_SYLLABLE = re.compile(_SYLLABLE)

# A text with stand-ins: what is written as it is, and the numbers of the texts between.
Pieces = tuple[bytes | int, ...]


class StandInError(ValueError):
    """A stand-in was cut in two, or a text has the like of one."""


def name_stand_in(number: int) -> str:
    """Return the stand-in of the text with a number from 0 to MOST_STAND_INS - 1."""
    return "".join(chr(_FIRST + LENGTH * number + at) for at in range(LENGTH))


def holds_syllables(text: str) -> bool:
    """Tell whether a text has a character that stand-ins are made of."""
    return not text.isascii() and any(_FIRST <= ord(character) <= _LAST for character in text)


def cut_at_stand_ins(text: bytes) -> Pieces:
    """Return the pieces of a text in UTF-8, a single one where it has no stand-in. Raises StandInError."""
    pieces: list[bytes | int] = []
    for at, piece in enumerate(_STAND_IN.split(text)):
        if at % 2:
            number, rest = divmod(ord(piece.decode()[0]) - _FIRST, LENGTH)
            if rest or name_stand_in(number).encode() != piece:
                raise StandInError(piece)
            pieces.append(number)
        elif _ANY_SYLLABLE.search(piece):
            raise StandInError(piece)
        else:
            pieces.append(piece)
    return tuple(pieces)


def join_pieces(pieces: Pieces, texts: Sequence[bytes]) -> bytes:
    """Return a text with the texts in the place of their stand-ins."""
    return b"".join([texts[piece] if isinstance(piece, int) else piece for piece in pieces])
