"""Wheels of distributions that have next to nothing in them."""

from __future__ import annotations

import zipfile
from pathlib import Path


def write_wheel(
    folder: Path,
    name: str,
    version: str,
    *,
    requires: str = "",
    tag: str = "py3-none-any",
    source: str = "",
    entry_points: str = "",
) -> Path:
    """Write a wheel of one module.

    :param requires: what it needs, a requirement a line.
    :param source: the module's text.
    :param entry_points: its ``entry_points.txt``.
    """
    folder.mkdir(exist_ok=True)
    module = name.replace("-", "_").replace(".", "_")
    stem = f"{name.replace('-', '_')}-{version}"
    needs = "".join(f"Requires-Dist: {line}\n" for line in requires.splitlines())
    files = {
        f"{module}.py": source,
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{stem}.dist-info/WHEEL": f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    if entry_points:
        files[f"{stem}.dist-info/entry_points.txt"] = entry_points
    record = "".join(f"{file},,\n" for file in (*files, f"{stem}.dist-info/RECORD"))
    path = folder / f"{stem}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in {**files, f"{stem}.dist-info/RECORD": record}.items():
            # The same bytes at any time.
            wheel.writestr(zipfile.ZipInfo(file), text)
    return path
