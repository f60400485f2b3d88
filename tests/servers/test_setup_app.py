"""``paster setup-app`` on several hosts at once, with the databases of real servers."""

from __future__ import annotations

from itertools import count
from signal import SIGKILL

import pytest

from kit.mariadb import USE_PYMYSQL, running_mariadb
from kit.migrating_sites import MigratingSite, find_held_up
from kit.postgres import running_postgres
from kit.sites import write_file

#: Each site has a database of its own.
NUMBERS = count()


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    with running_postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="module")
def mariadb(tmp_path_factory):
    with running_mariadb(tmp_path_factory.mktemp("mariadb")) as server:
        yield server


@pytest.fixture(params=["postgres", "mariadb", "sqlite"])
def site(request, tmp_path):
    """A site with an empty database."""
    if request.param == "sqlite":
        return MigratingSite(tmp_path, f"sqlite:///{tmp_path}/db.sqlite3")
    return make_site(tmp_path, request.getfixturevalue(request.param), f"site{next(NUMBERS)}")


def make_site(home, server, name):
    write_file(home / "drivers.py", USE_PYMYSQL)
    site = MigratingSite(home, server.make_database(name))
    ini = home / "site.ini"
    ini.write_text(f"[DEFAULT]\ndjango_settings_module = drivers\n{ini.read_text()}")
    return site


def test_five_at_once_succeed_and_migrate_once(site):
    site.hold_up()
    with site.running(5) as processes:
        find_held_up(processes)
        site.let_go()
        assert all(process.ends_within(60) for process in processes)
    assert [process.status for process in processes] == [0] * 5
    assert site.count_applied() == 1
    assert site.run("--check").returncode == 0


def test_the_next_one_migrates_when_the_first_is_killed(site):
    site.hold_up()
    with site.running(3) as processes:
        killed = find_held_up(processes)
        killed.send(SIGKILL)
        assert killed.ends_within(60)
        others = [process for process in processes if process is not killed]
        site.let_go()
        assert all(process.ends_within(60) for process in others)
    assert [process.status for process in others] == [0, 0]
    assert site.count_applied() == 2
    assert site.run("--check").returncode == 0


def test_what_is_to_be_done_is_told_and_not_done(site):
    told = site.run("--check")
    assert (told.returncode, told.stdout.splitlines()) == (
        1,
        [
            "database default: shop.0001_initial is not applied",
            "database default: shop.0002_hold is not applied",
            "database default: shop.0003_index is not applied",
            f"static files: shop/site.css would be copied to {site.home}/static",
            f"static files: there is no staticfiles.json in {site.home}/static",
        ],
    )
    assert site.run("--no-static").returncode == 0
    told = site.run("--check")
    assert (told.returncode, told.stdout.count("static files")) == (1, 2)
    assert site.run("--no-migrate").returncode == 0
    told = site.run("--check")
    assert (told.returncode, told.stdout) == (0, "There is nothing to do.\n")


def test_who_does_not_want_to_wait_is_told_who_is_at_work(site):
    site.hold_up()
    with site.running(1) as (process,):
        process.wait_for("HELD UP")
        refused = site.run("--wait=0")
        site.let_go()
        assert process.ends_within(60)
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].endswith(
        "DATABASES.default: another setup-app is still working on the database 'default' after 0 seconds"
    )


def test_a_database_that_cannot_be_reached_is_one_line(tmp_path, postgres):
    site = make_site(tmp_path, postgres, "unreachable")
    postgres.stop()
    try:
        for option in ("--no-static", "--check"):
            answer = site.run(option)
            assert answer.returncode == 1
            (line,) = answer.stderr.splitlines()
            assert "site.ini:10 [app:main] DATABASES.default: cannot use the database 'default': Operational" in line
    finally:
        postgres.start()
