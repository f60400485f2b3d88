"""A fetcher that runs pip once for all distributions, and unpacks the wheels."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from packaging.utils import parse_wheel_filename

from twod.recipe.fetch.pinned import Pinned
from twod.recipe.fetch.sources import Sources
from twod.recipe.fetch.tool_failure import make_failure, read_output
from twod.recipe.fetch.wheel_file import unpack_wheel


class PipFetcher:
    """A fetcher with pip.

    :param environ: the environment of its process.
    """

    name = "pip"

    def __init__(self, sources: Sources, environ: Mapping[str, str]) -> None:
        self.sources = sources
        self.environ = environ

    def fetch(self, pinned: Sequence[Pinned], directory: Path) -> Iterator[Path]:
        """Fetch distributions and yield the directories with their modules, in the order of ``pinned``.

        :param directory: an empty one.
        :raises FetchError: if a distribution cannot be fetched.
        """
        wheels = directory / "wheels"
        requirements = directory / "together.txt"
        self.sources.write_requirements(requirements, pinned)
        options = ["--disable-pip-version-check", "--no-input", "--no-deps"]
        options += ["--require-hashes"] if pinned[0].hashes else []
        done = subprocess.run(  # noqa: S603 - buildout's own pip
            [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", wheels, "--requirement", requirements],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise make_failure(self.name, pinned, read_output(done))
        by_name: dict[str, Path] = {parse_wheel_filename(wheel.name)[0]: wheel for wheel in wheels.iterdir()}
        for number, each in enumerate(pinned):
            yield unpack_wheel(each, by_name[each.key], directory / str(number))
