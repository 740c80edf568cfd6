"""The closed lists of a theme in words: what a form offers, and what a difference says."""

TONES = {"cool": "Cool", "warm": "Warm", "neutral": "Neutral", "brand": "Brand's tint"}
FRAMES = {"quiet": "Quiet", "ink": "Dark", "brand": "Brand's own"}
RADII = {
    "0px": "Square", "2px": "Slight", "4px": "Soft", "6px": "Round", "8px": "Rounder",
    "12px": "Very round",
}  # fmt: skip
MARKS = {"square": "Square", "round": "Circle", "leaf": "Leaf", "shield": "Shield"}
DENSITIES = {"comfortable": "Comfortable", "compact": "Compact"}
FONTS = {
    "inter": "Inter", "figtree": "Figtree", "source-serif": "Source Serif",
    "system": "The device's",
}  # fmt: skip

LISTS = {
    "color.tone": TONES,
    "color.frame": FRAMES,
    "shape.radius": RADII,
    "shape.density": DENSITIES,
    "shape.mark": MARKS,
    "type.text": FONTS,
    "type.display": FONTS,
}


def in_words(place: str, value: str) -> str:
    """A value of a list as people call it; any other as it is."""
    return LISTS.get(place, {}).get(value, value)
