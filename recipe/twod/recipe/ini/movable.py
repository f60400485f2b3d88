"""An environment with an ini that can be moved with the whole tree: its paths are relative to the ini."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from twod.inifile.tree_paths import name_from_here
from twod.recipe.cfg.environments import Environment, Written
from twod.recipe.ini.logging_sections import is_raw


def make_movable(environment: Environment, root: Path, here: Path) -> Environment:
    """Return an environment in which all paths of the tree are relative to the ini's directory.

    :param root: the directory of the tree.
    :param here: the directory of the ini, which is below `root`.
    """

    def name_paths(options: Mapping[str, Written], header: str = "") -> dict[str, Written]:
        return {
            name: written
            if is_raw(header, name)
            else written._replace(text=name_from_here(written.text, str(root), str(here), name=name))
            for name, written in options.items()
        }

    sections = {header: name_paths(options, header) for header, options in environment.sections.items()}
    return environment._replace(settings=name_paths(environment.settings), sections=sections)
