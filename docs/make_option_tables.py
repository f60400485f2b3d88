"""Write the recipe's options into its manual and its README: ``bin/py docs/make_option_tables.py``.

They are made from the tables in the code; a test says when this has to be run again.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twod.recipe.cfg.environment_options import ENVIRONMENT_GROUPS
from twod.recipe.cfg.foreign_options import FOREIGN_OPTIONS
from twod.recipe.cfg.part_options import PART_GROUPS, RECIPE
from twod.recipe.engines.bundle.bundle_options import BUNDLE_GROUPS
from twod.recipe.engines.container.container_options import CONTAINER_GROUPS
from twod.recipe.engines.haproxy.haproxy_options import HAPROXY_GROUPS
from twod.recipe.engines.nginx.nginx_options import NGINX_GROUPS
from twod.recipe.engines.supervisor.supervisor_options import SUPERVISOR_GROUPS
from twod.recipe.engines.systemd.systemd_options import SYSTEMD_GROUPS
from twod.recipe.parts.confvars import CONFVARS_GROUPS
from twod.recipe.parts.pytest_part import TEST_GROUPS
from twod.recipe.parts.static_places import STATIC_GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from twod.recipe.cfg.option import Option, OptionGroup

ROOT = Path(__file__).parents[1]

#: The pages of the reference, and the tables of each: their names, and the recipes that the options are of.
PAGES: dict[str, dict[str, str]] = {
    "recipe": {"part": "twod.recipe", "environment": "twod.recipe"},
    **{
        f"recipe-{name}": {name: f"twod.recipe:{name}"}
        for name in (
            "bundle",
            "confvars",
            "container",
            "haproxy",
            "nginx",
            "static",
            "supervisor",
            "systemd",
            "test",
        )
    },
}
README = ROOT / "recipe" / "README.rst"
FOREIGN = ROOT / "docs/how-to/from-djangorecipe.rst"

#: The files that have tables, each between a line that begins it and one that ends it.
FILES = (*(ROOT / f"docs/reference/{name}.rst" for name in PAGES), README, FOREIGN)

TABLES: dict[str, Sequence[OptionGroup]] = {
    "part": PART_GROUPS,
    "environment": ENVIRONMENT_GROUPS,
    "bundle": BUNDLE_GROUPS,
    "confvars": CONFVARS_GROUPS,
    "container": CONTAINER_GROUPS,
    "haproxy": HAPROXY_GROUPS,
    "nginx": NGINX_GROUPS,
    "static": STATIC_GROUPS,
    "supervisor": SUPERVISOR_GROUPS,
    "systemd": SYSTEMD_GROUPS,
    "test": TEST_GROUPS,
}

#: The parts of an option's help.
_HELP = re.compile(
    r"(?P<what>.+?)(?: Example: (?P<example>``[^`]+``)\.)?(?: \*\*Default:\*\* (?P<default>.+?)\.)?", re.DOTALL
)


def split_help(option: Option[Any]) -> tuple[str, str | None, str | None]:
    """Return what an option is for, its default and an example, of those that its help has.

    :raises ValueError: for a help without the two, or with more behind them.
    """
    found = _HELP.fullmatch(option.help)
    if found is None or (not found["default"] and not found["what"].startswith("Required")):
        raise ValueError(f"{option.name} has no default and is not required: {option.help}")
    return found["what"], found["default"], found["example"]


def list_groups(table: str, recipe: str) -> Iterator[tuple[str, list[Option[Any]]]]:
    """Yield each subject of a table with its options; other recipes need no row for the option ``recipe``."""
    for group in TABLES[table]:
        options = [option for option in group.options if option is not RECIPE or recipe == "twod.recipe"]
        if options:
            yield group.title, options


def fill(text: str, initial: str, further: str) -> str:
    """Return a text in lines of a page."""
    return textwrap.fill(
        text, 120, initial_indent=initial, subsequent_indent=further, break_on_hyphens=False, break_long_words=False
    )


def make_entries(table: str, recipe: str) -> str:
    """Return the options as a page of Sphinx has them, each with a target that other pages can link to."""
    blocks = []
    for title, options in list_groups(table, recipe):
        blocks.append(f"{title}\n{'~' * len(title)}\n")
        for option in options:
            what, default, example = split_help(option)
            facts = [f"**Default:** {default}"] if default else []
            facts += [f"Example: {example}"] if example else []
            lines = "\n".join(fill(fact, "   | ", "     ") for fact in facts)
            facts_below = f"\n{lines}\n" if lines else ""
            blocks.append(f".. recipe-option:: {recipe} {option.name}\n\n{fill(what, '   ', '   ')}\n{facts_below}")
    return "\n".join(blocks)


def make_list(table: str, recipe: str) -> str:
    """Return the options as definition lists, which each reader of reStructuredText knows."""
    blocks = []
    for title, options in list_groups(table, recipe):
        blocks.append(f"{title}\n{'~' * len(title)}\n")
        blocks += [f"``{option.name}``\n{fill(option.help, '    ', '    ')}\n" for option in options]
    return "\n".join(blocks)


def make_foreign_table(recipe: str) -> str:
    """Return the options of another recipe, and what to write instead, as a table of reStructuredText."""
    rows = [
        line
        for option in FOREIGN_OPTIONS
        if option.recipe == recipe
        for line in (f"   * - ``{option.name}``", f"     - {option.meaning}", f"     - {show_advice(option.advice)}")
    ]
    head = [".. list-table::", "   :header-rows: 1", "   :widths: 25 35 40", ""]
    return "\n".join([*head, "   * - Option", "     - Meaning", "     - With twod.recipe", *rows, ""])


def show_advice(advice: str) -> str:
    """Return an advice with the option to write as code, and words in the place of values."""
    text = advice.replace("{value}", "…").replace("{settings}", "SETTINGS")
    return re.sub(r"\b(write|with|pin) ([^,;]*?=[^,;]*?)(?= in |[,;]|$)", r"\1 ``\2``", text)


def fill_in(path: Path, text: str) -> str:
    """Return the text of a file with its tables made anew."""
    if path == FOREIGN:
        tables = {option.recipe: make_foreign_table(option.recipe) for option in FOREIGN_OPTIONS}
    elif path == README:
        tables = {name: make_list(name, recipe) for name, recipe in PAGES["recipe"].items()}
    else:
        tables = {name: make_entries(name, recipe) for name, recipe in PAGES[path.stem].items()}
    for name, table in tables.items():
        begin, end = f".. The options of the {name} begin.\n\n", f"\n.. The options of the {name} end.\n"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = before + begin + table + end + after
    return text


if __name__ == "__main__":
    for path in FILES:
        path.write_text(fill_in(path, path.read_text(encoding="utf-8")), encoding="utf-8")
