"""Builds the image of a Dockerfile and becomes its first process, where there is no Docker: for root.

``unshare --mount --pid --fork --kill-child python -m kit.container_builder JOB``, where JOB is JSON of :class:`Job`.
The image that a stage begins with has the programs of this machine, and the tests' Python in ``/usr/local``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path, PurePath
from typing import NamedTuple

from kit.dockerfiles import Step, is_ignored, read_steps

_ENVIRON = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
#: What of /etc the programs of a machine need.
_ETC = ("default", "group", "gshadow", "ld.so.conf", "ld.so.conf.d", "login.defs", "nsswitch.conf", "passwd", "shadow")


class Job(NamedTuple):
    """What to build, and what the container gets."""

    dockerfile: str
    context: str
    #: An empty folder.
    work: str
    #: Files for ``RUN --mount=type=secret``, by their ids.
    build_secrets: dict[str, str]
    #: The folder that is ``/run/secrets``.
    secrets: str
    #: The paths that the container may write, besides ``/tmp``.
    volumes: list[str]
    environ: dict[str, str]


class Stage:
    """A stage of a Dockerfile: a file system, and what the steps so far have said of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environ = dict(_ENVIRON)
        self.directory = "/"
        self.user = (0, 0)
        self.entrypoint: list[str] = []

    def find(self, path: str) -> Path:
        """Return where a path of the stage is outside of it."""
        return self.root / os.path.join(self.directory, path).lstrip("/")  # noqa: PTH118 - an absolute one stays

    def enter(self) -> None:
        """Make this process one of the stage."""
        os.chroot(self.root)
        os.chdir(self.directory)
        user, group = self.user
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)

    def run(self, command: list[str]) -> None:
        """Run a step."""
        done = subprocess.run(command, env=self.environ, preexec_fn=self.enter, check=False)
        if done.returncode:
            sys.exit(f"{command!r} has ended with exit status {done.returncode}")


def mount(*arguments: str | Path) -> None:
    subprocess.run(["mount", *arguments], check=True)


def make_base(root: Path) -> Stage:
    """Make a file system with the programs of this machine, a Python with pip, and nothing else of it."""
    scratch = root.with_name(f"{root.name}-usr")
    upper, work, usr = scratch / "upper", scratch / "work", root / "usr"
    empty = (root / name for name in ("dev", "etc", "proc", "root", "run", "srv", "tmp", "var"))
    for folder in (upper, work, usr, *empty):
        folder.mkdir(parents=True)
    (root / "tmp").chmod(0o1777)
    mount("-t", "overlay", "overlay", "-o", f"lowerdir=/usr,upperdir={upper},workdir={work}", usr)
    mount("--rbind", "/dev", root / "dev")
    mount("-t", "proc", "proc", root / "proc")
    for name in ("bin", "lib", "lib64", "sbin"):
        if Path("/", name).is_symlink():
            (root / name).symlink_to(Path("/", name).readlink())
    for name in _ETC:
        source = Path("/etc", name)
        if source.is_dir():
            shutil.copytree(source, root / "etc" / name, symlinks=True)
        elif source.exists():
            shutil.copy2(source, root / "etc" / name)
    stage = Stage(root)
    local, made = usr / "local", root.with_name("local")
    shutil.rmtree(local)
    if made.exists():
        shutil.copytree(made, local, symlinks=True)
        stage.run(["ldconfig"])
    else:
        copy_python(local)
        stage.run(["ldconfig"])
        stage.run(["python", "-m", "ensurepip", "--default-pip"])
        shutil.copytree(local, made, symlinks=True)
    return stage


def copy_python(prefix: Path) -> None:
    """Put the tests' Python where Docker's own images have theirs, without what it has installed."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    ignored = shutil.ignore_patterns("site-packages", "dist-packages", "test", "__pycache__", "config-*")
    shutil.copytree(sysconfig.get_path("stdlib"), prefix / "lib" / version, ignore=ignored)
    (prefix / "lib" / version / "site-packages").mkdir(exist_ok=True)
    library = Path(sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME") or "none")
    if library.suffix != ".a" and library.exists():
        shutil.copy2(library, prefix / "lib")
    (prefix / "bin").mkdir()
    shutil.copy2(Path(sys.executable).resolve(), prefix / "bin" / version)
    for name in ("python", "python3"):
        (prefix / "bin" / name).symlink_to(version)


def build(job: Job) -> Stage:
    """Run the steps of the Dockerfile, and return the last stage."""
    work = Path(job.work)
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", work)
    stages: list[Stage] = []
    names: dict[str, Stage] = {}
    for step in read_steps(Path(job.dockerfile).read_text(encoding="utf-8")):
        sys.stderr.write(f"{step.keyword} {step.rest}\n")
        if step.keyword == "FROM":
            stages.append(make_base(work / f"stage{len(stages)}"))
            names[step.words[-1]] = stages[-1]
        else:
            take_step(step, stages[-1], names, job)
    return stages[-1]


def take_step(step: Step, stage: Stage, names: dict[str, Stage], job: Job) -> None:
    match step.keyword:
        case "RUN":
            mount_for_run(step, stage, job)
            stage.run(step.words if step.rest.startswith("[") else ["/bin/sh", "-c", step.rest])
        case "COPY":
            copy(step, stage, names, job)
        case "WORKDIR":
            stage.directory = step.rest
            stage.find("").mkdir(parents=True, exist_ok=True)
        case "ENV":
            stage.environ |= dict(word.split("=", 1) for word in step.words)
        case "USER":
            user, group = step.rest.split(":")
            stage.user = (int(user), int(group))
        case "ENTRYPOINT":
            stage.entrypoint = step.words
        case "EXPOSE" | "STOPSIGNAL" | "HEALTHCHECK":
            pass
        case _:
            sys.exit(f"{step.keyword} is not known here")


def mount_for_run(step: Step, stage: Stage, job: Job) -> None:
    """Give a step the secrets that it names, as far as there are any; its caches are empty."""
    for flag in step.list_flags("mount"):
        facts = dict(word.split("=", 1) for word in flag.split(","))
        target = stage.find(facts["target"])
        if facts["type"] == "secret" and facts["id"] in job.build_secrets:
            target.touch()
            mount("--bind", job.build_secrets[facts["id"]], target)


def copy(step: Step, stage: Stage, names: dict[str, Stage], job: Job) -> None:
    """Copy files of the context, or of another stage."""
    source, target = step.words
    base = Path(job.context)
    patterns = Path(f"{job.dockerfile}.dockerignore").read_text(encoding="utf-8").splitlines()
    for name in step.list_flags("from"):
        base, patterns = names[name].root, []
    patterns = [line for line in patterns if not line.startswith("#")]
    begin, end = base / source.lstrip("/"), stage.find(target)

    def ignore(folder: str, entries: list[str]) -> list[str]:
        here = PurePath(folder).relative_to(base)
        return [entry for entry in entries if is_ignored(here / entry, patterns)]

    if begin.is_dir():
        shutil.copytree(begin, end, symlinks=True, ignore=ignore, dirs_exist_ok=True)
    elif not is_ignored(PurePath(begin).relative_to(base), patterns):
        end.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(begin, end)
    for owner in step.list_flags("chown"):
        user, group = map(int, owner.split(":"))
        for path in (end, *end.rglob("*")):
            os.chown(path, user, group, follow_symlinks=False)


def start(stage: Stage, job: Job) -> None:
    """Become the first process of a container whose file system cannot be written."""
    user, group = stage.user
    mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", stage.root / "tmp")
    for volume in job.volumes:
        mount("-t", "tmpfs", "-o", f"mode=700,uid={user},gid={group}", "tmpfs", stage.find(volume))
    secrets = stage.root / "run" / "secrets"
    secrets.mkdir()
    mount("--bind", job.secrets, secrets)
    mount("--rbind", stage.root, stage.root)
    for place in (stage.root, stage.root / "usr"):
        mount("-o", "remount,bind,ro", place)
    stage.enter()
    os.execve(stage.entrypoint[0], stage.entrypoint, stage.environ | job.environ)


if __name__ == "__main__":
    asked = Job(**json.loads(sys.argv[1]))
    start(build(asked), asked)
