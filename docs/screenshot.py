"""Takes the picture of the HTML report that README.md shows, of the dossier that ships.

    python docs/screenshot.py            writes docs/img/report.webp

Needs Chromium and the `test` extra. The letters are those of the machine's own fonts, so the bytes differ from one
machine to the next; what is on the picture does not.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from refresh import ROOT, dossier, environment

PICTURE = ROOT / "docs" / "img" / "report.webp"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTH, HEIGHT, SCALE = 1180, 960, 1.5
QUALITY = 80
CLAIM = "article-5-war"
STARTED = "2026-11-01T12:00:00Z"


def report(folder: Path) -> Path:
    """The report of the dossier in the folder, as the command writes it."""
    path = folder / "report.html"
    command = [sys.executable, "-m", "refcheck", "run", "--offline", "--quiet", "--started-at", STARTED]
    environ = environment(PYTHONPATH=str(ROOT))
    subprocess.run([*command, "--format", "html", "--output", str(path)], cwd=folder, env=environ, check=True)
    return path


def take(page_of: Path, chromium: str) -> bytes:
    """The top of the report with one claim opened, as WebP, which is half of the size of a PNG here."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme="light",
            reduced_motion="reduce",
        )
        page.goto(page_of.as_uri())
        page.locator(f'main a.ref[href="#claim-{CLAIM}"]').click()
        page.evaluate("scrollTo(0, 0)")
        session = page.context.new_cdp_session(page)  # Playwright itself writes PNG and JPEG only
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT, "scale": SCALE}
        answer = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY, "clip": clip})
        browser.close()
    return base64.b64decode(answer["data"])


def main() -> int:
    """0 when the picture was taken, 1 where there is no Chromium to take it with."""
    chromium = next((path for path in map(shutil.which, NAMES) if path), None)
    if chromium is None:
        print("docs/screenshot.py: there is no Chromium on this machine; install it and try again", file=sys.stderr)  # noqa: T201
        return 1
    with dossier() as folder:
        PICTURE.write_bytes(take(report(folder), chromium))
    return 0


if __name__ == "__main__":
    sys.exit(main())
