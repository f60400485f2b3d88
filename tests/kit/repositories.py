"""A repository of the checkout as it is now, for tests that clone it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

#: The lock has the hashes of PyPI's files, and the tests' index has wheels that they make themselves.
LEFT_OUT = {"pylock.toml"}

#: Where the manual has its readers clone it from.
ADDRESS = "https://github.com/twod-project/twod"


def make_repository(folder: Path) -> None:
    """Put the checkout's files, changes that are not committed included, into a new repository in a folder.

    It has no lock: the wheels of the tests are made anew, with other hashes than those on PyPI.
    """
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and name not in LEFT_OUT:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    cfg = folder / "buildout.cfg"
    cfg.write_text(cfg.read_text(encoding="utf-8").replace("lock = pylock.toml\n", ""), encoding="utf-8")
    author = ("-c", "user.name=twod", "-c", "user.email=twod@example.com")
    for words in (("init", "--quiet"), ("add", "--all"), (*author, "commit", "--quiet", "--message", "As it is")):
        subprocess.run(["git", *words], cwd=folder, check=True)


def redirect_clones(repository: Path) -> dict[str, str]:
    """Return the variables that have git clone from a repository what it should clone from :data:`ADDRESS`."""
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": ADDRESS,
    }
