"""What a run may change on disk: after a run like it, nothing; after a change, that alone."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

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
        "bin/manage",
        "bin/manage-dev",
        "bin/manage-prod",
        "bin/paster",
        "bin/prod.wsgi",
        "bin/py",
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


def test_a_reinstall_without_any_record_leaves_every_content_mode_and_time(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = project.list_files()
    (project.directory / ".installed.cfg").unlink()
    assert "Installing twod." in project.provision()
    assert project.list_files() == before


def test_a_changed_environment_rewrites_its_own_ini_alone(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = project.list_files()
    project.provision("prod:ALLOWED_HOSTS=example.org")
    after = project.list_files()
    assert {name for name in after if after[name] != before.get(name)} == {"parts/twod/prod.ini"}
    assert project.read_ini("prod")["app:django"]["ALLOWED_HOSTS"] == "example.org"


def test_a_file_that_was_deleted_is_made_again_as_it_was(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    path = project.directory / "parts" / "twod" / "prod.ini"
    content = path.read_bytes()
    path.unlink()
    project.provision()
    assert path.read_bytes() == content


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


def test_the_inis_can_be_read_by_their_owner_and_group_alone(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    assert (project.directory / "parts/twod/prod.ini").stat().st_mode & 0o777 == 0o640
    project.provision("prod:mode=0600")
    assert (project.directory / "parts/twod/prod.ini").stat().st_mode & 0o777 == 0o600


def wait_and_kill(command: list[str | Path], directory: Path, environ: dict[str, str], seconds: float) -> bool:
    """Start a command and kill it hard after a while; return whether it was still running."""
    process = subprocess.Popen(
        command, cwd=directory, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def test_after_a_kill_each_file_is_the_old_or_the_new_one_and_the_next_run_completes(project: Project) -> None:
    def make(port: int, count: int) -> str:
        names = " ".join(f"e{number}" for number in range(count))
        sections = "".join(f"[e{number}]\nhttp-address = {port + number}\n" for number in range(count))
        return f"environments = {names}\n{sections}"

    project.configure(make(8000, 40))
    project.provision()
    old = {name: state.content for name, state in project.list_files().items()}
    project.configure(make(9000, 40))
    command: list[str | Path] = [project.buildout.home / "bin" / "buildout", "-N"]
    killed = 0
    for moment in range(12):
        killed += wait_and_kill(command, project.directory, project.buildout.environ(), 0.3 + 0.06 * moment)
        for name, state in project.list_files().items():
            if name.startswith("parts/twod/e"):
                assert state.content.endswith(b"%(message)s\n"), name
            elif name.startswith("bin/"):
                assert state.content == old[name]
    assert killed
    project.provision()
    leftovers = [name for name in project.list_files() if name.endswith(".new") or ".twod-recipe-" in name]
    assert leftovers == []
    for number in range(40):
        assert project.read_ini(f"e{number}")["server:main"]["listen"] == f"127.0.0.1:{9000 + number}"


def test_a_site_is_made_from_the_eggs_at_hand_without_any_index(project: Project) -> None:
    project.configure(TWO)
    project.provision()
    before = {name: state.content for name, state in project.list_files().items() if not name.startswith("var/")}
    (project.directory / ".installed.cfg").unlink()
    for name in ("bin", "parts"):
        shutil.rmtree(project.directory / name)
    # Nobody listens there.
    project.provision("buildout:find-links=", "buildout:index=http://127.0.0.1:9/simple", PIP_FIND_LINKS="")
    after = {name: state.content for name, state in project.list_files().items() if not name.startswith("var/")}
    assert after == before
