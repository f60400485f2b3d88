"""The texts that references stand for, and their sources: environment variables, files and credentials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from twod.inifile.regular_file import read_regular_file

#: How many bytes the file of a ``${file:path}`` may have.
_FILE_LIMIT = 2**20

#: The beginning of a source that is an environment variable.
ENVIRONMENT_VARIABLE = "environment variable "
#: systemd's variable with the directory of a unit's credentials.
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
#: Where Docker, Podman and Kubernetes' usual mounts put secrets.
_SECRETS = "/run/secrets"


class FoundText(NamedTuple):
    """The text that a reference, or a part of one, stands for."""

    #: None when there is none.
    text: str | None
    sources: tuple[str, ...] = ()
    is_secret: bool = False
    #: What is wrong when there is none, and a default would help.
    absence: str = ""
    #: The same in a few words, or that the text is empty.
    lack: str = ""


class ReferredFile(NamedTuple):
    """The text of a file; none at all in an ini that is only checked."""

    text: str | None = None
    mistake: str = ""
    is_there: bool = True

    @property
    def is_wrong(self) -> bool:
        """Whether there is something that cannot be read, for which no default is meant."""
        return bool(self.mistake) and self.is_there

    def make_found(self, sources: tuple[str, ...], absence: str, subject: str) -> FoundText:
        if self.is_there:
            return FoundText(self.text, sources, self.text is not None, lack=f"{subject} is empty")
        return FoundText(None, sources, absence=absence, lack=f"{subject} is not there")


def read_referred_file(path: str) -> ReferredFile:
    """Return the text of a file without the newline at its end, or the reason why there is none."""
    try:
        text = read_regular_file(path, _FILE_LIMIT)
    except ValueError as error:
        return ReferredFile(None, str(error), not isinstance(error.__cause__, FileNotFoundError))
    return ReferredFile(text.removesuffix("\r\n" if text.endswith("\r\n") else "\n"))


def find_credential(name: str, environ: Mapping[str, str]) -> str:
    """Return the path of a credential: in systemd's directory if there is one, else where containers have secrets.

    Example::

        >>> find_credential("db", {"CREDENTIALS_DIRECTORY": "/run/credentials/shop.service"})
        '/run/credentials/shop.service/db'
    """
    return f"{environ.get(CREDENTIALS_VARIABLE) or _SECRETS}/{name}"


def find_variable_name(source: str) -> str | None:
    """Return the name of the environment variable that a source of an expansion is; None for any other source.

    Example::

        >>> find_variable_name("environment variable X of /srv/shop/.env:3")
        'X'
    """
    name, found, rest = source.partition(ENVIRONMENT_VARIABLE)
    return rest.partition(" ")[0] if found and not name else None
