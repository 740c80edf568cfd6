"""Draws a brand's mark as SVG: its monogram on its colour, for icons, mail and paper."""

from themes.derive import written_on
from themes.tokens import Theme

SHAPES = {
    "square": '<rect width="48" height="48" rx="11"/>',
    "round": '<circle cx="24" cy="24" r="24"/>',
    "leaf": ('<path d="M24 0h20q4 0 4 4v20a24 24 0 0 1-24 24H4q-4 0-4-4V24A24 24 0 0 1 24 0"/>'),
    "shield": '<path d="M9 0h30a9 9 0 0 1 9 9v15a24 24 0 0 1-48 0V9a9 9 0 0 1 9-9z"/>',
}


def mark_svg(theme: Theme) -> str:
    """A whole SVG document, 48 by 48, safe to serve: names and colours are checked tokens."""
    size = 26 if len(theme.monogram) == 1 else 20
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" role="img"'
        f' aria-label="{theme.monogram}"><g fill="{theme.brand}">{SHAPES[theme.mark]}</g>'
        f'<text x="24" y="24" dy=".36em" text-anchor="middle" font-family="sans-serif"'
        f' font-size="{size}" font-weight="600" fill="{written_on(theme.brand)}">'
        f"{theme.monogram}</text></svg>\n"
    )
