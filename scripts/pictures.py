"""Take pictures of every page, to be looked at.

    python scripts/pictures.py REPORT OUT [--only map,casebook] [--quick]
    python scripts/pictures.py REPORT docs/pictures --readme

Every page in both languages, 1440 and 390 pixels wide, light and dark: one PNG each, whole pages.
With ``--readme`` those of the README instead, from a report of ``chuquan demo`` that answers
were added to::

    chuquan demo --out DIR
    chuquan discover 洛阳 --report DIR/report.json --out DIR
    chuquan plan examples/plan_luoyang.toml --report DIR/report.json --out DIR

Needs Chromium (Debian: ``apt-get install chromium``) and playwright from PyPI, which drives it.
"""

from __future__ import annotations

import argparse
import io
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from chuquan.faces.briefs.make import make
from chuquan.faces.briefs.scope import choose
from chuquan.faces.briefs.template import read_template
from chuquan.faces.web.addresses import addresses
from chuquan.report import Report

SIZES = {1440: 900, 390: 844}
LANGUAGES = ("zh", "en")
THEMES = ("light", "dark")
README_PAGES = {"breakout": ("breakout/230100-20240102", 840), "map": ("map", 1130)}
"""Address and height."""
README_ANSWERS = {"discovery": 905, "plan": 1015}
"""Name of the page of an answer, where the report holds one, and height."""
README_SIZE = (1200, 1200)
README_CARD = "淄博"
N_COLOURS = 256
QUICK = {("zh", 1440, "light"), ("en", 390, "dark")}
_SERVER = (
    "import sys, uvicorn; from chuquan.report import Report; "
    "from chuquan.faces.web.app import create_app; "
    "uvicorn.run(create_app(Report.read(sys.argv[1])), port=int(sys.argv[2]), log_level='warning')"
)


def main() -> None:
    """Serve a report, look at it, write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="", help="names of pages, with commas between")
    parser.add_argument(
        "--quick", action="store_true", help="Chinese wide light and English narrow dark alone"
    )
    parser.add_argument("--readme", action="store_true", help="those of the README alone")
    given = parser.parse_args()
    if given.readme:
        for file in readme(given.report, given.out):
            print(f"{file}: {file.stat().st_size / 1000:.0f} kB")
        return
    only = set(filter(None, given.only.split(",")))
    pages = {n: a for n, a in addresses(Report.read(given.report)).items() if not only or n in only}
    given.out.mkdir(parents=True, exist_ok=True)
    with served(given.report) as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        ways = [
            (lang, width, theme)
            for lang in LANGUAGES for width in SIZES for theme in THEMES
            if not given.quick or (lang, width, theme) in QUICK
        ]  # fmt: skip
        for lang, width, theme in ways:
            for name, address in pages.items():
                file = given.out / f"{name}-{lang}-{width}-{theme}.png"
                take(browser, f"{base}/{lang}/{address}", width, theme, file)
                print(file)
        browser.close()


def readme(report: Path, out: Path) -> Iterator[Path]:
    """Take what the README shows: pages as they open, and a card for messengers."""
    out.mkdir(parents=True, exist_ok=True)
    with served(report) as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        known = addresses(Report.read(report))
        answers = {n: (known[n], height) for n, height in README_ANSWERS.items() if n in known}
        for name, (address, height) in {**README_PAGES, **answers}.items():
            page.set_viewport_size({"width": README_SIZE[0], "height": height})
            page.goto(f"{base}/en/{address}")
            drawn(page)
            yield small(page.screenshot(), out / f"{name}.png")
        browser.close()
    card = make(
        choose(Report.read(report), place=README_CARD), read_template(None),
        langs=("zh",), formats=("png",),
    )  # fmt: skip
    yield small(
        next(data for name, data in card.items() if name.endswith(".png")), out / "card.png"
    )


def small(png: bytes, file: Path) -> Path:
    """Write a picture with few colours, which is what pages and cards have."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.thumbnail(README_SIZE)
    picture.quantize(N_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        file, optimize=True
    )
    return file


def chromium() -> str:
    """Return where Chromium is.

    Raises
    ------
    SystemExit
        If it is not installed.
    """
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        sys.exit("no chromium; Debian: apt-get install chromium")
    return found


@contextmanager
def served(report: Path) -> Iterator[str]:
    """Serve a report in a process of its own; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", _SERVER, str(report), str(port)])
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{base}/zh/now"):
                    break
            except OSError:
                if process.poll() is not None:
                    sys.exit("the server ended")
                time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait(10)


def take(browser: Browser, address: str, width: int, theme: str, file: Path) -> None:
    """Take one picture of a whole page, with all its charts drawn."""
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme=theme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(address)
    drawn(page)
    page.screenshot(path=file, full_page=True)
    context.close()


def drawn(page: Page) -> None:
    """Wait until every chart of a page is there, scrolling to those that wait to be seen."""
    for figure in page.query_selector_all("figure.chart"):
        figure.scroll_into_view_if_needed()
        figure.wait_for_selector(".drawing svg, .drawing[title]", state="attached", timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)  # a map draws its land once it has come
    page.evaluate("document.fonts.ready")
    page.evaluate("scrollTo(0, 0)")


if __name__ == "__main__":
    main()
