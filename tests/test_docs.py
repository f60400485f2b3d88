"""What the manual shows is right: its inis are read, its options are there, its Python is Python."""

from __future__ import annotations

import configparser
import re
import sys
import textwrap
from pathlib import Path

import pytest

from twod.recipe.options import ENVIRONMENT_OPTIONS, PART_OPTIONS
from twod.wsgi import check_ini
from twod.wsgi.config.loading import load_uri
from twod.wsgi.config.removed import REMOVED
from twod.wsgi.config.table import KINDS

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(path.stem for path in DOCS.glob("*.rst"))
BLOCK = re.compile(r"^\.\. code-block:: (\w+)\n(?:    :.*\n)*\n((?:    .*\n|\n)+)", re.MULTILINE)


def find_blocks(*languages: str) -> list[tuple[str, str, str]]:
    """Return page, text and what follows of each block in these languages."""
    found = []
    for page in PAGES:
        text = (DOCS / f"{page}.rst").read_text(encoding="utf-8")
        for block in BLOCK.finditer(text):
            if block[1] in languages:
                found.append((page, textwrap.dedent(block[2]), text[block.end() : block.end() + 40]))
    return found


INIS = [(page, ini) for page, ini, after in find_blocks("ini") if "[app:" in ini and "is refused with" not in after]
#: A session with >>> is run where its page is tested.
PYTHON = [(page, code) for page, code, _ in find_blocks("python") if ">>>" not in code]
CFGS = [(page, cfg) for page, cfg, _ in find_blocks("ini") if "recipe = twod.recipe\n" in cfg]


def name_by_page(shown: object) -> str | None:
    return shown if isinstance(shown, str) and "\n" not in shown else ""


def test_there_is_something_to_test() -> None:
    assert len(INIS) > 8
    assert len(CFGS) > 3


@pytest.mark.parametrize(("page", "ini"), INIS, ids=name_by_page)
@pytest.mark.filterwarnings("ignore::twod.wsgi.exc.ConfigurationWarning")
def test_each_ini_of_the_manual_can_be_loaded(page: str, ini: str, tmp_path: Path) -> None:
    check_ini(tmp_path / "site.ini", text=ini)


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("twod.booleans", {"EMAIL_PORT": 25, "SHOP_IS_OPEN": True, "SHOP_COUNTRIES": ("es", "de"), "DEBUG": False}),
        ("django-pastedeploy-settings", {"ALLOWED_HOSTS": ["www.example.com", "example.com"], "EMAIL_PORT": 25}),
        ("repoze.django", {"ROOT_URLCONF": "shop.urls", "DEBUG": False}),
        ("${env:SECRET_KEY}", {"SECRET_KEY": "s3cret", "ALLOWED_HOSTS": ["example.com"]}),
    ],
)
@pytest.mark.filterwarnings("ignore::twod.wsgi.exc.ConfigurationWarning")
def test_an_ini_that_comes_from_elsewhere_gives_what_it_gave_there(
    mark: str, expected: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("shop", "mysite"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "settings.py").write_text("ROOT_URLCONF = 'shop.urls'\n")
        monkeypatch.delitem(sys.modules, name, raising=False)
        monkeypatch.delitem(sys.modules, f"{name}.settings", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    (ini,) = (ini for page, ini in INIS if page == "coming-from" and mark in ini)
    (tmp_path / "site.ini").write_text(ini)
    environ = {"SECRET_KEY": "s3cret", "DATABASE_URL": "sqlite:///db.sqlite3"}
    values = load_uri(tmp_path / "site.ini", environ=environ).values
    assert expected.items() <= values.items()


@pytest.mark.parametrize(("page", "cfg"), CFGS, ids=name_by_page)
def test_each_option_in_a_buildout_of_the_manual_is_one(page: str, cfg: str) -> None:
    """Runs of buildout are in tests/together; this is for the parts that need a project to run."""
    parser = configparser.RawConfigParser(delimiters="=", comment_prefixes="#")
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(cfg)
    environment = {option.name for option in ENVIRONMENT_OPTIONS}
    known = {"twod": environment | {option.name for option in PART_OPTIONS}}
    for section in parser.sections():
        if section != "buildout" and parser.get(section, "recipe", fallback="twod.recipe") == "twod.recipe":
            names = {name for name in parser[section] if name.islower() and "." not in name}
            assert names <= known.get(section, environment)
            settings = {re.split(r"\W", name)[0] for name in parser[section] if name[0].isupper()}
            assert settings <= KINDS.keys()


@pytest.mark.parametrize(("page", "code"), PYTHON, ids=name_by_page)
def test_python_of_the_manual_compiles(page: str, code: str) -> None:
    compile(code, page, "exec")


def test_the_manual_names_no_removed_setting_as_if_it_were_one() -> None:
    written = {re.split(r"\W", line)[0] for _, ini in INIS + CFGS for line in ini.splitlines() if " = " in line}
    assert written.isdisjoint(REMOVED)
