"""Buildout runs as one user and the site as another, who is a member of the option ``group``."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kit.environs import make_environ
from kit.processes import PROVISIONING, run, running
from kit.sites import write_file
from kit.users import NEEDS_ROOT, User, get_other_group

from .conftest import make_project
from .serving import find_free_port, get, wait_for_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from conftest import Block

    from kit.buildouts import Buildout

    from .conftest import Project

    FindBlocks = Callable[..., list[Block]]

pytestmark = [NEEDS_ROOT, pytest.mark.slow]

GROUP = get_other_group()
BUILDER, SERVER, STRANGER = User(60001, (GROUP.gr_gid,)), User(60002, (GROUP.gr_gid,)), User(60003)


def provision(project: Project, user: User, umask: int, *arguments: str) -> CompletedProcess[str]:
    """Run buildout as a user."""
    for path in (project.directory, *project.directory.rglob("*")):
        if path.stat().st_uid == 0:
            os.chown(path, user.number, user.number)
    umasked = f'umask {umask:03o} && exec "$0" "$@"'
    command = user.make_command(project.directory, "sh", "-c", umasked, project.buildout.program, "-N")
    environ = project.buildout.environ(HOME=str(project.directory))
    return run([*command, *arguments], cwd=project.directory, environ=environ, merged=True, patience=PROVISIONING)


def call(project: Project, user: User, *command: str | Path) -> CompletedProcess[str]:
    """Run a command in a site as a user."""
    return run(
        user.make_command(project.directory, *command), cwd=Path("/"), environ=make_environ(HOME="/"), merged=True
    )


def list_state(directory: Path) -> dict[str, tuple[object, ...]]:
    """Return content, mode, group and time of all that a run may change."""
    return {
        str(path.relative_to(directory)): (
            path.read_bytes() if path.is_file() else None,
            path.stat().st_mode,
            path.stat().st_gid,
            path.stat().st_mtime_ns if path.is_file() else None,
        )
        for path in directory.rglob("*")
        if path.name != ".installed.cfg"
    }


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_site_can_read_what_it_needs_change_nothing_and_strangers_can_read_no_secret(
    project: Project, umask: int
) -> None:
    port = find_free_port()
    project.configure(
        f"environments = prod\ngroup = {GROUP.gr_name}\nwsgi = true\n[prod]\nsecret-key = generate\nALLOWED_HOSTS = *\n"
        f"EMAIL_HOST_PASSWORD = hunter2\nhttp-address = {port}\nevent-log = var/log/prod.log\n"
    )
    done = provision(project, BUILDER, umask)
    assert done.returncode == 0, done.stdout
    root = project.directory
    ini, key = root / "parts/twod/prod.ini", root / "var/twod/secret-key-prod"
    for path in (ini, key):
        assert (path.stat().st_mode & 0o777, path.stat().st_gid) == (0o640, GROUP.gr_gid)
        assert call(project, SERVER, "cat", path).stdout == path.read_text()
        assert call(project, STRANGER, "cat", path).returncode != 0
    code = "from django.conf import settings; print(settings.SECRET_KEY, settings.EMAIL_HOST_PASSWORD)"
    printed = call(project, SERVER, root / "bin/manage-prod", "shell", "--verbosity=0", "-c", code)
    assert printed.stdout == f"{key.read_text().strip()} hunter2\n"
    server = SERVER.make_command(root, root / "bin/paster", "serve", ini)
    with running(server, cwd=Path("/"), environ=make_environ(HOME="/"), end_by=signal.SIGTERM) as process:
        wait_for_server(process, port)
        assert get(port, "/") == "/"
    files = [path for folder in ("bin", "parts", "var/twod") for path in (root / folder).rglob("*")]
    script = 'for path; do test ! -w "$path" || echo "$path"; done'
    for user in (SERVER, STRANGER):
        assert call(project, user, "sh", "-c", script, "sh", *files, root / "var", root / "var/twod").stdout == ""
    # zc.buildout has made these.
    for path in (root / "bin", root / "parts"):
        warning = f"[twod]: everybody can write in {path} (mode 0777) and replace its files; run chmod o-w {path}"
        assert (warning in done.stdout) == (umask == 0)
    before = list_state(root)
    done = provision(project, BUILDER, umask)
    assert "Updating twod." in done.stdout
    assert list_state(root) == before
    (root / ".installed.cfg").unlink()
    assert "Installing twod." in provision(project, BUILDER, umask).stdout
    assert list_state(root) == before


def list_readable(project: Project, user: User) -> set[str]:
    """Return the files of a tree that a user can read."""
    script = 'find . -type f | while read -r path; do test ! -r "$path" || echo "${path#./}"; done'
    return set(call(project, user, "sh", "-c", f'cd "$1" && {script}', "sh", project.directory).stdout.splitlines())


def test_the_site_can_read_its_own_secrets_alone_before_and_after_a_rotation(project: Project) -> None:
    project.configure(
        f"environments = prod dev\nsecret-key = generate\n[prod]\ngroup = {GROUP.gr_name}\nALLOWED_HOSTS = *\n[dev]\n"
    )
    assert provision(project, BUILDER, 0o022).returncode == 0
    root, ini = project.directory, project.directory / "parts/twod/prod.ini"
    of_site = {"parts/twod/prod.ini", "var/twod/secret-key-prod"}
    assert list_readable(project, SERVER) - list_readable(project, STRANGER) == of_site
    rotated = call(project, BUILDER, root / "bin/twod", "secret-key", ini, "--rotate")
    assert rotated.returncode == 0, rotated.stdout
    refused = call(project, SERVER, root / "bin/twod", "secret-key", ini, "--rotate").stdout
    assert "permission denied; run the command as the owner of" in refused
    prepared = call(project, BUILDER, root / "bin/twod", "secret-key", ini, "--prepare")
    assert prepared.returncode == 0, prepared.stdout
    of_site |= {"var/twod/secret-key-prod.fallbacks"}
    assert list_readable(project, SERVER) - list_readable(project, STRANGER) == of_site
    of_others = {"parts/twod/dev.ini", "var/twod/secret-key-dev", "var/twod/secret-key-prod.next"}
    assert of_others <= list_readable(project, BUILDER) - list_readable(project, SERVER)
    # It has the keys that the files have, and cannot change them.
    code = "from django.conf import settings; print(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)"
    used = call(project, SERVER, root / "bin/manage-prod", "shell", "--verbosity=0", "-c", code).stdout.split()
    files = [root / "var/twod" / name for name in ("secret-key-prod", "secret-key-prod.fallbacks")]
    assert used == [key for path in files for key in path.read_text().split()]
    before = list_state(root)
    for user in (SERVER, STRANGER):
        done = call(project, user, root / "bin/twod", "secret-key", ini, "--rotate")
        assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    assert list_state(root) == before
    done = provision(project, BUILDER, 0o022)
    assert "Updating twod." in done.stdout
    assert list_state(root) == before


def test_releases_share_a_key_that_the_site_can_read_and_not_change(tmp_path: Path, buildout: Buildout) -> None:
    """``var/twod`` of each release is a link to a directory beside the releases."""
    shared = tmp_path / "shared" / "var" / "twod"
    shared.mkdir(parents=True)
    key = write_file(shared / "secret-key", "k" * 64 + "\n")
    for path in (shared, key):
        os.chown(path, BUILDER.number, GROUP.gr_gid)
    shared.chmod(0o750)
    key.chmod(0o640)
    project = make_project(tmp_path / "releases" / "one", buildout)
    (project.directory / "var").mkdir()
    (project.directory / "var" / "twod").symlink_to("../../../shared/var/twod")
    project.configure(f"environments = prod\n[prod]\ngroup = {GROUP.gr_name}\nsecret-key = file:var/twod/secret-key\n")
    done = provision(project, BUILDER, 0o022)
    assert done.returncode == 0, done.stdout
    assert "secret-key" not in done.stdout
    ini = project.directory / "parts/twod/prod.ini"
    rotate = (project.directory / "bin/twod", "secret-key", ini, "--rotate")
    assert call(project, BUILDER, *rotate).returncode == 0
    files = (key, key.with_name("secret-key.fallbacks"))
    code = "from django.conf import settings; print(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)"
    used = call(project, SERVER, project.directory / "bin/manage-prod", "shell", "--verbosity=0", "-c", code).stdout
    assert used.split() == [line for path in files for line in path.read_text().split()]
    assert "k" * 64 in used
    for path in files:
        assert (path.stat().st_mode & 0o777, path.stat().st_gid) == (0o640, GROUP.gr_gid)
        assert call(project, STRANGER, "cat", path).returncode != 0
    for user in (SERVER, STRANGER):
        assert call(project, user, *rotate).returncode == 1
    assert sorted(path.name for path in shared.iterdir()) == ["secret-key", "secret-key.fallbacks"]


def test_a_group_that_is_taken_back_can_read_the_new_ini_no_more_and_the_key_is_told(
    project: Project, manual: FindBlocks
) -> None:
    (shown,) = manual("docs/explanation/security.rst", "ini")
    project.configure(f"environments = prod\n{shown.text.replace('group = shop', f'group = {GROUP.gr_name}')}")
    assert provision(project, BUILDER, 0o022).returncode == 0
    key, ini = project.directory / "var/twod/secret-key-prod", project.directory / "parts/twod/prod.ini"
    before = list_state(project.directory)
    done = provision(project, BUILDER, 0o022, "prod:group=")
    assert f"[prod] secret-key: the group {GROUP.gr_name} has access to {key} (mode 0640)" in done.stdout
    assert list_state(project.directory) == before
    key.chmod(0o600)
    assert provision(project, BUILDER, 0o022, "prod:group=").returncode == 0
    assert (ini.stat().st_mode & 0o777, ini.stat().st_gid) == (0o640, BUILDER.number)
    # And given again, the key as it is.
    text = key.read_bytes()
    done = provision(project, BUILDER, 0o022)
    assert f"Gave {key} to the group {GROUP.gr_name}." in done.stdout
    assert (key.read_bytes(), key.stat().st_mode & 0o777, key.stat().st_gid) == (text, 0o640, GROUP.gr_gid)
    assert provision(project, BUILDER, 0o022, "buildout:parts=").returncode == 0
    assert not ini.exists()
    assert key.read_bytes() == text


def test_a_group_of_which_the_user_is_no_member_is_told_before_anything_is_written(project: Project) -> None:
    project.configure(f"environments = prod\n[prod]\ngroup = {GROUP.gr_name}\n")
    done = provision(project, STRANGER, 0o022)
    assert done.returncode == 1
    assert f"[prod] group: you are not a member of the group {GROUP.gr_name}" in done.stdout
    assert "(buildout.cfg)" in done.stdout
    done = provision(project, STRANGER, 0o022, "prod:group=no-such-group")
    assert "[prod] group: no group is called 'no-such-group' (command line)" in done.stdout
    assert not list((project.directory / "parts").rglob("*"))
    assert not list((project.directory / "bin").rglob("*"))


def test_a_directory_that_another_group_uses_is_told_with_a_cure_that_helps(project: Project) -> None:
    project.configure(f"environments = prod\n[prod]\nsecret-key = generate\ngroup = {GROUP.gr_name}\n")
    told = provision(project, BUILDER, 0o027).stdout
    for name in ("bin", "parts"):
        path = project.directory / name
        assert f"[prod] group: the group {GROUP.gr_name} cannot enter {path} (mode 0750, group 60001)" in told
        os.chown(path, BUILDER.number, GROUP.gr_gid)
        assert list(path.iterdir()) == []
    assert provision(project, BUILDER, 0o027).returncode == 0
    for name in ("bin/manage-prod", "parts/twod/prod.ini", "var/twod/secret-key-prod"):
        assert call(project, SERVER, "cat", project.directory / name).returncode == 0
        assert call(project, STRANGER, "cat", project.directory / name).returncode != 0
