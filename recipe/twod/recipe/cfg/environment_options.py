"""The options of an environment; in the part, they are the default for all of its environments."""

from __future__ import annotations

from typing import Any

from twod.inifile.addresses import Address
from twod.inifile.booleans import read_boolean
from twod.inifile.durations import read_duration
from twod.inifile.health_options import read_check_names, read_limit, read_probe_path
from twod.inifile.key_place import KeyPlace
from twod.inifile.send_file_options import Root, read_headers, read_kind, read_roots
from twod.recipe.cfg.hosts import SiteHost, read_hosts
from twod.recipe.cfg.option import Option
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

DEBUG = Option("debug", read_boolean, False, "Django's ``DEBUG``. Example: ``debug = true``. **Default:** ``false``.")
SETTINGS = Option(
    "settings",
    make_optional(read_module, ""),
    "",
    "Full dotted name of the settings module. The ini's settings win over the module's. Example: ``settings = "
    "mysite.settings``. **Default:** none; the site has the ini's settings alone.",
)
SERVER = Option(
    "server",
    read_server,
    "waitress",
    "``waitress``, ``paste``, ``gunicorn``, or any ``egg:NAME#ENTRY-POINT`` that ``eggs`` provides. Write further"
    " options of the server as ``server.main.OPTION``. Example: ``server = gunicorn``. **Default:** ``waitress``.",
)
HTTP_ADDRESS = Option[Address | ReferredAddress](
    "http-address",
    read_listening_address,
    Address("127.0.0.1", 8080),
    "``HOST:PORT`` or ``PORT`` that the server listens on. Either may be a reference. Example: ``http-address = "
    "0.0.0.0:$${env:PORT:-8080}``. **Default:** ``127.0.0.1:8080``.",
)
THREADS = Option[int | None](
    "threads",
    make_optional(read_count, None),
    None,
    "Number of threads of the server. Example: ``threads = 8``. **Default:** that of the server.",
)
WORKERS = Option[int | None](
    "workers",
    make_optional(read_count, None),
    None,
    "Number of processes of gunicorn. Example: ``workers = 4``. **Default:** that of gunicorn.",
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
    "Whether ``egg:twod.wsgi#full_django`` serves static and media files. Example: ``static = false``. "
    "**Default:** ``true``.",
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
    "Environment variables for the environment's scripts, ``NAME = value`` a line, without comments and quotes. A "
    "variable that the caller has set already stays as it is. Example: ``environment-vars = LANG = C.UTF-8``. "
    "**Default:** none.",
)
VARIABLE_FILES = Option[tuple[ListedFile, ...]](
    "environment-file",
    read_listed_files,
    (),
    "Files of environment variables, such as ``.env``, one a line; python-dotenv reads them when the site starts, and "
    "is installed. They are for ``$${env:NAME}`` and for code that reads ``os.environ``. A hyphen before a path marks "
    "a file that may be missing. A relative path begins at the buildout's directory. Example: ``environment-file = "
    ".env``. **Default:** no file is read.",
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
    "The least severe messages that are logged. Example: ``log-level = WARNING``. **Default:** ``INFO``.",
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
    "Permissions of the ini, octal. Example: ``mode = 0600``. **Default:** ``0640``; with a secret in clear and "
    "without a ``group``, ``0600``.",
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
    "The hosts of the environment, for the parts that write the files of engines: ``NAME:ADDRESS:PORT``, followed"
    " by what the host runs, if that is not the server alone. Example: ``hosts = web1:10.0.0.11:8080 "
    "web2:10.0.0.12:8080 jobs:10.0.0.13 worker beat``. **Default:** one host, this one, which runs everything.",
)
PROCESSES = Option[tuple[Process, ...]](
    "processes",
    read_processes,
    (),
    "The processes beside the server, ``NAME = COMMAND`` a line. The command begins with one of "
    "``scripts-with-settings``, or with ``manage``. Example: ``worker = celery -A shop worker``. **Default:** "
    "none.",
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
    VARIABLE_FILES,
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
