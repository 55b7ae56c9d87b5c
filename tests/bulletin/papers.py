"""Word documents of a few paragraphs, written as a clerk would type them."""

import io

import docx


def paper(*paragraphs, table=(), header=""):
    """Return the bytes of a document; a paragraph may be a text, a list of runs, or (style, text)."""
    document = docx.Document()
    for paragraph in paragraphs:
        if isinstance(paragraph, tuple):
            document.add_paragraph(paragraph[1], style=paragraph[0])
        else:
            added = document.add_paragraph()
            for run in [paragraph] if isinstance(paragraph, str) else paragraph:
                added.add_run(run)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def texts_of(content):
    """Return the texts of a document's paragraphs that say something; a title's lines as one."""
    return [
        p.text.replace("\n", "") if p.style.name == "Title" else p.text
        for p in docx.Document(io.BytesIO(content)).paragraphs
        if p.text.strip()
    ]
