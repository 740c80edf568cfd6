"""Take the README's pictures from a running demo: `make run` in one terminal, then `make pictures`.

PORT says where the demo listens, 8000 unless set.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.demo.brands import PASSWORD

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PORT = os.environ.get("PORT", "8000")
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
HOME = re.compile(r":\d+/$")


def code_for(email: str) -> str:
    """The demo's own command tells the one-time code."""
    command = [ROOT / ".venv" / "bin" / "guildhall", "code", email]
    said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return said.stdout.split()[-1]


def sign_in(page: Page, host: str, email: str, *, with_code: bool) -> None:
    page.goto(f"http://{host}:{PORT}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    if with_code:
        page.get_by_label("Code", exact=True).fill(code_for(email))
        page.keyboard.press("Enter")
    page.wait_for_url(HOME)


def console(page: Page) -> None:
    """A payment with its story and entries."""
    sign_in(page, "console.harbor.localhost", "olive@harbor.example", with_code=True)
    page.goto(f"http://console.harbor.localhost:{PORT}/payments?rail=ach&direction=outgoing")
    payment = page.locator("main tbody .cell-link").first.get_attribute("href")
    page.goto(f"http://console.harbor.localhost:{PORT}{payment}")
    page.get_by_role("heading", name="What happened").wait_for()


def portal(page: Page) -> None:
    sign_in(page, "harbor.localhost", "ada@example.com", with_code=False)


def oversight(page: Page) -> None:
    sign_in(page, "oversight.cedar.localhost", "ruth@cedar.example", with_code=True)


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for visit, size in ((console, WIDE), (portal, PHONE), (oversight, WIDE)):
            page = browser.new_context(viewport=size, reduced_motion="reduce").new_page()
            visit(page)
            page.screenshot(path=PICTURES / f"{visit.__name__}.png")
            sys.stdout.write(f"docs/pictures/{visit.__name__}.png\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
