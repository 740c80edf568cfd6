"""Every main page on one picture: three surfaces, on a desk and a phone, light and dark.

`make run` in one terminal, then `python -m scripts.contact_sheet [target.webp]` in another; PORT as
for the README's pictures.
"""

import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.pictures import CHROMIUM, FLAGS, PHONE, PORT, ROOT, WIDE, sign_in

TARGET = ROOT / "docs" / "pictures" / "contact-sheet.webp"
SCHEMES = ("light", "dark")
SHRUNK, ACROSS, QUALITY = 5, 3, 70
GAP, HEAD = 12, 22
INK, GROUND = "#14171a", "#e9ecef"
HEIGHT = WIDE["height"]


@dataclass(frozen=True, slots=True)
class Surface:
    """Whose pages, and which; `>` leads on to the first link of the page's table."""

    host: str
    email: str
    with_code: bool
    pages: tuple[str, ...]


SURFACES = {
    "portal": Surface(
        host="harbor.localhost",
        email="ada@example.com",
        with_code=False,
        pages=("/", "/payments", "/payments>", "/send", "/statements", "/messages", "/security"),
    ),
    "portal, Juniper": Surface(
        host="juniper.localhost", email="ada@example.com", with_code=False, pages=("/",)
    ),
    "portal, Tally": Surface(
        host="tally.localhost", email="ada@example.com", with_code=False, pages=("/",)
    ),
    "console": Surface(
        host="console.harbor.localhost",
        email="olive@harbor.example",
        with_code=True,
        pages=(
            "/",
            "/customers",
            "/customers>",
            "/applications",
            "/messages",
            "/accounts>",
            "/payments",
            "/payments>",
            "/approvals",
            "/ledger",
            "/ledger>",
            "/statements",
            "/products",
            "/brand",
            "/team",
            "/audit",
        ),
    ),
    "oversight": Surface(
        host="oversight.cedar.localhost",
        email="ruth@cedar.example",
        with_code=True,
        pages=(
            "/",
            "/partners",
            "/partners>",
            "/approvals",
            "/brands",
            "/cash",
            "/files",
            "/files>",
            "/checks",
            "/isolation",
        ),
    ),
}


def main() -> int:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    rows: list[tuple[str, list[Image.Image]]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, surface in SURFACES.items():
            rows += [(f"{name} {said(path)}", shots) for path, shots in taken(browser, surface)]
        browser.close()
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet(rows).save(target, quality=QUALITY, method=6)
    sys.stdout.write(f"{target}: {sum(len(shots) for _, shots in rows)} pictures\n")
    return 0


def said(path: str) -> str:
    return f"one of {path.rstrip('>')}" if path.endswith(">") else path


def taken(browser: Browser, surface: Surface) -> list[tuple[str, list[Image.Image]]]:
    """Each page in both sizes and schemes, with one sign-in."""
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, surface.host, surface.email, with_code=surface.with_code)
    found = []
    for path in surface.pages:
        go(page, surface.host, path)
        found.append((path, list(shots(page))))
    context.close()
    return found


def go(page: Page, host: str, path: str) -> None:
    """To a page, or to the first thing that its table links."""
    page.set_viewport_size(WIDE)
    start, arrow, _ = path.partition(">")
    page.goto(f"http://{host}:{PORT}{start}")
    if arrow:
        link = page.locator("main table tbody a").first
        page.goto(f"http://{host}:{PORT}{link.get_attribute('href')}")


def shots(page: Page) -> list[Image.Image]:
    found = []
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            shot = Image.open(BytesIO(page.screenshot()))
            small = (size["width"] // SHRUNK, size["height"] // SHRUNK)
            found.append(shot.resize(small, Image.Resampling.LANCZOS))
    page.emulate_media(color_scheme="light")
    return found


def sheet(rows: list[tuple[str, list[Image.Image]]]) -> Image.Image:
    """Some pages beside each other, each with its name above its four pictures."""
    widths = [sum(shot.width + GAP for shot in shots) + GAP for _, shots in rows]
    wide, tall = max(widths), HEIGHT // SHRUNK + HEAD + GAP
    picture = Image.new("RGB", (ACROSS * wide, tall * -(-len(rows) // ACROSS) + GAP), GROUND)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(13)
    for number, (name, shots) in enumerate(rows):
        x, y = wide * (number % ACROSS) + GAP, tall * (number // ACROSS) + GAP
        draw.text((x, y), name, fill=INK, font=font)
        for shot in shots:
            picture.paste(shot, (x, y + HEAD))
            x += shot.width + GAP
    return picture


if __name__ == "__main__":
    sys.exit(main())
