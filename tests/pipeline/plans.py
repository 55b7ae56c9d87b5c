"""Change an operator's 工作方案.xlsx as the operator would."""

import openpyxl

from toolkit.pipeline import open_workspace
from toolkit.storage import Changes


def change_plan(folder, sheet, change):
    """Save the plan with one sheet changed by a function of it; return the workspace opened anew."""
    path = next(folder.glob("工作方案.xlsx"))
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)
    return open_workspace(folder)


def add_row(folder, sheet, *cells):
    """Add a row below the last filled one."""

    def change(page):
        last = max(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value)
        for place, cell in enumerate(cells, 1):
            page.cell(last + 1, place).value = cell

    return change_plan(folder, sheet, change)


def replace_cells(folder, sheet, **texts):
    """Replace what stands in cells of a sheet, by the text that stands there now."""

    def change(page):
        for row in page.iter_rows(min_row=3):
            for cell in row:
                if cell.value in texts:
                    cell.value = texts[cell.value]

    return change_plan(folder, sheet, change)


def drop_rows(folder, sheet, text):
    """Clear the rows in which a text stands."""

    def change(page):
        for row in page.iter_rows(min_row=3):
            if any(cell.value == text for cell in row):
                for cell in row:
                    cell.value = None

    return change_plan(folder, sheet, change)


def write_register(workspace, contents):
    """Write a register's bytes by path, as a command does."""
    changes = Changes()
    changes.write_all(contents)
    workspace.store.apply(changes)
