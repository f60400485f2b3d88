"""Options of other recipes, each with its counterpart in twod.recipe: for errors, the manual and ``migrate-buildout``.

The rows of a recipe are the options that twod.recipe does not have, or understands differently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_DJANGORECIPE = "djangorecipe"
_BOOK = "djangorecipebook"
_ISOTOMA = "isotoma.recipe.django"
_ZOPE = "plone.recipe.zope2instance"
_EGG = "zc.recipe.egg"

#: Default values that matter for the advice; ``{part}`` is the name of the part.
FOREIGN_DEFAULTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        _DJANGORECIPE: {"project": "project", "settings": "development", "control-script": "{part}", "eggs": "{part}"},
        _BOOK: {"control-script": "{part}", "eggs": "{part}"},
        _ISOTOMA: {"settings": "settings", "control-script": "django", "eggs": "{part}"},
    }
)

_OWN_PYTHON = "remove it; the site runs on the Python that runs bin/buildout"


class Move(NamedTuple):
    """The action of ``twod migrate-buildout`` for an option.

    :param kind: ``rename``; ``settings``, for a part of the settings module's name; ``pin``, in ``[versions]``;
        ``test``, for the part that runs pytest; ``wsgi``, for the name of a script; ``drop``, if it has no meaning in
        twod.recipe; ``refuse``.
    :param target: the new name; for ``refuse`` the cure; for ``drop`` an additional reason, if any.
    """

    kind: str
    target: str = ""


class ForeignOption(NamedTuple):
    """An option of another recipe.

    :param name: its name in buildout.cfg.
    :param recipe: the recipe that has it.
    :param meaning: its meaning in that recipe, for the manual.
    :param advice: the text to write instead. ``{value}`` is the option's value, ``{settings}`` that of ``settings``.
    :param move: the action of ``migrate-buildout``; None for a recipe that it does not migrate.
    """

    name: str
    recipe: str
    meaning: str
    advice: str
    move: Move | None = None


def _make_rows(recipe: str, *rows: tuple[str, str, str] | tuple[str, str, str, Move]) -> tuple[ForeignOption, ...]:
    return tuple(ForeignOption(row[0], recipe, *row[1:]) for row in rows)


_SETTINGS, _DROP, _TEST = Move("settings"), Move("drop"), Move("test")

_GENERATED = Move("drop", "only for a project that djangorecipe generated; the settings module has the value")

_COMMAND = Move("refuse", "delete the part, and run bin/manage-ENVIRONMENT COMMAND")

_NO_CODE = Move("refuse", "write a PasteDeploy filter that wraps the application, and name it in pipeline")

FOREIGN_OPTIONS: tuple[ForeignOption, ...] = (
    *_make_rows(
        _DJANGORECIPE,
        ("project", "the package of the project", "write settings = {value}.{settings}", _SETTINGS),
        ("projectegg", "the package of the project, in an egg", "write settings = {value}.{settings}", _SETTINGS),
        ("dotted-settings-path", "the settings module", "write settings = {value}", _SETTINGS),
        (
            "control_script",
            "name of the script for management commands",
            "write control-script = {value}",
            Move("rename", "control-script"),
        ),
        ("logfile", "log of the WSGI script", "write event-log = {value}", Move("rename", "event-log")),
        ("wsgilog", "log of the WSGI script", "write event-log = {value}", Move("rename", "event-log")),
        ("wsgi-script", "name of the WSGI script", "write wsgi = true, and use bin/ENVIRONMENT.wsgi", Move("wsgi")),
        (
            "deploy-script-extra",
            "Python code at the end of the WSGI script",
            "wrap the application in a filter, and name it in pipeline",
            _NO_CODE,
        ),
        (
            "deploy_script_extra",
            "Python code at the end of the WSGI script",
            "wrap the application in a filter, and name it in pipeline",
            _NO_CODE,
        ),
        ("fcgi", "a script for FastCGI", "remove it; the option server chooses the server", _DROP),
        ("testrunner", "name of the test script", "make a part [{value}] with recipe = twod.recipe:test", _TEST),
        ("coverage", "measures the coverage of the tests", "add pytest-cov to eggs, and write test = --cov", _TEST),
        ("version", "version of Django", "in [versions], write Django = {value}", Move("pin", "Django")),
        ("bind", "address of the server", "write http-address = {value}"),
        ("urlconf", "the URLconf of a generated project", "write ROOT_URLCONF = {value}", _GENERATED),
        ("secret", "the secret key of a generated project", "write secret-key = generate", _GENERATED),
    ),
    *_make_rows(
        _BOOK,
        ("command", "the management command of the script", "run bin/manage-ENVIRONMENT COMMAND", _COMMAND),
        ("args", "arguments of that command", "run bin/manage-ENVIRONMENT COMMAND", _COMMAND),
        (
            "inst_apps",
            "INSTALLED_APPS of minimal settings",
            "write INSTALLED_APPS = …",
            Move("refuse", "write a settings module and name it in settings"),
        ),
        ("log-file", "log of the WSGI script", "write event-log = {value}", Move("rename", "event-log")),
        ("virtualenv", "a virtual environment for the script", "remove it; the site's eggs are on the path", _DROP),
        (
            "script_path",
            "path of the script",
            "write control-script = …, and bin-directory = …",
            Move("refuse", "write the script's name in control-script instead"),
        ),
        (
            "project-dir",
            "directory of the project",
            "write extra-paths = {value}",
            Move("refuse", "write the directory in extra-paths instead"),
        ),
        (
            "envvars",
            "environment variables",
            "write environment-vars, NAME = value a line",
            Move("rename", "environment-vars"),
        ),
        (
            "application",
            "the WSGI application for gunicorn",
            "remove it; bin/serve-ENVIRONMENT serves the site",
            _DROP,
        ),
    ),
    *_make_rows(
        _ISOTOMA,
        (
            "extra-settings",
            "Python code after the settings",
            "write each setting as an option in capitals",
            Move(
                "refuse",
                "save these lines as a module that begins with 'from {settings} import *', and name it in settings",
            ),
        ),
        (
            "bin-on-path",
            "puts the scripts on PATH",
            "write environment-vars",
            Move("refuse", "set PATH in initialization instead"),
        ),
    ),
    *_make_rows(
        _ZOPE,
        ("ip-address", "the address of the server", "write http-address = {value}:8080"),
        ("zserver-threads", "number of threads", "write threads = {value}"),
        ("debug-mode", "development mode", "write debug = true in one environment"),
        ("debug-exceptions", "tracebacks in the browser", "write debug = true in one environment"),
        ("event-log-level", "the lowest level to log", "write log-level = {value}"),
        ("z2-log", "log of the requests", "write access-log = {value}"),
        ("effective-user", "the user that the server runs as", "name the user in the unit of the service"),
        ("max-request-body-size", "limit of uploads", "write server.main.max_request_body_size = {value}"),
        ("wsgi-ini-template", "template of the ini", "write options for its sections: filter.NAME.OPTION"),
        (
            "wsgi-logging-ini-template",
            "template of the ini's logging",
            "write logger.NAME.OPTION, handler.NAME.OPTION",
        ),
        ("products", "directories of Zope products", "remove it; it is for Zope"),
        ("zcml", "packages with ZCML that Zope loads", "remove it; INSTALLED_APPS lists Django's applications"),
        (
            "zope-conf-additional",
            "lines for zope.conf",
            "remove it; Django's settings are options in capitals",
        ),
        ("zeo-address", "address of the ZEO server", "remove it; DATABASES.default names the database"),
        ("blob-storage", "directory of the blobs", "write MEDIA_ROOT = {value}"),
    ),
    *_make_rows(
        _EGG,
        ("python", "section that names a Python", _OWN_PYTHON, _DROP),
        ("executable", "a Python", _OWN_PYTHON, _DROP),
        ("unzip", "unpacks eggs", "remove it; eggs are always unpacked", _DROP),
        ("include-site-packages", "eggs of the system", "remove it; only the site's eggs are on the path", _DROP),
    ),
    *_make_rows(
        "deployrecipes",
        ("config_uri", "the ini", "write config-uri = {value}, in a part with recipe twod.recipe:confvars"),
        (
            "factory_distribution",
            "the distribution of the ini's application",
            "write factory-distribution = {value}, in a part with recipe twod.recipe:confvars",
        ),
    ),
    *_make_rows(
        "twod.wsgi 1.x",
        (
            "paste_config_uri",
            "the ini that the tests run with",
            "write config-uri = {value}, in a part with recipe twod.recipe:test",
        ),
    ),
)

_BY_NAME = {option.name: option for option in FOREIGN_OPTIONS}


def find_foreign_option(name: str) -> ForeignOption | None:
    """Return the option of another recipe; None if no recipe in the table has it."""
    return _BY_NAME.get(name)


def make_advice(option: ForeignOption, texts: Mapping[str, str]) -> str:
    """Return the advice for an option of another recipe.

    :param texts: the texts of the part's options, including this one.
    """
    names = {**FOREIGN_DEFAULTS[_DJANGORECIPE], **{name: " ".join(text.split()) for name, text in texts.items()}}
    words = {"value": names.get(option.name, ""), "settings": names["settings"]}
    return re.sub(r"\{(value|settings)\}", lambda found: words[found[1]], option.advice)


def describe_foreign_option(option: ForeignOption, texts: Mapping[str, str]) -> str:
    """Return the error for an option of another recipe; the parameters are those of :func:`make_advice`."""
    return f"is an option of {option.recipe}; {make_advice(option, texts)}"
