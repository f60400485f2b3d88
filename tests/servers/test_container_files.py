"""What container engines read, held against the schemas of Compose and Kubernetes."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

import check_jsonschema
import kubernetes_validate
import pytest
import yaml
from jsonschema import Draft202012Validator

from kit.container_sites import load_container_site
from twod.recipe.engines.container.compose import make_compose
from twod.recipe.engines.container.container_front import ContainerFront
from twod.recipe.engines.container.kubernetes_objects import make_kubernetes

#: Each case: the options of the environment and of the part.
CASES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "the least": ({}, {}),
    "all": (
        {
            "health-address": "0.0.0.0:8081",
            "stop-delay": "2s",
            "graceful-timeout": "1h",
            "url-prefix": "/shop",
            "ALLOWED_HOSTS": ".example.com www.example.org",
            "SECRET_KEY": "$${cred:secret-key}",
            "LICENSE": "$${file:/etc/shop/license}",
            "DATABASES.default": "$${env:DATABASE_URL}",
            "MODE": "$${env:MODE:-quiet} $${env:WORDS}",
            "processes": "\n    worker = celery -A shop worker\n    odd = manage shout '$(HOME) $HOME' \"it's\" 1",
            "timers": "\n    clear = 0,30 4 * * 5-7 manage clearsessions\n    monthly = @monthly manage report",
        },
        {
            "postgres-image": "postgres:18",
            "redis-image": "redis:8@sha256:" + "0f" * 32,
            "variables": "\n    WORDS = a$b: 'yes'\n    EMPTY =",
            "namespace": "web",
            "tls-secret": "shop-tls",
            "ingress-class": "traefik",
            "volume-claim": "media",
        },
    ),
    "one pod": ({}, {"replicas": "1", "max-replicas": "1", "ingress-hosts": ""}),
}


@pytest.fixture(params=CASES)
def site(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    front = ContainerFront(PurePosixPath("parts/nginx/x.conf"), Path("/srv/shop/static"), 80)
    site = load_container_site(tmp_path, *CASES[request.param])
    return site._replace(front=front if request.param == "all" else None)


def test_compose_takes_the_file(site) -> None:
    path = PurePosixPath("parts/container")
    loaded = yaml.safe_load(make_compose(site, "../..", path / "compose.yaml", path / "Dockerfile"))
    schema = Path(check_jsonschema.__file__).with_name("builtin_schemas") / "vendor" / "compose-spec.json"
    validator = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(loaded)] == []
    assert [error.message for error in validator.iter_errors(loaded | {"service": {}})] != []


def test_kubernetes_takes_each_object(site) -> None:
    for name, text in make_kubernetes(site).items():
        loaded = yaml.safe_load(text)
        if name != "kustomization.yaml":
            kubernetes_validate.validate(loaded, kubernetes_validate.latest_version(), strict=True)


def test_a_misspelt_field_would_be_found() -> None:
    """The schemas are strict, so that the test above means something."""
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "shop"}, "spec": {"port": []}},
            kubernetes_validate.latest_version(),
            strict=True,
        )


def find_all(value: Any, key: str) -> list[Any]:
    """Return all that stands under a key, at any depth."""
    if isinstance(value, dict):
        return [found for name, inner in value.items() for found in ([inner] if name == key else find_all(inner, key))]
    return [found for inner in value for found in find_all(inner, key)] if isinstance(value, list) else []


def test_all_that_is_named_is_there(site) -> None:
    """Schemas do not say whether the name in one object is that of another."""
    made = {name: yaml.safe_load(text) for name, text in make_kubernetes(site).items()}
    (deployment,) = (content for name, content in made.items() if name == "deployment.yaml")
    config_maps = {content["metadata"]["name"] for content in made.values() if content["kind"] == "ConfigMap"}
    for content in made.values():
        assert {reference["name"] for reference in find_all(content, "configMapRef")} <= config_maps
        for pod in find_all(content, "template"):
            volumes = {volume["name"] for volume in pod["spec"]["volumes"]}
            for container in [*pod["spec"]["containers"], *pod["spec"].get("initContainers", ())]:
                assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
    for budget in find_all(made.get("disruption-budget.yaml", {}), "matchLabels"):
        assert budget == deployment["spec"]["template"]["metadata"]["labels"]
    names = [content["metadata"]["name"] for content in made.values() if "metadata" in content]
    assert all(re.fullmatch(r"[a-z0-9-]{1,63}", name) for name in names)
