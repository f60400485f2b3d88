"""``examples/production`` on ports of a test's own: provisioned, started, released to and stopped."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import NamedTuple

from kit.buildouts import ROOT, Buildout
from kit.conditions import wait_until
from kit.environs import make_environ
from kit.ports import find_free_port
from kit.processes import PROVISIONING, Command, run

#: Takes the wheels of the tests instead of an index, and free ports.
_CFG = """\
[buildout]
extends =
    buildout.cfg
    {home}/versions.cfg
index = {home}/empty-index
find-links = {wheels}
eggs-directory = {home}/eggs
allow-picked-versions = true
develop =
lock =

[prod]
hosts =
    web1:127.0.0.1:{ports[web1]}
    web2:127.0.0.1:{ports[web2]}
    web3:127.0.0.1:{ports[web3]}
    jobs:127.0.0.1 worker beat sessions

[nginx]
listen = 127.0.0.1:{ports[nginx]}

[haproxy]
listen = 127.0.0.1:{ports[haproxy]}
"""

NODES = ("web1", "web2", "web3")
_INI = "parts/twod/prod.ini"
_MANIFEST = "manifest.json"


class Change(NamedTuple):
    """How one release differs from the first one."""

    #: Whole lines of the ini, and what stands there instead.
    ini: Mapping[str, str] = MappingProxyType({})
    #: Texts of files, by their paths in the bundle.
    files: Mapping[str, str] = MappingProxyType({})


_NO_CHANGE = Change()


class ProductionHost:
    """The example on this machine.

    :param folder: an empty folder.
    :param buildout: what provisions it.
    """

    def __init__(self, folder: Path, buildout: Buildout) -> None:
        for name in ("notes", "production"):
            shutil.copytree(ROOT / "examples" / name, folder / "examples" / name, ignore=_leave_out_made)
        shutil.copy2(ROOT / "versions.cfg", folder)
        self.tree = folder / "examples/production"
        self.directory = folder / "var/production"
        self.ports = {name: find_free_port() for name in (*NODES, "nginx", "haproxy", "postgres", "redis")}
        postgres, redis = self.ports["postgres"], self.ports["redis"]
        self.environ = make_environ(
            POSTGRES_PORT=str(postgres),
            REDIS_PORT=str(redis),
            DATABASE_URL=f"postgres://notes@127.0.0.1:{postgres}/notes",
            CACHE_URL=f"redis://127.0.0.1:{redis}/0",
            BROKER_URL=f"redis://127.0.0.1:{redis}/1",
            CREDENTIALS_DIRECTORY=str(self.directory / "credentials"),
        )
        text = _CFG.format(home=buildout.home, wheels=buildout.wheels, ports=self.ports)
        (self.tree / "test.cfg").write_text(text, encoding="utf-8")
        provisioned = buildout.run(self.tree, "-c", "test.cfg")
        assert provisioned.returncode == 0, provisioned.stdout
        #: Where the bundles of :meth:`make_release` are made.
        self.workshop = folder / "workshop"

    @property
    def archive(self) -> Path:
        """The bundle that ``start`` makes."""
        return self.tree / "dist/notes.tar.gz"

    def get_url(self, name: str, path: str = "/") -> str:
        """Return a URL of a node, or of nginx or HAProxy."""
        return f"http://127.0.0.1:{self.ports[name]}{path}"

    def start(self) -> None:
        """Start all, with a first release."""
        self._run("./start", patience=PROVISIONING)

    def stop(self) -> None:
        """Stop all."""
        pid = int((self.directory / "supervisor/supervisord.pid").read_text())
        self._run("./stop")
        wait_until(lambda: not Path(f"/proc/{pid}").exists(), "supervisord has not ended")

    def make_release(self, name: str, change: Change = _NO_CHANGE) -> Path:
        """Return an archive that is the first one but for the name on its pages, and a further change."""
        source = self.workshop / "bundle"
        if not source.exists():
            source.mkdir(parents=True)
            with tarfile.open(self.archive) as archive:
                archive.extractall(source, filter="data")
        ini = (source / _INI).read_text(encoding="utf-8")
        for old, new in {"ENVIRONMENT_NAME = prod": f"ENVIRONMENT_NAME = {name}", **change.ini}.items():
            assert ini.count(f"{old}\n") == 1, f"{old} is not in\n{ini}"
            ini = ini.replace(f"{old}\n", f"{new}\n")
        texts = {**change.files, _INI: ini}
        manifest = json.loads((source / _MANIFEST).read_text(encoding="utf-8"))
        manifest["files"] |= {path: hashlib.sha256(text.encode()).hexdigest() for path, text in texts.items()}
        # Compiled modules come before their sources, whatever these are by now.
        compiled = [name for name in manifest["files"] if name.endswith(".pyc") and _find_source(name) in texts]
        for name in compiled:
            del manifest["files"][name]
        texts[_MANIFEST] = json.dumps(manifest)
        made = self.workshop / name
        shutil.copytree(source, made, copy_function=os.link)
        for path in compiled:
            (made / path).unlink()
        for path, text in texts.items():
            (made / path).unlink(missing_ok=True)
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_text(text, encoding="utf-8")
        with tarfile.open(self.workshop / f"{name}.tar.gz", "w:gz", compresslevel=1) as archive:
            archive.add(made, arcname="")
        shutil.rmtree(made)
        return self.workshop / f"{name}.tar.gz"

    def release(self, archive: Path, *options: str) -> subprocess.CompletedProcess[str]:
        """Release an archive by the command of the current release, and return what became of it."""
        command: Command = [self.directory / "current/bin/twod", "release", archive, *options]
        return run(command, cwd=self.tree, environ=self.environ, merged=True)

    def find_process(self, program: str) -> int:
        """Return the process id of a program of supervisor's."""
        shown = self._run("bin/supervisorctl", "-c", "parts/supervisor/supervisord.conf", "pid", program)
        return int(shown.strip())

    def kill(self, program: str) -> None:
        """Have the system end a program of supervisor's at once, and wait until supervisor runs another one."""
        old = self.find_process(program)
        os.kill(old, signal.SIGKILL)
        wait_until(lambda: self.find_process(program) not in (0, old), f"{program} was not started again")

    def restart(self, program: str) -> None:
        """Restart a program of supervisor's."""
        self._run("bin/supervisorctl", "-c", "parts/supervisor/supervisord.conf", "restart", program)

    def manage(self, *words: str) -> str:
        """Return what a management command of the current release prints."""
        return self._run(str(self.directory / "current/bin/manage-prod"), *words)

    def read_log(self, program: str) -> str:
        """Return what a program has printed."""
        return (self.directory / f"supervisor/{program}.log").read_text(encoding="utf-8", errors="replace")

    def _run(self, *command: str, patience: float = PROVISIONING) -> str:
        done = run(command, cwd=self.tree, environ=self.environ, merged=True, patience=patience)
        assert done.returncode == 0, done.stdout
        return done.stdout


def _find_source(compiled: str) -> str:
    """Return the path of the source of a compiled module in ``__pycache__``."""
    path = PurePosixPath(compiled)
    return str(path.parent.parent / f"{path.name.split('.')[0]}.py")


def _leave_out_made(folder: str, names: list[str]) -> list[str]:
    """Return what a run of buildout has made in the example itself."""
    made = {"bin", "develop-eggs", "dist", "eggs", "parts", "var", ".installed.cfg", "__pycache__"}
    return [name for name in names if name in made and (folder.endswith("production") or name == "__pycache__")]
