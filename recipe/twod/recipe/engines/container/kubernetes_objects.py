"""The manifests of a Kubernetes cluster, one file for each object, and their list for ``kubectl apply -k``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from twod.recipe.cfg.hosts import SERVER_RUN
from twod.recipe.cfg.processes import Schedule
from twod.recipe.engines.container.container_options import (
    INGRESS_CLASS,
    MAX_REPLICAS,
    NAMESPACE,
    REPLICAS,
    TLS_SECRET,
)
from twod.recipe.engines.container.container_site import SETUP_RUN, ContainerSite
from twod.recipe.engines.container.pods import find_secret, make_job_pod, make_labels, make_process_pod, make_server_pod
from twod.recipe.engines.container.yaml_text import render_yaml
from twod.recipe.engines.engine_site import Run

#: A finished Job and its logs are kept for a day.
_KEPT_SECONDS = 24 * 60 * 60


def make_kubernetes(site: ContainerSite) -> dict[str, str]:
    """Return the files by their names."""
    config_map = _make_config_map(site)
    name = config_map["metadata"]["name"] if config_map else None
    objects = {
        "configmap": config_map,
        "setup-job": _make_setup_job(site, name),
        "deployment": _make_deployment(site, SERVER_RUN, make_server_pod(site, name)),
        "service": _make_service(site),
        "ingress": _make_ingress(site),
        "disruption-budget": _make_disruption_budget(site),
        "autoscaler": _make_autoscaler(site),
        **{f"deployment-{run.name}": _make_process(site, run, name) for run in site.processes},
        **{f"cronjob-{run.name}": _make_cron_job(site, run, run.schedule, name) for run in site.timers if run.schedule},
    }
    texts = {f"{file}.yaml": render_yaml(content) for file, content in objects.items() if content}
    kustomization = describe_secret(site) + render_yaml(_make_kustomization(site, sorted(texts)))
    return texts | {"kustomization.yaml": kustomization}


def describe_secret(site: ContainerSite) -> str:
    """Return, as comments, the command that creates the Secret; the operator fills in the values."""
    words = [
        f"--from-literal={value.name}=…" if value.kind == "env" else f"--from-file={value.secret_key}=…"
        for kind in ("env", "cred", "file")
        for value in site.list_outside(kind)
        if value.is_needed
    ]
    if not words:
        return ""
    command = " \\\n#     ".join([f"kubectl create secret generic {find_secret(site)}", *words])
    return f"# No file has the Secret. Create it once:\n#   {command}\n"


def _make_object(site: ContainerSite, version: str, kind: str, name: str, component: str) -> dict[str, Any]:
    labels = make_labels(site, component)
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "labels": labels}}


def _add_digest(name: str, content: Any) -> str:
    """Return a name with a digest of the content, for immutable objects."""
    return f"{name}-{hashlib.sha256(render_yaml(content).encode()).hexdigest()[:10]}"


def _make_config_map(site: ContainerSite) -> dict[str, Any] | None:
    """Return the variables that are no secrets. The name changes with them, so a change restarts the pods."""
    data = dict(sorted(site.variables.items()))
    if not data:
        return None
    name = _add_digest(site.name, data)
    return _make_object(site, "v1", "ConfigMap", name, SERVER_RUN) | {"immutable": True, "data": data}


def _make_setup_job(site: ContainerSite, config_map: str | None) -> dict[str, Any]:
    """Return the setup Job of a release. The name changes with its content, since a Job is immutable."""
    spec = {
        "backoffLimit": 4,
        "ttlSecondsAfterFinished": _KEPT_SECONDS,
        "template": make_job_pod(site, Run(SETUP_RUN, site.setup_command), config_map, waits=False),
    }
    name = _add_digest(f"{site.name}-{SETUP_RUN}", spec)
    return _make_object(site, "batch/v1", "Job", name, SETUP_RUN) | {"spec": spec}


def _make_deployment(site: ContainerSite, component: str, template: Mapping[str, Any]) -> dict[str, Any]:
    """Return the server's pods; an update replaces one at a time, and waits until the new one is ready."""
    spec: dict[str, Any] = {
        "revisionHistoryLimit": 5,
        "selector": {"matchLabels": make_labels(site, component)},
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
        "template": template,
    }
    if not _has_autoscaler(site):
        # Each release would reset the number that an autoscaler has set.
        spec = {"replicas": site.part.values[REPLICAS], **spec}
    return _make_object(site, "apps/v1", "Deployment", site.name, component) | {"spec": spec}


def _make_process(site: ContainerSite, run: Run, config_map: str | None) -> dict[str, Any]:
    """Return the pod of a process.

    The old pod ends before the new one starts, since two schedulers would run tasks twice.
    """
    spec = {
        "replicas": 1,
        "revisionHistoryLimit": 5,
        "selector": {"matchLabels": make_labels(site, run.name)},
        "strategy": {"type": "Recreate"},
        "template": make_process_pod(site, run, config_map),
    }
    return _make_object(site, "apps/v1", "Deployment", f"{site.name}-{run.name}", run.name) | {"spec": spec}


def _make_cron_job(site: ContainerSite, run: Run, schedule: Schedule, config_map: str | None) -> dict[str, Any]:
    """Return the CronJob of a timer. A run that is over five minutes late is skipped."""
    job = {
        "backoffLimit": 0,
        "ttlSecondsAfterFinished": _KEPT_SECONDS,
        "template": make_job_pod(site, run, config_map, waits=True),
    }
    spec = {
        "schedule": write_schedule(schedule),
        "timeZone": "Etc/UTC",
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": 300,
        "jobTemplate": {"spec": job},
    }
    return _make_object(site, "batch/v1", "CronJob", f"{site.name}-{run.name}", run.name) | {"spec": spec}


def write_schedule(schedule: Schedule) -> str:
    """Return the schedule of a timer for Kubernetes, which does not know day 7 of a week.

    Example::

        >>> write_schedule(Schedule("0", "4", "*", "*", "5-7"))
        '0 4 * * 0,5,6'
    """
    if "7" not in schedule.weekday.replace("/7", ""):
        return str(schedule)
    return str(schedule._replace(weekday=",".join(map(str, sorted(schedule.weekdays)))))


def _make_service(site: ContainerSite) -> dict[str, Any]:
    spec = {
        "selector": make_labels(site, SERVER_RUN),
        "ports": [{"name": "http", "port": 80, "targetPort": "http"}],
    }
    return _make_object(site, "v1", "Service", site.name, SERVER_RUN) | {"spec": spec}


def _make_ingress(site: ContainerSite) -> dict[str, Any] | None:
    if not site.host_names:
        return None
    backend = {"service": {"name": site.name, "port": {"name": "http"}}}
    path = {"path": site.path, "pathType": "Prefix", "backend": backend}
    spec: dict[str, Any] = {"rules": [{"host": name, "http": {"paths": [path]}} for name in site.host_names]}
    if secret := site.part.values[TLS_SECRET]:
        spec = {"tls": [{"hosts": list(site.host_names), "secretName": secret}], **spec}
    if controller := site.part.values[INGRESS_CLASS]:
        spec = {"ingressClassName": controller, **spec}
    return _make_object(site, "networking.k8s.io/v1", "Ingress", site.name, SERVER_RUN) | {"spec": spec}


def _make_disruption_budget(site: ContainerSite) -> dict[str, Any] | None:
    """Return the limit of pods that a drain may evict at once.

    Return None for a site with a single pod, which could never be evicted.
    """
    if site.part.values[REPLICAS] < 2:
        return None
    spec = {"maxUnavailable": 1, "selector": {"matchLabels": make_labels(site, SERVER_RUN)}}
    return _make_object(site, "policy/v1", "PodDisruptionBudget", site.name, SERVER_RUN) | {"spec": spec}


def _has_autoscaler(site: ContainerSite) -> bool:
    return site.part.values[MAX_REPLICAS] > site.part.values[REPLICAS]


def _make_autoscaler(site: ContainerSite) -> dict[str, Any] | None:
    if not _has_autoscaler(site):
        return None
    target = {"type": "Utilization", "averageUtilization": 75}
    spec = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": site.name},
        "minReplicas": site.part.values[REPLICAS],
        "maxReplicas": site.part.values[MAX_REPLICAS],
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
    }
    return _make_object(site, "autoscaling/v2", "HorizontalPodAutoscaler", site.name, SERVER_RUN) | {"spec": spec}


def _make_kustomization(site: ContainerSite, files: list[str]) -> dict[str, Any]:
    content = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": files}
    namespace = site.part.values[NAMESPACE]
    return content | ({"namespace": namespace} if namespace else {})
