"""A file that leaves the house with a mark in it: whose copy it is, and of when."""

import csv
from datetime import datetime
from io import BytesIO, StringIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from pypdf import PageObject, PdfReader, PdfWriter

from reports.render import Document, render_pdf

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


def marked_pdf(content: bytes, words: str, *, at: datetime) -> bytes:
    """The mark across each page and at its foot; what is enclosed in the file stays in it.

    It is another file than the one that was issued: its hash and its archival form are not.
    """
    writer = PdfWriter(clone_from=BytesIO(content))
    sheets: dict[tuple[int, int], PageObject] = {}
    for page in writer.pages:
        size = (round(page.mediabox.width), round(page.mediabox.height))
        if size not in sheets:
            sheets[size] = _mark_sheet(size, words, at=at)
        page.merge_page(sheets[size])
    marked = BytesIO()
    writer.write(marked)
    return marked.getvalue()


def _mark_sheet(size: tuple[int, int], words: str, *, at: datetime) -> PageObject:
    """A page with nothing on it but the mark; `size` is in points."""
    width, height = size
    told = escape(words)
    # As wide as the diagonal may be; letters of about half their size.
    large = min(30, round(1.6 * height / max(1, len(words))))
    html = f"""<!doctype html><html lang="en"><title>{told}</title><style>
      @page {{ size: {width}pt {height}pt; margin: 0 }}
      body {{ margin: 0; font-family: sans-serif; color: rgb(150 30 30 / 0.28) }}
      .across {{ position: absolute; inset-block-start: {height // 2}pt; inline-size: {width}pt;
        text-align: center; white-space: nowrap; font-size: {large}pt; transform: rotate(-55deg) }}
      .foot {{ position: absolute; inset-block-end: 8pt; inline-size: {width}pt;
        text-align: center; font-size: 7pt; color: rgb(150 30 30) }}
    </style><p class="across">{told}</p><p class="foot">{told}</p></html>"""
    made = render_pdf(Document(html=html, made_at=at, identifier=words.encode()))
    return PdfReader(BytesIO(made)).pages[0]


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
