"""The pods of a site."""

from __future__ import annotations

from typing import Any

import pytest

from twod.recipe.engines.container.container_site import ContainerSite
from twod.recipe.engines.container.pods import find_secret, make_job_pod, make_process_pod, make_server_pod
from twod.recipe.engines.engine_site import Run

from .conftest import MakeContainer

SECRETS = {
    "SECRET_KEY": "$${cred:secret-key}",
    "LICENSE": "$${file:/etc/shop/license}",
    "DATABASES.default": "$${env:DATABASE_URL}",
    "MODE": "$${env:MODE:-x}",
}


def get_container(pod: dict[str, Any]) -> dict[str, Any]:
    (container,) = pod["spec"]["containers"]
    found: dict[str, Any] = container
    return found


def make_all(site: ContainerSite) -> list[dict[str, Any]]:
    run = Run("worker", ("/srv/shop/bin/celery-prod", "$(A)"))
    return [
        make_server_pod(site, None),
        make_process_pod(site, run, None),
        make_job_pod(site, run, None, waits=True),
        make_job_pod(site, run, None, waits=False),
    ]


def test_each_pod_is_restricted(make_container: MakeContainer) -> None:
    """By the Pod Security Standard of that name."""
    for pod in make_all(make_container(SECRETS, {"user-id": "2000"})):
        security = pod["spec"]["securityContext"]
        assert (security["runAsNonRoot"], security["runAsUser"], security["fsGroup"]) == (True, 2000, 2000)
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in [*pod["spec"]["containers"], *pod["spec"].get("initContainers", ())]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
        assert {*pod["spec"]["volumes"][0]} == {"name", "emptyDir"}


def test_all_but_the_release_job_wait_for_it(make_container: MakeContainer) -> None:
    site = make_container()
    *waiting, job = make_all(site)
    for pod in waiting:
        assert [container["command"] for container in pod["spec"]["initContainers"]] == [list(site.setup_check)]
    assert "initContainers" not in job["spec"]
    assert job["spec"]["restartPolicy"] == "Never"


@pytest.mark.parametrize(
    ("prod", "pause", "seconds"), [({}, 5, 45), ({"stop-delay": "3s"}, 2, 45), ({"stop-delay": "6s"}, None, 46)]
)
def test_a_pod_that_ends_goes_on_until_nobody_is_sent_to_it(
    make_container: MakeContainer, prod: dict[str, str], pause: int | None, seconds: int
) -> None:
    pod = make_server_pod(make_container(prod), None)
    lifecycle = {"preStop": {"sleep": {"seconds": pause}}} if pause else None
    assert get_container(pod).get("lifecycle") == lifecycle
    assert pod["spec"]["terminationGracePeriodSeconds"] == seconds


def test_the_probes_ask_the_server(make_container: MakeContainer) -> None:
    container = get_container(make_server_pod(make_container({"health-timeout": "4s"}), None))
    assert container["readinessProbe"]["httpGet"] == {"path": "/-/ready", "port": "http"}
    assert container["readinessProbe"]["timeoutSeconds"] == 5
    assert container["livenessProbe"]["httpGet"] == {"path": "/-/live", "port": "http"}
    apart = get_container(make_server_pod(make_container({"health-address": "0.0.0.0:8081"}), None))
    assert apart["startupProbe"]["httpGet"]["port"] == "health"
    assert {"name": "health", "containerPort": 8081} in apart["ports"]


def test_secrets_come_from_the_secret_by_its_name(make_container: MakeContainer) -> None:
    site = make_container(SECRETS)
    pod = make_server_pod(site, "shop-1")
    container = get_container(pod)
    assert container["env"] == [
        {"name": "CREDENTIALS_DIRECTORY", "value": "/run/credentials"},
        {
            "name": "DATABASE_URL",
            "valueFrom": {"secretKeyRef": {"name": "shop", "key": "DATABASE_URL", "optional": False}},
        },
        {"name": "MODE", "valueFrom": {"secretKeyRef": {"name": "shop", "key": "MODE", "optional": True}}},
    ]
    assert container["envFrom"] == [{"configMapRef": {"name": "shop-1"}}]
    assert container["volumeMounts"][2:] == [
        {"name": "secret", "mountPath": "/run/credentials", "readOnly": True},
        {"name": "secret", "mountPath": "/etc/shop/license", "subPath": "etc-shop-license", "readOnly": True},
    ]
    assert pod["spec"]["volumes"][2]["secret"]["secretName"] == find_secret(site) == "shop"
    assert find_secret(make_container(part={"secret": "other"})) == "other"


def test_a_site_without_secrets_mounts_none(make_container: MakeContainer) -> None:
    pod = make_server_pod(make_container(), None)
    assert get_container(pod)["env"] == []
    assert [volume["name"] for volume in pod["spec"]["volumes"]] == ["tmp", "var"]


def test_data_is_kept_in_a_claim(make_container: MakeContainer) -> None:
    pod = make_server_pod(make_container(part={"volume-claim": "media"}), None)
    assert pod["spec"]["volumes"][1] == {"name": "var", "persistentVolumeClaim": {"claimName": "media"}}


def test_a_word_of_a_command_is_no_variable(make_container: MakeContainer) -> None:
    worker = get_container(make_all(make_container())[1])
    assert worker["command"] == ["/srv/shop/bin/celery-prod", "$$(A)"]
