"""The manual says what the code does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from kit.scripts import load_script
from twod.recipe.cfg.foreign_options import FOREIGN_OPTIONS
from twod.recipe.cfg.option import list_grouped
from twod.recipe.cfg.part_options import RECIPE
from twod.recipe.engines.haproxy import haproxy_part
from twod.recipe.engines.nginx import nginx_part
from twod.recipe.parts.part_recipe import FILES_OPTION

from .test_site_facts import FRONT

if TYPE_CHECKING:
    from .conftest import MakeBuildout

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tables() -> ModuleType:
    """The module that writes the tables; it is no part of a package."""
    return load_script("docs/make_option_tables.py")


def test_the_tables_of_options_are_those_of_the_code(tables: ModuleType, subtests: pytest.Subtests) -> None:
    """``bin/py docs/make_option_tables.py`` makes them anew."""
    pages = sorted((ROOT / "docs/reference").glob("recipe*.rst"))
    assert {*tables.FILES} == {*pages, ROOT / "recipe/README.rst", ROOT / "docs/how-to/from-djangorecipe.rst"}
    for path in tables.FILES:
        with subtests.test(page=path.name):
            text = path.read_text(encoding="utf-8")
            assert text == tables.fill_in(path, text)
            is_foreign = path.name == "from-djangorecipe.rst"
            for recipe in {option.recipe for option in FOREIGN_OPTIONS}:
                assert text.count(f"\n.. The options of the {recipe} begin.\n") == is_foreign


def test_each_option_has_an_entry_with_its_default_and_an_example(
    tables: ModuleType, subtests: pytest.Subtests
) -> None:
    for page, recipes in tables.PAGES.items():
        text = (ROOT / f"docs/reference/{page}.rst").read_text(encoding="utf-8")
        wanted = [
            f"{recipe} {option.name}"
            for table, recipe in recipes.items()
            for option in list_grouped(tables.TABLES[table])
            if option is not RECIPE or recipe == "twod.recipe"
        ]
        found = dict(re.findall(r"^\.\. recipe-option:: (.+)\n\n((?:   .*\n|\n)+)", text, re.MULTILINE))
        assert list(found) == wanted
        for name, entry in found.items():
            with subtests.test(option=name):
                assert entry.startswith("   Required") != ("\n   | **Default:** " in entry)
                assert f"\n   | Example: ``{name.split()[1]} = " in entry or name == "twod.recipe recipe"


def test_an_option_without_a_default_has_to_be_required(tables: ModuleType) -> None:
    option = RECIPE._replace(name="colour", help="The colour. Example: ``colour = red``.")
    with pytest.raises(ValueError, match="colour has no default and is not required"):
        tables.split_help(option)


#: The site of the examples of the pages.
SITE = """
[twod]
recipe = twod.recipe
eggs = gunicorn
environments = prod
check = none
[prod]
http-address = 0.0.0.0:8080
stop-delay = 5s
health = /-/
secret-key = cred:secret-key
ALLOWED_HOSTS = shop.example.com
STATIC_ROOT = ${twod:location}/static
STATIC_URL = /static/
"""
#: The pages of the recipes whose parts need no process with the site's code.
WITHOUT_SETTINGS = [
    "reference/recipe-bundle.rst",
    "reference/recipe-container.rst",
    "reference/recipe-haproxy.rst",
    "reference/recipe-nginx.rst",
    "reference/recipe-supervisor.rst",
    "reference/recipe-systemd.rst",
    "reference/recipe-test.rst",
]


def find_exports(options: Any, written: str) -> set[str]:
    """Return the names of a part's options that the recipe has added."""
    names = set(re.findall(r"^([\w-]+) =", written, re.MULTILINE))
    return set(options) - names - {FILES_OPTION, "__buildout_installed__"}


def list_exports(page: str) -> set[str]:
    """Return the names of the options that a page has for other parts."""
    _, _, table = (ROOT / page).read_text(encoding="utf-8").partition("Options for other parts\n")
    return set(re.findall(r"``([\w-]+)``", "".join(re.findall(r"^   \* - .*", table, re.MULTILINE))))


@pytest.mark.parametrize("page", WITHOUT_SETTINGS)
def test_the_part_of_a_page_exports_the_options_that_the_page_lists(
    page: str, manual: Callable[..., Any], make_site_buildout: MakeBuildout, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (haproxy_part, nginx_part):
        monkeypatch.setattr(module, "ask_for_front", lambda *_: FRONT)
    name = page.removeprefix("reference/recipe-").removesuffix(".rst")
    (block,) = manual(f"docs/{page}", "ini")
    text = block.text.replace("-dev}", "-prod}").replace("eggs = mysite", "eggs =")
    if name in ("container", "haproxy", "nginx", "systemd"):
        text += "check = false\n"
    if name == "container":
        text += "from-bundle = true\n[bundle]\nrecipe = twod.recipe:bundle\n"
    buildout = make_site_buildout(f"{SITE}\n{text}")
    exported = find_exports(buildout[re.findall(r"^\[(.+)\]$", text, re.MULTILINE)[0]], text)
    assert exported <= list_exports(f"docs/{page}")
    if name in ("supervisor", "nginx"):
        # A socket's path is short, and the folder of a test may be long.
        text += "standalone = true\n" + ("state-directory = /run/shop\n" if name == "supervisor" else "")
        options = make_site_buildout(f"{SITE}\n{text}")[re.findall(r"^\[(.+)\]$", text, re.MULTILINE)[0]]
        exported |= {option.replace("localhost", "HOST") for option in find_exports(options, text)}
    assert exported == list_exports(f"docs/{page}")


def test_a_site_exports_the_options_that_the_page_lists(make_site_buildout: MakeBuildout) -> None:
    site = SITE.replace("check = none\n", "check = none\nwsgi = true\nasgi = true\n")
    exported = find_exports(make_site_buildout(site)["twod"], site)
    assert {name.replace("-prod", "-ENV") for name in exported} == list_exports("docs/reference/recipe.rst")
