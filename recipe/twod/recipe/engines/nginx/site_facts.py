"""The facts for nginx, from the options of the part, the site and its settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from twod.inifile.booleans import read_boolean
from twod.inifile.problems import Report
from twod.inifile.send_file_options import PASSED_HEADERS, read_send_file_options
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environment_options import (
    HEALTH,
    REQUEST_ID,
    SENDFILE,
    SENDFILE_HEADERS,
    SENDFILE_ROOTS,
    STATIC,
    URL_PREFIX,
    WEBSOCKET,
)
from twod.recipe.cfg.environments import Environment
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.front_options import (
    CERTIFICATE,
    FRONT_LISTEN,
    FRONT_LISTEN_TLS,
    FRONT_SILENCE,
    HEALTH_FROM,
    TRUSTED_PROXIES,
    is_host_name,
)
from twod.recipe.engines.front_site import find_secure_header, judge_front_options, name_front
from twod.recipe.engines.nginx.nginx_facts import InternalFolder, MediaFolder, NginxFacts, StaticFolder
from twod.recipe.engines.nginx.nginx_options import (
    ACME_ROOT,
    CERTIFICATE_KEY,
    KEEPALIVE,
    MAINTENANCE_PAGE,
    MAX_BODY_SIZE,
    PROBLEM_LOG,
    REQUEST_LOG,
    SERVE_MEDIA,
    SERVE_STATIC,
    SERVER_NAME,
    STANDALONE,
    STATE_DIRECTORY,
    STREAMING,
)
from twod.recipe.engines.nginx.nginx_words import check_word

#: Hosts that Django allows in debug mode without ALLOWED_HOSTS.
_DEBUG_HOSTS = (".localhost", "127.0.0.1", "[::1]")

_USUAL_BODY_SIZE = 100 * 1024**2

#: Options with paths on nginx's host.
_PATHS = (CERTIFICATE, CERTIFICATE_KEY, MAINTENANCE_PAGE, ACME_ROOT, REQUEST_LOG, PROBLEM_LOG)


def list_unneeded_settings(part: PartOptions) -> list[str]:
    """Return the settings that options of a part replace."""
    names = ["ALLOWED_HOSTS"] if part.values[SERVER_NAME] else []
    names += [] if part.values[SERVE_STATIC] else ["STATIC_ROOT", "STATIC_URL", "STORAGES", "WHITENOISE_MAX_AGE"]
    return names + (["MEDIA_ROOT", "MEDIA_URL"] if part.values[SERVE_MEDIA] is False else [])


def make_nginx_facts(
    part: PartOptions, site: EngineSite, front: Mapping[str, Any], nodes: Iterable[str], report: Report
) -> NginxFacts:
    """Return the facts for the configuration.

    :param front: the settings that the site's twod.wsgi reports.
    :param nodes: addresses of the nodes.
    :param report: collects errors.
    """
    values, options = part.values, site.environment.options
    send_file = _find_send_file(part, site, report)
    facts = NginxFacts(
        name=name_front(site),
        nodes=tuple(nodes),
        server_names=_find_server_names(part, front, report),
        listen=values[FRONT_LISTEN],
        listen_tls=values[FRONT_LISTEN_TLS],
        certificate=values[CERTIFICATE],
        certificate_key=values[CERTIFICATE_KEY] or values[CERTIFICATE],
        static=_find_static(part, site, front),
        media=_find_media(part, site, front, send_file),
        internals=send_file.folders,
        passed_headers=send_file.headers,
        streaming=values[STREAMING],
        prefix=options[URL_PREFIX],
        health_path=options[HEALTH],
        health_from=values[HEALTH_FROM],
        secure_header=find_secure_header(front),
        has_request_id=options[REQUEST_ID],
        has_websocket=bool(options[WEBSOCKET]),
        max_body_size=values[MAX_BODY_SIZE] or _find_body_size(site.environment, front),
        timeout=values[FRONT_SILENCE],
        keepalive=values[KEEPALIVE],
        trusted_proxies=values[TRUSTED_PROXIES],
        maintenance_page=values[MAINTENANCE_PAGE],
        acme_root=values[ACME_ROOT],
        access_log=values[REQUEST_LOG],
        error_log=values[PROBLEM_LOG],
    )
    judge_front_options(part, (CERTIFICATE_KEY, FRONT_LISTEN_TLS, ACME_ROOT), _PATHS, report)
    _judge_options(part, facts, report)
    _judge_words(part, facts, report)
    _judge_locations(part, facts, report)
    return facts


def _find_server_names(part: PartOptions, front: Mapping[str, Any], report: Report) -> tuple[str, ...]:
    """Return the host names in nginx's notation, which is Django's; empty for any host."""
    names = part.values[SERVER_NAME] or tuple(front["allowed_hosts"]) or _DEBUG_HOSTS
    for name in names:
        if not is_host_name(name):
            report.error(
                part.get_place(SERVER_NAME),
                f"ALLOWED_HOSTS has {name!r}, which is not a host name; set {SERVER_NAME.name}",
            )
    return () if "*" in names else tuple(dict.fromkeys(name.lower() for name in names))


def _find_static(part: PartOptions, site: EngineSite, front: Mapping[str, Any]) -> StaticFolder | None:
    path, root = front["static_path"], front["static_root"]
    if not (part.values[SERVE_STATIC] and root) or path in ("", "/"):
        return None
    return StaticFolder(
        path,
        _name_folder(site, root),
        front["static_max_age"],
        front["has_hashed_names"],
        front["has_compressed_files"],
    )


def _find_media(
    part: PartOptions, site: EngineSite, front: Mapping[str, Any], send_file: _SendFile
) -> MediaFolder | None:
    """Return the media files, or None if they are not public."""
    path, environment = front["media_path"], site.environment
    root = _name_folder(site, front["media_root"])
    wanted = part.values[SERVE_MEDIA]
    if wanted is None:
        is_guarded = _find_composite_text(environment, "media_permission") or send_file.has_folder(root)
        wanted = environment.options[STATIC] and not is_guarded
    if not wanted or not path:
        return None
    sandbox = _find_composite_text(environment, "media_sandbox")
    has_sandbox = read_boolean(sandbox) if sandbox else True
    return MediaFolder(path, root, front["media_max_age"], has_sandbox)


def _find_composite_text(environment: Environment, name: str) -> str:
    """Return an option of the composite that serves static and media files, or an empty text if it is not set."""
    own = environment.written.get(name.replace("_", "-"))
    if own is not None:
        return own.text
    for header in ("composite:site", "composite:main"):
        written = environment.sections.get(header, {}).get(name)
        if written is not None:
            return written.text
    return ""


def _name_folder(site: EngineSite, folder: str) -> str:
    """Return a folder's path on the hosts, with a slash at its end."""
    return f"{str(site.place(Path(folder))).rstrip('/')}/"


class _SendFile(NamedTuple):
    """Files that the site lets nginx send."""

    folders: tuple[InternalFolder, ...] = ()
    #: Headers of the site's response that nginx must keep.
    headers: tuple[str, ...] = ()

    def has_folder(self, folder: str) -> bool:
        """Return whether a folder is one of these folders or below one."""
        return any(folder.startswith(each.root) for each in self.folders)


def _find_send_file(part: PartOptions, site: EngineSite, report: Report) -> _SendFile:
    """Return the files that the site lets nginx send, by its option or by filters in its ini."""
    environment, layout = site.environment, site.part.layout
    folders: list[InternalFolder] = []
    headers: list[str] = []
    if environment.options[SENDFILE] == "x-accel":
        for directory, url in environment.options[SENDFILE_ROOTS]:
            folders.append(InternalFolder(url, _name_folder(site, str(layout.find_path(directory)))))
        headers += environment.options[SENDFILE_HEADERS]
    for header, written in environment.sections.items():
        use = written["use"].text.strip() if "use" in written else ""
        if not header.startswith("filter:") or not re.fullmatch(r"egg:twod[.-]wsgi#sendfile", use):
            continue
        texts = {name: value.text.replace("%(here)s", str(site.ini.parent)) for name, value in written.items()}
        try:
            filtered = read_send_file_options({name: text for name, text in texts.items() if name != "use"})
        except (TypeError, ValueError):
            report.error(part.place, f"cannot read the roots of [{header}]; correct that section")
            continue
        if filtered.kind == "x-accel":
            folders += [InternalFolder(root.url, _name_folder(site, root.directory)) for root in filtered.roots]
            headers += filtered.headers
    return _SendFile(tuple(folders), tuple(dict.fromkeys((*PASSED_HEADERS, *headers))) if folders else ())


def _find_body_size(environment: Environment, front: Mapping[str, Any]) -> str:
    """Return the largest body that the server accepts according to its options, and at least Django's limit."""
    written = environment.sections.get("server:main", {}).get("max_request_body_size")
    text = written.text.strip() if written else ""
    size = max(int(text) if text.isdecimal() else _USUAL_BODY_SIZE, front["data_limit"] or 0)
    return f"{size // 1024**2}m" if size % 1024**2 == 0 else str(size)


def _judge_options(part: PartOptions, facts: NginxFacts, report: Report) -> None:
    """Report options that need another option."""
    if part.values[STATE_DIRECTORY] and not part.values[STANDALONE]:
        report.error(part.get_place(STATE_DIRECTORY), f"needs {STANDALONE.name} = true")
    if facts.health_from and not facts.health_path:
        report.error(part.get_place(HEALTH_FROM), f"needs {HEALTH.name} = /-/ in the environment as well")
    if facts.prefix:
        for path in facts.streaming:
            if not path.startswith(f"{facts.prefix}/"):
                message = f"{path} is not below {URL_PREFIX.name}; write {facts.prefix}{path}"
                report.error(part.get_place(STREAMING), message)


def _judge_words(part: PartOptions, facts: NginxFacts, report: Report) -> None:
    """Report each text that nginx cannot represent."""
    folders = [folder for folder in (facts.static, facts.media, *facts.internals) if folder]
    words = [(part.get_place(option), part.values[option]) for option in _PATHS if part.values[option]]
    words += [(part.place, text) for folder in folders for text in (folder.path, folder.root)]
    words += [(part.place, facts.secure_header[1])]
    for place, text in words:
        try:
            check_word(text)
        except ValueError as error:
            report.error(place, str(error))


def _judge_locations(part: PartOptions, facts: NginxFacts, report: Report) -> None:
    """Report a URL path that is used twice."""
    named = [("the site", f"{facts.prefix}/")]
    named += [("static files", facts.static.path)] if facts.static else []
    named += [("media files", facts.media.path)] if facts.media else []
    named += [("a root of the filter sendfile", folder.path) for folder in facts.internals]
    named += [(STREAMING.name, path) for path in facts.streaming]
    named += [("the health probes", facts.health_path)] if facts.health_path else []
    found: dict[str, str] = {}
    for what, path in named:
        if path in found:
            report.error(part.place, f"{found[path]} and {what} have the same path, {path}")
        found.setdefault(path, what)
