"""What the readers of these tests answer with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    number: int
    names: tuple[str, ...] = ()


class RefusedError(Exception):
    def __init__(self, code):
        self.code = code
        super().__init__(code)
