"""Sets of texts by a key, held flat: a set of one text takes 216 bytes, and most have one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


class CompactTexts(Mapping[str, frozenset[str]]):
    """A mapping equal to the one given; each set is made anew when it is asked for."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, frozenset[str]]) -> None:
        """Take over the sets; what was given may then be let go."""
        self._texts = {key: next(iter(own)) if len(own) == 1 else tuple(own) for key, own in texts.items()}

    def __getitem__(self, key: str) -> frozenset[str]:
        texts = self._texts[key]
        return frozenset((texts,) if isinstance(texts, str) else texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __repr__(self) -> str:
        return repr(dict(self))
