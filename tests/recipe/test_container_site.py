"""What the image, Compose and Kubernetes agree on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from twod.inifile.problems import Report
from twod.recipe.engines.container.container_site import list_host_names

from .conftest import MakeContainer, describe


def judge(
    make_container: MakeContainer, prod: dict[str, str] | None = None, part: dict[str, str] | None = None
) -> list[str]:
    report = Report()
    make_container(prod, part, report=report)
    return describe(report)


def test_the_site_stands_below_srv(make_container: MakeContainer) -> None:
    site = make_container()
    assert (site.name, site.site.directory) == ("shop", Path("/srv/shop"))
    assert site.server.command == ("/srv/shop/bin/serve-prod",)
    assert site.var == Path("/srv/shop/var/twod")
    assert site.setup_check == (
        *("/srv/shop/bin/twod", "setup-app", "/srv/shop/parts/twod/prod.ini", "--no-static"),
        "--check",
    )


@pytest.mark.parametrize(
    ("image", "name"),
    [("a/b/my_shop:1", "my-shop"), ("localhost:5000/shop@sha256:" + "0" * 64, "shop"), ("x/shop.web:1", "shop-web")],
)
def test_the_name_is_that_of_the_image(make_container: MakeContainer, image: str, name: str) -> None:
    assert make_container(part={"image": image}).name == name
    assert make_container(part={"image": image, "name": "other"}).name == "other"


def test_an_image_whose_name_is_none_is_told(make_container: MakeContainer) -> None:
    assert judge(make_container, part={"image": "x/2shop:1"}) == [
        "[container] name: is missing: '2shop' is not a name of at most 25 lower-case letters, digits and dashes, such "
        "as shop"
    ]


@pytest.mark.parametrize(
    ("address", "variables", "port"),
    [
        ("0.0.0.0:80", "", 80),
        ("[::]:80", "", 80),
        ("0.0.0.0:$${env:PORT:-8080}", "", 8080),
        ("0.0.0.0:$${env:PORT}", "PORT = 90", 90),
        ("0.0.0.0:$${env:PORT:-8080}", "PORT = 90", 90),
        ("$${env:HOST:-0.0.0.0}:80", "", 80),
    ],
)
def test_the_port_is_known_before_the_start(
    make_container: MakeContainer, address: str, variables: str, port: int
) -> None:
    site = make_container({"http-address": address}, {"variables": variables})
    assert (site.port, site.probe_port) == (port, port)
    # What gives the port is given to the server, and nobody is asked for it.
    assert site.variables == ({"PORT": str(port)} if "PORT" in address else {})
    assert [value.name for value in site.list_outside("env")] == (["HOST"] if "HOST" in address else [])


def test_probes_have_a_port_of_their_own_if_others_reach_it(make_container: MakeContainer) -> None:
    assert make_container({"health-address": "0.0.0.0:8081"}).probe_port == 8081
    assert make_container({"health-address": "127.0.0.1:8081"}).probe_port == 8080


def test_what_is_missing_is_told_with_the_cure(make_container: MakeContainer) -> None:
    assert judge(
        make_container, {"health": "", "ALLOWED_HOSTS": "$${env:HOSTS}"}, {"image": "shop:1", "name": "a"}
    ) == [
        "[prod] health: is missing; containers probe the site: write health = /-/",
        "[container] ingress-hosts: is missing, and ALLOWED_HOSTS has no public name; leave the option empty for no "
        "Ingress",
    ]


def test_an_engine_waits_longer_than_the_server(make_container: MakeContainer) -> None:
    assert make_container().stop_seconds == 40
    site = make_container({"stop-delay": "4.5s", "graceful-timeout": "60s", "health-timeout": "0.5s"})
    assert (site.stop_delay, site.stop_seconds, site.ready_seconds) == (5, 75, 2)
    assert make_container({"graceful-timeout": "0s"}).stop_seconds == 10
    assert make_container({"server": "gunicorn", "server.main.graceful_timeout": "20"}).stop_seconds == 30
    assert make_container().ready_seconds == 3


def test_a_worker_has_time_for_the_tasks_that_it_has_begun(make_container: MakeContainer) -> None:
    assert make_container().process_seconds == 300
    assert make_container(part={"process-timeout": "90.5s"}).process_seconds == 91


def test_processes_and_timers_run_whatever_the_hosts_are(make_container: MakeContainer) -> None:
    site = make_container(
        {
            "hosts": "web1:10.0.0.1:8080",
            "processes": "worker = celery -A shop worker",
            "timers": "clear = @daily manage clearsessions",
        }
    )
    assert [run.command for run in site.processes] == [("/srv/shop/bin/celery-prod", "-A", "shop", "worker")]
    assert [run.command for run in site.timers] == [("/srv/shop/bin/manage-prod", "clearsessions")]


def test_a_process_has_a_name_that_is_free(make_container: MakeContainer) -> None:
    assert judge(make_container, {"processes": "redis = celery", "timers": "ab- = @daily manage x"}) == [
        "[prod] processes: another service has the name redis; rename it",
        "[prod] timers: 'ab-' is not a name of at most 25 lower-case letters, digits and dashes, such as shop",
    ]


def test_a_bundle_needs_the_python_that_it_was_made_with(make_container: MakeContainer) -> None:
    own = "{}.{}".format(*sys.version_info)
    for image in (f"python:{own}-slim", "example.com/base/python:slim", "debian:trixie"):
        assert judge(make_container, part={"from-bundle": "true", "base-image": image}) == []
    assert judge(make_container, part={"base-image": "python:3.99-slim"}) == []
    assert judge(make_container, part={"from-bundle": "true", "base-image": "example.com/python:3.99"}) == [
        "[container] base-image: example.com/python:3.99 has Python 3.99, but bin/bundle makes the bundle for "
        f"Python {own}"
    ]


def test_credentials_and_files_have_keys_of_their_own(make_container: MakeContainer) -> None:
    assert judge(make_container, {"A": "$${cred:a b}", "B": "$${cred:etc-key}", "C": "$${file:/etc/key}"}) == [
        "[prod] A: a Secret cannot have the credential 'a b'; use letters, digits, '.', '_' and '-'",
        "[prod] C: /etc/key and etc-key have one key in the Secret; rename one",
    ]


def test_a_key_that_is_made_on_each_host_is_refused(make_container: MakeContainer) -> None:
    (message,) = judge(make_container, {"secret-key": "generate"})
    assert message.startswith(
        "[prod] secret-key: generate makes a different key on each host, and an image must not contain it; "
    )
    names = [value.name for value in make_container({"secret-key": "cred:key"}).list_outside("cred")]
    assert names == ["key", "key.fallbacks"]


def test_data_that_goes_with_a_pod_is_told(make_container: MakeContainer, tmp_path: Path) -> None:
    warnings = Report()
    prod = {
        "MEDIA_ROOT": f"{tmp_path}/var/twod/media",
        "DATABASES.default": f"$${{env:DATABASE_URL:-sqlite:///{tmp_path}/var/twod/db}}",
    }
    make_container(prod, warnings=warnings)
    (problem,) = warnings.warnings
    assert problem.name == "MEDIA_ROOT"
    assert problem.message == (
        f"is in {tmp_path}/var/twod, so its files are lost with the pod; set volume-claim of the container"
    )
    warnings = Report()
    make_container(prod, {"volume-claim": "media"}, warnings=warnings)
    assert warnings.warnings == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("www.example.com, example.com", ("www.example.com", "example.com")),
        ('["a.example.com"]', ("a.example.com",)),
        (".example.com", ("example.com", "*.example.com")),
        ("localhost 127.0.0.1 [::1] * ${env:HOST}", ()),
    ],
)
def test_the_hosts_of_the_ingress_are_allowed_hosts_with_names(text: str, names: tuple[str, ...]) -> None:
    assert list_host_names(text) == names
