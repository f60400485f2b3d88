"""``paster setup-app`` of a site with migrations and static files. tests/servers/test_setup_app.py has more."""

from __future__ import annotations

from signal import SIGINT

import pytest

from kit.migrating_sites import MigratingSite, find_held_up
from kit.users import NEEDS_ROOT


@pytest.fixture
def site(tmp_path):
    return MigratingSite(tmp_path, f"sqlite:///{tmp_path}/db.sqlite3")


def test_several_at_once_succeed_and_migrate_once(site):
    site.hold_up()
    with site.running(3) as processes:
        find_held_up(processes)
        site.let_go()
        assert all(process.ends_within(60) for process in processes)
    assert [process.status for process in processes] == [0] * 3
    assert site.count_applied() == 1
    # Nothing but what it is for is left over.
    assert not [path.name for path in site.home.rglob("*") if "setup-app" in path.name]
    assert {path.name.partition(".")[0] for path in (site.home / "static" / "shop").iterdir()} == {"site"}
    assert len(list((site.home / "static" / "shop").iterdir())) == 2


@pytest.mark.slow
@pytest.mark.parametrize("program", ["paster", "twod"])
def test_ctrl_c_ends_the_wait_without_a_traceback(tmp_path, program):
    site = MigratingSite(tmp_path, f"sqlite:///{tmp_path}/db.sqlite3", program)
    site.hold_up()
    with site.running(2) as processes:
        held_up = find_held_up(processes)
        (waiting,) = [process for process in processes if process is not held_up]
        waiting.send(SIGINT)
        assert waiting.ends_within(60)
        site.let_go()
        assert held_up.ends_within(60)
    assert (waiting.status, held_up.status) == (130, 0)
    assert "Traceback" not in waiting.output


@pytest.mark.slow
@NEEDS_ROOT
def test_static_files_that_cannot_be_written_are_one_line(site):
    # Root may write everywhere but here.
    (site.home / "site.ini").write_text((site.home / "site.ini").read_text().replace("%(here)s/static", "/proc/static"))
    answer = site.run("--no-migrate")
    assert answer.returncode == 1
    assert answer.stderr.startswith("paster setup-app: site.ini:6 [app:main] STATIC_ROOT: ")
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.slow
def test_a_stylesheet_that_names_a_missing_file_is_one_line(site):
    (site.home / "shop" / "static" / "shop" / "site.css").write_text("body { background: url(nowhere.png) }")
    answer = site.run("--no-migrate")
    assert answer.returncode == 1
    assert "STATIC_ROOT: ValueError: The file 'shop/nowhere.png' could not be found" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert [path.name for path in (site.home / "static").iterdir()] == ["shop"]
