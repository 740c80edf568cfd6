"""`/components` as it is and as it was, beside each other on one picture, for review.

`python -m scripts.side_by_side [revision] [target.png]`: the commit before unless another is named.
Needs no database: the page of components is rendered alone, in the theme THEME (harbor).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, sync_playwright

from app.web.assets import VENDOR, build_assets
from scripts.pictures import CHROMIUM, FLAGS, ROOT, WIDE

TARGET = ROOT / "var" / "pictures" / "components.png"
THEME = os.environ.get("THEME", "harbor")
GIT = shutil.which("git") or "git"
HEAD = 40
INK, GROUND = "#14171a", "#ffffff"
# Runs in either tree, with that tree's own code; says on which port it listens.
SERVER = """
import sys
from werkzeug.serving import make_server
from tests.web.pages import make_app
server = make_server("127.0.0.1", 0, make_app(), threaded=True)
print(server.server_port, flush=True)
server.serve_forever()
"""


def main() -> int:
    revision = sys.argv[1] if len(sys.argv) > 1 else "HEAD~1"
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET  # noqa: PLR2004 -- the second
    build_assets()
    with sync_playwright() as playwright, tree(revision) as before:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        named = {revision: picture(browser, before), "this tree": picture(browser, ROOT)}
        browser.close()
    target.parent.mkdir(parents=True, exist_ok=True)
    beside(named).save(target)
    sys.stdout.write(f"{target}\n")
    return 0


@contextmanager
def tree(revision: str) -> Iterator[Path]:
    """The files of a revision in a folder of their own, with the built front-end files."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "tree"
        git("worktree", "add", "--detach", str(place), revision)
        try:
            shutil.copytree(VENDOR, place / VENDOR.relative_to(ROOT), dirs_exist_ok=True)
            yield place
        finally:
            git("worktree", "remove", "--force", str(place))


def git(*arguments: str) -> None:
    subprocess.run([GIT, "-C", str(ROOT), *arguments], check=True, capture_output=True)  # noqa: S603


def picture(browser: Browser, place: Path) -> Image.Image:
    """The page of components of one tree, whole."""
    served = subprocess.Popen(  # noqa: S603 -- our own code
        [sys.executable, "-c", SERVER],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(place)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert served.stdout is not None  # noqa: S101 -- it is a pipe
        port = served.stdout.readline().strip()
        page = browser.new_page(viewport=WIDE, reduced_motion="reduce")
        page.goto(f"http://127.0.0.1:{port}/components/{THEME}")
        shot = page.screenshot(full_page=True)
        page.close()
    finally:
        served.terminate()
        served.wait()
    return Image.open(BytesIO(shot)).convert("RGB")


def beside(named: dict[str, Image.Image]) -> Image.Image:
    wide = sum(each.width for each in named.values())
    tall = max(each.height for each in named.values())
    whole, x = Image.new("RGB", (wide, tall + HEAD), GROUND), 0
    for name, each in named.items():
        ImageDraw.Draw(whole).text((x + 16, 8), name, fill=INK, font=ImageFont.load_default(18))
        whole.paste(each, (x, HEAD))
        x += each.width
    return whole


if __name__ == "__main__":
    sys.exit(main())
