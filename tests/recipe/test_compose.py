"""compose.yaml; tests/servers holds it against the schema of the specification."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from twod.recipe.engines.container.compose import make_compose, name_front_image
from twod.recipe.engines.container.container_front import ContainerFront
from twod.recipe.engines.container.container_site import ContainerSite

from .conftest import MakeContainer

FULL = {
    "processes": "worker = celery -A shop worker",
    "timers": "clear = @daily manage clearsessions",
    "SECRET_KEY": "$${cred:secret-key}",
    "LICENSE": "$${file:/etc/shop/license}",
    "DATABASES.default": "$${env:DATABASE_URL}",
    "MODE": "$${env:MODE:-x} $${env:LEVEL:-y}",
}


def make(site: ContainerSite) -> dict[str, Any]:
    path = PurePosixPath("parts/container")
    text = make_compose(site, "../..", path / "compose.yaml", path / "Dockerfile")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def test_all_others_wait_for_the_release_job(make_container: MakeContainer) -> None:
    services = make(make_container(FULL, {"postgres-image": "postgres:18"}))["services"]
    assert list(services) == ["site", "worker", "setup-app", "clear", "database"]
    for name in ("site", "worker", "clear"):
        assert services[name]["depends_on"]["setup-app"] == {"condition": "service_completed_successfully"}
    assert services["setup-app"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["clear"]["profiles"] == ["timers"]
    assert "entrypoint" not in services["site"]
    assert services["worker"]["entrypoint"][0] == "/srv/shop/bin/celery-prod"


def test_each_service_of_the_site_is_read_only_and_has_no_rights(make_container: MakeContainer) -> None:
    services = make(make_container(FULL))["services"]
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["stop_grace_period"] == ("40s" if service is services["site"] else "300s")
        assert service["image"] == "registry.example.com/shop:1.4"


def test_values_from_outside_are_asked_for_by_their_names(make_container: MakeContainer) -> None:
    loaded = make(make_container(FULL, {"variables": "LEVEL = a$b"}))
    service = loaded["services"]["worker"]
    assert service["environment"] == {"LEVEL": "a$$b", "DATABASE_URL": "${DATABASE_URL:?}", "MODE": "${MODE:-}"}
    assert service["secrets"] == ["secret-key", {"source": "etc-shop-license", "target": "/etc/shop/license"}]
    directory = "${SECRETS_DIRECTORY:?the directory with the files of the secrets}"
    assert loaded["secrets"] == {
        "etc-shop-license": {"file": f"{directory}/etc-shop-license"},
        "secret-key": {"file": f"{directory}/secret-key"},
    }


def test_a_file_of_variables_is_mounted_and_no_empty_variable_stands_before_it(make_container: MakeContainer) -> None:
    loaded = make(make_container(FULL | {"environment-file": "/etc/shop/env"}, {"variables": "LEVEL = a"}))
    service = loaded["services"]["worker"]
    assert service["environment"] == {"LEVEL": "a"}
    assert {"source": "etc-shop-env", "target": "/etc/shop/env"} in service["secrets"]


def test_a_site_with_nothing_else_has_no_stores(make_container: MakeContainer) -> None:
    loaded = make(make_container())
    assert list(loaded["services"]) == ["site", "setup-app"]
    assert loaded["volumes"] == {"var": {}}
    assert "secrets" not in loaded


def test_stores_have_their_volumes_and_are_asked_whether_they_are_well(make_container: MakeContainer) -> None:
    loaded = make(make_container(part={"postgres-image": "postgres:18", "redis-image": "redis:8"}))
    assert loaded["volumes"] == {"var": {}, "database": {}, "redis": {}}
    assert loaded["services"]["database"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    assert loaded["services"]["redis"]["networks"] == ["back"]
    assert list(loaded["secrets"]) == ["database-password"]


def test_nginx_stands_before_the_site_and_alone_is_published(make_container: MakeContainer) -> None:
    site = make_container()._replace(front=ContainerFront(PurePosixPath("parts/nginx/x.conf"), Path("/srv/static"), 80))
    services = make(site)["services"]
    assert "ports" not in services["site"]
    assert services["nginx"]["ports"] == ["${PUBLISH:-127.0.0.1:8080}:80"]
    assert services["nginx"]["build"]["target"] == "nginx"
    assert services["nginx"]["volumes"] == ["var:/srv/shop/var/twod:ro"]
    assert services["nginx"]["depends_on"] == {"site": {"condition": "service_healthy"}}


@pytest.mark.parametrize(
    ("image", "front"),
    [
        ("shop:1", "shop-nginx:1"),
        ("localhost:5000/a/shop:1", "localhost:5000/a/shop-nginx:1"),
        ("localhost:5000/shop@sha256:0a", "localhost:5000/shop-nginx"),
        ("shop:1@sha256:0a", "shop-nginx:1"),
    ],
)
def test_the_image_of_nginx_is_named_after_that_of_the_site(image: str, front: str) -> None:
    assert name_front_image(image) == front
