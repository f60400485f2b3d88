"""Editable wheels of projects, each kept while a new build would read the same inputs."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from twod.recipe.fetch.build_inputs import describe_python, inputs_are_unchanged

#: The member of a kept wheel with the inputs of its build; null if they are unknown.
_INPUTS_MEMBER = "twod-build-inputs.json"

_BUILD_PROGRAM = Path(__file__).with_name("editable_build.py")

#: Errors while reading a kept wheel that is damaged or was made by another version of twod.recipe.
_DAMAGE = (OSError, EOFError, KeyError, RuntimeError, TypeError, ValueError, zipfile.BadZipFile, zlib.error)

#: A fixed time for the members, since time is no input of the build.
_EPOCH = (1980, 1, 1, 0, 0, 0)


class EditableWheels:
    """The editable wheels of a buildout's projects.

    :param folder: the folder of the kept wheels, one file each.
    :param ignored: directories that buildout fills; their content is no input of a build.
    """

    def __init__(self, folder: Path, ignored: Sequence[str]) -> None:
        self._folder = folder
        self._ignored = list(ignored)

    def find(self, project: Path, environ: Mapping[str, str]) -> Path | None:
        """Return the kept wheel of a project if a build would make the same again, or None.

        :param project: the directory of the project.
        :param environ: the environment of the build.
        """
        wheel = self._get_path(project)
        try:
            with zipfile.ZipFile(wheel) as archive:
                inputs = json.loads(archive.read(_INPUTS_MEMBER))
                if archive.testzip() is not None:
                    return None
            python = describe_python(sys.version, sys.executable)
            return wheel if inputs is not None and inputs_are_unchanged(inputs, python, environ) else None
        except _DAMAGE:
            return None

    def build(self, project: Path, environ: Mapping[str, str]) -> Path | None:
        """Build and return a wheel, in the environment of buildout's Python.

        :return: None if that Python lacks a requirement of the build, or the build fails; pip then reports the reason.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            command = [sys.executable, "-P", str(_BUILD_PROGRAM), str(project), folder, *self._ignored]
            done = subprocess.run(command, env=environ, capture_output=True, check=False)  # noqa: S603 - our program
            if done.returncode != 0:
                return None
            result = json.loads(Path(folder, "result.json").read_text(encoding="utf-8"))
            built = Path(folder, result["wheel"])
            is_watched = not result["unseen"] and is_pure(built)
            member = zipfile.ZipInfo(_INPUTS_MEMBER, _EPOCH)
            with zipfile.ZipFile(built, "a") as archive:
                archive.writestr(member, json.dumps(result["inputs"] if is_watched else None, indent=1))
            return built.replace(self._get_path(project))

    def _get_path(self, project: Path) -> Path:
        return self._folder / f"{project.name}-{hashlib.sha256(os.fsencode(project)).hexdigest()[:12]}.whl"


def is_pure(wheel: Path) -> bool:
    """Return whether a project has nothing to compile; an editable build writes compiled files beside the sources."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/WHEEL"))
        header = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    return str(header["Root-Is-Purelib"]).lower() == "true"


def install_editable(wheel: Path, project: Path, target: Path) -> None:
    """Unpack an editable wheel as ``pip install --target`` does.

    :param project: the directory of the project.
    :param target: the directory for the files.
    """
    with zipfile.ZipFile(wheel) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    del members[_INPUTS_MEMBER]
    (record,) = (name for name in members if name.endswith(".dist-info/RECORD"))
    info = record.rpartition("/")[0]
    direct_url = {"dir_info": {"editable": True}, "url": project.as_uri()}
    members |= {
        f"{info}/INSTALLER": b"twod.recipe\n",
        f"{info}/REQUESTED": b"",
        f"{info}/direct_url.json": json.dumps(direct_url, sort_keys=True).encode("utf-8"),
    }
    members[record] = _make_record(record, members)
    for name, content in members.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _make_record(record: str, members: Mapping[str, bytes]) -> bytes:
    """Return the list of a distribution's files with their digests.

    :param record: name of the list itself, which is listed without a digest.
    """
    rows: list[tuple[Any, ...]] = []
    for name, content in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode("ascii").rstrip("=")
        rows.append((name, "", "") if name == record else (name, f"sha256={digest}", len(content)))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(sorted(rows))
    return text.getvalue().encode("utf-8")
