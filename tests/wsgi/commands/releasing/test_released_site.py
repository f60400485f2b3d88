"""A release is checked by its own program, and asked at the addresses of its own inis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kit.bundles import make_bundle
from twod.wsgi.commands.releasing.released_site import ReleasedSite
from twod.wsgi.releases.bundle_archive import open_archive
from twod.wsgi.releases.readiness import read_probe
from twod.wsgi.releases.release_error import ReleaseError
from twod.wsgi.releases.release_options import ReleaseOptions
from twod.wsgi.releases.release_store import Release, ReleaseStore

#: Writes down how it is called, and fails when it is told to.
TWOD = b"""#!/bin/sh
echo "$1 $(basename $2) $3 $TWOD_TRIAL $TWOD_CONFIG_URI" >> called
if [ "$1" = "$(cat fails)" ]; then echo "what is wrong"; exit 3; fi
"""
APP = "[app:main]\nuse = egg:twod.wsgi\n"
HEALTHY = "[app:main]\nuse = egg:twod.wsgi\nfilter-with = health\n[filter:health]\nuse = egg:twod.wsgi#health\n"
SERVER = "[server:main]\nuse = egg:waitress\nlisten = 0.0.0.0:8080\n"
OPTIONS = ReleaseOptions(reload_command="true")

Make = Callable[..., Release]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Returns a release with an ini for each environment."""

    def make(fails: str = "", **inis: str) -> Release:
        files = {f"parts/{name}.ini": text.encode() for name, text in inis.items()}
        environments = {name: f"parts/{name}.ini" for name in inis}
        path = make_bundle(
            tmp_path / "x.tar.gz",
            files | {"bin/twod": TWOD, "fails": fails.encode()},
            environments=environments,
        )
        store = ReleaseStore(tmp_path / "shop")
        store.folder.mkdir(parents=True)
        return store.unpack(open_archive(path), datetime.now(UTC))

    return make


def test_the_release_checks_itself(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOD_CONFIG_URI", "another.ini")
    release = make(prod=APP + SERVER, worker=APP)
    site = ReleasedSite(OPTIONS)
    site.check(release)
    site.prepare(release)
    assert (release.folder / "called").read_text().replace(" \n", "\n").splitlines() == [
        "settings prod.ini --check ",
        "settings worker.ini --check ",
        "setup-app prod.ini --no-static ",
        "setup-app worker.ini --no-static ",
        "setup-app prod.ini --check ",
        "manage prod.ini health ",
        # The live server has the address.
        'serve prod.ini  {"listen": "0.0.0.0:8080"}',
        "setup-app worker.ini --check ",
        "manage worker.ini health ",
    ]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("settings", "prod: the configuration is wrong (twod settings, status 3):\nwhat is wrong"),
        ("setup-app", "prod: cannot migrate the databases (twod setup-app, status 3):\nwhat is wrong"),
        ("manage", "prod: the health checks fail (twod manage, status 3):\nwhat is wrong"),
        ("serve", "prod: the server cannot start (twod serve, status 3):\nwhat is wrong"),
    ],
)
def test_what_a_check_prints_is_told(make: Make, word: str, message: str) -> None:
    release = make(word, prod=APP + SERVER)
    step = ReleasedSite(OPTIONS).check if word == "settings" else ReleasedSite(OPTIONS).prepare
    with pytest.raises(ReleaseError) as caught:
        step(release)
    assert str(caught.value) == message


def test_a_bundle_without_its_own_command_is_refused(make: Make) -> None:
    release = make(prod=APP)
    (release.folder / "bin" / "twod").unlink()
    with pytest.raises(ReleaseError, match=r"cannot run .*/bin/twod: No such file or directory; make the bundle again"):
        ReleasedSite(OPTIONS).check(release)


def test_a_host_may_run_some_environments_only(make: Make) -> None:
    release = make(prod=APP, worker=APP)
    ReleasedSite(ReleaseOptions(environments=("worker",))).check(release)
    assert "prod.ini" not in (release.folder / "called").read_text()
    with pytest.raises(ReleaseError, match=r"has no environment 'wroker'; did you mean worker?"):
        ReleasedSite(ReleaseOptions(environments=("wroker",))).check(release)


@pytest.mark.parametrize(
    ("ini", "probe"),
    [
        (HEALTHY + SERVER, "http://127.0.0.1:8080/-/ready"),
        (HEALTHY + "path = /h/\n" + SERVER, "http://127.0.0.1:8080/h/ready"),
        (HEALTHY + "address = 10.0.0.1:81\n" + SERVER, "http://10.0.0.1:81/-/ready"),
        (HEALTHY + "[server:main]\nuse = egg:gunicorn#main\nbind = unix:/run/s\n", "unix:/run/s:/-/ready"),
    ],
)
def test_a_server_is_asked_where_its_ini_says(make: Make, ini: str, probe: str) -> None:
    release = make(prod=ini, worker=APP)
    assert ReleasedSite(OPTIONS).find_probes(release) == [read_probe(probe)]


def test_the_options_know_better_where_a_server_is_asked(make: Make) -> None:
    probes = (read_probe("http://127.0.0.1:1/-/ready"),)
    options = ReleaseOptions(pid_file=(Path("x.pid"),), ready_url=probes)
    assert ReleasedSite(options).find_probes(make(prod=APP + SERVER)) == probes


def test_a_host_without_a_server_asks_nobody(make: Make) -> None:
    options = ReleaseOptions(pid_file=(Path("x.pid"),), ready_url=())
    assert ReleasedSite(options).find_probes(make(prod=HEALTHY + SERVER)) == ()


@pytest.mark.parametrize(
    ("ini", "options", "message"),
    [
        (HEALTHY + SERVER, ReleaseOptions(), "no way to reload the servers is given; set reload-command or pid-file"),
        (APP + SERVER, OPTIONS, "prod: its server has no health probe; set health = /-/"),
        (APP, OPTIONS, "has no server with a health probe; set ready-url"),
    ],
)
def test_a_release_that_nobody_could_confirm_is_refused(
    make: Make, ini: str, options: ReleaseOptions, message: str
) -> None:
    release = make(prod=ini)
    with pytest.raises(ReleaseError) as caught:
        ReleasedSite(options).find_probes(release)
    assert message in str(caught.value)
    site = ReleasedSite(options, has_reload=False)
    assert site.find_probes(release) == ()
    assert not site.reload()


def test_the_command_of_the_host_reloads(tmp_path: Path) -> None:
    assert ReleasedSite(ReleaseOptions(reload_command=f"touch {tmp_path}/done")).reload()
    assert (tmp_path / "done").exists()
