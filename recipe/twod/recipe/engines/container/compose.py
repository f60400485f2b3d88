"""``compose.yaml``: the site, its processes and its services on one host."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from twod.recipe.cfg.environment_options import VARIABLE_FILES
from twod.recipe.engines.container.container_front import SERVER_SERVICE, ContainerFront
from twod.recipe.engines.container.container_options import IMAGE, POSTGRES_IMAGE, REDIS_IMAGE
from twod.recipe.engines.container.container_site import SETUP_RUN, ContainerSite
from twod.recipe.engines.container.dockerfile import FRONT_STAGE
from twod.recipe.engines.container.outside_values import OutsideValue
from twod.recipe.engines.container.yaml_text import render_yaml

_SERVER, _SETUP, _DATABASE, _REDIS, _NGINX = SERVER_SERVICE, SETUP_RUN, "database", "redis", "nginx"

#: The name of the secret that holds the password of PostgreSQL's user.
DATABASE_PASSWORD = "database-password"  # noqa: S105 - its name, not itself

#: The variable with the folder in which Compose finds the files of the secrets.
SECRETS_VARIABLE = "SECRETS_DIRECTORY"

_NO_NEW_PRIVILEGES = ["no-new-privileges:true"]


def make_compose(site: ContainerSite, context: str, compose: PurePosixPath, dockerfile: PurePosixPath) -> str:
    """Return the file's text.

    :param context: the buildout's directory, relative to that of the file.
    :param compose: path of the file, relative to the buildout's directory.
    :param dockerfile: path of the Dockerfile, relative to the buildout's directory.
    """
    build = {"context": _escape(context), "dockerfile": _escape(str(dockerfile))}
    services = {
        **({_NGINX: _make_front(site, site.front, build)} if site.front else {}),
        _SERVER: _make_server(site, build),
        **{run.name: _make_service(site, run.command, "unless-stopped") for run in site.processes},
        _SETUP: _make_setup(site),
        **{run.name: _make_timer(site, run.command) for run in site.timers},
        **_make_stores(site),
    }
    content: dict[str, Any] = {
        "name": site.name,
        "services": services,
        "networks": {"front": {}, "back": {"internal": True}},
        "volumes": {"var": {}, **{name: {} for name in _make_stores(site)}},
    }
    secrets = [*map(_name_secret, _list_secrets(site))]
    if site.part.values[POSTGRES_IMAGE]:
        secrets.append(DATABASE_PASSWORD)
    if secrets:
        content["secrets"] = {
            name: {"file": f"${{{SECRETS_VARIABLE}:?the directory with the files of the secrets}}/{name}"}
            for name in sorted(set(secrets))
        }
    head = f"# docker compose --file {compose} up --detach --wait\n"
    return head + render_yaml(content)


def _make_server(site: ContainerSite, build: Mapping[str, str]) -> dict[str, Any]:
    """Return the service of the server. It is the first process of its container, so the engine's signals reach it."""
    service = _make_service(site, site.server.command, "unless-stopped")
    del service["init"], service["entrypoint"]
    if not site.front:
        service["ports"] = _publish(site, site.port)
    return service | {
        "build": build,
        "stop_grace_period": f"{site.stop_seconds}s",
        # The probe is ``ready``, not ``alive`` as in the image, since Compose does not restart unhealthy services.
        "healthcheck": {
            "test": ["CMD", *map(_escape, site.make_probe("ready"))],
            "interval": "10s",
            "timeout": f"{site.ready_seconds}s",
            "start_period": "60s",
            "start_interval": "1s",
        },
    }


def _make_front(site: ContainerSite, front: ContainerFront, build: Mapping[str, str]) -> dict[str, Any]:
    """Return nginx's service; its image comes from the same build."""
    return {
        "image": name_front_image(site.part.values[IMAGE]),
        "build": {**build, "target": FRONT_STAGE},
        "ports": _publish(site, front.port),
        "read_only": True,
        "tmpfs": ["/var/cache/nginx", "/run"],
        "security_opt": _NO_NEW_PRIVILEGES,
        "restart": "unless-stopped",
        "networks": ["front"],
        "volumes": [f"var:{site.var}:ro"],
        "depends_on": {_SERVER: {"condition": "service_healthy"}},
    }


def name_front_image(image: str) -> str:
    """Return the name of nginx's image, made from that of the site.

    Example::

        >>> name_front_image("registry.example.com:5000/shop:1.4")
        'registry.example.com:5000/shop-nginx:1.4'
    """
    return re.sub(r"((?::[^/:@]+)?)(@.*)?$", rf"-{_NGINX}\1", image, count=1)


def _publish(site: ContainerSite, port: int) -> list[str]:
    """Return the published port, with the machine's address: by default the loopback address."""
    return [f"${{PUBLISH:-127.0.0.1:{site.port}}}:{port}"]


def _make_setup(site: ContainerSite) -> dict[str, Any]:
    """Return the job that all other services wait for."""
    service = _make_service(site, site.setup_command, "no")
    service["depends_on"] = {name: {"condition": "service_healthy"} for name in _make_stores(site)}
    return service


def _make_timer(site: ContainerSite, command: Sequence[str]) -> dict[str, Any]:
    """Return the service of a timer's command. Compose has no scheduler, so something else has to run it."""
    return _make_service(site, command, "no") | {"profiles": ["timers"]}


def _make_service(site: ContainerSite, command: Sequence[str], restart: str) -> dict[str, Any]:
    """Return a service of the site's image."""
    service: dict[str, Any] = {
        "image": site.part.values[IMAGE],
        "entrypoint": [_escape(word) for word in command],
        "environment": _make_environment(site),
        "read_only": True,
        "tmpfs": ["/tmp"],  # noqa: S108 - a file system of the container's own
        "cap_drop": ["ALL"],
        "security_opt": _NO_NEW_PRIVILEGES,
        "init": True,
        "restart": restart,
        "stop_grace_period": f"{site.process_seconds}s",
        "healthcheck": {"disable": True},
        "networks": ["front", "back"],
        "volumes": [f"var:{site.var}"],
        "depends_on": {
            _SETUP: {"condition": "service_completed_successfully"},
            **{name: {"condition": "service_healthy"} for name in _make_stores(site)},
        },
    }
    if secrets := _list_secrets(site):
        service["secrets"] = [_mount_secret(value) for value in secrets]
    return service


def _make_environment(site: ContainerSite) -> dict[str, str]:
    given = {name: _escape(value) for name, value in site.variables.items()}
    # In Compose, an empty value would take precedence over the one in a file of variables.
    has_file = any(not file.is_optional for file in site.environment.options[VARIABLE_FILES])
    asked = {
        value.name: f"${{{value.name}:?}}" if value.is_needed else f"${{{value.name}:-}}"
        for value in site.list_outside("env")
        if value.is_needed or not has_file
    }
    return given | asked


def _list_secrets(site: ContainerSite) -> list[OutsideValue]:
    """Return the secrets that must exist as files; Compose cannot mount an optional one."""
    return [value for kind in ("cred", "file") for value in site.list_outside(kind) if value.is_needed]


def _name_secret(value: OutsideValue) -> str:
    return value.name if value.kind == "cred" else value.secret_key


def _mount_secret(value: OutsideValue) -> Any:
    """Return the mount of a secret, at the place where twod reads credentials by default."""
    name = _name_secret(value)
    return name if value.kind == "cred" else {"source": name, "target": _escape(value.name)}


def _make_stores(site: ContainerSite) -> dict[str, Any]:
    """Return the services that keep the site's data."""
    common = {"restart": "unless-stopped", "security_opt": _NO_NEW_PRIVILEGES, "networks": ["back"]}
    stores: dict[str, Any] = {}
    if image := site.part.values[POSTGRES_IMAGE]:
        stores[_DATABASE] = {
            "image": image,
            "environment": {
                "POSTGRES_USER": site.name,
                "POSTGRES_DB": site.name,
                "POSTGRES_PASSWORD_FILE": f"/run/secrets/{DATABASE_PASSWORD}",
                # Below the volume, since the default directory depends on the image's version.
                "PGDATA": "/var/lib/postgresql/pgdata",
            },
            "secrets": [DATABASE_PASSWORD],
            "volumes": [f"{_DATABASE}:/var/lib/postgresql"],
            "stop_grace_period": "60s",
            "healthcheck": _make_healthcheck("pg_isready", "--username", site.name, "--dbname", site.name),
            **common,
        }
    if image := site.part.values[REDIS_IMAGE]:
        stores[_REDIS] = {
            "image": image,
            "command": ["redis-server", "--appendonly", "yes"],
            "read_only": True,
            "volumes": [f"{_REDIS}:/data"],
            "healthcheck": _make_healthcheck("redis-cli", "ping"),
            **common,
        }
    return stores


def _make_healthcheck(*command: str) -> dict[str, Any]:
    return {"test": ["CMD", *command], "interval": "5s", "timeout": "3s", "retries": 12}


def _escape(text: str) -> str:
    """Return a text with ``$`` escaped, so that Compose expands no variable in it."""
    return text.replace("$", "$$")
