"""Unpacked wheels with the content of an egg: modules and metadata, without scripts, headers and data files."""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from pathlib import Path

from twod.recipe.fetch.pinned import FetchError, Pinned


def unpack_wheel(pinned: Pinned, wheel: Path, library: Path) -> Path:
    """Unpack a wheel into a directory and return that directory.

    As in zc.buildout's eggs, files that pip would install outside of the modules' directory are left out.

    :raises FetchError: if the file is not a wheel.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.infolist():
                path = Path(archive.extract(member, library))
                if path.is_file() and member.external_attr >> 16 & 0o111:
                    path.chmod(path.stat().st_mode | (path.stat().st_mode & 0o444) >> 2)
        (info,) = library.glob("*.dist-info")
        (info / "INSTALLER").write_text("pip\n", encoding="utf-8")
        (info / "REQUESTED").touch()  # pip writes it as well
        _spread_data(info)
    except (zipfile.BadZipFile, zlib.error, ValueError, FileNotFoundError) as error:
        message = f"{wheel.name} of {pinned} is not a valid wheel: {error}. Remove the file, or pin another version."
        raise FetchError(message) from error
    return library


def _spread_data(info: Path) -> None:
    """Move the modules of a wheel's ``.data`` directory beside the others, and remove the rest of that directory."""
    data = info.with_suffix(".data")
    if not data.is_dir():
        return
    for modules in (data / "purelib", data / "platlib"):
        if modules.is_dir():
            shutil.copytree(modules, info.parent, dirs_exist_ok=True)
    shutil.rmtree(data)
    record = info / "RECORD"
    kept = re.sub(rf"(?m)^{re.escape(data.name)}/(?:purelib|platlib)/", "", record.read_text(encoding="utf-8"))
    record.write_text(kept, encoding="utf-8")
