"""Secrets in Python code."""

from __future__ import annotations

import ast

import pytest

from twod.recipe.ini.code_secrets import shows_secret_argument, shows_secret_in_code


@pytest.mark.parametrize(
    "code",
    [
        "os.environ['DB_PASSWORD'] = 'x'",
        "os.environ.setdefault('DB_PASSWORD', 'x')",
        "os.putenv('SHOP_TOKEN', 'x')",
        "setattr(shop, 'api_key', 'x')",
        "shop.token = 'x'",
        "password: str = 'x'",
        "a = password = b'x'",
        "connect(password='x')",
        "os.environ.update({'DB_PASSWORD': 'x'})",
        "os.environ.update(DB_PASSWORD='x')",
        "password = 'x' + chr(5)",
        "password = f'x{5}'",
        "credentials = ('shop', 'x')",
        "url = 'postgres://shop:x@db/shop'",
        "if True:\n    print('password=x')",
        "password = " + " + ".join(["'x'"] * 2000),
    ],
)
def test_a_text_that_is_a_secret_by_its_name_or_form_is_found(code: str) -> None:
    assert shows_secret_in_code(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "",
        "import password",
        "password = None",
        "password = os.environ['DB_PASSWORD']",
        "password = os.environ.get('DB_PASSWORD')",
        "token = open('/run/secrets/token').read()",
        "password = getpass('Password: ')",
        "greeting = 'hello'",
        "os.environ.setdefault('LANG', 'C.UTF-8')",
        "{**settings, 'DEBUG': 'x'}",
        "url = f'postgres://shop:{password}@db/shop'",
        "main(**options)",
    ],
)
def test_what_looks_a_secret_up_shows_none(code: str) -> None:
    assert not shows_secret_in_code(ast.parse(code))


@pytest.mark.parametrize(
    ("handler", "text", "is_secret"),
    [
        ("handlers.SMTPHandler", "('mx', 'from@x', ['to@x'], 'Error', ('shop', 'x'))", True),
        ("handlers.SMTPHandler", "('mx', 'from@x', ['to@x'], 'Error', shop.settings['credentials'])", False),
        ("shop.Handler", "('mx', 'from@x', ['to@x'], 'Error', ('shop', 'x'))", False),
        ("shop.Handler", "{'password': 'x'}", True),
        ("shop.Handler", "(this is no Python, password=x", True),
        ("shop.Handler", "(this is no Python", False),
    ],
)
def test_an_argument_of_a_log_handler_is_a_secret_by_its_parameters_name(
    handler: str, text: str, is_secret: bool
) -> None:
    assert shows_secret_argument(handler, text) is is_secret
