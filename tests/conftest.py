"""What pytest does with the folders below, what tests of several of them use, and what the manual shows."""

from __future__ import annotations

import logging
import re
import signal
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from kit.once import make_once
from kit.order import keep_order, put_slow_files_first
from kit.sites import write_file
from kit.wheels import build_distributions

#: They need a Chromium: ``pytest tests/browser`` runs them, and nothing else does.
collect_ignore = ["browser"]

ROOT = Path(__file__).parents[1]


def pytest_configure(config: pytest.Config) -> None:
    """Set up hypothesis and pytest-xdist, where they are installed, and let signals reach the processes of tests."""
    # A shell's background job ignores SIGINT, and nohup's program SIGHUP; the processes that tests start would, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    keep_order(config)
    if config.pluginmanager.hasplugin("hypothesispytest"):
        from kit.property_tests import load_profiles

        load_profiles(config.getoption("hypothesis_profile"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long."""
    put_slow_files_first(items)


@pytest.fixture(autouse=True)
def _kept_logging() -> Iterator[None]:
    """Put the root logger right again, to which a command gives a level and handlers."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.setLevel(level)
    root.handlers[:] = handlers


@pytest.fixture(autouse=True)
def _same_settings() -> Iterator[None]:
    """Let a test fail that leaves Django configured: later tests of its process would get its settings."""
    before = _find_settings()
    yield
    assert _find_settings() is before, "this test has left Django with other settings"


def _find_settings() -> object:
    """Return the object that has Django's settings; None as long as there are no settings."""
    module = sys.modules.get("django.conf")
    return module.settings._wrapped if module is not None and module.settings.configured else None


#: A block of reStructuredText: ``code-block`` with its options, or a paragraph that ends in ``::``.
RST_BLOCK = re.compile(
    r"^(?P<indent> *)(?:\.\. code-block:: (?P<language>\w+)\n(?P<options>(?: +:.*\n)*)|(?!\.\. )\S.*::\n)\n"
    r"(?P<text>(?:(?P=indent) +.*\n|\n)+)",
    re.MULTILINE,
)
#: A block of Markdown, with its fences.
MARKDOWN_BLOCK = re.compile(r"^```(?P<language>\w+)(?P<options>)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A block that a page shows."""

    #: Empty for a block that is not said to be code.
    language: str
    text: str
    caption: str
    #: The paragraph behind it begins so.
    after: str


def find_blocks(page: str, language: str | None = None) -> list[Block]:
    """Return the blocks of a page of the manual or of a README, named as from the checkout, in their order."""
    source = (ROOT / page).read_text(encoding="utf-8")
    found = []
    for match in (MARKDOWN_BLOCK if page.endswith(".md") else RST_BLOCK).finditer(source):
        caption = re.search(r":caption: (.*)", match["options"] or "")
        block = Block(
            match["language"] or "",
            textwrap.dedent(match["text"]).strip() + "\n",
            caption[1] if caption else "",
            source[match.end() :].lstrip()[:40],
        )
        if language in {None, block.language}:
            found.append(block)
    return found


@pytest.fixture(scope="session")
def manual() -> Callable[..., list[Block]]:
    """The blocks of a page: ``manual("docs/reference/ini.rst", "python")``."""
    return find_blocks


def is_shown(shown: str, printed: str) -> bool:
    """Whether something was printed as a page shows it, with anything where there is a ``…``."""
    pattern = ".*".join(map(re.escape, shown.strip().split("…")))
    return re.search(pattern, printed, re.DOTALL) is not None


@pytest.fixture(scope="session")
def follow() -> Callable[[str, Callable[[str], str]], None]:
    """Run each command of a ``console`` block, and compare what it prints with what the block shows."""

    def follow(console: str, run: Callable[[str], str]) -> None:
        """:param run: runs a command line, and returns what it printed."""
        for session in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
            line, _, shown = session.partition("\n")
            command, _, _ = line.partition("  #")
            printed = run(command.strip())
            assert is_shown(shown, printed), f"{command} printed\n{printed}\nand not\n{shown}"

    return follow


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdists of the three distributions, and the wheels made from what is in the sdists."""
    return make_once(tmp_path_factory, "built", build_distributions)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file of the test's directory and return its path; the text may be indented."""

    def write(name: str, text: str) -> Path:
        return write_file(tmp_path / name, text)

    return write


@pytest.fixture
def touched() -> Callable[[Path], AbstractContextManager[None]]:
    """Go on renewing the time of a file, since a monitor may first look at it after the change."""

    @contextmanager
    def touched(path: Path) -> Iterator[None]:
        ended = threading.Event()

        def touch() -> None:
            while not ended.wait(0.5):
                path.touch()

        thread = threading.Thread(target=touch)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    return touched
