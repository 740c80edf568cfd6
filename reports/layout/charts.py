"""The charts of the pages on paper: the same macros, drawn by the same stylesheet.

WeasyPrint gives a drawing none of the document's rules and knows no custom property inside one, so
each drawing is handed the rules with the theme's own values written in.
"""

import re
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from themes.css import theme_print_variables
from themes.tokens import Theme

WEB = Path(__file__).parents[2] / "app" / "web"
SHEETS = WEB / "static" / "css"
# What a screen's tokens are on paper, where a small text is a note.
SIZES = {
    "text-small": "8.5pt",
    "text-mini": "7.5pt",
    "weight-medium": "500",
    "weight-strong": "600",
    "target": "0",
}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LAYER = re.compile(r"\A\s*@layer components \{(.*)\}\s*\Z", re.DOTALL)
MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
SPACE = re.compile(r"--(space-\d+): ([\d.]+)rem;")
VARIABLE = re.compile(r"var\(--([\w-]+)\)")
DRAWN = re.compile(r"\b(?:fill|stroke)[\w-]*: [^;]+;")
DRAWING = re.compile(r"<svg\b[^>]*>")
ON_PAPER = """
.chart { display: block; }
.chart > * + * { margin-top: 5pt; }
.chart-figures, .visually-hidden { display: none; }
.waterfall th, .waterfall td { border: 0; color: inherit; vertical-align: middle; }
"""
FAMILIES = ("font-text", "font-display")


def chart_css(theme: Theme) -> str:
    """What the rules say about a document: boxes and text; strokes and fills are for drawings."""
    return DRAWN.sub("", drawing_css(theme)) + ON_PAPER


@lru_cache(maxsize=64)
def drawing_css(theme: Theme) -> str:
    """The rules of `charts.css` with a theme's values."""
    sheet = COMMENT.sub("", (SHEETS / "charts.css").read_text(encoding="utf-8"))
    layer = LAYER.match(sheet)
    rules = MEDIA.sub("", layer[1] if layer else sheet)
    values = _values(theme)
    return VARIABLE.sub(lambda found: values[found[1]], rules)


def on_paper(chart: str, theme: Theme) -> Markup:
    """What a chart macro made, each of its drawings with the rules inside."""
    style = f"<style>{drawing_css(theme)}</style>"
    # The macro has escaped what it was given, and the rules are ours.
    return Markup(DRAWING.sub(lambda found: found[0] + style, chart))  # noqa: S704


def _values(theme: Theme) -> dict[str, str]:
    tokens = (SHEETS / "tokens.css").read_text(encoding="utf-8")
    spaces = {name: f"{float(rem) * 12:g}pt" for name, rem in SPACE.findall(tokens)}
    own = theme_print_variables(theme)
    colours = {name: value for name, value in own.items() if name not in FAMILIES}
    return {**spaces, **SIZES, **colours}
