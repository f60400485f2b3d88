"""The options of a part that writes a configuration of nginx."""

from __future__ import annotations

import re
from typing import Any

from twod.inifile.booleans import read_boolean
from twod.recipe.cfg.option import Option, OptionGroup, list_grouped
from twod.recipe.cfg.readers import make_optional, read_path, read_words
from twod.recipe.engines.engine_part import ENGINE_OPTIONS
from twod.recipe.engines.front_options import (
    CERTIFICATE,
    FRONT_LISTEN,
    FRONT_LISTEN_TLS,
    FRONT_NODES,
    FRONT_SILENCE,
    HEALTH_FROM,
    TRUSTED_PROXIES,
    read_host_names,
)
from twod.recipe.engines.nginx.nginx_words import check_word


def read_url_paths(text: str) -> tuple[str, ...]:
    """Return paths of URLs: ``/events /api/stream/``."""
    paths = read_words(text)
    for path in paths:
        if not path.startswith("/") or path == "/":
            raise ValueError(f"{path!r} is not a path such as /events")
        check_word(path)
    return paths


def read_size(text: str) -> str:
    """Return a number of bytes in nginx's notation: ``10m``."""
    if not re.fullmatch(r"[0-9]{1,9}[kKmMgG]?", text):
        raise ValueError(f"{text!r} is not a size such as 500k, 100m or 2g")
    return text.lower()


def read_optional_count(text: str) -> int:
    """Return a whole number from 0 to 10,000."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 10_000:
        raise ValueError(f"{text!r} is not a whole number from 0 to 10000")
    return int(text)


SERVER_NAME = Option[tuple[str, ...]](
    "server-name",
    read_host_names,
    (),
    "The host names that nginx answers for, spelled as in ``ALLOWED_HOSTS``. ``*`` makes the site the default "
    "server. Example: ``server-name = www.example.com .example.org``. **Default:** ``ALLOWED_HOSTS``.",
)
CERTIFICATE_KEY = Option(
    "certificate-key",
    make_optional(read_path, ""),
    "",
    "Path of the certificate's private key. Example: ``certificate-key = /etc/ssl/shop.key``. **Default:** the "
    "file of ``certificate``.",
)
ACME_ROOT = Option(
    "acme-root",
    make_optional(read_path, ""),
    "",
    "Folder where a client such as certbot puts the files that the certificate authority requests by HTTP. "
    "Example: ``acme-root = /var/www/letsencrypt``. **Default:** no folder.",
)
SERVE_STATIC = Option(
    "static",
    read_boolean,
    True,
    "Whether nginx sends the files of ``STATIC_ROOT`` itself. Example: ``static = false``. **Default:** ``true``.",
)
SERVE_MEDIA = Option[bool | None](
    "media",
    read_boolean,
    None,
    "Whether nginx sends the files of ``MEDIA_ROOT`` itself. Example: ``media = false``. **Default:** ``true``; "
    "``false`` if a permission guards the files or the environment has ``static = false``.",
)
STREAMING = Option[tuple[str, ...]](
    "streaming",
    read_url_paths,
    (),
    "Paths that nginx does not buffer, such as server-sent events. Each path includes all paths that begin with "
    "it. Example: ``streaming = /events /export/``. **Default:** no paths.",
)
MAX_BODY_SIZE = Option(
    "max-body-size",
    make_optional(read_size, ""),
    "",
    "Largest body of a request, and at least ``DATA_UPLOAD_MAX_MEMORY_SIZE``. Example: ``max-body-size = 2g``. "
    "**Default:** ``max_request_body_size`` of waitress if the ini has it; else ``100m``.",
)
KEEPALIVE = Option(
    "keepalive",
    read_optional_count,
    16,
    "Number of idle connections to nodes that each process of nginx keeps. With ``0``, each request has a new "
    "connection. Example: ``keepalive = 64``. **Default:** ``16``.",
)
MAINTENANCE_PAGE = Option(
    "maintenance-page",
    make_optional(read_path, ""),
    "",
    "An HTML file that nginx sends, with status 503, while no node answers. Example: ``maintenance-page = "
    "/srv/shop/down.html``. **Default:** a line of text.",
)
REQUEST_LOG = Option(
    "access-log",
    make_optional(read_path, ""),
    "",
    "File where nginx logs requests. Example: ``access-log = /var/log/nginx/shop.log``. **Default:** the file of "
    "``nginx.conf``.",
)
PROBLEM_LOG = Option(
    "error-log",
    make_optional(read_path, ""),
    "",
    "File where nginx logs errors. Example: ``error-log = /var/log/nginx/shop-error.log``. **Default:** the file "
    "of ``nginx.conf``.",
)
STANDALONE = Option(
    "standalone",
    read_boolean,
    False,
    "Whether the part also writes a whole ``nginx.conf``, which a user without rights can run. Example: "
    "``standalone = true``. **Default:** ``false``.",
)
STATE_DIRECTORY = Option(
    "state-directory",
    make_optional(read_path, ""),
    "",
    "Directory of nginx's process id, logs and temporary files, if ``standalone``. Example: ``state-directory = "
    "/run/shop-nginx``. **Default:** a directory with the part's name below ``var`` of the site.",
)

NGINX_GROUPS: tuple[OptionGroup, ...] = (
    OptionGroup("Site", ENGINE_OPTIONS),
    OptionGroup(
        "HTTP and HTTPS",
        (SERVER_NAME, FRONT_LISTEN, CERTIFICATE, CERTIFICATE_KEY, FRONT_LISTEN_TLS, ACME_ROOT, TRUSTED_PROXIES),
    ),
    OptionGroup("Files", (SERVE_STATIC, SERVE_MEDIA)),
    OptionGroup("Requests", (STREAMING, MAX_BODY_SIZE, MAINTENANCE_PAGE)),
    OptionGroup("Nodes", (FRONT_NODES, FRONT_SILENCE, KEEPALIVE, HEALTH_FROM)),
    OptionGroup("Logs", (REQUEST_LOG, PROBLEM_LOG)),
    OptionGroup("nginx without root", (STANDALONE, STATE_DIRECTORY)),
)

NGINX_OPTIONS: tuple[Option[Any], ...] = list_grouped(NGINX_GROUPS)
