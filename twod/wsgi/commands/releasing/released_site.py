"""A site on a host: checked by the programs of its release, and probed at the addresses in its inis."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from twod.inifile.nearest import hint_at_nearest
from twod.inifile.pastedeploy.deployment import SERVER_ROLE
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError
from twod.inifile.reading import IniReader
from twod.inifile.replaced_options import ReplacedOption
from twod.wsgi.commands.starting.listening import find_url, read_server_options
from twod.wsgi.config.surroundings.server_options import find_sockets
from twod.wsgi.releases.readiness import Probe
from twod.wsgi.releases.release_error import ReleaseError
from twod.wsgi.releases.release_options import ReleaseOptions
from twod.wsgi.releases.release_store import Release
from twod.wsgi.releases.server_reload import ServerReload
from twod.wsgi.serving.end.begin_anew import SOCKETS_VARIABLE, TRIAL_VARIABLE
from twod.wsgi.serving.health.health_section import find_health_filter

#: The bundle's own program, which checks the release.
_TWOD = "bin/twod"
#: Addresses that mean every interface of a machine, and the address for a client on the same machine.
_ANY_HOST = {"0.0.0.0": "127.0.0.1", "*": "127.0.0.1", "[::]": "[::1]"}  # noqa: S104 - nothing is listened on
#: Variables that would make a release's programs use another configuration than the given ini.
_FOREIGN = ("DJANGO_SETTINGS_MODULE", "TWOD_CONFIG_URI", SOCKETS_VARIABLE)


class ReleasedSite:
    """The site that the releases belong to.

    :param options: the options of the host.
    :param has_reload: whether to reload the servers.
    """

    def __init__(self, options: ReleaseOptions, *, has_reload: bool = True) -> None:
        self._options = options
        self._has_reload = has_reload
        self._reload = ServerReload(options.reload_command, options.pid_file, max(options.ready_timeout, 1.0))

    def find_inis(self, release: Release) -> dict[str, Path]:
        """Return the inis that this host runs, by environment.

        :raises ReleaseError: if the release lacks an environment.
        """
        known = release.read_manifest().environments
        for name in self._options.environments:
            if name not in known:
                hint = hint_at_nearest(name, known) or f"; it has: {', '.join(sorted(known))}"
                raise ReleaseError(f"{release.name} has no environment {name!r}{hint}")
        return {name: release.folder / known[name] for name in self._options.environments or sorted(known)}

    def check(self, release: Release) -> None:
        """Check each ini with the release's own ``bin/twod``."""
        for name, ini in self.find_inis(release).items():
            _run(release, f"{name}: the configuration is wrong", "settings", str(ini), "--check")

    def prepare(self, release: Release) -> None:
        """Migrate the databases, run the checks of ``ready``, and test the server's start, for each environment."""
        inis = self.find_inis(release)
        for name, ini in inis.items():
            _run(release, f"{name}: cannot migrate the databases", "setup-app", str(ini), "--no-static")
        for name, ini in inis.items():
            _run(release, f"{name}: the set-up is incomplete", "setup-app", str(ini), "--check")
            _run(release, f"{name}: the health checks fail", "manage", str(ini), "health")
            server = _find_server(ini)
            if server is not None:
                trial = {name: option.text for name, option in server.items()}
                variables = {TRIAL_VARIABLE: json.dumps(trial)}
                _run(release, f"{name}: the server cannot start", "serve", str(ini), variables=variables)

    def find_probes(self, release: Release) -> Sequence[Probe]:
        """Return the probes of the options, or else those found in the inis."""
        if not self._has_reload:
            return ()
        if not self._reload.is_known:
            message = "no way to reload the servers is given; set reload-command or pid-file in release.ini"
            raise ReleaseError(f"{message}, or use --no-reload and reload them yourself")
        if self._options.ready_url is not None:
            return self._options.ready_url
        probes = [*self._find_own_probes(release)]
        if not probes:
            raise ReleaseError(
                f"{release.name} has no server with a health probe; set ready-url to its address, or to nothing"
            )
        return probes

    def _find_own_probes(self, release: Release) -> Iterator[Probe]:
        for name, ini in self.find_inis(release).items():
            server = _find_server(ini)
            if server is None:
                continue
            probe = _find_probe(ini, server)
            if probe is None:
                message = f"{name}: its server has no health probe"
                raise ReleaseError(f"{message}; set health = /-/ in the environment, or set ready-url")
            yield probe

    def reload(self) -> bool:
        """Reload the servers, unless ``has_reload`` is false; return whether any server runs."""
        return self._has_reload and self._reload.reload()


def _find_server(ini: Path) -> dict[str, ReplacedOption] | None:
    """Return the options of the server of an ini; None if the ini has no server."""
    try:
        server = next(Route(IniReader(), str(ini)).walk("main", SERVER_ROLE))
        return None if server.factory is None else read_server_options(str(ini), "main", {})
    except ConfigurationError:
        return None  # The earlier check reports errors in the ini.


def _find_probe(ini: Path, server: Mapping[str, ReplacedOption]) -> Probe | None:
    """Return the server's probe ``ready``; None if the ini has no health filter or the server has no address."""
    try:
        health = find_health_filter(str(ini))
    except ConfigurationError:
        return None
    if health is None:
        return None
    if health.address is not None:
        host = _ANY_HOST.get(health.address.host, health.address.host)
        return Probe(f"http://{host}:{health.address.port}{health.path}ready")
    url = find_url(server)
    if url is not None:
        host, _, port = url.removeprefix("http://").rstrip("/").rpartition(":")
        return Probe(f"http://{_ANY_HOST.get(host, host)}:{port}{health.path}ready")
    for socket, _ in find_sockets(server):
        return Probe(f"unix:{socket}:{health.path}ready")
    return None


def _run(release: Release, problem: str, *words: str, variables: Mapping[str, str] | None = None) -> None:
    """Run ``bin/twod`` of a release.

    :param problem: the meaning of a failure, for the message.
    :raises ReleaseError: with the problem and the output, if the command fails.
    """
    environ = {name: text for name, text in os.environ.items() if name not in _FOREIGN}
    command = [str(release.folder / _TWOD), *words]
    try:
        done = subprocess.run(  # noqa: S603 - a program of the release
            command,
            cwd=release.folder,
            env={**environ, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise ReleaseError(f"cannot run {command[0]}: {error.strerror}; make the bundle again") from None
    if done.returncode:
        printed = f":\n{done.stdout.strip()}" if done.stdout.strip() else ""
        raise ReleaseError(f"{problem} (twod {words[0]}, status {done.returncode}){printed}")
