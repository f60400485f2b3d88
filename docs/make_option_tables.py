"""Write the recipe's options into its manual and its README: ``bin/py docs/make_option_tables.py``.

They are made from the tables in the code; a test says when this has to be run again.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twod.recipe.cfg.options import ENVIRONMENT_OPTIONS, PART_OPTIONS
from twod.recipe.parts import confvars, pytest_part, static_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twod.recipe.cfg.options import Option

ROOT = Path(__file__).parents[1]

#: The files that have the tables, each between a line that begins it and one that ends it.
FILES = (ROOT / "docs" / "recipe.rst", ROOT / "recipe" / "README.rst")

TABLES: dict[str, Sequence[Option[Any]]] = {
    "part": PART_OPTIONS,
    "environment": ENVIRONMENT_OPTIONS,
    "part with settings": confvars.CONFVARS_OPTIONS[1:],
    "part with places": static_places.STATIC_OPTIONS[1:],
    "part with tests": pytest_part.TEST_OPTIONS[1:],
}


def make_table(options: Sequence[Option[Any]]) -> str:
    """Return the options as a definition list of reStructuredText."""
    wrapper = textwrap.TextWrapper(
        110, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False, break_long_words=False
    )
    return "\n".join(f"``{option.name}``\n{wrapper.fill(option.help)}\n" for option in options)


def fill_in(text: str) -> str:
    """Return a text with its tables made anew."""
    for name, options in TABLES.items():
        begin, end = f".. The options of the {name} begin.\n\n", f"\n.. The options of the {name} end.\n"
        before, found, rest = text.partition(begin)
        if found:
            _, _, after = rest.partition(end)
            text = before + begin + make_table(options) + end + after
    return text


if __name__ == "__main__":
    for path in FILES:
        path.write_text(fill_in(path.read_text(encoding="utf-8")), encoding="utf-8")
