"""Compare a workbook's stored values with what an office program reckons: bytes come in, differences go out."""

import datetime as dt
import io

import openpyxl

EPOCH = dt.datetime(1899, 12, 30)


def stored(content):
    """Return {sheet: {cell: value}} of every formula, as stored in the workbook."""
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {
        sheet.title: {
            cell.coordinate: plain(values[sheet.title][cell.coordinate].value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in formulas
    }


def plain(value):
    if isinstance(value, dt.datetime):
        return (value - EPOCH).days
    return "" if value is None else value


def differences(mine, theirs):
    """Return every formula whose two values are not the same."""
    return [
        (sheet, cell, value, theirs[sheet].get(cell))
        for sheet, cells in mine.items()
        for cell, value in cells.items()
        if not same(value, theirs[sheet].get(cell))
    ]


def same(one, other):
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return one == other


def recalculated(office, folder, content, steps=()):
    """Return what the office program reckons after some steps: {sheet: {cell: value}}."""
    path = folder / "summary.xlsx"
    path.write_bytes(content)
    job = {"open": str(path), "steps": [*steps, ["recalculate"]], "values": True}
    return office([job], folder)[0]
