"""The types of settings are written, and no values; tests/typing/test_settings_stub_types.py has mypy read them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from twod.wsgi.commands.inspection.settings_stub import make_stub
from twod.wsgi.config.survey import load_uri

INI = """
    [DEFAULT]
    twod.types = SHOP_RATE:float SHOP_FOLDER:path
    [app:main]
    use = egg:twod.wsgi
    SECRET_KEY = s3cret-key
    SHOP_NAME = Shop
    SHOP_OPEN = true
    SHOP_COUNTRIES = ["es", "de"]
    SHOP_MIXED = [1, "a"]
    SHOP_LIMITS = {"a": 1, "b": 2}
    SHOP_NESTED = {"a": [1], "b": ["x"]}
    SHOP_NOTHING = null
    SHOP_EMPTY = []
    SHOP_RATE = 2.5
    SHOP_FOLDER = /srv/shop
    DATABASES.default = sqlite:///db.sqlite3
"""


@pytest.fixture
def types(write):
    stub = make_stub(load_uri(write("shop.ini", INI)), "twod settings shop.ini --stubs")
    assert "s3cret" not in stub
    assert stub.startswith('"""Settings of shop.ini [app:main]; `twod settings shop.ini --stubs` writes this file."""')
    tree = ast.parse(stub)
    names = {node.target.id: ast.unparse(node.annotation) for node in tree.body if isinstance(node, ast.AnnAssign)}
    (class_,) = (node for node in tree.body if isinstance(node, ast.ClassDef))
    attributes = {node.target.id: ast.unparse(node.annotation) for node in class_.body}
    assert names == {**attributes, "settings": "SiteSettings"}
    return names


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("DEBUG", "bool"),
        ("SECRET_KEY", "str"),
        ("ALLOWED_HOSTS", "list[Any]"),
        ("LANGUAGE_CODE", "str"),
        ("SHOP_NAME", "str"),
        ("SHOP_OPEN", "bool"),
        ("SHOP_COUNTRIES", "list[str]"),
        ("SHOP_MIXED", "list[int | str]"),
        ("SHOP_LIMITS", "dict[str, int]"),
        ("SHOP_NESTED", "dict[str, list[int] | list[str]]"),
        ("SHOP_NOTHING", "Any"),
        ("SHOP_EMPTY", "list[Any]"),
        ("SHOP_RATE", "float"),
        ("SHOP_FOLDER", "pathlib.Path"),
        ("DATABASES", "dict[str, dict[str, str]]"),
    ],
)
def test_each_setting_has_the_type_of_its_value(types, name, type_):
    assert types[name] == type_


def test_page_shows_what_tests_try(manual):
    """The page is how-to/types.rst; tests/typing runs the type checkers on its module and with its configuration."""
    tried = (Path(__file__).parents[3] / "typing" / "test_settings_stub_types.py").read_text(encoding="utf-8")
    (module,) = manual("docs/how-to/types.rst", "python")
    (command,) = manual("docs/how-to/types.rst", "console")
    (configuration,) = manual("docs/how-to/types.rst", "ini")
    assert repr(module.text)[1:-1] in tried
    assert command.text.split()[2:5] == ["settings", "shop.ini", "--stubs"]
    assert set(configuration.text.split("\n")) <= set(tried.split("\n"))
