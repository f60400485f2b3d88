"""The Kubernetes manifests; tests/servers holds them against its schemas."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from twod.recipe.cfg.processes import Schedule
from twod.recipe.engines.container.container_site import ContainerSite
from twod.recipe.engines.container.kubernetes_objects import describe_secret, make_kubernetes, write_schedule

from .conftest import MakeContainer

RUNS = {"processes": "worker = celery -A shop worker", "timers": "clear = @daily manage clearsessions"}


def make(site: ContainerSite) -> dict[str, dict[str, Any]]:
    return {name: yaml.safe_load(text) for name, text in make_kubernetes(site).items()}


def test_each_object_has_a_file_and_the_kustomization_lists_them(make_container: MakeContainer) -> None:
    made = make(make_container(RUNS, {"variables": "MODE = on", "namespace": "web"}))
    assert {name: content["kind"] for name, content in made.items()} == {
        "configmap.yaml": "ConfigMap",
        "setup-job.yaml": "Job",
        "deployment.yaml": "Deployment",
        "service.yaml": "Service",
        "ingress.yaml": "Ingress",
        "disruption-budget.yaml": "PodDisruptionBudget",
        "autoscaler.yaml": "HorizontalPodAutoscaler",
        "deployment-worker.yaml": "Deployment",
        "cronjob-clear.yaml": "CronJob",
        "kustomization.yaml": "Kustomization",
    }
    assert made["kustomization.yaml"]["resources"] == sorted({*made} - {"kustomization.yaml"})
    assert made["kustomization.yaml"]["namespace"] == "web"


def test_the_job_has_another_name_with_another_image(make_container: MakeContainer) -> None:
    names = [
        make(make_container(part={"image": image}))["setup-job.yaml"]["metadata"]["name"]
        for image in ("shop:1", "shop:1", "shop:2")
    ]
    assert names[0] == names[1] != names[2]
    assert names[0].startswith("shop-setup-app-")


def test_pods_begin_anew_with_other_variables(make_container: MakeContainer) -> None:
    first, second = (make(make_container(part={"variables": f"MODE = {mode}"})) for mode in "ab")
    assert first["configmap.yaml"]["data"] == {"MODE": "a"}
    names = [made["configmap.yaml"]["metadata"]["name"] for made in (first, second)]
    assert names[0] != names[1]
    (container,) = first["deployment.yaml"]["spec"]["template"]["spec"]["containers"]
    assert container["envFrom"] == [{"configMapRef": {"name": names[0]}}]
    assert "configmap.yaml" not in make(make_container())


def test_an_autoscaler_decides_alone_on_the_number_of_pods(make_container: MakeContainer) -> None:
    made = make(make_container())
    assert "replicas" not in made["deployment.yaml"]["spec"]
    assert (made["autoscaler.yaml"]["spec"]["minReplicas"], made["autoscaler.yaml"]["spec"]["maxReplicas"]) == (2, 4)
    fixed = make(make_container(part={"replicas": "5"}))
    assert fixed["deployment.yaml"]["spec"]["replicas"] == 5
    assert "autoscaler.yaml" not in fixed


def test_one_pod_alone_can_be_moved(make_container: MakeContainer) -> None:
    assert "disruption-budget.yaml" not in make(make_container(part={"replicas": "1"}))


def test_services_and_budgets_find_the_servers_alone(make_container: MakeContainer) -> None:
    made = make(make_container(RUNS))
    wanted = made["service.yaml"]["spec"]["selector"]
    assert made["disruption-budget.yaml"]["spec"]["selector"] == {"matchLabels": wanted}
    assert made["deployment.yaml"]["spec"]["template"]["metadata"]["labels"] == wanted
    assert made["deployment-worker.yaml"]["spec"]["template"]["metadata"]["labels"] != wanted


def test_the_ingress_has_the_hosts_and_the_prefix(make_container: MakeContainer) -> None:
    part = {"tls-secret": "shop-tls", "ingress-class": "traefik"}
    spec = make(make_container({"url-prefix": "/shop"}, part))["ingress.yaml"]["spec"]
    (rule,) = spec["rules"]
    assert (rule["host"], rule["http"]["paths"][0]["path"]) == ("www.example.com", "/shop")
    assert spec["tls"] == [{"hosts": ["www.example.com"], "secretName": "shop-tls"}]
    assert spec["ingressClassName"] == "traefik"
    assert "ingress.yaml" not in make(make_container(part={"ingress-hosts": ""}))


def test_the_secret_is_described_without_a_value(make_container: MakeContainer) -> None:
    site = make_container({"A": "$${cred:secret-key} $${env:URL} $${file:/etc/key} $${env:B:-c}"})
    assert describe_secret(site) == (
        "# No file has the Secret. Create it once:\n"
        "#   kubectl create secret generic shop \\\n"
        "#     --from-literal=URL=… \\\n"
        "#     --from-file=secret-key=… \\\n"
        "#     --from-file=etc-key=…\n"
    )
    assert make_kubernetes(site)["kustomization.yaml"].startswith("# No file has the Secret")
    assert describe_secret(make_container()) == ""


@pytest.mark.parametrize(
    ("weekday", "written"),
    [("7", "0"), ("5-7", "0,5,6"), ("0-7/2", "0,2,4,6"), ("1,7", "0,1"), ("*,7", "0,1,2,3,4,5,6"), ("1-5", "1-5"),
     ("*/7", "*/7")],
)  # fmt: skip
def test_sunday_is_the_first_day_of_a_week(weekday: str, written: str) -> None:
    assert write_schedule(Schedule("0", "4", "*", "*", weekday)) == f"0 4 * * {written}"
