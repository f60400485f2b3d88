"""Build the three distributions: ``python .ci/distributions.py FOLDER``.

The folder gets an sdist of each, and the wheel that is made of what the sdist holds. It takes setuptools. The build
happens in a copy, since zc.buildout would take the ``*.egg-info`` that setuptools leaves beside a ``setup.py`` for the
metadata of the checkout's develop eggs.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

from setuptools import build_meta

ROOT = Path(__file__).parents[1]

#: The folder of each distribution, and what it is built from.
SOURCES = {
    "inifile": ("LICENSE", "README.rst", "pyproject.toml", "setup.py", "twod"),
    "recipe": ("LICENSE", "README.rst", "pyproject.toml", "setup.py", "twod"),
    ".": ("LICENSE", "README.md", "pyproject.toml", "setup.py", "twod"),
}

LITTER = shutil.ignore_patterns("__pycache__", "*.egg-info")


def build(source: Path, folder: Path) -> None:
    """Build the distribution of a folder that nobody else needs."""
    with contextlib.chdir(source), contextlib.redirect_stdout(io.StringIO()):
        sdist = folder / build_meta.build_sdist(str(folder))
    with tempfile.TemporaryDirectory() as unpacked:
        with tarfile.open(sdist) as archive:
            # The Python of Debian 12 has no filters.
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(unpacked)  # noqa: S202 - with a filter where there are any
        (root,) = Path(unpacked).iterdir()
        with contextlib.chdir(root), contextlib.redirect_stdout(io.StringIO()):
            build_meta.build_wheel(str(folder))


def main(folder: Path) -> None:
    """Build all of them, in place of those that the folder has."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("twod_*.whl"), *folder.glob("twod_*.tar.gz")):
        old.unlink()
    for name, files in SOURCES.items():
        with tempfile.TemporaryDirectory() as copy:
            for file in files:
                if (ROOT / name / file).is_dir():
                    shutil.copytree(ROOT / name / file, Path(copy, file), ignore=LITTER)
                else:
                    shutil.copy2(ROOT / name / file, copy)
            build(Path(copy), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
