"""The examples in the manual of django-pastedeploy-settings, in words of our own, work after migrate-ini.

Three of them never ran as they are: two have commas before closing brackets, which twod.wsgi takes, one of these an
address without quotes, and one names a file without ``config:``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from twod.wsgi.config.survey import load_uri
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.migration.proof import compare_accounts, give_account
from twod.wsgi.migration.rewriting import migrate

MODULE = "django_settings_module = settings_of_the_old_ini\n"
Move = Callable[..., dict[str, dict[str, object]]]


@pytest.fixture
def move(write: Callable[[str, str], Path], old_module: Callable[..., str]) -> Move:
    """Rewrite inis, the one that is loaded first, and return the settings of each application that runs."""

    def move(inis: Mapping[str, str], **module: object) -> dict[str, dict[str, object]]:
        old_module(**module)
        first, *others = [str(write(name, text)) for name, text in inis.items()]
        migration = migrate(first, others)
        for subject in migration.subjects:
            before = give_account(subject.uri, {}, subject.given)
            after = give_account(subject.uri, migration.texts, subject.given)
            assert list(compare_accounts(before, after)) == []
        for path, text in migration.texts.items():
            Path(path).write_text(text, encoding="utf-8")
        assert migrate(first, others).texts == migration.texts
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded = [
                (subject.uri, load_uri(subject.uri, given=subject.given).values) for subject in migration.subjects
            ]
        return {uri.rpartition("#")[2]: values for uri, values in loaded}

    return move


#: Of a section that leaves open where the file is.
DATABASES = """\
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "${file}",
        }
    }
"""


def make_databases(file: str) -> dict[str, object]:
    return {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": file}}


def test_settings_are_inherited_from_another_file(move: Move) -> None:
    base = f"[DEFAULT]\n{MODULE}\n[app:main]\nuse = egg:django-pastedeploy-settings\n{DATABASES}"
    develop = """\
        [DEFAULT]
        debug = true
        file = /dev/shop.db
        [app:main]
        use = config:base.ini
        SECRET_KEY = "weak key"
        DEBUG_PROPAGATE_EXCEPTIONS = true
    """
    (values,) = move({"develop.ini": develop, "base.ini": base}).values()
    assert values == {
        "DATABASES": make_databases("/dev/shop.db"),
        "DEBUG": True,
        "DEBUG_PROPAGATE_EXCEPTIONS": True,
        "SECRET_KEY": "weak key",
    }


def test_file_without_config_is_an_error_with_the_cure(write: Callable[[str, str], Path]) -> None:
    path = write("develop.ini", "[app:main]\nuse = /shop/base.ini\n")
    with pytest.raises(ConfigurationError, match=r"for a file, write 'config:/shop/base\.ini'"):
        migrate(str(path))


def test_settings_are_inherited_from_another_section(move: Move) -> None:
    text = f"[DEFAULT]\n{MODULE}\n[app:base]\nuse = egg:django-pastedeploy-settings\n{DATABASES}"
    for name, debug in {"develop": "true", "production": "false"}.items():
        text += f'[app:{name}]\nuse = base\nset debug = {debug}\nset file = /{name}.db\n\nSECRET_KEY = "of {name}"\n'
    assert move({"site.ini": text}, ROOT_URLCONF="shop.urls") == {
        name: {
            "DATABASES": make_databases(f"/{name}.db"),
            "DEBUG": name == "develop",
            "ROOT_URLCONF": "shop.urls",
            "SECRET_KEY": f"of {name}",
        }
        for name in ("develop", "production")
    }


@pytest.mark.parametrize("own", ["", "TEMPLATE_DEBUG = true\n"])
def test_setting_follows_debug_or_is_overridden(move: Move, tmp_path: Path, own: str) -> None:
    text = (
        f"[DEFAULT]\ndebug = false\n{MODULE}[app:main]\nuse = egg:django-pastedeploy-settings\n"
        f"TEMPLATE_DEBUG = {'false' if own else '${debug}'}\n[app:develop]\nuse = main\nset debug = true\n{own}"
    )
    assert move({"site.ini": text}) == {"develop": {"DEBUG": True, "TEMPLATE_DEBUG": True}}
    assert load_uri(tmp_path / "site.ini").values == {"DEBUG": False, "TEMPLATE_DEBUG": False}


def test_variables_and_escapes_keep_their_meaning(move: Move, tmp_path: Path) -> None:
    text = (
        f"[DEFAULT]\ndebug = false\n{MODULE}mail = ada@shop.example\n[app:main]\n"
        'use = egg:django-pastedeploy-settings\nDEFAULT_FROM_EMAIL = "${mail}"\n'
        'EMAIL_SUBJECT_PREFIX = "$${django} "\nMEDIA_ROOT = "${here}/media"\n'
    )
    assert move({"site.ini": text})["main"] == {
        "DEBUG": False,
        "DEFAULT_FROM_EMAIL": "ada@shop.example",
        "EMAIL_SUBJECT_PREFIX": "${django} ",
        "MEDIA_ROOT": f"{tmp_path}/media",
    }


def test_several_files_build_on_each_other(move: Move) -> None:
    base = f"[DEFAULT]\ndebug = false\n{MODULE}[app:base]\nuse = egg:django-pastedeploy-settings\nEMAIL_PORT = 25\n"
    base += "[app:debug]\nuse = base\nset debug = true\n"
    develop = (
        "[server:main]\nuse = egg:Paste#http\nport = 8080\n[app:main]\nuse = config:base.ini#debug\nEMAIL_PORT = 1025\n"
    )
    moved = move({"develop.ini": develop, "base.ini": base})
    assert moved == {"main": {"DEBUG": True, "EMAIL_PORT": 1025}}


#: All kinds of values, most of them of settings that Django has dropped.
WHOLE = """\
[app:main]
use = egg:django-pastedeploy-settings
TEMPLATE_DEBUG = ${debug}
ADMINS = [
    ["Ada", "ada@shop.example"],
    ["Root", "root@shop.example"],
    ]
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
SITE_ID = 1
USE_I18N = true
MEDIA_ROOT = "${here}/media/"
MEDIA_URL = "/media/"
# With a slash at its end
ADMIN_MEDIA_PREFIX = "/admin_media/"
SECRET_KEY = "a secret"
TEMPLATE_LOADERS = [
    "django.template.loaders.filesystem.load_template_source",
    ]
MIDDLEWARE_CLASSES = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "shop.urls"
TEMPLATE_DIRS = ["/shop/templates/"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.sites",
    ]
"""


def test_whole_ini_keeps_what_django_has_dropped(move: Move, tmp_path: Path) -> None:
    values = move({"site.ini": f"[DEFAULT]\ndebug = false\n{MODULE}{WHOLE}"}, INSTALLED_APPS=("shop",))["main"]
    assert values.pop("ADMINS")
    assert values == {
        "ADMIN_MEDIA_PREFIX": "/admin_media/",
        "DEBUG": False,
        "INSTALLED_APPS": ("shop", "django.contrib.auth", "django.contrib.sites"),
        "LANGUAGE_CODE": "en-gb",
        "MEDIA_ROOT": f"{tmp_path}/media/",
        "MEDIA_URL": "/media/",
        "MIDDLEWARE_CLASSES": ["django.middleware.common.CommonMiddleware"],
        "ROOT_URLCONF": "shop.urls",
        "SECRET_KEY": "a secret",
        "SITE_ID": 1,
        "TEMPLATE_DEBUG": False,
        "TEMPLATE_DIRS": ["/shop/templates/"],
        "TEMPLATE_LOADERS": ["django.template.loaders.filesystem.load_template_source"],
        "TIME_ZONE": "Europe/London",
        "USE_I18N": True,
    }


def test_factory_of_the_project_is_named_again_after_the_migration(
    move: Move, write: Callable[[str, str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, old, new = (
        "paste.app_factory = shop_factory:make",
        "use = egg:django-pastedeploy-settings",
        "use = egg:twod.wsgi",
    )
    text = f'[DEFAULT]\ndebug = false\n{MODULE}[app:main]\n{own}\nINSTALLED_APPS = ["shop"]\n'
    move({"site.ini": text.replace(own, old)}, INSTALLED_APPS=("wiki",))
    path = tmp_path / "site.ini"
    path.write_text(path.read_text().replace(new, own))
    monkeypatch.syspath_prepend(str(tmp_path))
    write(
        "shop_factory.py",
        """
        from twod.wsgi import wsgify_django

        def make(global_conf, **local_conf):
            return wsgify_django(global_conf, **local_conf)
        """,
    )
    assert load_uri(path).values == {"DEBUG": False, "INSTALLED_APPS": ("wiki", "shop")}
