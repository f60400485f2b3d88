"""The manual in a browser: on a desktop and on a phone, in light and in dark, with its search."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from conftest import Visitor

    Visit = Callable[..., AbstractContextManager[Visitor]]

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in ROOT.glob("docs/**/*.rst"))
#: Pages of each sort, for pictures and for the phone's accessibility.
SHOWN = ["index", "tutorials/first-steps", "how-to/deployment", "reference/recipe", "explanation/from-ini-to-settings"]
#: WCAG 2.1 AA. The theme does not follow all rules of good practice.
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
WIDE, PHONE = ("manual-wide", 1280, 800), ("manual-phone", 390, 844)


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder and logs nothing."""

    def log_message(self, *_: object) -> None:
        """Drop the line."""


@pytest.fixture(scope="session")
def manual_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the manual, built and served by this test run."""
    folder = tmp_path_factory.mktemp("manual")
    build = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(ROOT / "docs"), str(folder / "html")]
    subprocess.run(build, check=True)
    handler = partial(QuietHandler, directory=str(folder / "html"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.timeout(600)
def test_everybody_can_read_every_page_on_a_desktop(visit: Visit, manual_site: str) -> None:
    assert len(PAGES) > 40
    with visit(manual_site, *WIDE) as visitor:
        barriers = []
        for page in PAGES:
            visitor.open(f"/{page}.html")
            # The colours of both schemes are those of the theme on all pages.
            barriers += visitor.find_barriers(WCAG if page in SHOWN else ["light"])
            if page in SHOWN:
                visitor.keep(page.replace("/", "-"))
        assert sorted(set(barriers)) == []


def test_a_phone_shows_every_page_without_sideways_scrolling(visit: Visit, manual_site: str) -> None:
    with visit(manual_site, *PHONE) as visitor:
        barriers = []
        for page in PAGES:
            visitor.open(f"/{page}.html")
            if visitor.has_sideways_scrolling():
                barriers.append(f"{page} scrolls sideways")
            if page in SHOWN:
                barriers += visitor.find_barriers(WCAG)
                visitor.keep(page.replace("/", "-"))
        assert sorted(set(barriers)) == []


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("ALLOWED_HOSTS", "reference/settings"),
        ("environment-file", "reference/recipe"),
        ("systemd", "reference/recipe-systemd"),
    ],
)
def test_the_search_finds_a_page(visit: Visit, manual_site: str, words: str, page: str) -> None:
    with visit(manual_site, *WIDE) as visitor:
        visitor.open("/")
        visitor.page.get_by_role("textbox", name="Search").fill(words)
        visitor.page.keyboard.press("Enter")
        expect(visitor.page.locator(f'#search-results a[href*="{page}.html"]').first).to_be_visible()
        # Sphinx's search looks for an id with a dot by a selector that means a class, and then takes the whole page.
        visitor.complaints[:] = [text for text in visitor.complaints if "Anchored content block" not in text]
