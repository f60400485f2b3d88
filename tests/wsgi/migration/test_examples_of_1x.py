"""The inis in the manual of twod.wsgi 1.x give the settings that it promises, as they are and migrated."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from kit.sites import write_files
from twod.wsgi.config.survey import load_uri
from twod.wsgi.migration.proof import compare_accounts, give_account
from twod.wsgi.migration.rewriting import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: 1.x took settings that Django has dropped since, and a module's value hides one of the ini.
pytestmark = pytest.mark.filterwarnings("ignore::twod.wsgi.exc.ConfigurationWarning")

MODULE = "old_example_settings"
HEAD = f"debug = False\ndjango_settings_module = {MODULE}\n"
CITIES = ("Oxford", "London", "Liverpool", "Leeds", "Manchester")

#: By subject: the lines of [DEFAULT], those of the application, the settings module, and what comes of them.
EXAMPLES: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "texts": (
        "twod.dialect = 1",
        """
        SHORT = foo
        LONG = This
            is a
            multi-line
            option
        ROOM = Room #12
        QUOTED = "Lorem ipsum"
        """,
        "",
        {"SHORT": "foo", "LONG": "This\nis a\nmulti-line\noption", "ROOM": "Room #12", "QUOTED": '"Lorem ipsum"'},
    ),
    "booleans": (
        """
        twod.booleans =
            OPEN
            CLOSED
            LATE
        """,
        """
        OPEN = True
        CLOSED = FALSE
        LATE = yes
        TEMPLATE_DEBUG = %(debug)s
        USE_I18N = no
        """,
        "",
        {"OPEN": True, "CLOSED": False, "LATE": True, "TEMPLATE_DEBUG": False, "USE_I18N": False},
    ),
    "integers": (
        "twod.integers = AGE",
        "EMAIL_PORT = 25\nDATABASE_PORT = 5432\nAGE = 86400",
        "",
        # 1.x promised an integer for DATABASE_PORT, and made a text.
        {"EMAIL_PORT": 25, "DATABASE_PORT": "5432", "AGE": 86400},
    ),
    "tuples": (
        "twod.tuples =\n    ONE\n    TWO\n    THREE",
        """
        ONE = Oxford London Liverpool Leeds Manchester
        TWO =
            Oxford
            London
            Liverpool
            Leeds
            Manchester
        THREE = Oxford London
            Liverpool Leeds
            Manchester
        """,
        "",
        {"ONE": CITIES, "TWO": CITIES, "THREE": CITIES},
    ),
    "tuples that the settings module begins": (
        "twod.tuples = STOPS",
        "MIDDLEWARE_CLASSES =\n    shop.Third\n    shop.Fourth\nSTOPS = Didcot",
        "MIDDLEWARE_CLASSES = ('django.First', 'django.Second')\nSTOPS = ('Oxford',)",
        {
            "MIDDLEWARE_CLASSES": ("django.First", "django.Second", "shop.Third", "shop.Fourth"),
            "STOPS": ("Oxford", "Didcot"),
        },
    ),
    "nested tuples": (
        "twod.nested_tuples = PLACES",
        """
        ADMINS =
            Ada ; ada@example.com
        PLACES =
            Europe ; Madrid
            Europe ; Oxford
            Asia ; Tokyo
        """,
        "",
        {"PLACES": (("Europe", "Madrid"), ("Europe", "Oxford"), ("Asia", "Tokyo"))},
    ),
    "dictionaries": (
        "twod.dictionaries = CAPITALS",
        """
        DATABASE_OPTIONS =
            sslmode=require
        CAPITALS =
            France=Paris
            Spain = Madrid
            UK= London
            Venezuela = Caracas
        """,
        "",
        {
            "DATABASE_OPTIONS": {"sslmode": "require"},
            "CAPITALS": {"France": "Paris", "Spain": "Madrid", "UK": "London", "Venezuela": "Caracas"},
        },
    ),
    "settings that are None": (
        "twod.none_if_empty_settings = MAYBE",
        "FILE_UPLOAD_TEMP_DIR =\nMAYBE =",
        "",
        {"FILE_UPLOAD_TEMP_DIR": None, "MAYBE": None},
    ),
    "settings that might be None": (
        "twod.none_if_empty_settings = MAYBE",
        "FILE_UPLOAD_TEMP_DIR = /tmp/shop/\nMAYBE = Something else",
        "",
        {"FILE_UPLOAD_TEMP_DIR": "/tmp/shop/", "MAYBE": "Something else"},
    ),
    "values of the settings module": (
        "twod.dialect = 1",
        "EMAIL_PORT = 25",
        "EMAIL_PORT = 2525",
        {"EMAIL_PORT": 2525, "DEBUG": False},
    ),
}

#: The long example: old settings of a database, administrators from [DEFAULT], and lists a word a line.
WHOLE = (
    """
    twod.dialect = 1
    admins =
        Ada ; ada@example.com
        Bo ; bo@example.com
    """,
    """
    TEMPLATE_DEBUG = %(debug)s
    ADMINS = %(admins)s
        Cy ; cy@example.com
    MANAGERS = %(admins)s
    DATABASE_ENGINE = postgresql_psycopg2
    DATABASE_NAME = shop
    TIME_ZONE = Europe/London
    LANGUAGE_CODE = en-gb
    SITE_ID = 1
    USE_I18N = True
    MEDIA_ROOT = %(here)s/media/
    MEDIA_URL = /media/
    ADMIN_MEDIA_PREFIX = /admin_media/
    SECRET_KEY = sesame
    TEMPLATE_LOADERS =
        django.template.loaders.filesystem.load_template_source
        django.template.loaders.app_directories.load_template_source
    ROOT_URLCONF = shop.urls
    TEMPLATE_DIRS =
    # Nothing so far.
    INSTALLED_APPS =
        django.contrib.auth
        django.contrib.sites
    """,
)


@pytest.fixture(autouse=True)
def _forget_module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop(MODULE, None)


def write_site(home: Path, default: str, options: str, module: str = "") -> str:
    """Write the ini and the settings module of an example, and return the path of the ini."""
    texts = [f"[DEFAULT]\n{HEAD}", dedent(default), "\n[app:main]\nuse = egg:twod.wsgi\n", dedent(options)]
    write_files(home, {"site.ini": "".join(texts), f"{MODULE}.py": module})
    return str(home / "site.ini")


def dedent(text: str) -> str:
    lines = text.strip("\n").splitlines()
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines) + "\n"


def find_differences(uri: str, texts: dict[str, str]) -> list[str]:
    return list(compare_accounts(give_account(uri, {}), give_account(uri, texts)))


@pytest.mark.parametrize("subject", EXAMPLES)
def test_an_ini_gives_what_the_manual_of_1x_promises_and_so_does_its_migration(subject: str, tmp_path: Path) -> None:
    default, options, module, expected = EXAMPLES[subject]
    path = write_site(tmp_path, default, options, module)
    values = load_uri(path).values
    assert {name: values[name] for name in expected} == expected
    migration = migrate(path)
    assert "twod.dialect = 1" not in migration.texts[path]
    assert find_differences(path, dict(migration.texts)) == []


def test_the_whole_example_gives_the_same_after_its_migration(tmp_path: Path) -> None:
    path = write_site(tmp_path, *WHOLE)
    values = load_uri(path).values
    assert len(values["ADMINS"]) == 3  # type: ignore[arg-type]
    assert len(values["MANAGERS"]) == 2  # type: ignore[arg-type]
    assert (values["SITE_ID"], values["MEDIA_ROOT"], values["DATABASE_NAME"]) == (1, f"{tmp_path}/media/", "shop")
    assert len(values["TEMPLATE_LOADERS"]) == 2  # type: ignore[arg-type]
    assert (values["TEMPLATE_DIRS"], values["INSTALLED_APPS"]) == ((), ("django.contrib.auth", "django.contrib.sites"))
    assert find_differences(path, dict(migrate(path).texts)) == []


MODES = """
[app:main]
use = egg:twod.wsgi
TEMPLATE_DEBUG = False

[app:development]
use = main
set debug = True
TEMPLATE_DEBUG = True

[app:subset]
use = main
ROOT_URLCONF = shop.subset
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("main", {"DEBUG": False, "TEMPLATE_DEBUG": False}),
        ("development", {"DEBUG": True, "TEMPLATE_DEBUG": True}),
        ("subset", {"DEBUG": False, "ROOT_URLCONF": "shop.subset"}),
    ],
)
def test_one_ini_has_several_modes(name: str, expected: dict[str, Any], tmp_path: Path) -> None:
    write_files(tmp_path, {"site.ini": f"[DEFAULT]\n{HEAD}twod.dialect = 1\n{MODES}", f"{MODULE}.py": ""})
    path = str(tmp_path / "site.ini")
    values = load_uri(f"{path}#{name}").values
    assert {name: values[name] for name in expected} == expected
    assert find_differences(f"{path}#{name}", dict(migrate(path).texts)) == []


BASE = """
[DEFAULT]
debug = False
twod.integers = AGE

[app:base]
use = egg:twod.wsgi
EMAIL_PORT = 25
AGE = 5

[app:debug]
use = base
set debug = True
"""
DEVELOP = """
[server:main]
use = egg:Paste#http
port = 8080

[app:main]
use = config:base-config.ini#debug
EMAIL_PORT = 1025
"""


def test_an_ini_builds_on_another(tmp_path: Path) -> None:
    write_files(tmp_path, {"base-config.ini": BASE, "develop.ini": DEVELOP})
    path, base = str(tmp_path / "develop.ini"), str(tmp_path / "base-config.ini")
    values = load_uri(path).values
    assert (values["EMAIL_PORT"], values["AGE"], values["DEBUG"]) == (1025, 5, True)
    migration = migrate(path, [base])
    assert "    AGE:int\n" in migration.texts[base]
    assert find_differences(path, dict(migration.texts)) == []
