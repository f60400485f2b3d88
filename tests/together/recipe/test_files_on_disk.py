"""What may be in the place of the files, and who may have access to them, in real runs."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from kit.processes import PROVISIONING, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Project

ONE = """\
environments = prod
wsgi = true
[prod]
secret-key = generate
TIME_ZONE = Europe/London
event-log = var/log/prod.log
"""


@pytest.fixture
def umask() -> Iterator[None]:
    """Restore the umask of the tests."""
    previous = os.umask(0o022)
    yield
    os.umask(previous)


def get_mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.slow
@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize(
    ("mask", "script", "module"),
    [
        (0o000, 0o775, 0o664),
        (0o002, 0o775, 0o664),
        (0o022, 0o755, 0o644),
        (0o027, 0o750, 0o640),
        (0o077, 0o700, 0o600),
    ],
)
def test_the_umask_says_who_has_access_and_others_can_write_nothing(
    project: Project, mask: int, script: int, module: int
) -> None:
    project.configure(ONE)
    os.umask(mask)
    project.provision()
    root = project.directory
    assert {get_mode(root / "bin" / name) for name in ("manage", "manage-prod", "paster")} == {script}
    assert get_mode(root / "bin" / "prod.wsgi") == module
    assert {get_mode(root / name) for name in ("parts/twod", "var", "var/log", "var/twod")} == {script}
    assert get_mode(root / "parts" / "twod" / "prod.ini") == 0o640
    assert get_mode(root / "var" / "twod" / "secret-key-prod") == 0o600
    before = project.list_files()
    project.provision()
    assert project.list_files() == before


@pytest.mark.slow
def test_links_in_the_places_of_the_ini_and_the_script_and_before_them_are_replaced(project: Project) -> None:
    project.configure(ONE)
    project.provision()
    before = {name: state.content for name, state in project.list_files().items()}
    precious = project.write("precious", "mine\n")
    for name in ("parts/twod/prod.ini", "bin/manage-prod"):
        path = project.directory / name
        path.rename(aside := path.with_name("aside"))
        path.symlink_to(aside)
        path.with_name(f".{path.name}.new").symlink_to(precious)
    project.provision()
    for name in ("parts/twod/prod.ini", "bin/manage-prod"):
        path = project.directory / name
        assert not path.is_symlink()
        assert path.read_bytes() == path.with_name("aside").read_bytes() == before[name]
        path.with_name("aside").unlink()
    assert (precious.read_text(), get_mode(precious)) == ("mine\n", 0o644)
    precious.unlink()
    assert {name: state.content for name, state in project.list_files().items()} == before


@pytest.mark.slow
def test_a_pipe_in_the_place_of_a_file_ends_the_run_before_anything_is_written(project: Project) -> None:
    project.configure(ONE)
    project.provision()
    for name, message in (
        ("parts/twod/prod.ini", "[twod]: {path} cannot be written: {path} is not a regular file"),
        ("var/twod/secret-key-prod", "[prod] secret-key: {path} is not a file; move it away, and the next run"),
    ):
        path = project.directory / name
        path.rename(aside := project.directory / "aside")
        os.mkfifo(path, 0o640)
        assert project.fail("prod:EMAIL_PORT=26").startswith(message.format(path=path))
        path.unlink()
        aside.rename(path)
    assert "EMAIL_PORT" not in (project.directory / "parts" / "twod" / "prod.ini").read_text()


@pytest.mark.slow
@pytest.mark.parametrize(("mark", "newline"), [("", "\r\n"), ("\ufeff", "\n"), ("\ufeff", "\r\n")])
def test_an_ini_that_another_editor_has_saved_is_kept_aside(project: Project, mark: str, newline: str) -> None:
    project.configure(ONE)
    project.provision()
    ini = project.directory / "parts" / "twod" / "prod.ini"
    made = ini.read_bytes()
    edited = (mark + made.decode().replace("London", "Paris").replace("\n", newline)).encode()
    ini.write_bytes(edited)
    assert project.get_setting("TIME_ZONE") == "Europe/Paris"
    assert f"{ini} was edited by hand" in project.provision()
    assert ini.read_bytes() == made
    assert ini.with_name("prod.ini.orig").read_bytes() == edited


def test_a_buildout_cfg_with_other_line_ends_makes_the_same(project: Project) -> None:
    project.configure(ONE)
    project.provision()
    before = project.list_files()
    cfg = project.directory / "buildout.cfg"
    cfg.write_bytes(cfg.read_bytes().replace(b"\n", b"\r\n"))
    project.provision()
    assert {name: state for name, state in project.list_files().items() if name != "buildout.cfg"} == {
        name: state for name, state in before.items() if name != "buildout.cfg"
    }


@pytest.mark.slow
def test_a_checkout_that_is_reached_by_a_link_is_the_same(project: Project) -> None:
    project.configure(ONE)
    project.provision()
    before = project.list_files()
    link = project.directory.with_name("link")
    link.symlink_to(project.directory)
    done = run(
        [project.buildout.program, "-N"],
        cwd=link,
        environ=project.buildout.environ(PWD=str(link)),
        merged=True,
        patience=PROVISIONING,
    )
    assert done.returncode == 0, done.stdout
    assert project.list_files() == before
    called = run([link / "bin" / "manage-prod", "check"], cwd=link, environ=project.buildout.environ())
    assert called.returncode == 0, called.stderr
