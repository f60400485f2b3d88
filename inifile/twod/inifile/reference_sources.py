"""The texts of references, and their sources: environment variables, files and credentials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from twod.inifile.regular_file import read_regular_file

#: The largest size of a file for ``${file:PATH}``, in bytes.
_FILE_LIMIT = 2**20

#: The prefix of a source that is an environment variable.
ENVIRONMENT_VARIABLE = "environment variable "
#: systemd's variable with the directory of a unit's credentials.
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
#: The directory of secrets in Docker and Podman, and usually in Kubernetes.
_SECRETS = "/run/secrets"


class FoundText(NamedTuple):
    """The text of a reference, or of a part of one."""

    #: None if there is no text.
    text: str | None
    sources: tuple[str, ...] = ()
    is_secret: bool = False
    #: The error message if there is no text, and a default would help.
    absence: str = ""
    #: The reason in a few words why the default applies.
    lack: str = ""


class ReferredFile(NamedTuple):
    """The text of a file that a reference names; no text if the ini is only checked."""

    text: str | None = None
    mistake: str = ""
    is_there: bool = True

    @property
    def is_wrong(self) -> bool:
        """Whether the file exists but cannot be read; a default does not apply then."""
        return bool(self.mistake) and self.is_there

    def make_found(self, sources: tuple[str, ...], absence: str, subject: str) -> FoundText:
        if self.is_there:
            return FoundText(self.text, sources, self.text is not None, lack=f"{subject} is empty")
        return FoundText(None, sources, absence=absence, lack=f"{subject} is missing")


def read_referred_file(path: str) -> ReferredFile:
    """Return the text of a file without the newline at its end, or the reason why it cannot be read."""
    try:
        text = read_regular_file(path, _FILE_LIMIT)
    except ValueError as error:
        return ReferredFile(None, str(error), not isinstance(error.__cause__, FileNotFoundError))
    return ReferredFile(text.removesuffix("\r\n" if text.endswith("\r\n") else "\n"))


def find_credential(name: str, environ: Mapping[str, str]) -> str:
    """Return the path of a credential: in systemd's directory if there is one, else in that of containers.

    Example::

        >>> find_credential("db", {"CREDENTIALS_DIRECTORY": "/run/credentials/shop.service"})
        '/run/credentials/shop.service/db'
    """
    return f"{environ.get(CREDENTIALS_VARIABLE) or _SECRETS}/{name}"


def find_variable_name(source: str) -> str | None:
    """Return the name of the environment variable in a source; None for any other source.

    Example::

        >>> find_variable_name("environment variable X of /srv/shop/.env:3")
        'X'
    """
    name, found, rest = source.partition(ENVIRONMENT_VARIABLE)
    return rest.partition(" ")[0] if found and not name else None
