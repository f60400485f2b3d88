"""A run that is killed before any of its changes on disk: what it leaves, and what the next run makes of it."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .test_second_run import provision_again

if TYPE_CHECKING:
    from .conftest import Project

#: Python runs it at its start: kills zc.buildout's process before a change of a directory, or counts the changes.
SITECUSTOMIZE = """\
import atexit, os, signal, sys

LIMIT, FOLDER, COUNT = int(os.environ["KILL_AT"]), os.environ["KILL_IN"], os.environ["KILL_COUNT"]
CHANGES = {"os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink"}
count = 0


def hook(event, arguments):
    global count
    if event == "open":
        changes = arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    else:
        changes = event in CHANGES
    if changes and (isinstance(arguments[0], int) or os.path.abspath(os.fsdecode(arguments[0])).startswith(FOLDER)):
        count += 1
        if count == LIMIT:
            os.kill(os.getpid(), signal.SIGKILL)


def write_count():
    with open(COUNT, "w") as file:
        file.write(str(count))


if "buildout" in map(os.path.basename, sys.orig_argv):
    sys.addaudithook(hook)
    atexit.register(write_count)
"""


def run_and_kill(project: Project, limit: int) -> int:
    """Run buildout and kill it before a change of the project's directory; return how many changes it made.

    :param limit: number of the change; with 0, it runs to its end.
    """
    folder, count = project.directory.parent / "killing", project.directory.parent / "count"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE, encoding="utf-8")
    environ = {"KILL_AT": str(limit), "KILL_IN": str(project.directory), "KILL_COUNT": str(count)}
    done = project.run(PYTHONPATH=str(folder), **environ)
    assert done.returncode == (-signal.SIGKILL if limit else 0), done.stdout
    return limit or int(count.read_text())


def list_contents(project: Project) -> dict[str, bytes]:
    files = project.list_files().items()
    return {name: state.content for name, state in files if name.startswith(("bin/", "parts/", "var/"))}


def configure(project: Project, greeting: str, environments: str) -> None:
    sections = "".join(f"[{name}]\n" for name in environments.split())
    project.configure(
        f"environments = {environments}\nsecret-key = generate\nGREETING = {greeting}\n"
        f"environment-vars = GREETING = {greeting}\n{sections}"
    )


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_before_whichever_change_a_run_is_killed_each_file_is_whole_and_the_next_run_completes(
    project: Project, tmp_path: Path
) -> None:
    configure(project, "old", "prod")
    project.provision()
    old = list_contents(project)
    saved = tmp_path / "saved"
    shutil.copytree(project.directory, saved, symlinks=True)

    def restore() -> None:
        shutil.rmtree(project.directory)
        shutil.copytree(saved, project.directory, symlinks=True)
        configure(project, "new", "prod staging")

    restore()
    changes = run_and_kill(project, 0)
    new = list_contents(project)
    key = "var/twod/secret-key-staging"
    scripts = {f"bin/{stem}-staging" for stem in ("manage", "python", "serve")}
    assert new.keys() - old.keys() == scripts | {"parts/twod/staging.ini", key}
    for limit in range(1, changes + 1):
        restore()
        run_and_kill(project, limit)
        for name, content in list_contents(project).items():
            if name == key:
                assert len(content.strip()) == 64
            elif not Path(name).name.startswith("."):
                assert content in (old.get(name), new[name]), (limit, name)
        provision_again(project)
        made = list_contents(project)
        assert made.keys() == new.keys(), limit
        assert made | {key: new[key]} == new, limit
        assert (project.directory / key).stat().st_mode & 0o777 == 0o600
        assert list(project.directory.glob(".twod*")) == []
