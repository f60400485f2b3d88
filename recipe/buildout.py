"""zc.buildout with the extension of this checkout's own twod.recipe: what ``bin/buildout`` runs here.

``extensions = twod.recipe`` in buildout.cfg would come too early: zc.buildout loads extensions before it makes develop
eggs, and twod.recipe is one of them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

# Before this checkout is on the search path: zc.buildout takes all that it finds there for its own.
from zc.buildout.buildout import Buildout, main

_ROOT = Path(__file__).resolve().parents[1]


def import_extension() -> Any:
    """Return the extension's function; the search path is then as it was."""
    before = list(sys.path)
    sys.path[:0] = [str(_ROOT / "recipe"), str(_ROOT / "inifile")]
    try:
        from twod.recipe.parts.extension import load  # noqa: PLC0415 - not on the path before
    finally:
        sys.path[:] = before
    return load


def run_buildout() -> None:
    """Do what the command line asks of zc.buildout."""
    load = import_extension()
    load_others = Buildout._load_extensions  # noqa: SLF001 - called in between, and nothing else is

    def load_extensions(buildout: Any) -> None:
        load(buildout)
        load_others(buildout)

    Buildout._load_extensions = load_extensions  # noqa: SLF001 - as above
    main()


if __name__ == "__main__":
    run_buildout()
