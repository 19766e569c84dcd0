"""The pages in a real browser: every page, both languages, wide and narrow, light and dark.

Skipped where Chromium or playwright is not installed; CI installs both. The tests themselves open
no connection: the browser does.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from web_made_up import FORMULA, SCRIPT, make_web_report

from chuquan.faces.web.addresses import addresses

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = find_spec("axe_playwright_python")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium; Debian: apt-get install chromium"),
    pytest.mark.skipif(
        find_spec("playwright") is None or AXE is None,
        reason="playwright or axe-playwright-python is not installed (extra dev)",
    ),
]

REPORT = make_web_report()
PAGES = addresses(REPORT)
LANGUAGES = ("zh", "en")
SIZES = ((1440, 900), (390, 844))
LOOKED_AT_CLOSELY = {("zh", SIZES[0]), ("en", SIZES[1])}
"""By axe-core, which takes seconds: both languages have one markup."""
_SERVER = (
    "import sys, uvicorn; from chuquan.report import Report; "
    "from chuquan.faces.web.app import create_app; "
    "uvicorn.run(create_app(Report.read(sys.argv[1])), fd=int(sys.argv[2]), log_level='warning')"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """Serve the made-up report from a process of its own, on a port that is open already."""
    file = tmp_path_factory.mktemp("report") / "report.json"
    file.write_bytes(REPORT.to_json())
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fd, port = listening.fileno(), listening.getsockname()[1]
        command = [sys.executable, "-c", _SERVER, str(file), str(fd)]
        with subprocess.Popen(command, pass_fds=[fd]) as process:
            yield f"http://127.0.0.1:{port}"
            process.terminate()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  it may not be installed

    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@contextmanager
def opened(browser, address: str, *, size=SIZES[0], theme="light"):
    """Open a page with all its charts; complain of what it complains of."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=theme, accept_downloads=True
    )
    page = context.new_page()
    faults: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
    page.on("request", lambda r: hosts.add(urlsplit(r.url).netloc))
    answer = page.goto(address)
    assert answer.ok, f"{answer.status} {address}"
    settled(page)
    yield page
    context.close()
    assert faults == [], address
    assert hosts <= {urlsplit(address).netloc, ""}, address


def settled(page) -> None:
    """Wait until every chart is drawn."""
    for figure in page.query_selector_all("figure.chart"):
        figure.scroll_into_view_if_needed()
        figure.wait_for_selector(".drawing svg", state="attached", timeout=60_000)
    page.wait_for_load_state("networkidle")


def follow(page, link) -> None:
    """Click and wait for the page; its charts are looked at elsewhere."""
    with page.expect_navigation(wait_until="load"):
        link.click()


def axe_faults(page, *, rules: str = "") -> list[str]:
    """Return the serious and critical faults that axe-core finds, by all rules or one."""
    source = Path(AXE.submodule_search_locations[0], "axe.min.js").read_text(encoding="utf-8")
    # By the driver, not as a script of the page: the page's policy stays in force.
    page.evaluate(source)
    only = f", runOnly: ['{rules}']" if rules else ""
    found = page.evaluate(f"axe.run(document, {{resultTypes: ['violations']{only}}})")
    return [
        f"{v['id']}: {v['help']} {node['target']} {node['any'][:1]}"
        for v in found["violations"]
        if v["impact"] in {"serious", "critical"}
        for node in v["nodes"][:3]
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound(site, browser, name, lang):
    """No console error, no foreign host, no horizontal scroll, no serious fault in either theme."""
    for size in SIZES:
        with opened(browser, f"{site}/{lang}/{PAGES[name]}", size=size) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
            drawn = page.eval_on_selector_all(".drawing", "all => all.map(d => d.innerText)")
            assert "—" not in [text.strip() for text in drawn]
            if (lang, size) in LOOKED_AT_CLOSELY:
                assert axe_faults(page) == []
                page.emulate_media(color_scheme="dark")
                assert axe_faults(page, rules="color-contrast") == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_can_click_through_all_pages(site, browser, lang):
    """The head leads to every page, and to each in the other language."""
    with opened(browser, f"{site}/{lang}/now") as page:
        links = page.locator("header nav a")
        for i in range(links.count()):
            follow(page, links.nth(i))
            assert page.locator("h1").inner_text()
            path = urlsplit(page.url).path
            follow(page, page.locator("header a[hreflang]"))
            other = "en" if lang == "zh" else "zh"
            assert urlsplit(page.url).path == path.replace(f"/{lang}/", f"/{other}/")
            follow(page, page.locator("header a[hreflang]"))


def test_light_and_dark_can_be_switched(site, browser):
    """The reader's choice holds on the next page, charts included."""
    with opened(browser, f"{site}/zh/casebook") as page:
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        )
        page.locator("#theme").click()
        settled(page)
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert dark == "rgb(20, 23, 27)"
        page.goto(f"{site}/zh/map")
        settled(page)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_map_moves_through_time_and_over_the_earth(site, browser):
    """Slider and buttons change what is seen; the address can be sent and shows the same."""
    with opened(browser, f"{site}/en/map?span=30&day=2023-06-30") as page:
        before = page.locator("#map-table tbody tr").count()
        page.locator("#map-day").focus()
        page.keyboard.press("Home")
        page.wait_for_url("**day=2023-01-01**")
        page.wait_for_selector("#map-table:not(:has(tbody))")
        assert before > 0
        page.locator("#map-in").click()
        page.wait_for_url("**at=**1.00**")
        seen = page.locator("#map-said").inner_text()
        with opened(browser, page.url) as again:
            assert again.locator("#map-said").inner_text() == seen


def test_map_plays(site, browser):
    """Play runs to the end of the period unless stopped."""
    with opened(browser, f"{site}/zh/map?day=2024-06-20") as page:
        page.locator("#map-play").click()
        page.wait_for_selector("#map-play[aria-pressed='true']")
        page.wait_for_selector("#map-play[aria-pressed='false']")
        assert page.locator("#map-day").input_value() == page.locator("#map-day").get_attribute(
            "max"
        )


def test_map_tells_what_the_pointer_is_on_and_leads_there(site, browser):
    """Text of a mention shows as text; a click opens the breakout."""
    with opened(browser, f"{site}/zh/map?span=0") as page:
        marks = page.locator(".drawing .mark-symbol path[fill='#cc79a7']")
        marks.first.hover(force=True)
        page.wait_for_selector(".pointed:not([hidden])")
        assert "阿勒泰" in page.locator(".pointed").inner_text()
        marks.first.click(force=True)
        page.wait_for_url("**/zh/breakout/**")


def test_casebook_sorts_and_saves(site, browser):
    """A head sorts; each file of the table comes."""
    with opened(browser, f"{site}/en/casebook?kind=image") as page:
        page.locator(".cases thead a", has_text="Excess").click()
        settled(page)
        assert page.locator("th[aria-sort='descending']").inner_text().startswith("Excess")
        for ending in ("csv", "xlsx", "json", "parquet"):
            with page.expect_download() as download:
                page.locator(f"a[download$='.{ending}']").first.click()
            assert Path(download.value.path()).stat().st_size > 100


def test_what_to_compare_is_found_by_search(site, browser):
    """From nothing to two columns by searching twice."""
    with opened(browser, f"{site}/en/compare") as page:
        for name in ("zibo", "harbin"):
            page.locator("main input[type=search]").fill(name)
            page.locator("main form button").click()
            page.locator(".hits a").first.click()
        settled(page)
        assert page.locator(".compared thead th").count() == 2


@pytest.mark.parametrize("address", ["casebook", "map?span=0", "search?q=script",
                                     "breakout/654300-20230101-x", "place/654300", "now",
                                     "compare?ids=654300-20230101-x,370300"])  # fmt: skip
def test_hostile_mentions_show_as_text(site, browser, address):
    """Nothing in a mention runs, turns the page round or makes it wide."""
    with opened(browser, f"{site}/zh/{address}", size=SIZES[1]) as page:
        page.wait_for_timeout(200)
        assert page.title() != "hacked"
        assert page.locator("main script:not([src])").count() == 0
        assert page.locator("main img[onerror]").count() == 0
        text = page.locator("main").inner_text()
        assert "\u202e" not in text
        if address != "now":
            assert "<script>" in text
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[1][0]
        assert not page.locator("a[href^='javascript:']").count()


def test_saved_table_holds_no_formula(site, browser):
    """A cell that begins with = is a text in every file."""
    with opened(browser, f"{site}/zh/casebook") as page:
        body = page.evaluate("fetch('/api/casebook.csv').then(answer => answer.text())")
        assert SCRIPT.replace('"', '""') in body
        assert not any(cell.startswith(FORMULA[:3]) for cell in body.split(","))
