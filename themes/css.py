"""Writes a theme as custom properties, for screens (both schemes) and for paper (light only)."""

from functools import lru_cache
from hashlib import sha256

from themes.derive import palette
from themes.tokens import Theme

KEPT = 256
FONT_STACKS = {
    "inter": '"Inter", "Inter stand-in", system-ui, sans-serif',
    "figtree": '"Figtree", "Figtree stand-in", system-ui, sans-serif',
    "source-serif": '"Source Serif 4", "Source Serif 4 stand-in", Georgia, serif',
    "system": 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
}
# Weight and tracking that suit each face at heading sizes.
DISPLAY_WEIGHTS = {"inter": "600", "figtree": "600", "source-serif": "500", "system": "600"}
DISPLAY_TRACKING = {
    "inter": "-0.018em",
    "figtree": "-0.012em",
    "source-serif": "-0.008em",
    "system": "0em",
}
MARK_RADII = {
    "square": "22%",
    "round": "50%",
    "leaf": "50% 8% 50% 8%",
    "shield": "18% 18% 50% 50%",
}
RADIUS_PIXELS_MAX = 16
# How far rows and controls move together: the sizes themselves are the stylesheet's.
SNUG = {"comfortable": "0", "compact": "1"}


@lru_cache(maxsize=KEPT)
def theme_css(theme: Theme) -> str:
    """The stylesheet of a theme: custom properties on `:root` and nothing else."""
    colours = palette(theme)
    lines = [
        f"  --{name}: light-dark({colour}, {colours.dark[name]});"
        for name, colour in colours.light.items()
    ]
    lines += [f"  --{name}: {value};" for name, value in _shape_and_type(theme).items()]
    return ":root {\n" + "\n".join(lines) + "\n}\n"


@lru_cache(maxsize=KEPT)
def theme_hash(theme: Theme) -> str:
    """The sha256 of `theme_css`, in hex: the name under which it may be cached for ever."""
    return sha256(theme_css(theme).encode()).hexdigest()


def theme_print_variables(theme: Theme) -> dict[str, str]:
    """The same variables for paper, light scheme, without the leading dashes."""
    return {**palette(theme).light, **_shape_and_type(theme)}


def theme_print_css(theme: Theme) -> str:
    """`theme_print_variables` as a `:root` rule, for documents that know no `light-dark()`."""
    lines = [f"  --{name}: {value};" for name, value in theme_print_variables(theme).items()]
    return ":root {\n" + "\n".join(lines) + "\n}\n"


def _shape_and_type(theme: Theme) -> dict[str, str]:
    radius = int(theme.radius.removesuffix("px"))
    return {
        "radius": theme.radius,
        "radius-small": f"{radius * 2 // 3}px",
        "radius-large": f"{min(radius * 3 // 2, RADIUS_PIXELS_MAX)}px",
        "radius-mark": MARK_RADII[theme.mark],
        "font-text": FONT_STACKS[theme.text_font],
        "font-display": FONT_STACKS[theme.display_font],
        "display-weight": DISPLAY_WEIGHTS[theme.display_font],
        "display-tracking": DISPLAY_TRACKING[theme.display_font],
        "snug": SNUG[theme.density],
    }
