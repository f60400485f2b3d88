"""Run what the site needs beside itself, each in the foreground, with its data in the folder of the host.

``python3 backends.py postgres`` and ``python3 backends.py redis`` take the programs of Debian's packages ``postgresql``
and ``redis-server``. A first run of PostgreSQL makes the database ``notes``. The ports are those of buildout.cfg, or
``POSTGRES_PORT`` and ``REDIS_PORT``.

On hosts of your own, PostgreSQL and Redis are services of the system. Here they make one machine enough.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

VAR = Path(__file__).resolve().parents[2] / "var" / "production"

#: Debian keeps the programs of each version in a folder of their own, which is not on the path.
POSTGRES_FOLDERS = Path("/usr/lib/postgresql")


def run_postgres(port: int) -> None:
    """Become PostgreSQL, on a port of this machine; no user needs a password."""
    programs = find_postgres()
    data = VAR / "postgres"
    data.mkdir(parents=True, exist_ok=True)
    leave_root("postgres", data)
    if not (data / "PG_VERSION").exists():
        options = ["--username=notes", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        subprocess.run([programs / "initdb", *options, "--pgdata", data], check=True, stdout=subprocess.DEVNULL)
        create = "CREATE DATABASE notes"
        subprocess.run([programs / "postgres", "--single", "-D", data, "postgres"], input=create, text=True, check=True)
    # A socket's path may have about a hundred characters, and this one is nobody's business.
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    os.execv(programs / "postgres", ["postgres", "-D", str(data), *options])


def run_redis(port: int) -> None:
    """Become Redis, on a port of this machine; what it has acknowledged survives its end."""
    program = shutil.which("redis-server")
    if program is None:
        raise SystemExit("redis-server is not installed: apt-get install redis-server")
    data = VAR / "redis"
    data.mkdir(parents=True, exist_ok=True)
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(data), "--appendonly", "yes"]
    os.execv(program, ["redis-server", *options])


def find_postgres() -> Path:
    """Return the folder of the newest version's programs."""
    folders = [folder for folder in POSTGRES_FOLDERS.glob("*/bin") if (folder / "initdb").exists()]
    if not folders:
        raise SystemExit(f"no PostgreSQL in {POSTGRES_FOLDERS}: apt-get install postgresql")
    return max(folders, key=lambda folder: int(folder.parent.name))


def leave_root(name: str, data: Path) -> None:
    """Go on as another user if this is root, whom PostgreSQL refuses, and give the data to that user."""
    if os.geteuid() != 0:
        return
    account = pwd.getpwnam(name)
    for path in [data, *data.rglob("*")]:
        os.chown(path, account.pw_uid, account.pw_gid)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


BACKENDS: dict[str, tuple[Callable[[int], None], int]] = {
    "postgres": (run_postgres, 8432),
    "redis": (run_redis, 8379),
}

#: Seconds that a backend may take for its start.
PATIENCE = 60


def get_port(name: str) -> int:
    """Return the port of a backend."""
    return int(os.environ.get(f"{name.upper()}_PORT", BACKENDS[name][1]))


def wait_for_backends() -> None:
    """Wait until all of them accept connections."""
    deadline = time.monotonic() + PATIENCE
    for name in BACKENDS:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", get_port(name))) == 0:
                    break
            if time.monotonic() > deadline:
                raise SystemExit(f"{name} does not listen on port {get_port(name)}; see its log")
            time.sleep(0.1)


if __name__ == "__main__":
    words = sys.argv[1:]
    if words == ["wait"]:
        wait_for_backends()
    elif len(words) == 1 and words[0] in BACKENDS:
        BACKENDS[words[0]][0](get_port(words[0]))
    else:
        raise SystemExit(f"usage: {sys.argv[0]} {{{','.join(BACKENDS)},wait}}")
