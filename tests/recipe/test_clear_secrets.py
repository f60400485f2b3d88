"""Secrets in clear, in whatever section of the ini they stand."""

from __future__ import annotations

import pytest

from twod.inifile.problems import Place, Problem, Report
from twod.recipe.cfg.environments import Environment, Written, read_environment
from twod.recipe.ini.clear_secrets import find_clear_options, has_clear_secret, warn_of_clear_secrets


def write(section: str, options: dict[str, str]) -> dict[str, Written]:
    return {name: Written(text, Place("buildout.cfg", None, section, name)) for name, text in options.items()}


def read(**options: str) -> Environment:
    report = Report()
    environment = read_environment("prod", {}, write("prod", options), report)
    report.raise_errors()
    return environment


def list_warnings(**options: str) -> tuple[Problem, ...]:
    report = Report()
    warn_of_clear_secrets(read(**options), report)
    assert not report.errors
    return report.warnings


SECRETS = [
    ("DB_PASS", "x"),
    ("SIGNING_KEY", "x"),
    ("SECRET_KEY_FALLBACKS.append", "x"),
    ('SHOP."api.keys".stripe', "x"),
    ("DATABASES.default", "postgres://shop:x@db/shop"),
    ("handler.mail.args", "('mx', 'from@x', ['to@x'], 'Error', ('shop', 'x'))"),
    ("handler.mail.kwargs", "{'mailhost': 'mx', 'credentials': ('shop', 'x')}"),
    ("handler.http.kwargs", "{'headers': {'Authorization': 'x', 'X-Api-Key': 'x'}}"),
    ("handler.sentry.args", "('https://x@sentry.io/1',)"),
    ("filter.session.beaker.session.secret", "x"),
    ("filter.auth.use", "egg:x?token=x"),
    ("app.wiki.db", "postgres://wiki:x@db/wiki"),
    ("app.wiki.admin_password", "x"),
    ("app.other.SECRET_KEY", "x"),
    ("server.main.ssl_keyfile_password", "x"),
    ("composite.main./api", "config:x.ini?token=x"),
]

HARMLESS = [
    ("PASSWORD_MIN_LENGTH", "8"),
    ("TOKEN_URL", "https://x.org/token"),
    ("AUTH_TOKEN_HEADER", "X-Token"),
    ("SECRET_KEY", "$${file:key}"),
    ("DATABASES.default", "postgres://shop:$${env:PW}@db/shop"),
    ("USE_API_KEY", "true"),
    ("handler.mail.args", "('mx', 'from@x', ['to@x'], 'Reset your password')"),
    ("handler.console.args", "(sys.stderr,)"),
    ("handler.file.kwargs", "{'filename': 'key.log'}"),
    ("handler.x.args", "(this is no Python"),
    ("handler.event.level", "DEBUG"),
    ("filter.x.keyfile", "/etc/ssl/key"),
    ("server.main.certfile", "/etc/ssl/cert"),
    ("app.wiki.use", "egg:wiki"),
    ("twod.types", "API_TOKEN:str"),
]


@pytest.mark.parametrize(("name", "text"), SECRETS)
def test_a_secret_in_clear_is_found_in_every_section(name: str, text: str) -> None:
    options = {"handler.mail.class": "handlers.SMTPHandler", name: text}
    assert [problem.name for problem in list_warnings(**options)] == [name]
    assert has_clear_secret(read(**options))
    assert find_clear_options(write("twod", options)) == [name]


@pytest.mark.parametrize(("name", "text"), HARMLESS)
def test_what_only_sounds_like_one_raises_no_alarm(name: str, text: str) -> None:
    options = {"handler.mail.class": "handlers.SMTPHandler", name: text}
    assert list_warnings(**options) == ()
    assert not has_clear_secret(read(**options))
    assert find_clear_options(write("twod", options)) == []


def test_the_advice_is_a_reference_where_the_ini_looks_one_up() -> None:
    options = {"app.other.SECRET_KEY": "x", "filter.x.password": "x", "access-log": "https://u:hunter2@h/"}
    options |= {"handler.mail.class": "handlers.SMTPHandler", "handler.mail.kwargs": "{'password': 'hunter2'}"}
    assert list(map(str, list_warnings(**options))) == [
        "buildout.cfg [prod] app.other.SECRET_KEY: a secret in clear text; use a reference instead: "
        "app.other.SECRET_KEY = $${env:NAME} or $${file:PATH}",
        "buildout.cfg [prod] filter.x.password: a secret in clear text; use a reference instead: filter.x.password = "
        "$${env:NAME} or $${file:PATH}",
        "buildout.cfg [prod] handler.mail.kwargs: a secret in clear text; use a reference in quotes instead: "
        "'$${env:NAME}' or '$${file:PATH}'",
        "buildout.cfg [prod] access-log: a secret in clear text; access-log cannot have references such as "
        "$${env:NAME}, so let the code that reads it take it from a file or an environment variable",
    ]


def test_secrets_among_the_variables_are_named_and_not_shown() -> None:
    options = {"environment-vars": "LANG = C\nPGPASSWORD = hunter2\nDB_URL = postgres://u:hunter2@h/d"}
    warnings = list_warnings(**options)
    assert [problem.message.split()[0] for problem in warnings] == ["PGPASSWORD", "DB_URL"]
    assert "hunter2" not in str(warnings)
    assert not has_clear_secret(read(**options))  # They are not in the ini.


@pytest.mark.parametrize(
    ("name", "text", "is_found"),
    [
        ("secret-key", "generate", False),
        ("recipe", "twod.recipe", False),
        ("eggs", "shop\npasslib", False),
        ("environment-vars", "LANG = C", False),
        ("environment-vars", "LANG = C\nTWILIO_AUTH = x", True),
        ("index", "https://shop:x@pypi.example.com/simple", True),
        ("find-links", "https://x@pypi.example.com/simple", True),
        ("on-change", "curl -H 'Authorization: Bearer x' https://x.org", True),
        ("initialization", "import os\nos.environ['SHOP_TOKEN'] = 'x'", True),
        ("initialization", "import os\nos.environ['SHOP_TOKEN'] = os.environ['TOKEN']", False),
        ("initialization", "import shop\nshop.token = 'x'", True),
    ],
)
def test_options_of_the_recipe_itself_are_judged_by_what_they_hold(name: str, text: str, is_found: bool) -> None:
    assert find_clear_options(write("twod", {name: text})) == [name] * is_found
