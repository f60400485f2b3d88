"""The checkout that twod itself is installed from, for sites created before twod is on a package index."""

from __future__ import annotations

import json
import re
from importlib.metadata import Distribution, distributions
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: The file of a checkout that the ``buildout.cfg`` of a site extends.
BUILDOUT_FILE = "checkout.cfg"

#: Characters with a special meaning in ``extends`` and ``develop``: separators, comments, patterns, references.
_SPECIAL = re.compile(r"[\s;#*?\[\]$]")


def find_own_checkout(search_path: list[str]) -> Path | None:
    """Return the checkout that twod.wsgi is installed from; None if it was installed from an index or a wheel.

    :param search_path: the directories in which Python looks for distributions: ``sys.path``.
    """
    for metadata in distributions(name="twod.wsgi", path=search_path):
        folder = _read_folder(metadata)
        if (folder / BUILDOUT_FILE).is_file() and (folder / "recipe" / "setup.py").is_file():
            return folder
    return None


def _read_folder(metadata: Distribution) -> Path:
    """Return the folder that a distribution was installed from (PEP 610), or else the folder of its modules."""
    origin = json.loads(metadata.read_text("direct_url.json") or "{}")
    if "dir_info" in origin:
        return Path(unquote(urlsplit(origin["url"]).path))
    # Setuptools before version 80 puts the metadata of a develop egg beside the sources.
    return Path(str(metadata.locate_file("")))


def find_problems_of_checkout(checkout: Path) -> list[str]:
    """Return the reasons why a ``buildout.cfg`` cannot refer to a checkout."""
    path = str(checkout)
    if _SPECIAL.search(path) or not path.isprintable():
        return [
            f"zc.buildout cannot find the checkout of twod at {path!r}: "
            "move it to a path without spaces and without the characters ; # * ? [ ] $"
        ]
    return []
