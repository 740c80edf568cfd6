"""Fills a template on the brand's letter paper; everything put in is escaped."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from app.banking.ledger.wording import entry_words
from app.banking.statements.notices import notice_words
from app.kernel.templates import teach
from reports.layout.charts import WEB, chart_css, on_paper
from reports.layout.letterhead import Letterhead
from reports.render import Asset
from themes.css import theme_print_css
from themes.mark import mark_svg
from themes.tokens import Theme

FOLDER = Path(__file__).parent.parent
# The fonts a theme may name: family, package, file.
FONTS = {
    "inter": ("Inter", "fontpkg_inter", "Inter[opsz,wght].ttf"),
    "figtree": ("Figtree", "fontpkg_figtree", "Figtree[wght].ttf"),
    "source-serif": ("Source Serif 4", "fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"),
}


def fill(template: str, *, paper: Letterhead, **facts: Any) -> str:
    """The document's HTML on the brand's paper."""
    theme = paper.theme
    # A theme's values are checked tokens of ours, so its rules are safe as they are.
    css = Markup(theme_print_css(theme))  # noqa: S704
    looks = {
        "theme": theme,
        "paper": paper,
        "theme_css": css,
        "chart_css": Markup(chart_css(theme)),  # noqa: S704
        "font_families": {name: FONTS[name][0] for name in _fonts(theme)},
    }
    return _environment().get_template(template).render(**looks, **facts)


def letter_assets(paper: Letterhead) -> dict[str, Asset]:
    """What the letter shows: the brand's picture or mark, and only the fonts it is set in."""
    theme, logo = paper.theme, paper.logo
    mark = Asset(mark_svg(theme).encode(), "image/svg+xml")
    return {
        "mark": Asset(logo.content, logo.media_type) if logo else mark,
        **{f"font-{name}": _font(name) for name in _fonts(theme)},
    }


def _fonts(theme: Theme) -> list[str]:
    return [name for name in FONTS if name in (theme.text_font, theme.display_font)]


@cache
def _font(name: str) -> Asset:
    _, package, file = FONTS[name]
    return Asset(files(package).joinpath("files", file).read_bytes(), "font/ttf")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([FOLDER, WEB]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    teach(environment)
    environment.globals |= {"entry_words": entry_words, "notice_words": notice_words}
    environment.filters |= {"on_paper": _on_paper}
    return environment


@pass_context
def _on_paper(context: Context, chart: str) -> Markup:
    return on_paper(chart, context["theme"])
