"""Builds the front-end files that come from packages, and names every static file by its content.

`python -m app.web.assets` does it at install time; it is quiet and quick when nothing changed.
"""

import io
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

STATIC = Path(__file__).parent / "static"
VENDOR = STATIC / "vendor"
STAMP = "stamp.json"
VERSION_LENGTH = 12
HTMX = ("js_lib_htmx", "static/htmx/htmx.min.js")

# Latin letters with accents, punctuation, currency signs, arrows and the signs our text uses.
CHARACTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2028),
    *(0x2030, 0x2039, 0x203A, 0x20AC, 0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),
    *range(0x2190, 0x2194),
)
FEATURES = ("kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum", "case", "zero")


@dataclass(frozen=True, slots=True)
class Font:
    """One variable font of a package, and the part of its design space that pages use."""

    name: str
    package: str
    file: str
    limits: tuple[tuple[str, float, float], ...]


FONTS = (
    Font("inter", "fontpkg_inter", "Inter[opsz,wght].ttf", (("wght", 400, 700),)),
    Font("figtree", "fontpkg_figtree", "Figtree[wght].ttf", (("wght", 400, 700),)),
    Font(
        "source-serif",
        "fontpkg_source_serif_4",
        "SourceSerif4[opsz,wght].ttf",
        (("wght", 400, 600), ("opsz", 32, 32)),
    ),
)


def build_assets(folder: Path = VENDOR) -> bool:
    """Make what is missing or stale in `folder`; True when anything was made."""
    recipe = _recipe()
    stamp = folder / STAMP
    names = ("htmx.min.js", *(f"{font.name}.woff2" for font in FONTS))
    whole = all((folder / name).is_file() for name in names)
    if whole and stamp.is_file() and stamp.read_text(encoding="utf-8") == recipe:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    _place(folder / "htmx.min.js", files(HTMX[0]).joinpath(HTMX[1]).read_bytes())
    for font in FONTS:
        _place(folder / f"{font.name}.woff2", _subset(font))
    _place(stamp, recipe.encode())
    return True


def asset_path(path: str) -> str:
    """The address of a file below `static`, with its version, so it may be cached for ever."""
    return f"/static/{path}?v={_content_version(path, (STATIC / path).stat().st_mtime_ns)}"


def asset_href(path: str) -> str:
    """The same for pages, which name a dozen of them each: looked at once a second at most."""
    return _looked_at(path, int(time.monotonic()))


@lru_cache(maxsize=1024)
def _looked_at(path: str, _second: int) -> str:
    return asset_path(path)


@cache
def _content_version(path: str, _changed: int) -> str:
    return sha256((STATIC / path).read_bytes()).hexdigest()[:VERSION_LENGTH]


def _recipe() -> str:
    """Everything the built files depend on; a different text means build again."""
    packages = ("django-js-lib-htmx", "fonttools", *(font.package for font in FONTS))
    return json.dumps(
        {
            "packages": {name: version(name) for name in packages},
            "fonts": [asdict(font) for font in FONTS],
            "characters": sha256(repr(CHARACTERS).encode()).hexdigest(),
            "features": FEATURES,
        },
        sort_keys=True,
    )


def _subset(font: Font) -> bytes:
    """The variable font cut down to our characters and weights, as WOFF2."""
    # fontTools takes a second to import: only a build that has work to do pays for it.
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415

    source = io.BytesIO(files(font.package).joinpath("files", font.file).read_bytes())
    options = Options()
    options.layout_features = list(FEATURES)
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    cut = TTFont(source)
    subsetter.subset(cut)
    limits = {axis: (low, high) for axis, low, high in font.limits}
    cut = instantiateVariableFont(cut, limits)
    cut.flavor = "woff2"
    built = io.BytesIO()
    cut.save(built)
    return built.getvalue()


def _place(target: Path, content: bytes) -> None:
    """Put a file in place whole or not at all, also beside another build."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(target)


if __name__ == "__main__":
    if build_assets():
        sys.stdout.write("Front-end files are built.\n")
