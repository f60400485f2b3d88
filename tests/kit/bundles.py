"""Archives of bundles, as ``twod.recipe:bundle`` makes them."""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from twod.inifile.bundle_manifest import MANIFEST_NAME, BundleManifest

PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"


def make_manifest(files: Mapping[str, bytes], **changes: Any) -> BundleManifest:
    """Return the manifest of files; of the site ``shop`` with one environment unless told otherwise."""
    facts: dict[str, Any] = {
        "project": "shop",
        "part": "twod",
        "python": PYTHON,
        "environments": {"prod": "parts/twod/prod.ini"},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "var": ("var/twod",),
    }
    return BundleManifest(**facts | changes)


def make_bundle(path: Path, files: Mapping[str, bytes], manifest: BundleManifest | None = None, **changes: Any) -> Path:
    """Write an archive, and return its path; what is in ``bin`` can be run.

    :param changes: facts of the manifest.
    """
    text = (manifest or make_manifest(files, **changes)).make_text()
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for name, content in sorted({**files, MANIFEST_NAME: text.encode()}.items()):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o755 if name.startswith("bin/") else 0o644
            archive.addfile(member, io.BytesIO(content))
    return path
