"""The options of an environment. In the part, they are the defaults for all its environments."""

from __future__ import annotations

from typing import Any

from twod.inifile.addresses import Address
from twod.inifile.booleans import read_boolean
from twod.inifile.durations import read_duration
from twod.inifile.health_options import read_check_names, read_limit, read_probe_path
from twod.inifile.key_place import KeyPlace
from twod.inifile.send_file_options import Root, read_headers, read_kind, read_roots
from twod.recipe.cfg.hosts import SiteHost, read_hosts
from twod.recipe.cfg.option import Option, OptionGroup, list_grouped
from twod.recipe.cfg.processes import Process, read_processes, read_timers
from twod.recipe.cfg.readers import (
    ListedFile,
    ReferredAddress,
    make_choice_reader,
    make_optional,
    read_as_is,
    read_assignments,
    read_count,
    read_listed_files,
    read_listening_address,
    read_log_target,
    read_mode,
    read_module,
    read_permission,
    read_secret_key,
    read_server,
    read_url_prefix,
    read_words,
)
from twod.recipe.disk.groups import Group, get_group

DEBUG = Option(
    "debug",
    read_boolean,
    False,
    "Django's ``DEBUG``: ``true`` or ``false``. Example: ``debug = true``. **Default:** ``false``.",
)
SETTINGS = Option(
    "settings",
    make_optional(read_module, ""),
    "",
    "Dotted name of the settings module. Settings in the ini override those of the module. Example: ``settings = "
    "mysite.settings``. **Default:** no module; the site has only the settings in the ini.",
)
SERVER = Option(
    "server",
    read_server,
    "waitress",
    "The server: ``waitress``, ``paste``, ``gunicorn``, or any ``egg:NAME#ENTRY-POINT`` from ``eggs``. Write further "
    "options of the server as ``server.main.OPTION``. Example: ``server = gunicorn``. **Default:** ``waitress``.",
)
HTTP_ADDRESS = Option[Address | ReferredAddress](
    "http-address",
    read_listening_address,
    Address("127.0.0.1", 8080),
    "Address to listen on: ``HOST:PORT`` or ``PORT``. Host and port may be references. Example: ``http-address = "
    "0.0.0.0:$${env:PORT:-8080}``. **Default:** ``127.0.0.1:8080``.",
)
THREADS = Option[int | None](
    "threads",
    make_optional(read_count, None),
    None,
    "Number of threads of the server. Example: ``threads = 8``. **Default:** the server's own.",
)
WORKERS = Option[int | None](
    "workers",
    make_optional(read_count, None),
    None,
    "Number of processes of gunicorn. Other servers have one process. Example: ``workers = 4``. **Default:** "
    "gunicorn's own.",
)
GRACEFUL_TIMEOUT = Option[float | None](
    "graceful-timeout",
    make_optional(read_duration, None),
    None,
    "How long a stopping server waits for the requests that it has accepted. It drops requests that take longer. A "
    "duration such as ``90s`` or ``2m``. Example: ``graceful-timeout = 90s``. **Default:** ``30s``.",
)
STOP_DELAY = Option[float | None](
    "stop-delay",
    make_optional(read_duration, None),
    None,
    "How long a stopping server still accepts connections while its health probe already reports that it is not "
    "ready. Choose the time that your load balancer needs to notice. Example: ``stop-delay = 5s``. **Default:** "
    "``0``.",
)
PIPELINE = Option[tuple[str, ...]](
    "pipeline",
    read_words,
    (),
    "Names of the filters around the application, outermost first, followed by ``main`` for the application. Example: "
    "``pipeline = gzip main``. **Default:** ``main``, the application without a filter.",
)
STATIC = Option(
    "static",
    read_boolean,
    True,
    "Whether the site serves static and media files itself (``egg:twod.wsgi#full_django``): ``true`` or ``false``. "
    "Example: ``static = false``. **Default:** ``true``.",
)
WEBSOCKET = Option(
    "websocket",
    read_as_is,
    "",
    "The ASGI application, ``MODULE:NAME``, that handles WebSocket connections when an ASGI server serves the ini. "
    "Example: ``websocket = shop.sockets:application``. **Default:** no application; the site closes such "
    "connections.",
)
MEDIA_PERMISSION = Option(
    "media-permission",
    make_optional(read_permission, ""),
    "",
    "Who may see media files: the name of a Django permission, or ``MODULE:FUNCTION`` for a function that takes the "
    "request. Django then serves these files behind its login. Example: ``media-permission = shop.view_invoice``. "
    "**Default:** everybody.",
)
ENVIRONMENT_VARS = Option[tuple[tuple[str, str], ...]](
    "environment-vars",
    read_assignments,
    (),
    "Environment variables for the environment's scripts, ``NAME = value`` a line, without comments and quotes. A "
    "variable that is already set keeps its value. Example: ``environment-vars = LANG = C.UTF-8``. **Default:** no "
    "variables.",
)
VARIABLE_FILES = Option[tuple[ListedFile, ...]](
    "environment-file",
    read_listed_files,
    (),
    "Files of environment variables such as ``.env``, one a line, that the site reads when it starts. Use the "
    "variables in ``$${env:NAME}`` and in code that reads ``os.environ``. A hyphen before a path marks a file that "
    "may be missing. Paths are relative to the buildout's directory. The recipe installs python-dotenv, which reads "
    "the files. Example: ``environment-file = .env``. **Default:** no files.",
)
SECRET_KEY = Option[KeyPlace | None](
    "secret-key",
    make_optional(read_secret_key, None),
    None,
    "Where the SECRET_KEY is. ``generate`` creates one in a file below ``var`` that only its owner can read, for a "
    "site on one host. ``file:PATH``, ``env:NAME`` and ``cred:NAME`` name a file, an environment variable or a "
    "credential that you provide, the same on each host. The ini refers to the key, and to former keys beside it. "
    "Example: ``secret-key = file:/etc/shop/secret-key``. **Default:** the recipe writes no SECRET_KEY.",
)
LOG_LEVEL = Option(
    "log-level",
    make_choice_reader("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
    "INFO",
    "The lowest level to log: ``DEBUG``, ``INFO``, ``WARNING``, ``ERROR`` or ``CRITICAL``. Example: ``log-level = "
    "WARNING``. **Default:** ``INFO``.",
)
LOG_FORMAT = Option(
    "log-format",
    make_choice_reader("text", "json"),
    "text",
    "``text``, or ``json`` for one JSON object a line. With ``json``, the server's messages and printed output are "
    "JSON as well. Example: ``log-format = json``. **Default:** ``text``.",
)
EVENT_LOG = Option(
    "event-log",
    read_log_target,
    "",
    "Where to log messages: a file, ``stdout`` or ``stderr``. A path is relative to the buildout's directory. The "
    "site opens the file again after another program has renamed it. The recipe creates missing directories below the "
    "buildout's directory and ``var``; create others yourself. Example: ``event-log = /var/log/shop/event.log``. "
    "**Default:** ``stderr``.",
)
ACCESS_LOG = Option(
    "access-log",
    read_log_target,
    "",
    "Where to log requests: a file, ``stdout`` or ``stderr``. The format is Apache's combined format plus "
    "milliseconds, or JSON with ``log-format = json``. The log has no query strings. The recipe creates directories "
    "as for ``event-log``. Example: ``access-log = var/log/access.log``. **Default:** no access log.",
)
REQUEST_ID = Option(
    "request-id",
    read_boolean,
    False,
    "Whether each request gets an id, from the header ``X-Request-ID`` or a new one: ``true`` or ``false``. The id "
    "appears in each line of the log, in the response and in Celery's messages. Example: ``request-id = true``. "
    "**Default:** ``false``.",
)
URL_PREFIX = Option(
    "url-prefix",
    make_optional(read_url_prefix, ""),
    "",
    "The path of the site below its host. A proxy may pass the prefix on or remove it. Example: ``url-prefix = "
    "/shop``. **Default:** no prefix.",
)
HEALTH = Option(
    "health",
    make_optional(read_probe_path, ""),
    "",
    "Path of the health probes: ``/-/`` gives ``/-/live`` and ``/-/ready``. The probes answer before every other "
    "filter, for any ``Host``, and outside of ``url-prefix``. Example: ``health = /-/``. **Default:** no probes.",
)
HEALTH_CHECKS = Option[tuple[str, ...]](
    "health-checks",
    read_check_names,
    (),
    "Dotted names of your own functions that the probe ``ready`` calls, besides its checks of databases, caches, "
    "migrations and the static manifest. A function fails if it raises an exception or returns False. Example: "
    "``health-checks = shop.health.check_search``. **Default:** no functions.",
)
HEALTH_TIMEOUT = Option[float | None](
    "health-timeout",
    make_optional(read_limit, None),
    None,
    "Time limit of the health checks, which run at the same time. Example: ``health-timeout = 5s``. **Default:** "
    "``2s``.",
)
HEALTH_ADDRESS = Option[Address | ReferredAddress | None](
    "health-address",
    make_optional(read_listening_address, None),
    None,
    "A second address for the health probes, ``HOST:PORT`` or ``PORT``. It answers even while every thread of the "
    "server is busy. Example: ``health-address = 127.0.0.1:8081``. **Default:** only the site's address.",
)
SENDFILE = Option[str](
    "sendfile",
    make_optional(read_kind, ""),
    "",
    "Have the server in front send the site's files: ``x-accel`` for nginx and Caddy, ``x-sendfile`` for Apache and "
    "lighttpd. Requires ``sendfile-roots``. Example: ``sendfile = x-accel``. **Default:** the site sends its files "
    "itself.",
)
SENDFILE_ROOTS = Option[tuple[Root, ...]](
    "sendfile-roots",
    make_optional(read_roots, ()),
    (),
    "Directories whose files the server in front sends, one a line. For ``x-accel``, add the URL that nginx serves "
    "the directory at. The site itself sends all other files. Example: ``sendfile-roots = ${twod:var}/media ; "
    "/-/media/``. **Default:** no directories.",
)
SENDFILE_HEADERS = Option[tuple[str, ...]](
    "sendfile-headers",
    read_headers,
    (),
    "Further response headers that nginx keeps when it sends a file. The site itself sends a file that has any other "
    "header. Example: ``sendfile-headers = X-Total-Count``. **Default:** the headers of Django's security middleware "
    "and of CORS, and a few more.",
)
MODE = Option[int | None](
    "mode",
    make_optional(read_mode, None),
    None,
    "Permissions of the generated ini, in octal. Example: ``mode = 0600``. **Default:** ``0640``; or ``0600`` if the "
    "ini contains a secret in clear text and there is no ``group``.",
)
GROUP = Option[Group | None](
    "group",
    make_optional(get_group, None),
    None,
    "Group of the user that the site runs as, if another user runs buildout. Its members can read the ini, the "
    "generated secret key and the scripts. You must be a member. Example: ``group = www-data``. **Default:** your own "
    "group; only you can read the secret key.",
)

HOSTS = Option[tuple[SiteHost, ...]](
    "hosts",
    read_hosts,
    (),
    "Hosts of the environment, for the parts that write files for systemd, nginx and other programs: "
    "``NAME:ADDRESS:PORT``, followed by the processes that the host runs, unless that is only the server. Example: "
    "``hosts = web1:10.0.0.11:8080 web2:10.0.0.12:8080 jobs:10.0.0.13 worker beat``. **Default:** one host, this one, "
    "which runs everything.",
)
PROCESSES = Option[tuple[Process, ...]](
    "processes",
    read_processes,
    (),
    "Processes to run beside the server, ``NAME = COMMAND`` a line. The command begins with ``manage`` or with a name "
    "from ``scripts-with-settings``. Example: ``processes = worker = celery -A shop worker``. **Default:** no "
    "processes.",
)
TIMERS = Option[tuple[Process, ...]](
    "timers",
    read_timers,
    (),
    "Commands to run at certain times, ``NAME = TIME COMMAND`` a line. The time has the five fields of crontab(5), or "
    "is ``@hourly``, ``@daily``, ``@weekly`` or ``@monthly``. Commands are as in ``processes``. Example: ``timers = "
    "sessions = 30 4 * * * manage clearsessions``. **Default:** no timers.",
)

ENVIRONMENT_GROUPS: tuple[OptionGroup, ...] = (
    OptionGroup("Django", (DEBUG, SETTINGS, SECRET_KEY, ENVIRONMENT_VARS, VARIABLE_FILES)),
    OptionGroup("Server", (SERVER, HTTP_ADDRESS, THREADS, WORKERS, GRACEFUL_TIMEOUT, STOP_DELAY)),
    OptionGroup("Requests", (URL_PREFIX, PIPELINE, WEBSOCKET)),
    OptionGroup("Static and media files", (STATIC, MEDIA_PERMISSION, SENDFILE, SENDFILE_ROOTS, SENDFILE_HEADERS)),
    OptionGroup("Health probes", (HEALTH, HEALTH_CHECKS, HEALTH_TIMEOUT, HEALTH_ADDRESS)),
    OptionGroup("Logging", (LOG_LEVEL, LOG_FORMAT, EVENT_LOG, ACCESS_LOG, REQUEST_ID)),
    OptionGroup("Permissions of the files", (MODE, GROUP)),
    OptionGroup("Hosts and processes", (HOSTS, PROCESSES, TIMERS)),
)

ENVIRONMENT_OPTIONS: tuple[Option[Any], ...] = list_grouped(ENVIRONMENT_GROUPS)
