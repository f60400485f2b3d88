"""The example of several hosts on this machine, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kit.buildout_fixtures import buildout, wheels
from kit.buildouts import Buildout
from kit.production_host import ProductionHost

__all__ = ["buildout", "wheels"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Have the long form of the proof by ``tox -e production -- --releases 20``."""
    parser.addoption("--releases", type=int, default=3, help="how many releases to make, each fourth one broken")


@pytest.fixture(scope="session")
def host(buildout: Buildout) -> Iterator[ProductionHost]:
    """The example, started. PostgreSQL runs as another user where root runs the tests, and that one has to get here."""
    with TemporaryDirectory(prefix="twod-production-") as folder:
        Path(folder).chmod(0o755)
        made = ProductionHost(Path(folder), buildout)
        try:
            made.start()
            yield made
        finally:
            if (made.directory / "supervisor/supervisord.pid").exists():
                made.stop()


_LINES = pytest.StashKey[list[str]]()


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Keep a line for the end of the run: counts and times, whether the tests pass or not."""
    lines = request.config.stash.setdefault(_LINES, [])
    return lines.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print those lines."""
    for line in config.stash.get(_LINES, []):
        terminalreporter.write_line(line)
