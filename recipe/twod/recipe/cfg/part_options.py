"""The options of a part alone: its eggs, its files and its scripts."""

from __future__ import annotations

from typing import Any

from twod.inifile.booleans import read_boolean
from twod.recipe.cfg.option import Option
from twod.recipe.cfg.readers import (
    EntryPoint,
    make_choice_reader,
    make_optional,
    read_arguments,
    read_as_is,
    read_call_arguments,
    read_code,
    read_entry_points,
    read_environment_names,
    read_file_name,
    read_lines,
    read_local_path,
    read_path,
    read_requirements,
    read_scripts,
    read_suffix,
    read_words,
)

FETCH_TOOLS = ("uv", "pip", "buildout")

RECIPE = Option("recipe", read_as_is, "twod.recipe", "``twod.recipe``.")
EGGS = Option[tuple[str, ...]](
    "eggs",
    read_requirements,
    (),
    "Required. The distributions of the site, one requirement a line. What the recipe's own scripts need (twod.wsgi, "
    "PasteScript and the servers in use) is added.",
)
EXTRA_PATHS = Option[tuple[str, ...]](
    "extra-paths",
    read_lines,
    (),
    "Directories, one a line, that go on the search path behind the eggs. Example: ``extra-paths = src``. "
    "**Default:** none.",
)
FIND_LINKS = Option[tuple[str, ...]](
    "find-links",
    read_words,
    (),
    "Further places of distributions besides the index. Example: ``find-links = wheels``. **Default:** those of "
    "buildout.",
)
INDEX = Option(
    "index",
    read_as_is,
    "",
    "The package index. Example: ``index = https://example.com/simple/``. **Default:** that of buildout.",
)
FETCH = Option[str](
    "fetch",
    make_optional(make_choice_reader(*FETCH_TOOLS), ""),
    "",
    "The tool that fetches the pinned distributions which are missing: ``uv`` and ``pip`` fetch all of them in one go, "
    "``buildout`` one after another. **Default:** the option of ``[buildout]``, else the best tool that is there.",
)
LOCK = Option(
    "lock",
    make_optional(read_local_path, ""),
    "",
    "A lock file (PEP 751): what is installed is what it names, and each file's SHA-256 is compared before the file is "
    "unpacked. Example: ``lock = pylock.toml``. **Default:** the option of ``[buildout]``, else none.",
)
WHEELHOUSE = Option(
    "wheelhouse",
    make_optional(read_local_path, ""),
    "",
    "A folder with all files that are installed; no index is asked. Example: ``wheelhouse = wheels``. "
    "**Default:** the option of ``[buildout]``, else none.",
)
INTERPRETER = Option(
    "interpreter",
    make_optional(read_file_name, ""),
    "",
    "Name of a script that is a Python interpreter with the site's eggs. It belongs to no environment: reading one of "
    "Django's settings is an error unless the script has chosen some. ``bin/python-ENV`` has those of an environment.",
)
_SCRIPTS = Option(
    "scripts", read_as_is, "", "Which console scripts of the eggs to make, as for zc.recipe.egg; all of them."
)
ENTRY_POINTS = Option[tuple[EntryPoint, ...]](
    "entry-points", read_entry_points, (), "Further scripts, ``NAME=MODULE:FUNCTION``, as for zc.recipe.egg."
)
INITIALIZATION = Option("initialization", read_code, "", "Python code that each script runs before its imports.")
ARGUMENTS = Option(
    "arguments", read_call_arguments, "", "Python expressions that the eggs' console scripts are called with."
)
DEPENDENT_SCRIPTS = Option(
    "dependent-scripts",
    read_boolean,
    False,
    "Whether to make the console scripts of all requirements of the eggs, too. Example: ``dependent-scripts = "
    "true``. **Default:** ``false``.",
)
RELATIVE_PATHS = Option[bool | None](
    "relative-paths",
    read_boolean,
    None,
    "``true``: scripts and inis name all that is below the buildout's directory from where they stand themselves, so "
    "that the whole tree can be moved or copied. **Default:** the option of ``[buildout]``, else ``false``.",
)
ENVIRONMENTS = Option[tuple[str, ...]](
    "environments",
    read_environment_names,
    (),
    "Required. The sections that describe the environments; the first one is the default. They are plain sections "
    "without a recipe.",
)
INI_DIRECTORY = Option(
    "ini-directory",
    read_path,
    "",
    "Directory of the inis. Example: ``ini-directory = etc``. **Default:** ``${buildout:parts-directory}/PART``.",
)
BIN_DIRECTORY = Option(
    "bin-directory",
    read_path,
    "",
    "Directory of the scripts, for the second of two sites for one. Example: ``bin-directory = bin/shop``. "
    "**Default:** ``${buildout:bin-directory}``.",
)
CONTROL_SCRIPT = Option(
    "control-script",
    read_file_name,
    "manage",
    "Name of the scripts that run Django's management commands: ``bin/manage`` for the first environment, "
    "``bin/manage-ENV`` for each. Example: ``control-script = django``. **Default:** ``manage``.",
)
COMMAND_SUFFIX = Option(
    "command-suffix",
    make_optional(read_suffix, ""),
    "",
    "Appended to the names ``bin/paster`` and ``bin/twod``, which two sites of a buildout cannot both have. Example: "
    "``command-suffix = -shop``. **Default:** none.",
)
WSGI = Option(
    "wsgi",
    read_boolean,
    False,
    "``true``: make ``bin/ENV_wsgi.py``, a module with the WSGI callable ``application``, for servers that import one "
    "(gunicorn, granian, waitress-serve), and the same as ``bin/ENV.wsgi``, for those that load a file (mod_wsgi, "
    "uWSGI). Characters of the environment's name that a module cannot have become ``_``.",
)
ASGI = Option(
    "asgi",
    read_boolean,
    False,
    "``true``: make ``bin/ENV_asgi.py``, a module with the ASGI callable ``application``, for uvicorn, granian, "
    "hypercorn and daphne. The server itself is one of the ``eggs``.",
)
TEST = Option[tuple[str, ...] | None](
    "test",
    read_arguments,
    None,
    "Arguments for pytest, quoted as in a shell; with this option, empty or not, there is ``bin/test``, which runs "
    "pytest with the settings of an environment.",
)
TEST_ENVIRONMENT = Option(
    "test-environment",
    make_optional(read_file_name, ""),
    "",
    "The environment that ``bin/test`` runs under. Example: ``test-environment = test``. **Default:** the first one.",
)
VAR = Option(
    "var",
    read_path,
    "",
    "Directory of data that no run changes again, such as secret keys. Example: ``var = /var/lib/shop``. "
    "**Default:** ``${buildout:directory}/var/PART``.",
)
CHECK = Option(
    "check",
    make_choice_reader("none", "ini", "deploy"),
    "ini",
    "``ini``: check each ini before it is written; a mistake ends the run, and what is only doubtful is a warning. "
    "``deploy``: import the settings modules as well, to check the types and lists that only they have, and afterwards "
    "run Django's ``check --deploy`` for each environment without debug. ``none``: write the inis unchecked.",
)

SCRIPTS_WITH_SETTINGS = Option[tuple[EntryPoint, ...]](
    "scripts-with-settings",
    read_scripts,
    (),
    "Scripts that are made for each environment, as ``bin/gunicorn-ENV``, and run with its settings: console "
    "scripts of the eggs, such as ``gunicorn`` or ``celery``, names of ``entry-points``, or functions of your own, "
    "``NAME=MODULE:FUNCTION``.",
)
ON_CHANGE = Option(
    "on-change",
    read_as_is,
    "",
    "Shell command that buildout runs in its directory after an ini has changed, such as one that reloads a "
    "server. Example: ``on-change = systemctl reload shop``. **Default:** none.",
)

PART_OPTIONS: tuple[Option[Any], ...] = (
    RECIPE,
    EGGS,
    ENVIRONMENTS,
    INI_DIRECTORY,
    BIN_DIRECTORY,
    CONTROL_SCRIPT,
    COMMAND_SUFFIX,
    SCRIPTS_WITH_SETTINGS,
    WSGI,
    ASGI,
    TEST,
    TEST_ENVIRONMENT,
    VAR,
    CHECK,
    ON_CHANGE,
    RELATIVE_PATHS,
    EXTRA_PATHS,
    INTERPRETER,
    _SCRIPTS,
    ENTRY_POINTS,
    DEPENDENT_SCRIPTS,
    INITIALIZATION,
    ARGUMENTS,
    FIND_LINKS,
    INDEX,
    FETCH,
    LOCK,
    WHEELHOUSE,
)

#: Options that zc.recipe.egg reads by itself, and what the fetch before it reads.
EGG_OPTIONS: tuple[Option[Any], ...] = (
    EGGS,
    EXTRA_PATHS,
    FIND_LINKS,
    INDEX,
    FETCH,
    LOCK,
    WHEELHOUSE,
    INTERPRETER,
    _SCRIPTS,
    ENTRY_POINTS,
    INITIALIZATION,
    ARGUMENTS,
    DEPENDENT_SCRIPTS,
)
