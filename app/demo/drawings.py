"""The logo of one of the demo's brands, drawn here: berries on a twig, the name in strokes."""

_LETTERS = (
    "M68 40V76a8 8 0 0 1-8 8",
    "M86 40V58a10 10 0 0 0 20 0V40M106 58V70",
    "M122 70V40M122 52a10 10 0 0 1 20 0V70",
    "M158 40V70",
    "M174 40V86M174 55a12 12 0 1 1 24 0a12 12 0 1 1-24 0",
    "M212 55h24a12 12 0 1 0-4 10",
    "M252 70V40M252 52a10 10 0 0 1 13-9",
)
_DOTS = ((68, 27), (158, 27))
_BERRIES = ((16, 62), (32, 70), (28, 50))


def juniper_logo(ink: str, berry: str) -> bytes:
    """In two colours, for a light or a dark ground."""
    letters = "".join(f'<path d="{letter}"/>' for letter in _LETTERS)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="4.5" fill="{ink}"/>' for x, y in _DOTS)
    berries = "".join(f'<circle cx="{x}" cy="{y}" r="9" fill="{berry}"/>' for x, y in _BERRIES)
    twig = f'<path d="M28 41C30 26 38 18 48 14" fill="none" stroke="{ink}" stroke-width="5"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 272 96"><title>Juniper</title>'
        f'<g fill="none" stroke="{ink}" stroke-width="8" stroke-linecap="round" '
        f'stroke-linejoin="round">{letters}</g>{dots}{twig}{berries}</svg>'
    ).encode()


def juniper_mark(ground: str, ink: str, berry: str) -> bytes:
    """The berries alone, on a ground of their own: for a tab, and among a phone's apps."""
    berries = "".join(f'<circle cx="{x}" cy="{y}" r="9" fill="{berry}"/>' for x, y in _BERRIES)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -1 88 88"><title>Juniper</title>'
        f'<path d="M-8 -1h88v88h-88z" fill="{ground}"/><g transform="translate(6 0)">'
        f'<path d="M28 41C30 26 38 18 48 14" fill="none" stroke="{ink}" stroke-width="5" '
        f'stroke-linecap="round"/>{berries}</g></svg>'
    ).encode()
