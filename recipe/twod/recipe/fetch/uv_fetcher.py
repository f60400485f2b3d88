"""uv fetches distributions: all of them in one parallel go, each into a directory of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from twod.recipe.fetch.pinned import FetchError, Pinned
from twod.recipe.fetch.sources import Sources
from twod.recipe.fetch.tool_failure import make_failure, read_output


def find_uv() -> str | None:
    """Return the path of uv: of the program on PATH, else of the distribution in buildout's own environment."""
    on_path = shutil.which("uv")
    if on_path and _answers(on_path):
        return on_path
    try:
        # The distribution is not there for each platform, and nothing requires it.
        return str(import_module("uv").find_uv_bin())
    except (ImportError, FileNotFoundError):
        return None


def _answers(program: str) -> bool:
    """Return whether a program is uv: pyenv puts one on PATH that fails where the chosen Python has no uv."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0  # noqa: S603 - uv
    except OSError:
        return False


class UvFetcher:
    """Fetches with uv.

    :param program: path of uv.
    :param environ: the environment of its process.
    """

    name = "uv"

    def __init__(self, program: str, sources: Sources, environ: Mapping[str, str]) -> None:
        self.program = program
        self.sources = sources
        self.environ = environ

    def fetch(self, pinned: Sequence[Pinned], directory: Path) -> Iterator[Path]:
        """Fetch distributions and give, in their order, the directories that they are unpacked in.

        :param directory: an empty one.
        :raises FetchError: when one of them cannot be fetched.
        """
        # One process downloads all in parallel; into a directory that all share, where files of the same name collide.
        together = directory / "together"
        # These are removed again, and need not be copies of what the cache has.
        printed = self.install(pinned, together, *(["--link-mode=hardlink"] if len(pinned) > 1 else []))
        if printed is not None:
            raise make_failure(self.name, pinned, printed)
        if len(pinned) == 1:
            yield find_library(together)
            return
        shutil.rmtree(together)
        places = [directory / str(number) for number in range(len(pinned))]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            yield from pool.map(self.install_from_cache, pinned, places)

    def install_from_cache(self, pinned: Pinned, place: Path) -> Path:
        """Unpack one distribution that the cache has, and return the directory of its modules."""
        if self.install([pinned], place, "--offline") is not None:
            # What an index forbids to store is not in the cache.
            printed = self.install([pinned], place)
            if printed is not None:
                raise make_failure(self.name, [pinned], printed)
        return find_library(place)

    def install(self, pinned: Sequence[Pinned], place: Path, *arguments: str) -> str | None:
        """Run uv; return what it printed when it fails, else None."""
        requirements = place.with_suffix(".txt")
        self.sources.write_requirements(requirements, pinned)
        options = ["--no-deps", *(["--require-hashes"] if pinned[0].hashes else []), *arguments]
        command = [self.program, "pip", "install", "--python", sys.executable, *options]
        try:
            done = subprocess.run(  # noqa: S603 - uv
                [*command, "--prefix", place, "--requirements", requirements],
                # Not in the site's directory: the project there may configure a uv of its own.
                cwd="/",
                env=self.environ,
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError as error:
            message = f"{self.program} cannot be run: {error.strerror}. Install uv again, or set fetch = pip."
            raise FetchError(message) from error
        return read_output(done) if done.returncode else None


def find_library(prefix: Path) -> Path:
    """Return the directory below `prefix` with the modules of the one distribution that is installed there."""
    return next(prefix.glob("**/*.dist-info/METADATA")).parents[1]
