"""A fetcher that runs uv, which downloads all distributions in parallel."""

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
    """Return the path of uv on PATH, or else in buildout's environment; None if there is no uv."""
    on_path = shutil.which("uv")
    if on_path and _answers(on_path):
        return on_path
    try:
        # uv has no distribution for some platforms, and no distribution requires it.
        return str(import_module("uv").find_uv_bin())
    except (ImportError, FileNotFoundError):
        return None


def _answers(program: str) -> bool:
    """Return whether a program is uv. pyenv's shim on PATH fails if the chosen Python has no uv."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0  # noqa: S603 - uv
    except OSError:
        return False


class UvFetcher:
    """A fetcher with uv.

    :param program: path of uv.
    :param environ: the environment of its process.
    """

    name = "uv"

    def __init__(self, program: str, sources: Sources, environ: Mapping[str, str]) -> None:
        self.program = program
        self.sources = sources
        self.environ = environ

    def fetch(self, pinned: Sequence[Pinned], directory: Path) -> Iterator[Path]:
        """Fetch distributions and yield the directories with their modules, in the order of ``pinned``.

        :param directory: an empty one.
        :raises FetchError: if a distribution cannot be fetched.
        """
        # One process downloads all in parallel, into a common directory, where files of the same name overwrite each
        # other. Below, each distribution is unpacked again from the cache.
        together = directory / "together"
        # They are removed again, so hard links to the cache are safe.
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
        """Unpack a distribution from the cache, and return the directory of its modules."""
        if self.install([pinned], place, "--offline") is not None:
            # uv does not cache a file whose index forbids it.
            printed = self.install([pinned], place)
            if printed is not None:
                raise make_failure(self.name, [pinned], printed)
        return find_library(place)

    def install(self, pinned: Sequence[Pinned], place: Path, *arguments: str) -> str | None:
        """Run uv, and return its output if it fails, else None."""
        requirements = place.with_suffix(".txt")
        self.sources.write_requirements(requirements, pinned)
        options = ["--no-deps", *(["--require-hashes"] if pinned[0].hashes else []), *arguments]
        command = [self.program, "pip", "install", "--python", sys.executable, *options]
        try:
            done = subprocess.run(  # noqa: S603 - uv
                [*command, "--prefix", place, "--requirements", requirements],
                # Not in the site's directory, since its project may have a configuration of uv.
                cwd="/",
                env=self.environ,
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError as error:
            message = f"cannot run {self.program}: {error.strerror}. Install uv again, or set fetch = pip."
            raise FetchError(message) from error
        return read_output(done) if done.returncode else None


def find_library(prefix: Path) -> Path:
    """Return the directory below ``prefix`` with the modules of the only distribution installed there."""
    return next(prefix.glob("**/*.dist-info/METADATA")).parents[1]
