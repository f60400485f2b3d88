"""The options of a part and of its environments, as tables.

Each row has the values that an option may have, its default, and its help text for the manual; the check for unknown
options and the manual's own tables are made from the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar, cast

from twod.inifile.addresses import Address
from twod.inifile.booleans import read_boolean
from twod.inifile.durations import read_duration
from twod.inifile.health_options import read_check_names, read_limit, read_probe_path
from twod.inifile.key_place import KeyPlace
from twod.inifile.send_file_options import Root, read_headers, read_kind, read_roots
from twod.recipe.cfg.hosts import SiteHost, read_hosts
from twod.recipe.cfg.processes import Process, read_processes, read_timers
from twod.recipe.cfg.readers import (
    EntryPoint,
    ReferredAddress,
    make_choice_reader,
    make_optional,
    read_arguments,
    read_as_is,
    read_assignments,
    read_call_arguments,
    read_code,
    read_count,
    read_entry_points,
    read_environment_names,
    read_file_name,
    read_lines,
    read_listening_address,
    read_local_path,
    read_log_target,
    read_mode,
    read_module,
    read_path,
    read_permission,
    read_requirements,
    read_scripts,
    read_secret_key,
    read_server,
    read_url_prefix,
    read_words,
)
from twod.recipe.disk.groups import Group, get_group

_T_co = TypeVar("_T_co", covariant=True)


class Option(NamedTuple, Generic[_T_co]):
    """One option.

    :param name: as it is written in buildout.cfg.
    :param read: makes the value of the text; the message of its ValueError is what would be right.
    :param default: the value when nobody gives the option.
    :param help: what the option means, for the manual.
    """

    name: str
    read: Callable[[str], _T_co]
    default: _T_co
    help: str


class Values:
    """The values of a table's options.

    :param values: what was given, by the option's name; the rest has its default.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, option: Option[_T_co]) -> _T_co:
        return cast("_T_co", self._values.get(option.name, option.default))

    def replace(self, option: Option[_T_co], value: _T_co) -> Values:  # type: ignore[misc]  # it is given to its own
        """Return the same values except for that of one option."""
        return Values({**self._values, option.name: value})


FETCH_TOOLS = ("uv", "pip", "buildout")

# Options of the part alone

RECIPE = Option("recipe", read_as_is, "twod.recipe", "``twod.recipe``.")
EGGS = Option[tuple[str, ...]](
    "eggs",
    read_requirements,
    (),
    "Required. The distributions of the site, one requirement a line. What the recipe's own scripts need (twod.wsgi, "
    "PasteScript and the servers in use) is added.",
)
EXTRA_PATHS = Option[tuple[str, ...]](
    "extra-paths", read_lines, (), "Directories, one a line, that go on the search path behind the eggs."
)
FIND_LINKS = Option[tuple[str, ...]]("find-links", read_words, (), "Where to look for distributions besides the index.")
INDEX = Option("index", read_as_is, "", "The package index to use instead of buildout's.")
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
    "dependent-scripts", read_boolean, False, "``true``: make the console scripts of all that the eggs require, too."
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
INI_DIRECTORY = Option("ini-directory", read_path, "", "Where the inis go; ``${buildout:parts-directory}/PART``.")
BIN_DIRECTORY = Option(
    "bin-directory",
    read_path,
    "",
    "Where the scripts go, such as ``bin/shop`` for the second of two sites; ``${buildout:bin-directory}``.",
)
CONTROL_SCRIPT = Option(
    "control-script",
    read_file_name,
    "manage",
    "Name of the scripts that run Django's management commands: ``bin/manage`` for the first environment, "
    "``bin/manage-ENV`` for each.",
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
    "The environment that ``bin/test`` runs under; the first one.",
)
VAR = Option(
    "var",
    read_path,
    "",
    "Directory of the data that no run touches again, secret keys for one; ``${buildout:directory}/var/PART``.",
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
    "Command for the shell, run in the buildout's directory after an ini has changed; to reload a server, for one.",
)

PART_OPTIONS: tuple[Option[Any], ...] = (
    RECIPE,
    EGGS,
    ENVIRONMENTS,
    INI_DIRECTORY,
    BIN_DIRECTORY,
    CONTROL_SCRIPT,
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

# Options of an environment; in the part they are the default for all of its environments

DEBUG = Option("debug", read_boolean, False, "Django's DEBUG.")
SETTINGS = Option(
    "settings",
    make_optional(read_module, ""),
    "",
    "Full dotted name of the settings module. The ini's settings win over the module's, and without a module they are "
    "all there is.",
)
SERVER = Option(
    "server",
    read_server,
    "waitress",
    "``waitress``, ``paste``, ``gunicorn``, or any ``egg:NAME#ENTRY-POINT`` that ``eggs`` provides. Further options of "
    "the server are written ``server.main.OPTION``.",
)
HTTP_ADDRESS = Option[Address | ReferredAddress](
    "http-address",
    read_listening_address,
    Address("127.0.0.1", 8080),
    "``HOST:PORT`` or ``PORT`` that the server listens on. Either may be a reference: ``0.0.0.0:$${env:PORT:-8080}``.",
)
THREADS = Option[int | None](
    "threads", make_optional(read_count, None), None, "How many threads the server has; its own default."
)
WORKERS = Option[int | None](
    "workers", make_optional(read_count, None), None, "How many processes the server works with; for gunicorn."
)
GRACEFUL_TIMEOUT = Option[float | None](
    "graceful-timeout",
    make_optional(read_duration, None),
    None,
    "How long the server waits, when it is asked to end, for the requests that it has accepted. It drops those that "
    "take longer. Example: ``graceful-timeout = 90s``. **Default:** 30 seconds.",
)
STOP_DELAY = Option[float | None](
    "stop-delay",
    make_optional(read_duration, None),
    None,
    "How long the server still accepts connections when it is asked to end, while the health probe already answers "
    "that it is not ready. Take as long as the load balancer needs to notice. Example: ``stop-delay = 5s``. "
    "**Default:** 0.",
)
PIPELINE = Option[tuple[str, ...]](
    "pipeline",
    read_words,
    (),
    "The filters before the application, outermost first, and at the end ``main`` for the application.",
)
STATIC = Option(
    "static",
    read_boolean,
    True,
    "Whether static and media files are served, by ``egg:twod.wsgi#full_django``.",
)
WEBSOCKET = Option(
    "websocket",
    read_as_is,
    "",
    "The ASGI application that gets the connections by WebSocket when an ASGI server serves the ini, such as "
    "``shop.sockets:application``. **Default:** none; such connections are closed.",
)
MEDIA_PERMISSION = Option(
    "media-permission",
    make_optional(read_permission, ""),
    "",
    "Who may have the media files: a permission of Django's, or a function of the request as ``MODULE:FUNCTION``. "
    "Django then answers for them, with its sign-in. Example: ``media-permission = shop.view_invoice``. **Default:** "
    "they are for everybody.",
)
ENVIRONMENT_VARS = Option[tuple[tuple[str, str], ...]](
    "environment-vars",
    read_assignments,
    (),
    "Environment variables for the environment's scripts, ``NAME = value`` a line. A variable that the caller has set "
    "already stays as it is.",
)
SECRET_KEY = Option[KeyPlace | None](
    "secret-key",
    make_optional(read_secret_key, None),
    None,
    "Where the SECRET_KEY is; the ini refers to it, and to its former keys beside it. ``generate``: make one once, in "
    "a file below ``var`` that only its owner can read, for a site on one host. ``file:PATH``, ``env:NAME`` or "
    "``cred:NAME``: a file, an environment variable or a credential that you provide, the same on each host. Example: "
    "``secret-key = file:/etc/shop/secret-key``. **Default:** the recipe writes no SECRET_KEY.",
)
LOG_LEVEL = Option(
    "log-level",
    make_choice_reader("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
    "INFO",
    "The least severe messages that are logged.",
)
LOG_FORMAT = Option(
    "log-format",
    make_choice_reader("text", "json"),
    "text",
    "``text``, or ``json`` for one JSON object a line: your messages, the server's and what is printed. "
    "**Default:** ``text``.",
)
EVENT_LOG = Option(
    "event-log",
    read_log_target,
    "",
    "File that messages are logged to, below the buildout's directory, or ``stdout``; ``stderr``. A file that "
    "something else has renamed is opened anew. The recipe makes directories for it below the buildout's and ``var``; "
    "elsewhere, as in ``/var/log/shop/event.log``, the directory has to be there.",
)
ACCESS_LOG = Option(
    "access-log",
    read_log_target,
    "",
    "File that requests are logged to, or ``stderr`` or ``stdout``: in Apache's combined format with the milliseconds "
    "behind it, or as JSON. Queries are left out. Directories are made as for ``event-log``. **Default:** requests are "
    "not logged.",
)
REQUEST_ID = Option(
    "request-id",
    read_boolean,
    False,
    "``true``: give each request an id, from the header ``X-Request-ID`` or a new one, and write it into each line of "
    "the log, into the answer and into Celery's messages. **Default:** ``false``.",
)
URL_PREFIX = Option(
    "url-prefix",
    make_optional(read_url_prefix, ""),
    "",
    "The path that the site lives under, such as ``/shop``; a proxy before it may pass the prefix on or take it off.",
)
HEALTH = Option(
    "health",
    make_optional(read_probe_path, ""),
    "",
    "Path below which health probes are answered: ``health = /-/`` gives ``/-/live`` and ``/-/ready``, before every "
    "other filter, whatever the ``Host``, and outside of ``url-prefix``. **Default:** there are no probes.",
)
HEALTH_CHECKS = Option[tuple[str, ...]](
    "health-checks",
    read_check_names,
    (),
    "Dotted names of functions of your own that ``ready`` calls besides its checks of databases, caches, migrations "
    "and the static manifest. A function fails if it raises an exception or returns False. Example: ``health-checks = "
    "shop.health.check_search``. **Default:** none.",
)
HEALTH_TIMEOUT = Option[float | None](
    "health-timeout",
    make_optional(read_limit, None),
    None,
    "How long a health check may take, such as ``0.5s`` or ``5s``; all run at the same time. **Default:** ``2s``.",
)
HEALTH_ADDRESS = Option[Address | ReferredAddress | None](
    "health-address",
    make_optional(read_listening_address, None),
    None,
    "``HOST:PORT`` or ``PORT`` of a socket of its own for the health probes, which answers while every thread of the "
    "server is busy. Example: ``health-address = 127.0.0.1:8081``. **Default:** the site's address alone.",
)
SENDFILE = Option[str](
    "sendfile",
    make_optional(read_kind, ""),
    "",
    "Let the server in front send files of the site: ``x-accel`` for nginx and Caddy, ``x-sendfile`` for Apache and "
    "lighttpd. It needs ``sendfile-roots``. Example: ``sendfile = x-accel``. **Default:** the site sends its files.",
)
SENDFILE_ROOTS = Option[tuple[Root, ...]](
    "sendfile-roots",
    make_optional(read_roots, ()),
    (),
    "The directories whose files the server in front sends, one a line; for ``x-accel`` each with the URL that nginx "
    "has it at. Files elsewhere are sent by the site. Example: ``sendfile-roots = ${twod:var}/media ; /-/media/``.",
)
SENDFILE_HEADERS = Option[tuple[str, ...]](
    "sendfile-headers",
    read_headers,
    (),
    "Further headers of your files that nginx passes on; a file with any other is sent by the site. Example: "
    "``sendfile-headers = X-Total-Count``. **Default:** those of Django's security middleware and of CORS, and some "
    "more.",
)
MODE = Option[int | None](
    "mode",
    make_optional(read_mode, None),
    None,
    "Permissions of the ini, octal; ``0640``, with a secret in clear and without a ``group`` ``0600``.",
)
GROUP = Option[Group | None](
    "group",
    make_optional(get_group, None),
    None,
    "The group of the user that the site runs as, when another user runs buildout. Its members can read the ini, the "
    "generated secret key and the scripts; you have to be one of them. Example: ``group = www-data``. **Default:** "
    "the files belong to your own group, and the secret key is for you alone.",
)

HOSTS = Option[tuple[SiteHost, ...]](
    "hosts",
    read_hosts,
    (),
    "The hosts of the environment, for the parts that write what a proxy or a supervisor reads: ``NAME:ADDRESS:PORT``, "
    "and behind it what the host runs, if that is not the server alone. Example: ``hosts = web1:10.0.0.11:8080 "
    "web2:10.0.0.12:8080 jobs:10.0.0.13 worker beat``. **Default:** one host, this one, which runs all.",
)
PROCESSES = Option[tuple[Process, ...]](
    "processes",
    read_processes,
    (),
    "What runs beside the server, ``NAME = COMMAND`` a line. The command begins with one of ``scripts-with-settings``, "
    "or with ``manage``. Example: ``worker = celery -A shop worker``. **Default:** nothing.",
)
TIMERS = Option[tuple[Process, ...]](
    "timers",
    read_timers,
    (),
    "Commands that run at certain times, ``NAME = TIME COMMAND`` a line. The time has the five fields of crontab(5), "
    "or is ``@hourly``, ``@daily``, ``@weekly`` or ``@monthly``; the command is as for ``processes``. Example: "
    "``sessions = 30 4 * * * manage clearsessions``. **Default:** none.",
)

ENVIRONMENT_OPTIONS: tuple[Option[Any], ...] = (
    DEBUG,
    SETTINGS,
    SERVER,
    HTTP_ADDRESS,
    THREADS,
    WORKERS,
    GRACEFUL_TIMEOUT,
    STOP_DELAY,
    PIPELINE,
    STATIC,
    MEDIA_PERMISSION,
    WEBSOCKET,
    ENVIRONMENT_VARS,
    SECRET_KEY,
    URL_PREFIX,
    HEALTH,
    HEALTH_CHECKS,
    HEALTH_TIMEOUT,
    HEALTH_ADDRESS,
    SENDFILE,
    SENDFILE_ROOTS,
    SENDFILE_HEADERS,
    LOG_LEVEL,
    LOG_FORMAT,
    EVENT_LOG,
    ACCESS_LOG,
    REQUEST_ID,
    MODE,
    GROUP,
    HOSTS,
    PROCESSES,
    TIMERS,
)
