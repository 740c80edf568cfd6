"""Icons of phones from a mark: drawn as a browser would, on a ground where it is seen."""

from io import BytesIO

import pytest
from PIL import Image

from tests.web.test_pictures import NS, raster
from themes.app_icon import app_icon, mark_pixels
from themes.pictures import read_picture

BLUE = "#0b5d7a"


def drawn(inside: str) -> Image.Image:
    svg = f'<svg {NS} viewBox="0 0 100 100">{inside}</svg>'
    return mark_pixels(read_picture(svg.encode()))


def icon(content: bytes, name: str = "maskable") -> Image.Image:
    return Image.open(BytesIO(app_icon(read_picture(content), BLUE, name)))


@pytest.mark.parametrize(
    ("inside", "seen"),
    [
        ('<rect width="100" height="100" fill="#123456"/>', (0x12, 0x34, 0x56, 255)),
        ('<circle cx="50" cy="50" r="9" fill="red"/>', (255, 0, 0, 255)),
        ('<ellipse cx="50" cy="50" rx="20" ry="9"/>', (0, 0, 0, 255)),
        ('<g fill="#0f0"><path d="M0 0h100v100H0z"/></g>', (0, 255, 0, 255)),
        ('<path d="M0 0h100v100H0zM25 25v50h50V25z"/>', (0, 0, 0, 0)),
        ('<path fill-rule="evenodd" d="M0 0h100v100H0zM25 25h50v50H25z"/>', (0, 0, 0, 0)),
        ('<path d="M0 0h100v100H0zM25 25h50v50H25z"/>', (0, 0, 0, 255)),
        ('<path d="M0 50H100" stroke="#00f" stroke-width="8"/>', (0, 0, 255, 255)),
        ('<rect transform="translate(40 40) scale(2)" width="9" height="9"/>', (0, 0, 0, 255)),
        ('<polygon points="0,0 9,0 9,9"/>', (0, 0, 0, 0)),
        ('<g opacity=".5"><rect width="99" height="99" opacity="50%"/></g>', (0, 0, 0, 64)),
        (
            '<g color="#f00"><rect width="99" height="99" fill="currentColor"/></g>',
            (255, 0, 0, 255),
        ),
    ],
)
def test_the_middle_of_a_drawing(inside: str, seen: tuple[int, ...]) -> None:
    assert drawn(inside).getpixel((256, 256)) == seen


def test_a_gradient_goes_from_one_colour_to_the_other() -> None:
    stops = '<stop offset="0" stop-color="#000"/><stop offset="1" stop-color="#fff"/>'
    picture = drawn(
        f'<defs><linearGradient id="a">{stops}</linearGradient></defs>'
        '<rect width="100" height="100" fill="url(#a)"/>'
    )
    shades = [picture.getpixel((at, 256))[0] for at in (8, 256, 504)]
    assert shades == [pytest.approx(each, abs=6) for each in (4, 128, 251)]


@pytest.mark.parametrize(
    "inside",
    [
        '<defs><rect id="a" width="60" height="60"/></defs><use href="#a"/>',
        '<clipPath id="a"><circle cx="50" cy="50" r="20"/></clipPath>'
        '<g clip-path="url(#a)"><rect width="90" height="90"/></g>',
        '<mask id="a"><rect width="90" height="90" fill="#fff"/></mask>'
        '<g mask="url(#a)"><rect width="90" height="90"/></g>',
        '<path d="M0 50H100" stroke="#000" stroke-width="9" stroke-dasharray="90 2"/>',
    ],
)
def test_a_drawing_may_cut_out_and_repeat(inside: str) -> None:
    assert drawn(inside).getpixel((256, 256)) == (0, 0, 0, 255)


def test_a_mark_stands_on_white_or_on_the_brands_colour_or_on_its_own() -> None:
    plain = f'<svg {NS} viewBox="0 0 9 9"><circle cx="4.5" cy="4.5" r="4" fill="%s"/></svg>'
    dark, pale = icon((plain % "#123456").encode()), icon((plain % "#fdfdf6").encode())
    own = icon(raster("PNG", (64, 64)))

    assert [each.getpixel((2, 2)) for each in (dark, pale, own)] == [
        (255, 255, 255, 255),
        (0x0B, 0x5D, 0x7A, 255),
        (0x0B, 0x5D, 0x7A, 255),
    ]
    assert icon((plain % "#123456").encode(), "small").getpixel((0, 0))[3] == 0
