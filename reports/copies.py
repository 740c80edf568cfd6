"""A table that leaves the house with a mark in it: whose copy it is, and of when."""

import csv
from io import BytesIO, StringIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

COPY = "examiner-copy.txt"
SHEET = "xl/worksheets/sheet1.xml"
MARGINS = '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'


def marked_csv(content: bytes, words: str) -> bytes:
    """The mark as the last row, so that a program still finds the headings in the first."""
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([words])
    return content + line.getvalue().encode()


def marked_xlsx(content: bytes, words: str) -> bytes:
    """The mark beside the title, and at the head of each printed page.

    Raises ValueError for a sheet that is not one of ours: nothing unmarked leaves.
    """
    marked = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(marked, "w", ZIP_DEFLATED) as after:
        for item in before.infolist():
            body = before.read(item)
            if item.filename == SHEET:
                body = _marked_sheet(body.decode(), words).encode()
            after.writestr(item, body)
    return marked.getvalue()


def marked_zip(content: bytes, words: str) -> bytes:
    """The mark as a file of its own: what can be proved stays as it is, byte by byte."""
    marked = BytesIO(content)
    with ZipFile(marked, "a", ZIP_DEFLATED) as archive:
        archive.writestr(COPY, f"{words}\n")
    return marked.getvalue()


def _marked_sheet(sheet: str, words: str) -> str:
    """As our own writer makes it: a title alone in the first row, margins at the end."""
    told = escape(words)
    cell = f'<c r="D1" t="inlineStr"><is><t>{told}</t></is></c></row>'
    # In a header & begins a code of the format's own, so that of a name is written twice.
    head = f"<headerFooter><oddHeader>&amp;C{told.replace('&amp;', '&amp;&amp;')}</oddHeader>"
    marked = sheet.replace("</row>", cell, 1).replace(MARGINS, f"{MARGINS}{head}</headerFooter>")
    if cell not in marked or head not in marked:
        raise ValueError("this sheet is not one of ours")
    return marked
