"""Write the recipe's options into its manual and its README: ``bin/py docs/make_option_tables.py``.

They are made from the tables in the code; a test says when this has to be run again.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twod.recipe.cfg.environment_options import ENVIRONMENT_OPTIONS
from twod.recipe.cfg.foreign_options import FOREIGN_OPTIONS
from twod.recipe.cfg.part_options import PART_OPTIONS
from twod.recipe.engines.bundle.bundle_options import BUNDLE_OPTIONS
from twod.recipe.engines.container import container_options
from twod.recipe.engines.haproxy.haproxy_options import HAPROXY_OPTIONS
from twod.recipe.engines.nginx.nginx_options import NGINX_OPTIONS
from twod.recipe.engines.supervisor import supervisor_options
from twod.recipe.engines.systemd import systemd_options
from twod.recipe.parts import confvars, pytest_part, static_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twod.recipe.cfg.option import Option

ROOT = Path(__file__).parents[1]

#: The files that have the tables, each between a line that begins it and one that ends it.
FILES = (
    ROOT / "docs/how-to/bundle.rst",
    ROOT / "docs/how-to/containers.rst",
    ROOT / "docs/how-to/from-djangorecipe.rst",
    ROOT / "docs/how-to/proxies.rst",
    ROOT / "docs/reference/recipe.rst",
    ROOT / "docs/how-to/units.rst",
    ROOT / "recipe" / "README.rst",
)

TABLES: dict[str, Sequence[Option[Any]]] = {
    "part": PART_OPTIONS,
    "environment": ENVIRONMENT_OPTIONS,
    "part with settings": confvars.CONFVARS_OPTIONS[1:],
    "part with places": static_places.STATIC_OPTIONS[1:],
    "part with tests": pytest_part.TEST_OPTIONS[1:],
    "part with containers": container_options.CONTAINER_OPTIONS[1:],
    "part with units": systemd_options.SYSTEMD_OPTIONS[1:],
    "nginx part": NGINX_OPTIONS[1:],
    "HAProxy part": HAPROXY_OPTIONS[1:],
    "part with programs": supervisor_options.SUPERVISOR_OPTIONS[1:],
    "part with a bundle": BUNDLE_OPTIONS[1:],
}


def make_table(options: Sequence[Option[Any]]) -> str:
    """Return the options as a definition list of reStructuredText."""
    wrapper = textwrap.TextWrapper(
        110, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False, break_long_words=False
    )
    return "\n".join(f"``{option.name}``\n{wrapper.fill(option.help)}\n" for option in options)


def make_foreign_table(recipe: str) -> str:
    """Return the options of another recipe, and what to write instead, as a table of reStructuredText."""
    rows = [
        line
        for option in FOREIGN_OPTIONS
        if option.recipe == recipe
        for line in (f"   * - ``{option.name}``", f"     - {option.meaning}", f"     - {show_advice(option.advice)}")
    ]
    head = [".. list-table::", "   :header-rows: 1", "   :widths: 25 35 40", ""]
    return "\n".join([*head, "   * - Option", "     - There", "     - Here", *rows, ""])


def show_advice(advice: str) -> str:
    """Return an advice with the option to write as code, and words in the place of values."""
    text = advice.replace("{value}", "…").replace("{settings}", "SETTINGS")
    return re.sub(r"\b(write|with|pin) ([^,;]*=[^,;]*)", r"\1 ``\2``", text)


def fill_in(text: str) -> str:
    """Return a text with its tables made anew."""
    tables = {name: make_table(options) for name, options in TABLES.items()}
    tables |= {option.recipe: make_foreign_table(option.recipe) for option in FOREIGN_OPTIONS}
    for name, table in tables.items():
        begin, end = f".. The options of the {name} begin.\n\n", f"\n.. The options of the {name} end.\n"
        before, found, rest = text.partition(begin)
        if found:
            _, _, after = rest.partition(end)
            text = before + begin + table + end + after
    return text


if __name__ == "__main__":
    for path in FILES:
        path.write_text(fill_in(path.read_text(encoding="utf-8")), encoding="utf-8")
