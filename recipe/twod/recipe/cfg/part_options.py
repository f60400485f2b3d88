"""The options of a part only: its eggs, its files and its scripts."""

from __future__ import annotations

from typing import Any

from twod.inifile.booleans import read_boolean
from twod.recipe.cfg.option import Option, OptionGroup, list_grouped
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

RECIPE = Option("recipe", read_as_is, "twod.recipe", "Required. Always ``twod.recipe``.")
EGGS = Option[tuple[str, ...]](
    "eggs",
    read_requirements,
    (),
    "Required, but may be empty. The distributions of the site, one requirement a line. The recipe adds those that "
    "its own scripts need: twod.wsgi, PasteScript and the servers in use. Example: ``eggs = mysite``.",
)
EXTRA_PATHS = Option[tuple[str, ...]](
    "extra-paths",
    read_lines,
    (),
    "Directories, one a line, that come behind the eggs on Python's search path. Use it for a project that is no "
    "distribution. Example: ``extra-paths = src``. **Default:** no directories.",
)
FIND_LINKS = Option[tuple[str, ...]](
    "find-links",
    read_words,
    (),
    "Further places to look for distributions besides the index: folders or URLs. Example: ``find-links = wheels``. "
    "**Default:** ``find-links`` of ``[buildout]``.",
)
INDEX = Option(
    "index",
    read_as_is,
    "",
    "URL of the package index. Example: ``index = https://example.com/simple/``. **Default:** ``index`` of "
    "``[buildout]``.",
)
FETCH = Option[str](
    "fetch",
    make_optional(make_choice_reader(*FETCH_TOOLS), ""),
    "",
    "The tool that fetches missing pinned distributions. ``uv`` and ``pip`` fetch all of them in one go, ``buildout`` "
    "one after another. Example: ``fetch = pip``. **Default:** ``fetch`` of ``[buildout]``; without it, uv if it is "
    "installed, and pip if not.",
)
LOCK = Option(
    "lock",
    make_optional(read_local_path, ""),
    "",
    "A lock file (PEP 751). buildout then installs only the distributions in the lock, and compares the SHA-256 of "
    "each file before it unpacks it. Example: ``lock = pylock.toml``. **Default:** ``lock`` of ``[buildout]``; "
    "without it, no lock.",
)
WHEELHOUSE = Option(
    "wheelhouse",
    make_optional(read_local_path, ""),
    "",
    "A folder with all files to install. buildout then uses no package index. Example: ``wheelhouse = wheels``. "
    "**Default:** ``wheelhouse`` of ``[buildout]``; without it, no wheelhouse.",
)
INTERPRETER = Option(
    "interpreter",
    make_optional(read_file_name, ""),
    "",
    "Name of a script that runs Python with the site's eggs. It belongs to no environment: reading a Django setting "
    "in it is an error unless your script configures Django. For the settings of an environment, use "
    "``bin/python-ENV``. Example: ``interpreter = py``. **Default:** no such script.",
)
_SCRIPTS = Option(
    "scripts",
    read_as_is,
    "",
    "Console scripts of the eggs to create, as in zc.recipe.egg. Example: ``scripts = flake8``. **Default:** all of "
    "them.",
)
ENTRY_POINTS = Option[tuple[EntryPoint, ...]](
    "entry-points",
    read_entry_points,
    (),
    "Further scripts to create, ``NAME=MODULE:FUNCTION``, as in zc.recipe.egg. Example: ``entry-points = "
    "sync=shop.jobs:main``. **Default:** no further scripts.",
)
INITIALIZATION = Option(
    "initialization",
    read_code,
    "",
    "Python code that each script runs before its imports. Example: ``initialization = import faulthandler; "
    "faulthandler.enable()``. **Default:** no code.",
)
ARGUMENTS = Option(
    "arguments",
    read_call_arguments,
    "",
    "Python expressions that the console scripts of the eggs pass to their functions. Example: ``arguments = "
    '"/srv/shop", 3``. **Default:** no arguments.',
)
DEPENDENT_SCRIPTS = Option(
    "dependent-scripts",
    read_boolean,
    False,
    "Whether to create the console scripts of the eggs' requirements too: ``true`` or ``false``. Example: "
    "``dependent-scripts = true``. **Default:** ``false``.",
)
RELATIVE_PATHS = Option[bool | None](
    "relative-paths",
    read_boolean,
    None,
    "Whether scripts and inis use relative paths for files below the buildout's directory, so that you can move or "
    "copy the whole tree: ``true`` or ``false``. Example: ``relative-paths = true``. **Default:** ``relative-paths`` "
    "of ``[buildout]``; without it, ``false``.",
)
ENVIRONMENTS = Option[tuple[str, ...]](
    "environments",
    read_environment_names,
    (),
    "Required. Names of the sections that describe the environments. These sections have no recipe. The first "
    "environment is the one that ``bin/manage`` uses. Example: ``environments = dev prod``.",
)
INI_DIRECTORY = Option(
    "ini-directory",
    read_path,
    "",
    "Directory of the generated inis. Example: ``ini-directory = etc``. **Default:** "
    "``${buildout:parts-directory}/PART``.",
)
BIN_DIRECTORY = Option(
    "bin-directory",
    read_path,
    "",
    "Directory of the generated scripts. Set it for the second of two sites in one buildout. Example: ``bin-directory "
    "= bin/shop``. **Default:** ``${buildout:bin-directory}``.",
)
CONTROL_SCRIPT = Option(
    "control-script",
    read_file_name,
    "manage",
    "Name of the scripts that run Django's management commands. It makes ``bin/NAME`` for the first environment, and "
    "``bin/NAME-ENV`` for every environment. Example: ``control-script = django``. **Default:** ``manage``.",
)
COMMAND_SUFFIX = Option(
    "command-suffix",
    make_optional(read_suffix, ""),
    "",
    "Text to append to the names ``bin/paster`` and ``bin/twod``. Set it if two sites share a directory of scripts. "
    "Example: ``command-suffix = -shop``. **Default:** no suffix.",
)
WSGI = Option(
    "wsgi",
    read_boolean,
    False,
    "Whether to create ``bin/ENV_wsgi.py``, a module with the WSGI callable ``application``, and a copy "
    "``bin/ENV.wsgi``: ``true`` or ``false``. gunicorn, granian and waitress-serve import the module; mod_wsgi and "
    "uWSGI load the copy. In the module's name, ``_`` replaces characters that a module cannot have. Example: ``wsgi "
    "= true``. **Default:** ``false``.",
)
ASGI = Option(
    "asgi",
    read_boolean,
    False,
    "Whether to create ``bin/ENV_asgi.py``, a module with the ASGI callable ``application``, for uvicorn, granian, "
    "hypercorn and daphne: ``true`` or ``false``. Add the server to ``eggs``. Example: ``asgi = true``. **Default:** "
    "``false``.",
)
TEST = Option[tuple[str, ...] | None](
    "test",
    read_arguments,
    None,
    "Arguments for pytest, quoted as in a shell. With this option, even if it is empty, the recipe creates "
    "``bin/test``, which runs pytest with the settings of an environment. Example: ``test = -q tests``. "
    "**Default:** no ``bin/test``.",
)
TEST_ENVIRONMENT = Option(
    "test-environment",
    make_optional(read_file_name, ""),
    "",
    "The environment that ``bin/test`` uses. Example: ``test-environment = test``. **Default:** the first one in "
    "``environments``.",
)
VAR = Option(
    "var",
    read_path,
    "",
    "Directory for data that buildout must never change, such as generated secret keys. Example: ``var = "
    "/var/lib/shop``. **Default:** ``${buildout:directory}/var/PART``.",
)
CHECK = Option(
    "check",
    make_choice_reader("none", "ini", "deploy"),
    "ini",
    "How thoroughly to check each ini before buildout writes it. ``none``: not at all. ``ini``: an error ends the "
    "run; a doubtful line is a warning. ``deploy``: import the settings modules as well, to check the settings whose "
    "types only they declare, and run Django's ``check --deploy`` afterwards for each environment without ``debug``. "
    "Example: ``check = deploy``. **Default:** ``ini``.",
)

SCRIPTS_WITH_SETTINGS = Option[tuple[EntryPoint, ...]](
    "scripts-with-settings",
    read_scripts,
    (),
    "Scripts to create for each environment, such as ``bin/celery-ENV``, that run with its settings. Name console "
    "scripts of the eggs, names in ``entry-points``, or functions as ``NAME=MODULE:FUNCTION``. Example: "
    "``scripts-with-settings = celery worker=shop.jobs:main``. **Default:** no further scripts.",
)
ON_CHANGE = Option(
    "on-change",
    read_as_is,
    "",
    "Shell command that buildout runs in its directory after an ini has changed. Example: ``on-change = systemctl "
    "reload shop``. **Default:** no command.",
)

PART_GROUPS: tuple[OptionGroup, ...] = (
    OptionGroup("Site", (RECIPE, EGGS, EXTRA_PATHS, ENVIRONMENTS, CHECK, ON_CHANGE)),
    OptionGroup("Files", (INI_DIRECTORY, BIN_DIRECTORY, VAR, RELATIVE_PATHS)),
    OptionGroup(
        "Scripts of the site", (CONTROL_SCRIPT, COMMAND_SUFFIX, SCRIPTS_WITH_SETTINGS, INTERPRETER, WSGI, ASGI)
    ),
    OptionGroup("Tests", (TEST, TEST_ENVIRONMENT)),
    OptionGroup("Scripts of the eggs", (_SCRIPTS, ENTRY_POINTS, DEPENDENT_SCRIPTS, INITIALIZATION, ARGUMENTS)),
    OptionGroup("Package index", (FIND_LINKS, INDEX, FETCH, LOCK, WHEELHOUSE)),
)

PART_OPTIONS: tuple[Option[Any], ...] = list_grouped(PART_GROUPS)

#: Options that zc.recipe.egg reads, and those for the fetch before it.
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
