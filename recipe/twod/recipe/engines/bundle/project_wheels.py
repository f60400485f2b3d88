"""Develop projects, built as wheels and unpacked."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from twod.recipe.engines.bundle.bundle_error import BundleError
from twod.recipe.fetch.pinned import Pinned
from twod.recipe.fetch.wheel_file import unpack_wheel

#: Without these options setuptools writes its intermediate files into the project, where a later build would find them.
_ELSEWHERE = "[build]\nbuild_base = {folder}/build\n[egg_info]\negg_base = {folder}/info\n"


def unpack_project(source: Path, target: Path, environ: Mapping[str, str] = os.environ) -> None:
    """Build the wheel of a project and unpack it.

    :param source: the folder of the project.
    :raises BundleError: if the build fails.
    """
    with tempfile.TemporaryDirectory(prefix=".twod-bundle-") as folder:
        configuration = Path(folder, "distutils.cfg")
        configuration.write_text(_ELSEWHERE.format(folder=folder), encoding="utf-8")
        for name in ("build", "info", "wheels"):
            Path(folder, name).mkdir()
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = subprocess.run(  # noqa: S603 - buildout's own Python
            [*command, "--wheel-dir", f"{folder}/wheels", str(source)],
            env={**environ, "DIST_EXTRA_CONFIG": str(configuration), "SOURCE_DATE_EPOCH": "315532800"},
            capture_output=True,
            text=True,
            check=False,
        )
        wheels = list(Path(folder, "wheels").glob("*.whl"))
        if done.returncode or not wheels:
            told = "\n".join((done.stderr or done.stdout).strip().splitlines()[-20:])
            raise BundleError(f"{source} cannot be built:\n{told}")
        name, version = wheels[0].name.split("-")[:2]
        unpack_wheel(Pinned(name, version), wheels[0], target)
