"""The units of a machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.engines.machines import list_machines
from twod.recipe.engines.systemd.host_units import Credential, UnitWishes, make_units

from .conftest import MakeSite

WISHES = UnitWishes(name="shop", user="shop")
SITE = {
    "server": "gunicorn",
    "http-address": "0.0.0.0:$${env:PORT}",
    "stop-delay": "5s",
    "graceful-timeout": "60s",
    "processes": "\n worker = celery -A shop worker -n 'w %h'\n beat = celery -A shop beat",
    "timers": "clear = 30 4 * * 1-5 manage clearsessions",
    "hosts": "web:10.0.0.1:81 jobs:10.0.0.3 worker beat clear",
}
CELERY = "scripts-with-settings = celery=shop:celery\n"


@pytest.fixture
def make(make_site: MakeSite):
    """Make the units of a machine, by its place among the machines."""

    def make(number: int, wishes: UnitWishes = WISHES, **options: str) -> dict[str, dict[str, list[str]]]:
        site = make_site(CELERY, **SITE | {name.replace("_", "-"): text for name, text in options.items()})
        units = make_units(site, list_machines(site)[number].runs, wishes)
        return {name: read_unit(text) for name, text in units.items()}

    return make


def read_unit(text: str) -> dict[str, list[str]]:
    """Return the options of a unit in all of its sections."""
    options: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            options.setdefault(name, []).append(value)
    return options


def test_the_server_tells_systemd_and_is_reloaded_by_its_signal(make) -> None:
    service = make(0)["shop.service"]
    assert service["Type"] == ["notify"]
    assert service["User"] == ["shop"]
    assert service["ExecStart"] == ["/srv/shop/current/bin/serve-prod"]
    assert service["ExecReload"] == ["/bin/kill -HUP $MAINPID"]
    assert service["KillMode"] == ["mixed"]
    assert service["TimeoutStopSec"] == ["75"]
    assert service["Environment"] == ["XDG_RUNTIME_DIR=%t/shop", "PORT=81"]
    assert service["RuntimeDirectory"] == ["shop"]
    # A link that a release moves is no place for a process that begins anew.
    assert service["WorkingDirectory"] == ["-/srv/shop/current/var/shop"]


def test_a_process_is_reloaded_by_its_signal_or_started_anew(make) -> None:
    units = make(1)
    worker, beat = units["shop-worker.service"], units["shop-beat.service"]
    assert worker["Type"] == ["exec"]
    assert worker["ExecStart"] == ['/srv/shop/current/bin/celery-prod -A shop worker -n "w %%h"']
    # A process that a wrong ini would end is left alone.
    check = "/usr/bin/env PORT=81 /srv/shop/current/bin/twod settings /srv/shop/current/parts/shop/prod.ini --check"
    assert worker["ExecReload"] == [check, "/bin/kill -HUP $MAINPID"]
    assert beat["ExecReload"] == [check, "/bin/kill -TERM $MAINPID"]
    assert (worker["Restart"], beat["Restart"], beat["TimeoutStopSec"]) == (["always"], ["always"], ["300"])


def test_a_timer_has_a_service_of_its_own(make) -> None:
    units = make(1)
    assert units["shop-clear.timer"]["OnCalendar"] == ["Mon,Tue,Wed,Thu,Fri *-*-* 4:30:00"]
    job = units["shop-clear.service"]
    assert (job["Type"], job["ExecStart"]) == (["oneshot"], ["/srv/shop/current/bin/manage-prod clearsessions"])
    # It goes on when the target is stopped or reloaded.
    assert not {"PartOf", "ReloadPropagatedFrom", "ExecReload", "Restart"} & set(job)


def test_the_target_holds_all_that_runs(make) -> None:
    units = make(1)
    assert units["shop.target"]["Wants"] == ["shop-worker.service shop-beat.service shop-clear.timer"]
    for name in ("shop-worker.service", "shop-beat.service"):
        assert units[name]["PartOf"] == units[name]["ReloadPropagatedFrom"] == ["shop.target"]


@pytest.mark.parametrize(
    ("options", "address"),
    [({}, "0.0.0.0:81"), ({"http_address": "[::]:81", "hosts": "web:[fd00::1]:81"}, "[::]:81")],
)
def test_a_socket_listens_where_the_server_would(make, options: dict[str, str], address: str) -> None:
    units = make(0, WISHES._replace(has_socket=True), **options)
    assert units["shop.socket"]["ListenStream"] == [address]
    assert units["shop.service"]["Requires"] == ["shop.socket"]
    assert units["shop.target"]["Wants"] == ["shop.socket shop.service"]


def test_the_nodes_of_one_machine_have_a_service_each(make) -> None:
    hosts = "web1:127.0.0.1:81 web2:127.0.0.1:82 jobs:127.0.0.1 worker"
    units = make(0, WISHES._replace(has_socket=True), hosts=hosts)
    assert units["shop.target"]["Wants"] == [
        "shop-web1.socket shop-web1.service shop-web2.socket shop-web2.service shop-worker.service"
    ]
    assert units["shop-web2.service"]["Environment"] == ["XDG_RUNTIME_DIR=%t/shop-web2", "PORT=82"]
    assert units["shop-web2.service"]["Requires"] == ["shop-web2.socket"]
    assert units["shop-web2.socket"]["ListenStream"] == ["0.0.0.0:82"]


def test_a_user_may_be_one_that_systemd_makes(make) -> None:
    service = make(0, WISHES._replace(user="dynamic"))["shop.service"]
    assert (service["DynamicUser"], service["StateDirectory"], service["WorkingDirectory"]) == (
        ["yes"],
        ["shop"],
        ["%S/shop"],
    )
    assert "User" not in service
    assert "ReadWritePaths" not in service


def test_the_wishes_are_in_each_service(make) -> None:
    wishes = WISHES._replace(
        environment_file="/etc/100%",
        credentials=[Credential("key", "/etc/shop/key"), Credential("former", "/etc/100%/former", is_needed=False)],
        writable=[Path("/srv/my media")],
        after=["postgresql.service"],
        service_options=[("MemoryMax", "2G")],
        process_timeout=30,
    )
    for name, unit in make(1, wishes).items():
        if not name.endswith(".service"):
            continue
        assert unit["EnvironmentFile"] == ["-/etc/100%%"]
        assert unit["LoadCredential"] == ["key:/etc/shop/key", "former:/etc/100%%/former"]
        assert unit["SetCredential"] == [r"former:\n"]
        assert unit["ReadWritePaths"] == ['"-/srv/my media" -/srv/shop/current/var/shop']
        assert unit["After"] == ["network-online.target postgresql.service"]
        assert list(unit)[-1] == "MemoryMax"
        assert unit["TimeoutStopSec"] == ["30"]


def test_the_confinement_can_be_left_out(make) -> None:
    service = make(0, WISHES._replace(is_hardened=False))["shop.service"]
    assert "ProtectSystem" not in service
