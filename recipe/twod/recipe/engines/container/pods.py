"""The pods of a site: their programs and rights, and how they start and stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twod.inifile.reference_sources import CREDENTIALS_VARIABLE
from twod.recipe.cfg.hosts import SERVER_RUN
from twod.recipe.engines.container.container_options import CPU, IMAGE, MEMORY, SECRET, VOLUME_CLAIM
from twod.recipe.engines.container.container_site import ContainerSite
from twod.recipe.engines.engine_site import Run

#: The folder of the Secret's files in a pod; Kubernetes uses ``/run/secrets`` itself.
_CREDENTIALS = "/run/credentials"

#: Seconds until a cluster sends no more requests to a pod that stops.
_ENDPOINT_SECONDS = 5

#: Rights of each container: it gets none.
_CONTAINER_SECURITY = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}


def make_labels(site: ContainerSite, component: str) -> dict[str, str]:
    """Return the labels that identify the pods of a component."""
    return {"app.kubernetes.io/name": site.name, "app.kubernetes.io/component": component}


def make_server_pod(site: ContainerSite, config_map: str | None) -> dict[str, Any]:
    """Return the template of the pods that answer requests.

    :param config_map: name of the ConfigMap, or None if there is no ConfigMap.
    """
    # The server itself keeps serving for stop-delay, while its probe reports that it is not ready.
    pause = max(_ENDPOINT_SECONDS - site.stop_delay, 0)
    ports = [{"name": "http", "containerPort": site.port}]
    if site.probe_port != site.port:
        ports.append({"name": "health", "containerPort": site.probe_port})
    server = _make_container(site, site.server, config_map) | {
        "ports": ports,
        "startupProbe": _make_probe(site, "live", periodSeconds=2, timeoutSeconds=2, failureThreshold=60),
        "livenessProbe": _make_probe(site, "live", periodSeconds=10, timeoutSeconds=5, failureThreshold=3),
        "readinessProbe": _make_probe(
            site, "ready", periodSeconds=5, timeoutSeconds=site.ready_seconds, failureThreshold=2
        ),
    }
    if pause:
        server["lifecycle"] = {"preStop": {"sleep": {"seconds": pause}}}
    pod = _make_pod(site, SERVER_RUN, server, pause + site.stop_seconds, config_map)
    # Spread pods over the nodes, so that a failing node stops only one of them.
    pod["spec"]["topologySpreadConstraints"] = [
        {
            "maxSkew": 1,
            "topologyKey": "kubernetes.io/hostname",
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": make_labels(site, SERVER_RUN)},
        }
    ]
    return pod


def make_process_pod(site: ContainerSite, run: Run, config_map: str | None) -> dict[str, Any]:
    """Return the template of the pods of a process that runs beside the server."""
    return _make_pod(site, run.name, _make_container(site, run, config_map), site.process_seconds, config_map)


def make_job_pod(site: ContainerSite, run: Run, config_map: str | None, *, waits: bool) -> dict[str, Any]:
    """Return the template of the pods of a command that ends.

    :param waits: whether it needs the results of ``setup-app``.
    """
    container = _make_container(site, run, config_map)
    pod = _make_pod(site, run.name, container, site.process_seconds, config_map)
    pod["spec"]["restartPolicy"] = "Never"
    if not waits:
        del pod["spec"]["initContainers"]
    return pod


def _make_pod(
    site: ContainerSite, component: str, container: Mapping[str, Any], seconds: int, config_map: str | None
) -> dict[str, Any]:
    """Return the template of a pod that waits until the release is set up."""
    user = site.user_id
    setup = Run("wait-for-setup", site.setup_check)
    return {
        "metadata": {"labels": make_labels(site, component)},
        "spec": {
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": user,
                "runAsGroup": user,
                "fsGroup": user,
                "fsGroupChangePolicy": "OnRootMismatch",
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "terminationGracePeriodSeconds": seconds,
            "initContainers": [_make_container(site, setup, config_map)],
            "containers": [container],
            "volumes": _make_volumes(site),
        },
    }


def _make_container(site: ContainerSite, run: Run, config_map: str | None) -> dict[str, Any]:
    container: dict[str, Any] = {
        "name": run.name,
        "image": site.part.values[IMAGE],
        # Kubernetes would replace a word such as $(NAME).
        "command": [word.replace("$(", "$$(") for word in run.command],
        "env": _make_environment(site),
        "resources": {
            "requests": {"cpu": site.part.values[CPU], "memory": site.part.values[MEMORY]},
            "limits": {"memory": site.part.values[MEMORY]},
        },
        "securityContext": _CONTAINER_SECURITY,
        "volumeMounts": _make_mounts(site),
    }
    if config_map:
        container["envFrom"] = [{"configMapRef": {"name": config_map}}]
    return container


def _make_probe(site: ContainerSite, name: str, **limits: int) -> dict[str, Any]:
    port = "http" if site.probe_port == site.port else "health"
    return {"httpGet": {"path": f"{site.health}{name}", "port": port}, **limits}


def find_secret(site: ContainerSite) -> str:
    """Return the name of the Secret."""
    return site.part.values[SECRET] or site.name


def _make_environment(site: ContainerSite) -> list[dict[str, Any]]:
    """Return the variables from the Secret; those of the ConfigMap need no list."""
    credentials = [{"name": CREDENTIALS_VARIABLE, "value": _CREDENTIALS}] if _has_files(site) else []
    secrets = [
        {
            "name": value.name,
            "valueFrom": {
                "secretKeyRef": {"name": find_secret(site), "key": value.name, "optional": not value.is_needed}
            },
        }
        for value in site.list_outside("env")
    ]
    return [*credentials, *secrets]


def _has_files(site: ContainerSite) -> bool:
    return bool(site.list_outside("cred") or site.list_outside("file"))


def _make_mounts(site: ContainerSite) -> list[dict[str, Any]]:
    mounts: list[dict[str, Any]] = [
        {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - a file system of the pod's own
        {"name": "var", "mountPath": str(site.var)},
    ]
    if _has_files(site):
        mounts.append({"name": "secret", "mountPath": _CREDENTIALS, "readOnly": True})
    return mounts + [
        {"name": "secret", "mountPath": value.name, "subPath": value.secret_key, "readOnly": True}
        for value in site.list_outside("file")
        if value.is_needed
    ]


def _make_volumes(site: ContainerSite) -> list[dict[str, Any]]:
    claim = site.part.values[VOLUME_CLAIM]
    var: dict[str, Any] = {"persistentVolumeClaim": {"claimName": claim}} if claim else {"emptyDir": {}}
    volumes: list[dict[str, Any]] = [{"name": "tmp", "emptyDir": {}}, {"name": "var", **var}]
    if _has_files(site):
        # 0440: readable for the group, which is the site's.
        volumes.append({"name": "secret", "secret": {"secretName": find_secret(site), "defaultMode": 0o440}})
    return volumes
