"""Parts that office programs put beside the cells of a sheet: notes, threads, drawings, documents, strikes."""

import re

from toolkit.ooxml import Package, Relationships
from toolkit.ooxml.relationships import ContentTypes

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_DRAWN = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">%s</xdr:wsDr>'
)
_ANCHOR = (
    "<xdr:oneCellAnchor><xdr:from><xdr:col>%d</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>%d</xdr:row>"
    '<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="900000" cy="900000"/>%s<xdr:clientData/></xdr:oneCellAnchor>'
)
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">%s</xml>'
)


def box(text):
    """Return a text box as newer programs write it."""
    runs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return f'<xdr:sp macro="" textlink=""><xdr:nvSpPr/><xdr:spPr/><xdr:txBody><a:bodyPr/>{runs}</xdr:txBody></xdr:sp>'


def wrapped(shape):
    """Return a shape with an alternative for programs that do not know it."""
    ways = f'<mc:Choice Requires="a14">{shape}</mc:Choice><mc:Fallback>{shape}</mc:Fallback>'
    return f"<mc:AlternateContent>{ways}</mc:AlternateContent>"


PICTURE = "<xdr:pic><xdr:nvPicPr/><xdr:blipFill/><xdr:spPr/></xdr:pic>"


def drawing(shapes):
    """Return a drawing part of shapes, each with its row and column from 0."""
    return (_DRAWN % "".join(_ANCHOR % (column, row, shape) for row, column, shape in shapes)).encode()


def old_box(text, row, column, kind="Text"):
    """Return a part with one text box in the old drawing language, written carelessly."""
    textbox = f'<v:textbox><div style="text-align:left"><font>{text}</font><br></div></v:textbox>'
    anchor = f"<x:Anchor>{column}, 15, {row}, 10, 9, 0, 30, 0</x:Anchor>"
    facts = f'<x:ClientData ObjectType="{kind}">{anchor}</x:ClientData>'
    return (_VML % f'<v:shape id="_x0000_s2049">{textbox}{facts}</v:shape>').encode()


def comments(notes, author="邬思源"):
    """Return a part with notes by cell."""
    items = "".join(f'<comment ref="{cell}" authorId="0"><text><t>{text}</t></text></comment>' for cell, text in notes)
    authors = f"<authors><author>{author}</author></authors>"
    return f'<comments xmlns="{MAIN}">{authors}<commentList>{items}</commentList></comments>'.encode()


def threads(said):
    """Return a part with threads: cells and texts in order."""
    items = "".join(
        f'<threadedComment ref="{cell}" dT="2022-03-01T00:00:00.00" personId="{{1}}" id="{{{number}}}">'
        f"<text>{text}</text></threadedComment>"
        for number, (cell, text) in enumerate(said)
    )
    return f'<ThreadedComments xmlns="{THREADS}">{items}</ThreadedComments>'.encode()


def attach(content, sheet, parts):
    """Return the package with parts related to a sheet's part; `parts` are (kind, name, part)."""
    package = Package(content)
    links = Relationships(package, sheet)
    for kind, name, part in parts:
        package.put_part(name, part)
        links.link_part(kind, name)
        ContentTypes(package).declare_part(name, "application/octet-stream")
    return package.build_bytes()


def put_objects(content, sheet, objects):
    """Return the package with a sheet that names embedded documents: (key, program, row and column from 0)."""
    package = Package(content)
    named = "".join(
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="x14"><oleObject progId="{program}" shapeId="{3000 + n}" r:id="{key}"><objectPr><anchor>'
        f"<from><xdr:col>{column}</xdr:col><xdr:row>{row}</xdr:row></from></anchor></objectPr></oleObject></mc:Choice>"
        f'<mc:Fallback><oleObject progId="{program}" shapeId="{3000 + n}" r:id="{key}"/></mc:Fallback>'
        "</mc:AlternateContent>"
        for n, (key, program, row, column) in enumerate(objects)
    )
    spaces = f'xmlns:r="{OFFICE}" xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    element = f"<oleObjects {spaces}>{named}</oleObjects></worksheet>".encode()
    package.put_part(sheet, package.read_part(sheet).replace(b"</worksheet>", element))
    return package.build_bytes()


def strike(content, sheet, cells):
    """Return the package with cells struck out by a style of their own."""
    package = Package(content)
    styles = package.read_part("xl/styles.xml").decode()
    fonts = len(re.findall(r"<font[ >]", styles.partition("</fonts>")[0]))
    looks = len(re.findall(r"<xf ", styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]))
    styles = styles.replace("</fonts>", "<font><strike/><sz val='11'/></font></fonts>")
    styles = styles.replace("</cellXfs>", f'<xf numFmtId="0" fontId="{fonts}" fillId="0" borderId="0"/></cellXfs>')
    part = package.read_part(sheet).decode()
    for cell in cells:
        part, count = re.subn(rf'(<c r="{cell}")(?: s="\d+")?', rf'\g<1> s="{looks}"', part)
        assert count, cell
    package.put_part("xl/styles.xml", styles.encode())
    package.put_part(sheet, part.encode())
    return package.build_bytes()
