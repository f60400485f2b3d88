"""Eggs for ``bin/buildout -o``, which would not find those with a wheel's metadata.

zc.buildout 6 keeps the metadata of an egg in ``NAME.dist-info``, as in a wheel. It looks for such eggs in its directory
only if it may install; offline, it would find no egg.
"""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import Any

from zc.buildout import easy_install

from twod.recipe.private_names import get_private


def find_eggs_offline() -> None:
    """Make zc.buildout's installer find eggs when it may not install any; do so once in a process."""
    installer = get_private(easy_install, "Installer")
    make_env = get_private(installer, "_make_env")
    if hasattr(make_env, "__wrapped__"):
        return

    @wraps(make_env)
    def make_env_with_eggs(self: Any) -> Any:
        env = make_env(self)
        if get_private(self, "_dest") is None:
            for path in _list_eggs(get_private(self, "_path")):
                for distribution in easy_install.pkg_resources.find_distributions(path):
                    # Without it, the egg would be taken for a develop egg, which has precedence over all others.
                    distribution.precedence = easy_install.pkg_resources.EGG_DIST
                    env.add(distribution)
        return env

    installer._make_env = make_env_with_eggs  # noqa: SLF001 - get_private has found it


def _list_eggs(path: list[str]) -> list[str]:
    """Return the eggs with a wheel's metadata in the directories of a search path."""
    found = (info.parent for directory in path for info in Path(directory).glob("*.egg/*.dist-info"))
    return [str(egg) for egg in found]
