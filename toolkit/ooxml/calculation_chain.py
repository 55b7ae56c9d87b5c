"""The calculation chain of a workbook: the list of its cells with formulas, which office programs build anew."""

from __future__ import annotations

import contextlib

from toolkit.ooxml.package import Package
from toolkit.ooxml.part_index import PartIndex
from toolkit.ooxml.relationships import ContentTypes, Relationships
from toolkit.ooxml.sheet_table import SheetTable
from toolkit.ooxml.sheet_xml import PatchError
from toolkit.ooxml.styles import PackageStyles

_KIND = "calcChain"


def put_table(package: Package, part: str, table: SheetTable) -> None:
    """Put a sheet's part as its table is now, and mark the texts in it that begin like formulas.

    Excel takes a workbook for damaged whose chain names a cell without a formula, and offers to repair it: so the chain
    is dropped where the table wrote over a formula.
    """
    if table.holds_quoted_texts:
        with contextlib.suppress(PatchError):  # without styles they are texts all the same
            styles = PackageStyles(package)
            table.quote_texts(styles.ensure_quoted)
            styles.save()
    package.put_pieces(part, table.build_pieces())
    if table.lost_formula:
        drop_calculation_chain(package)


def drop_calculation_chain(package: Package) -> None:
    """Remove the chain, the relationship to it and its content type, if the package has one."""
    book = package.book
    for chain in PartIndex(package.names, package.read_part).find_related(book, _KIND):
        Relationships(package, book).unlink_part(chain)
        ContentTypes(package).forget_part(chain)
        package.drop_part(chain)
