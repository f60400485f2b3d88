"""The example site on an ini, served by waitress, and a Chromium in front of it.

``tox -e browser`` runs these tests; they need Debian's chromium, and Playwright, which needs no browser of its own.
"""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, FloatRect, Locator, Page, sync_playwright

from kit.environs import make_python_environ
from kit.processes import run
from kit.servers import serving
from kit.sites import write_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Where each test leaves what it saw; CI keeps it.
SCREENSHOTS = Path(os.environ.get("SCREENSHOTS", ROOT / "screenshots"))

NAME, PASSWORD = "ada", "lovelace"
#: Who runs the site, with the same password.
OWNER = "grace"

INI = """\
[DEFAULT]
debug = false
django_settings_module = notes_site.settings

[composite:main]
use = egg:twod.wsgi#full_django
django_app = django

[app:django]
use = egg:twod.wsgi
SECRET_KEY = ${file:secret-key}
ALLOWED_HOSTS = 127.0.0.1
ENVIRONMENT_NAME = prod
DATABASES.default = sqlite:///%(here)s/db.sqlite3
SHARED_FOLDER = %(here)s/files
STATIC_ROOT = %(here)s/static
STORAGES.staticfiles.BACKEND = whitenoise.storage.CompressedManifestStaticFilesStorage
TIME_ZONE = Europe/Madrid
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the example site, which is new: no notes but the first, no pictures."""
    home = tmp_path_factory.mktemp("site")
    write_files(home, {"prod.ini": INI, "secret-key": "of no use anywhere else"})
    environ = make_python_environ(ROOT / "examples" / "notes")
    set_up = [sys.executable, "-m", "kit.set_up_site", "prod.ini#django", PASSWORD, NAME]
    done = run(set_up, cwd=home, environ=environ, merged=True)
    assert done.returncode == 0, done.stdout
    command = "from twod.wsgi.commands.command_line import run_command_line; run_command_line()"
    words = [
        "manage",
        "prod.ini#django",
        "createsuperuser",
        "--noinput",
        f"--username={OWNER}",
        "--email=g@example.com",
    ]
    done = run(
        [sys.executable, "-c", command, *words],
        cwd=home,
        environ=environ | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD},
        merged=True,
    )
    assert done.returncode == 0, done.stdout
    (home / "dev.ini").write_text(INI.replace("ENVIRONMENT_NAME = prod", "ENVIRONMENT_NAME = dev"))
    with serving([sys.executable, "-m", "kit.waitress_server", "prod.ini"], cwd=home, environ=environ) as (address, _):
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running Chromium, without a profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """Somebody before the browser, who notices every complaint in its console."""

    def __init__(self, page: Page, site: str, name: str) -> None:
        self.page = page
        self.site = site
        self.name = name
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)

    def path(self) -> str:
        return self.page.url.removeprefix(self.site)

    def sign_in(self, name: str = NAME) -> None:
        """Fill in the sign-in page, which has to be open."""
        self.page.get_by_label("Username").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def keep(self, name: str, until: Locator | None = None) -> None:
        """Keep what is to be seen, as an image.

        :param until: the last that is to be in it; None for all that the window shows.
        """
        SCREENSHOTS.mkdir(exist_ok=True)
        size = self.page.viewport_size
        assert size is not None
        clip = FloatRect(x=0, y=0, width=size["width"], height=size["height"])
        if until is not None and (box := until.bounding_box()):
            clip["height"] = min(clip["height"], box["y"] + box["height"])
        self.page.screenshot(path=SCREENSHOTS / f"{self.name}-{name}.png", clip=clip)

    def find_barriers(self, tags: Sequence[str] = (), schemes: Sequence[str] = ("dark", "light")) -> list[str]:
        """Return what keeps people from using the page, by axe-core.

        :param tags: the sets of rules; all of them, WCAG's and those of good practice, if empty.
        :param schemes: of colours.
        """
        options = {"runOnly": {"type": "tag", "values": [*tags]}} if tags else None
        found = [f"{self.path()} scrolls sideways"] if self.has_sideways_scrolling() else []
        for scheme in schemes:
            self.page.emulate_media(color_scheme=scheme)
            for violation in Axe().run(self.page, options=options).response["violations"]:
                found += [f"{self.path()} ({scheme}) {violation['id']}: {node['html']}" for node in violation["nodes"]]
        return found

    def has_sideways_scrolling(self) -> bool:
        # A click returns when the next page has begun, which may have nothing in it yet.
        self.page.wait_for_load_state()
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@contextmanager
def visiting(chromium: Browser, site: str, name: str, width: int, height: int) -> Iterator[Visitor]:
    context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    visitor = Visitor(context.new_page(), site, name)
    yield visitor
    context.close()
    assert visitor.complaints == []


@pytest.fixture
def visit(chromium: Browser) -> partial[AbstractContextManager[Visitor]]:
    """A visit to any site: ``with visit(site, name, width, height) as visitor:``."""
    return partial(visiting, chromium)


@pytest.fixture(params=[("wide", 1280, 800), ("phone", 390, 844)], ids=lambda size: size[0])
def visitor(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A new visitor, with a large screen or with a phone."""
    with visiting(chromium, site, *request.param) as visitor:
        yield visitor


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A PNG picture that a browser can show: hills, made of lines."""
    path = tmp_path / "hills.png"
    path.write_bytes(make_picture(240, 160))
    return path


def make_picture(width: int, height: int) -> bytes:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            far = y > 70 + abs(x % 120 - 60) // 2
            near = y > 105 + abs((x + 40) % 160 - 80) // 3
            rows += bytes((34, 110, 80) if near else (110, 160, 130) if far else (200 + y // 4, 220, 240))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
