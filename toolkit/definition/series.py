"""The lists of the bulletin: rows of a table or a listing, and records of a listing within each row."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from toolkit.definition.column import Frozen
from toolkit.definition.derived import Paths, wrap_in_tuple

# The most characters to which a text is shortened: one clause must find room.
Length = Annotated[int, Field(ge=8)]


class InnerSeries(Frozen):
    """The records of a listing within each row of a table, by the name `name` in that row.

    A row has the records whose values of `match` are its labels; by default these are the paths of the table's rows.
    In a table of the lead unit only its records count. `count` is the name of how many a row lists.
    """

    name: str = Field(min_length=1)
    listing: str
    match: Annotated[Paths, Field(max_length=2)] = ()
    fields: dict[str, str]
    shorten: dict[str, Length] = Field(default_factory=dict)
    sentences: tuple[str, ...] = ()
    # The field of a text that the office may leave out or put in words of its own.
    chosen: str = ""
    count: str = ""
    most: int = Field(default=1000, ge=1)


class Series(Frozen):
    """A list of the bulletin: the rows of a table or a listing, with `fields` by the names that templates use.

    Of several tables the first one counts that the campaign has. `shorten` has the number of characters from which the
    text of a field is cut, `sentences` the fields that are printed with a full stop at their end.
    """

    name: str = Field(min_length=1)
    table: Annotated[tuple[str, ...], BeforeValidator(wrap_in_tuple)] = ()
    listing: str = ""
    fields: dict[str, str]
    shorten: dict[str, Length] = Field(default_factory=dict)
    sentences: tuple[str, ...] = ()
    # Only rows of this grade.
    grade: str = ""
    # Only rows in which the field of this name is not zero.
    nonzero: str = ""
    # The name of the number of rows listed.
    count: str = ""
    # The name of the number of records in the row of unclear ones, which then is not listed.
    unclear: str = ""
    # Whether the lead unit is left out where the definition's `spare_lead` says so.
    spare: bool = False
    inside: InnerSeries | None = None
    most: int = Field(default=1000, ge=1)
