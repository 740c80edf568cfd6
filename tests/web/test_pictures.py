"""A logo is made anew from what was brought: nothing hostile comes through, and most logos do."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from themes.pictures import BYTES_MAX, PNG, SVG, PictureRefused, read_picture

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(inside: str, more: str = "") -> bytes:
    return f'<svg {NS} viewBox="0 0 120 40" {more}>{inside}</svg>'.encode()


def raster(form: str, size: tuple[int, int] = (64, 32), **options: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "#0b5d7a").save(written, form, **options)  # type: ignore[arg-type]
    return written.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_raster_picture_becomes_a_plain_png(form: str) -> None:
    picture = read_picture(raster(form))

    assert (picture.media_type, picture.width, picture.height) == (PNG, 64, 32)
    with Image.open(BytesIO(picture.content)) as read:
        assert read.format == "PNG"


def test_what_was_written_beside_the_picture_is_gone() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "taken at home")

    picture = read_picture(raster("PNG", pnginfo=words) + b"<script>alert(1)</script>")

    assert b"taken at home" not in picture.content
    assert b"script" not in picture.content


def test_a_large_picture_is_made_smaller_in_proportion() -> None:
    picture = read_picture(raster("PNG", (2_000, 500)))

    assert (picture.width, picture.height) == (1_024, 256)


def test_a_drawing_keeps_its_shapes_and_its_size() -> None:
    picture = read_picture(
        drawing(
            '<title>Harbor</title><defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/>'
            '</linearGradient></defs><g transform="translate(2 3)"><path d="M0 0L10 10Z" '
            'fill="url(#g)"/></g><use href="#g"/>'
        )
    )

    assert (picture.media_type, picture.width, picture.height) == (SVG, 120, 40)
    for kept in (b"<title>Harbor</title>", b"url(#g)", b"translate(2 3)", b'href="#g"'):
        assert kept in picture.content


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "handler": '<rect width="5" height="5" onload="alert(1)"/>',
    "foreign": '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
    "image": '<image href="https://evil.example/a.png"/>',
    "use": '<use xlink:href="https://evil.example/a.svg#x"/>',
    "style": "<style>@import url(https://evil.example)</style>",
    "style attribute": '<rect style="background:url(https://evil.example)"/>',
    "fill": '<rect fill="url(https://evil.example/#x)"/>',
    "link": '<a href="javascript:alert(1)"><rect width="1" height="1"/></a>',
    "set": '<set attributeName="href" to="javascript:alert(1)"/>',
    "animate": '<animate attributeName="href" values="javascript:alert(1)"/>',
    "escaped": '<rect fill="u&#114;l(https://evil.example)"/>',
    "namespace": '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
    "iframe": '<iframe src="https://evil.example"/>',
    "data": '<use href="data:image/svg+xml;base64,AAAA#x"/>',
    "cdata": "<desc><![CDATA[<script>alert(1)</script>]]></desc>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_nothing_hostile_comes_through(kind: str) -> None:
    content = read_picture(drawing(HOSTILE[kind])).content

    for word in (b"evil.example", b"javascript", b"onload", b"<script", b"foreign", b"data:"):
        assert word not in content, content


REFUSED = {
    "nothing": b"",
    "words": b"just words",
    "cut in half": raster("PNG")[:60],
    "too many bytes": b"\x89PNG" + b"0" * BYTES_MAX,
    "too many pixels": raster("PNG", (4_096, 4_096)),
    "an entity": b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg"/>',
    "a style sheet": b'<?xml-stylesheet href="https://evil.example"?>' + drawing("<g/>"),
    "another document": b"<html><body>hello</body></html>",
    "no size": b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
    "endless": drawing("<g>" * 40 + "</g>" * 40),
    "not closed": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g>',
    "infinite": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 inf 1"/>',
    "a program": b"MZ" + b"\0" * 200,
    "a text as TIFF": b"II*\0" + b"\0" * 100,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_picture_is_refused_in_words(kind: str) -> None:
    with pytest.raises(PictureRefused, match=r"^(The|A) "):
        read_picture(REFUSED[kind])


def test_the_same_picture_has_one_name() -> None:
    assert read_picture(raster("PNG")).digest == read_picture(raster("PNG")).digest
