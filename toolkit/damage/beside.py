"""Damage what stands beside the cells: a note or a box with words, a struck row, rows that a program summed up."""

from __future__ import annotations

import random
from collections.abc import Callable
from xml.sax.saxutils import escape

from toolkit.damage.draft import Draft, DraftTable
from toolkit.damage.kind import Edit, Kind, make_inner_kind
from toolkit.excel import format_address
from toolkit.messages import say
from toolkit.ooxml import Comments, ContentTypes, Package, Relationships, split_sheet_part

_DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
_ART = "http://schemas.openxmlformats.org/drawingml/2006"
# A box over four columns and three rows, as programs draw one.
_BOX = (
    '<xdr:wsDr xmlns:xdr="{art}/spreadsheetDrawing" xmlns:a="{art}/main"><xdr:twoCellAnchor>'
    "<xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{top}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    "</xdr:from><xdr:to><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{bottom}</xdr:row>"
    '<xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/>'
    '<xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1000000" cy="500000"/>'
    '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r>'
    "<a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
)
_RELATION = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
Finish = Callable[[Package, str], None]


def _make_beside_edit(rule: str, put: Callable[[DraftTable], Finish]) -> Edit:
    """Return an edit that puts something on one list's sheet when the package is built; a reader must name it."""

    def edit_draft(draft: Draft, rng: random.Random) -> bool:
        tables = draft.find_filled_tables()
        if not tables:
            return False
        table = rng.choice(tables)
        part = draft.book.find_sheet_part(table.name)

        def finish(content: bytes) -> bytes:
            package = Package(content)
            put(table)(package, part)  # only now the rows stand where they will stay
            return package.build_bytes()

        draft.book.finish_package(finish)
        draft.expect_sheet_finding(table, rule)
        return True

    return edit_draft


def _put_note(table: DraftTable) -> Finish:
    column = table.inputs[0]
    cell = format_address(table.first_row, table.positions[column.key])

    def put(package: Package, part: str) -> None:
        frame = split_sheet_part(package.read_part(part))
        comments = Comments(package, part, frame)
        comments.add_texts({cell: say("damage.note")}, say("damage.reporter"))
        comments.save()
        package.put_part(part, frame.part)

    return put


def _put_box(table: DraftTable) -> Finish:
    top = table.last_row
    box = _BOX.format(art=_ART, top=top, bottom=top + 3, text=escape(say("damage.box")))

    def put(package: Package, part: str) -> None:
        drawing = package.find_free_name("xl/drawings/drawing{}.xml")
        package.put_part(drawing, box.encode())
        key = Relationships(package, part).link_part("drawing", drawing)
        ContentTypes(package).declare_part(drawing, _DRAWING)
        frame = split_sheet_part(package.read_part(part))
        frame.insert_element("drawing", f'<drawing {_RELATION} r:id="{key}"/>'.encode())
        package.put_part(part, frame.part)

    return put


def _strike_row(draft: Draft, rng: random.Random) -> bool:
    """Strike out one record, as those do who want it gone and leave it to others to delete it."""
    tables = draft.find_filled_tables()
    if not tables:
        return False
    table = rng.choice(tables)
    record = rng.choice(table.records)
    for column in table.columns:
        address = record.row, table.positions[column.key]
        style = draft.book.add_struck_style(table.sheet.find_style(*address))
        table.sheet.set_style(*address, style)
    draft.expect_sheet_finding(table, "struck")
    return True


BESIDE_KINDS: tuple[Kind, ...] = (
    make_inner_kind(52, "note_on_cell", _make_beside_edit("beside_note", _put_note)),
    make_inner_kind(52, "text_box", _make_beside_edit("beside_text_box", _put_box)),
    make_inner_kind(52, "row_struck", _strike_row),
)
