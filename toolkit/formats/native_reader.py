"""Read plain values with the native reader (calamine); scans add what it does not tell."""

from __future__ import annotations

import io
from collections.abc import Iterable

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import Grid

# LibreOffice writes its cache of linked cells as a sheet of this name.
_LINK_CACHE = "'file:"


def read_native(content: bytes) -> tuple[Grid, ...]:
    """Read every worksheet's values. Error cells and formulas without a result come as blanks."""
    try:
        return _read_grids(CalamineWorkbook.from_filelike(io.BytesIO(content)))
    except BaseException as error:
        # The native reader's own panic type is no subclass of Exception.
        if isinstance(error, KeyboardInterrupt | SystemExit | UnreadableError):
            raise
        code = "encrypted" if type(error).__name__ == "PasswordError" else "damaged"
        raise UnreadableError(code) from error


def _read_grids(workbook: CalamineWorkbook) -> tuple[Grid, ...]:
    # The reader finds sheets by name: of two equal names it would give the first sheet twice.
    refuse_equal_names(sheet.name for sheet in workbook.sheets_metadata)
    grids = []
    for position, sheet in enumerate(workbook.sheets_metadata):
        if not is_sheet(sheet.name) or sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        rows = workbook.get_sheet_by_index(position).to_python(skip_empty_area=False)
        grids.append(Grid(name=sheet.name, hidden=sheet.visible != SheetVisibleEnum.Visible, rows=rows))
    return tuple(grids)


def is_sheet(name: str) -> bool:
    """Tell whether a sheet of this name is meant for people."""
    return not name.startswith(_LINK_CACHE)


def refuse_equal_names(names: Iterable[str]) -> None:
    """Raise UnreadableError where two sheets have the same name; office programs ignore case."""
    folded = [name.casefold() for name in names]
    if len(set(folded)) < len(folded):
        raise UnreadableError("same_sheet_name")
