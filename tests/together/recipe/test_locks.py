"""The page about locks, followed with a real buildout and an index of this machine; offline without any network."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Block
from packaging.utils import parse_wheel_filename

from kit.buildouts import Buildout
from kit.indexes import FolderIndex, serving_index
from kit.processes import PROVISIONING, run
from kit.sites import write_file

PAGE = "docs/how-to/locks.rst"

#: Takes the network from the command behind it, where a user may do that; elsewhere, a closed proxy has to do.
UNSHARE = ["unshare", "--map-root-user", "--net"]


SETUP = """\
from setuptools import setup

setup(name="shop", version="1")
"""


class Site:
    """A site that follows the page.

    :param directory: where it is.
    """

    def __init__(self, directory: Path, buildout: Buildout, index: FolderIndex) -> None:
        self.directory = directory
        self.buildout = buildout
        self.index = index
        self.options: list[str] = []
        self.sections = ""

    def configure(self) -> None:
        """Write buildout.cfg as far as the page has come."""
        head = f"[buildout]\nextends = versions.cfg\nindex = {self.index.url}\ndevelop = shop\n"
        part = "[twod]\nrecipe = twod.recipe\neggs = shop\nenvironments = dev\n[dev]\ndebug = true\n"
        options = "".join(f"{option}\n" for option in self.options)
        write_file(self.directory / "buildout.cfg", f"{head}{options}{part}{self.sections}")

    def take(self, ini: str) -> None:
        """Go on with a block of the page."""
        head, _, rest = ini.partition("\n\n")
        self.options += head.splitlines()[1:]
        self.sections += rest
        self.configure()

    def type(self, line: str, *before: str, **environ: str) -> str:
        """Run a command line and return what it prints."""
        words = shlex.split(line)
        if words[0] == "bin/buildout":
            words[0] = str(self.buildout.program)
        if words[0] == "python3":
            words[0] = sys.executable
        environ = self.buildout.environ(PIP_NO_INDEX="0", PIP_FIND_LINKS="", **environ)
        done = run([*before, *words], cwd=self.directory, environ=environ, merged=True, patience=PROVISIONING)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def fail(self) -> str:
        """Run buildout, which has to end in an error of the user's, and return the message."""
        done = self.buildout.run(self.directory, PIP_NO_INDEX="0", PIP_FIND_LINKS="")
        assert done.returncode == 1, done.stdout
        return done.stdout.partition("Error: ")[2]


@pytest.fixture
def site(tmp_path: Path, buildout: Buildout) -> Iterator[Site]:
    """A site with a develop package, all that it needs pinned."""
    pins = sorted({" = ".join(map(str, parse_wheel_filename(path.name)[:2])) for path in buildout.wheels.glob("*.whl")})
    write_file(tmp_path / "site" / "versions.cfg", "\n".join(["[versions]", *pins, ""]))
    write_file(
        tmp_path / "site" / "shop" / "setup.py", "from setuptools import setup\nsetup(name='shop', version='1')\n"
    )
    with serving_index(buildout.wheels, "html") as index:
        site = Site(tmp_path / "site", buildout, index)
        site.configure()
        yield site


def find_network_barrier() -> list[str]:
    """Return a command that takes the network away; empty where that is forbidden."""
    try:
        subprocess.run([*UNSHARE, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    return UNSHARE


@pytest.mark.slow
def test_a_site_is_locked_and_goes_on_without_a_network(
    site: Site, manual: Callable[[str, str], list[Block]], follow: Callable[[str, Callable[[str], str]], None]
) -> None:
    made, option, offline = (block.text for block in manual(PAGE, "ini"))
    write, change, versions, fill, provision = (block.text for block in manual(PAGE, "console"))
    site.take(made.replace("parts = twod lock", "parts = twod lock"))
    follow(write, site.type)
    site.take(option)
    site.type("bin/buildout")
    follow(change, site.type)
    follow(versions, site.type)
    one_byte_is_refused_while_the_old_site_serves_on(site)

    follow(fill, site.type)
    site.take(offline)
    shutil.rmtree(site.directory / "eggs")
    shutil.rmtree(site.directory / "develop-eggs")
    moved = site.directory.with_name("moved")
    site.directory.rename(moved)
    site.directory = moved
    asked = len(site.index.asked)
    barrier = find_network_barrier()
    # The tree has moved, so that its scripts are made anew.
    follow(provision.replace("Updating twod.", "Installing twod."), lambda line: site.type(line, *barrier))
    assert len(site.index.asked) == asked
    assert (moved / "bin" / "manage").exists()


def one_byte_is_refused_while_the_old_site_serves_on(site: Site) -> None:
    lock = site.directory / "pylock.toml"
    text = lock.read_text(encoding="utf-8")
    (sqlparse,) = re.findall(r'name = "sqlparse"\n.*?sha256 = "(.)', text, re.DOTALL)
    start = text.index('name = "sqlparse"')
    digit = text.index('sha256 = "', start) + len('sha256 = "')
    lock.write_text(text[:digit] + ("0" if sqlparse != "0" else "1") + text[digit + 1 :], encoding="utf-8")
    for egg in (site.directory / "eggs").rglob("sqlparse-*.egg"):
        shutil.rmtree(egg)
    site.sections += "DEBUG_PROPAGATE_EXCEPTIONS = true\n"
    ini = site.directory / "parts" / "twod" / "dev.ini"
    before = ini.read_bytes()
    message = site.fail()
    assert "cannot fetch sqlparse" in message
    assert "The file does not have the locked hash" in message
    assert ini.read_bytes() == before
    lock.write_text(text, encoding="utf-8")
    site.type("bin/buildout")
