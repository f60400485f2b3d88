"""Services of unit files, run as systemd does it: the lines of a unit decide on the command and all around it."""

from __future__ import annotations

import shlex
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kit.environs import make_environ
from kit.processes import RunningProcess, running


class UnitFile:
    """A unit that is read as far as the services of the tests need it.

    :param path: of the file.
    :param runtime: the directory that ``%t`` stands for.
    """

    def __init__(self, path: Path, runtime: Path) -> None:
        self._runtime = runtime
        self._options: dict[str, list[str]] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            name, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                self._options.setdefault(name, []).append(value.replace("%t", str(runtime)).replace("%%", "%"))

    def get(self, name: str) -> str:
        """Return the last value of an option."""
        return self._options[name][-1]

    def find_reload_signal(self) -> signal.Signals:
        """Return the signal that ``ExecReload`` sends."""
        _, name, process = self.get("ExecReload").split()
        assert process == "$MAINPID"
        return signal.Signals[f"SIG{name.removeprefix('-')}"]

    @contextmanager
    def started(self, variables: Mapping[str, str]) -> Iterator[RunningProcess]:
        """Run the service as long as a block lasts.

        :param variables: what systemd sets besides, such as ``NOTIFY_SOCKET``.
        """
        own = dict(each.split("=", 1) for value in self._options.get("Environment", []) for each in shlex.split(value))
        for name in self._options.get("RuntimeDirectory", []):
            (self._runtime / name).mkdir(exist_ok=True)
        credentials = self._load_credentials()
        environ = make_environ(**own, **variables, CREDENTIALS_DIRECTORY=str(credentials))
        directory = Path(self.get("WorkingDirectory").removeprefix("-"))
        with running(shlex.split(self.get("ExecStart")), cwd=directory, environ=environ) as process:
            yield process

    def _load_credentials(self) -> Path:
        """Copy the credentials to a directory of the service's own, and return that."""
        directory = self._runtime / "credentials"
        directory.mkdir(exist_ok=True)
        for value in self._options.get("LoadCredential", []):
            name, _, path = value.partition(":")
            (directory / name).write_bytes(Path(path).read_bytes())
        return directory
