"""What a run may change on disk: after a run like it, nothing; after a change, that alone."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from .serving import find_free_port, get, serve

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Project

TWO = """\
    environments = dev prod
    interpreter = py
    wsgi = true
    [dev]
    debug = true
    [prod]
    ALLOWED_HOSTS = example.com
    secret-key = generate
"""


def test_the_first_run_makes_the_inis_and_scripts_of_each_environment(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    made = set(project.list_files()) - {"buildout.cfg", "pages/__init__.py", "pages/settings.py", "pages/urls.py"}
    assert made == {
        "bin/dev.wsgi",
        "bin/dev_wsgi.py",
        "bin/manage",
        "bin/manage-dev",
        "bin/manage-prod",
        "bin/paster",
        "bin/prod.wsgi",
        "bin/prod_wsgi.py",
        "bin/py",
        "bin/python-dev",
        "bin/python-prod",
        "bin/serve-dev",
        "bin/serve-prod",
        "bin/twod",
        "parts/twod/dev.ini",
        "parts/twod/prod.ini",
        "var/twod/secret-key-prod",
    }


def test_a_second_run_leaves_every_content_mode_and_time(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = project.list_files()
    assert "Updating twod." in project.provision()
    assert project.list_files() == before


def test_a_forced_reinstall_leaves_every_content_mode_and_time(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = project.list_files()
    record = project.directory / ".installed.cfg"
    record.write_text(record.read_text().replace("twod.recipe-2", "twod.recipe-1"))
    assert "Installing twod." in project.provision()
    assert project.list_files() == before


@pytest.mark.slow
def test_a_reinstall_without_any_record_leaves_every_content_mode_and_time(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = project.list_files()
    (project.directory / ".installed.cfg").unlink()
    assert "Installing twod." in project.provision()
    assert project.list_files() == before


@pytest.mark.slow
def test_a_changed_environment_rewrites_its_own_ini_alone(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = project.list_files()
    project.provision("prod:ALLOWED_HOSTS=example.org")
    after = project.list_files()
    assert {name for name in after if after[name] != before.get(name)} == {"parts/twod/prod.ini"}
    assert project.read_ini("prod")["app:django"]["ALLOWED_HOSTS"] == "example.org"


@pytest.mark.slow
def test_a_file_that_was_deleted_is_made_again_as_it_was(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    path = project.directory / "parts" / "twod" / "prod.ini"
    content = path.read_bytes()
    path.unlink()
    project.provision()
    assert path.read_bytes() == content


@pytest.mark.slow
def test_a_secret_key_is_made_once_for_its_owner_alone(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    key = project.directory / "var" / "twod" / "secret-key-prod"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text().strip()) >= 50
    before = key.read_bytes()
    project.provision("prod:http-address=9000")
    project.provision("buildout:parts=")
    project.provision()
    assert key.read_bytes() == before
    assert project.read_ini("prod")["app:django"]["SECRET_KEY"] == "${file:../../var/twod/secret-key-prod}"


@pytest.mark.slow
def test_the_sites_eggs_are_asked_once_for_all_inis_that_have_changed_and_not_at_all_when_none_has(
    project: Project,
) -> None:
    # Each process that has the site's eggs runs this.
    count = f"initialization = with open({str(project.directory / 'processes')!r}, 'a') as f: f.write('1')\n"
    project.configure(f"environments = a b c\n{count}[a]\n[b]\n[c]\n")

    def count_processes() -> int:
        return len((project.directory / "processes").read_text())

    project.provision()
    assert count_processes() == 1
    project.provision()
    assert count_processes() == 1
    project.provision("b:EMAIL_PORT=26")
    assert count_processes() == 2


@pytest.mark.slow
def test_the_inis_can_be_read_by_their_owner_and_group_alone(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    assert (project.directory / "parts/twod/prod.ini").stat().st_mode & 0o777 == 0o640
    project.provision("prod:mode=0600")
    assert (project.directory / "parts/twod/prod.ini").stat().st_mode & 0o777 == 0o600


def count_changed(paths: list[Path], inodes: list[int]) -> int:
    return sum(path.stat().st_ino != inode for path, inode in zip(paths, inodes, strict=True))


def run_and_kill(project: Project, seconds: float, paths: list[Path], count: int) -> bool:
    """Start buildout and kill it hard; return whether it was still running.

    :param seconds: after this time at the latest.
    :param paths: files that the run replaces, in their order.
    :param count: as soon as so many of them are new.
    """
    inodes = [path.stat().st_ino for path in paths]
    command = [project.buildout.program, "-N"]
    environ = project.buildout.environ()
    with subprocess.Popen(
        command, cwd=project.directory, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    ) as process:
        end = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < end and count_changed(paths, inodes) < count:
            time.sleep(0.0005)
        is_running = process.poll() is None
        process.kill()
    return is_running


def provision_again(project: Project) -> None:
    """Run buildout after a run that was killed.

    zc.buildout writes its record of what is installed over the old one, and cannot read a torn one. What to do then
    stands on the manual's page about what goes wrong.
    """
    done = project.run()
    if done.returncode != 0:
        assert "installed_part_options" in done.stdout, done.stdout
        (project.directory / ".installed.cfg").unlink()
        project.provision()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_a_kill_the_site_serves_each_file_is_old_or_new_and_the_next_run_completes(project: Project) -> None:
    port, size, turns = find_free_port(), 30, 8
    names = ["prod", *(f"e{number}" for number in range(1, size))]

    def configure(greeting: str) -> None:
        # The variable stands in the scripts, so that they change as well.
        head = f"environments = {' '.join(names)}\nGREETING = {greeting}\nenvironment-vars = GREETING = {greeting}\n"
        own = f"ALLOWED_HOSTS = *\nhttp-address = {port}\n"
        project.configure(head + "".join(f"[{name}]\n{own if name == 'prod' else ''}" for name in names))

    def list_contents() -> dict[str, bytes]:
        files = project.list_files().items()
        return {name: state.content for name, state in files if name.startswith(("bin/", "parts/"))}

    project.write(
        "pages/urls.py",
        "from django.conf import settings\nfrom django.http import HttpResponse\nfrom django.urls import path\n"
        "urlpatterns = [path('', lambda request: HttpResponse(settings.GREETING))]\n",
    )
    complete: dict[str, dict[str, bytes]] = {}
    for greeting in ("new", "old"):
        configure(greeting)
        started = time.monotonic()
        project.provision()
        seconds = time.monotonic() - started
        complete[greeting] = list_contents()
    inis = [project.directory / "parts" / "twod" / f"{name}.ini" for name in names]
    scripts = sorted((project.directory / "bin").glob("manage-*"))
    # As many files as are new, or a moment of the run: before all that, and anywhere in it.
    instants = [(seconds, count) for count in (1, size // 2, size, size + 1, 2 * size - 1)]
    chance = random.Random(turns)
    instants += [(chance.uniform(0.1, 1) * seconds, 2 * size) for _ in instants]
    killed = 0
    with serve(project, port):
        for seconds, count in instants * turns:
            configure("new")
            killed += run_and_kill(project, seconds, [*inis, *scripts], count)
            assert get(port, "/") == "old"
            for name, content in list_contents().items():
                if not name.endswith((".new", ".unfinished")):
                    assert content in (complete["old"][name], complete["new"][name]), name
            assert project.get_setting("GREETING") in ("old", "new")
            configure("old")
            provision_again(project)
            assert list_contents() == complete["old"]
    assert killed >= len(instants) * turns // 2


@pytest.mark.slow
def test_of_two_runs_at_once_each_completes_and_they_leave_one_key_and_whole_files(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    inis = [project.directory / "parts" / "twod" / f"{name}.ini" for name in ("dev", "prod")]
    whole: list[set[bytes]] = [set(), set()]
    for port in (9001, 9002):
        project.provision(f"twod:http-address={port}")
        for ini, contents in zip(inis, whole, strict=True):
            contents.add(ini.read_bytes())
    key = project.directory / "var" / "twod" / "secret-key-prod"
    for _ in range(3):
        for path in (*inis, key, project.directory / "bin" / "manage-prod"):
            path.unlink()
        runs = [
            subprocess.Popen(
                [project.buildout.program, "-N", f"twod:http-address={port}"],
                cwd=project.directory,
                env=project.buildout.environ(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for port in (9001, 9002)
        ]
        printed = [run.communicate()[0] for run in runs]
        assert [run.returncode for run in runs] == [0, 0], "\n".join(printed)
        assert sum("Generated a secret key" in text for text in printed) == 1
        assert [ini.read_bytes() in contents for ini, contents in zip(inis, whole, strict=True)] == [True, True]
        assert [path.name for path in key.parent.iterdir()] == [key.name]
        assert len(key.read_text().strip()) == 64


@pytest.mark.slow
def test_a_torn_record_of_zc_buildout_is_removed_and_nothing_else_changes(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = project.list_files()
    (project.directory / ".installed.cfg").write_text("")
    assert "KeyError: 'buildout'" in project.run().stdout
    provision_again(project)
    assert project.list_files() == before


@pytest.mark.slow
def test_what_a_run_leaves_that_is_killed_at_its_note_is_removed(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = project.list_files()
    project.write("parts/twod/..unfinished.new", "half a n")
    project.provision()
    assert project.list_files() == before


@pytest.mark.slow
def test_a_site_is_made_from_the_eggs_at_hand_without_any_index(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = {name: state.content for name, state in project.list_files().items() if not name.startswith("var/")}
    (project.directory / ".installed.cfg").unlink()
    for name in ("bin", "parts"):
        shutil.rmtree(project.directory / name)
    # Nobody listens there.
    nothing = ("buildout:find-links=", "buildout:index=http://127.0.0.1:9/simple")
    project.provision(*nothing, PIP_FIND_LINKS="")
    after = {name: state.content for name, state in project.list_files().items() if not name.startswith("var/")}
    assert after == before
    # Without -N, zc.buildout asks the index for newer ones, and goes on without an answer.
    project.provision("-n", *nothing, PIP_FIND_LINKS="")
    again = {name: state.content for name, state in project.list_files().items() if not name.startswith("var/")}
    assert again == before
