"""URLs of databases, caches and mail servers, split into their parts (:rfc:`3986`).

The URL is split while references are sealed. Percent-encoding in the ini is decoded in each part, but the text of a
reference is used unchanged: in ``postgres://shop:${env:PW}@db/shop``, ``PW`` may contain any characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import NamedTuple
from urllib.parse import unquote

from twod.inifile.nearest import find_nearest
from twod.inifile.seals import is_sealed, split_seals, unseal
from twod.inifile.secrets import hide_passwords
from twod.wsgi.exc import BadValueError

_URL = r"(?s)([^:/?#]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?"
_HOST = r"(?s)(\[[^\]]*\]|[^:\[\]]*)(?::(.*))?"
_HOST_NAME = r"[^\s@/?#\\\[\]:]+"
_IPV6 = r"[0-9A-Fa-f:.]+(?:%[\w.-]+)?"
_HINT = "in a user name or password write '@', ':', '/', '#', '?' and '%' as %40, %3A, %2F, %23, %3F, %25"


class UrlItem(NamedTuple):
    """The values that a URL gives to a database, a cache or a mail server."""

    #: The values of the parts of the URL, by key.
    values: dict[str, object]
    #: The texts of the options after the question mark, by the path of keys; their kinds still have to read them.
    texts: dict[tuple[str, ...], str]


class Host(NamedTuple):
    """A host of a URL."""

    #: A host name or address (IPv6 without brackets), or the directory of a socket, which begins with a slash.
    name: str
    port: int | None

    def __str__(self) -> str:
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port is None else f"{name}:{self.port}"


class Url(NamedTuple):
    """The parts of a URL; all except the scheme may contain seals and percent-encoding (see :meth:`decode`)."""

    text: str
    #: The scheme in lower case.
    scheme: str
    authority: str
    path: str
    query: str

    def decode(self, part: str) -> str:
        """Return a part of the URL with its percent-encoding decoded and its seals opened.

        :raises BadValueError: if the percent-encoding is not valid UTF-8.
        """
        try:
            pieces = [
                piece if index % 2 else unquote(piece, errors="strict") for index, piece in enumerate(split_seals(part))
            ]
        except UnicodeDecodeError:
            raise self.refuse("its percent-encoding is not valid UTF-8") from None
        return "".join(pieces)

    def refuse(self, reason: str) -> BadValueError:
        """Return an error about the whole URL."""
        return BadValueError(f"a valid {self.scheme}:// URL ({reason}); {_HINT}", hide_passwords(unseal(self.text)))

    def refuse_option(self, name: str, reason: str) -> BadValueError:
        """Return an error about an option, without its name if the name may be part of a password or secret."""
        is_clear = "@" not in self.query and unseal(self.query) == self.query
        return self.refuse(f"the option {name!r} {reason}" if is_clear else f"an option {reason}")

    @property
    def user(self) -> str:
        """The user name before the host; empty if there is no user name."""
        return self.decode(self._user_info.partition(":")[0])

    @property
    def password(self) -> str:
        """The password after the user name; empty if there is no password."""
        return self.decode(self._user_info.partition(":")[2])

    @property
    def _user_info(self) -> str:
        return self.authority.rpartition("@")[0]

    @property
    def hosts(self) -> list[Host]:
        """The hosts; usually one."""
        texts = self.authority.rpartition("@")[2]
        return [host for text in texts.split(",") for host in self._read_hosts(text)] if texts else []

    def _read_hosts(self, text: str) -> list[Host]:
        if not is_sealed(text):
            return [self._read_host(text, self.decode)]
        # The text of a reference for the host may include the port or several hosts, but no other part of a URL.
        opened = unseal(text)
        return [self._read_host(part, str) for part in ([opened] if opened.startswith("/") else opened.split(","))]

    def _read_host(self, text: str, decode: Callable[[str], str]) -> Host:
        if text.startswith("/"):
            return Host(text, None)
        match = re.fullmatch(_HOST, text)
        if match is None:
            raise self.refuse("its host is not valid")
        name, port = decode(match[1]), decode(match[2] or "")
        is_host = name.startswith("/") or re.fullmatch(_HOST_NAME, name) is not None
        if name.startswith("["):
            name = name[1:-1]
            is_host = re.fullmatch(_IPV6, name) is not None
        if not is_host:
            raise self.refuse("its host is not valid")
        if port and not (re.fullmatch("[0-9]{1,5}", port) and 0 < int(port) < 65536):
            raise self.refuse("its port is not a number from 1 to 65535")
        return Host(name, int(port) if port else None)

    @property
    def host(self) -> Host:
        """The host; its name is empty if there is no host.

        :raises BadValueError: if there are several hosts.
        """
        hosts = self.hosts
        if len(hosts) > 1:
            raise self.refuse("it has more than one host")
        return hosts[0] if hosts else Host("", None)

    def read_options(self) -> dict[str, str]:
        """Return the options after the question mark, by name."""
        options: dict[str, str] = {}
        present: set[str] = set()
        for item in filter(None, self.query.split("&")):
            name, equals, value = (self.decode(part.replace("+", " ")) for part in item.partition("="))
            if not name or not equals:
                raise self.refuse_option(name, "is not written name=value")
            if name.lower() in present:
                raise self.refuse_option(name, "appears twice")
            present.add(name.lower())
            options[name] = value
        return options


def split_url(text: str, what: str, schemes: Collection[str]) -> Url:
    """Return the parts of a URL.

    :param text: the URL, with seals in the place of references.
    :param what: the thing that the URL describes, for errors, such as ``a cache``.
    :param schemes: the allowed schemes.
    :raises BadValueError: if the text is not a URL with one of these schemes.
    """
    match = re.fullmatch(_URL, text)
    scheme = unseal(match[1]).lower() if match else ""
    if match is None or scheme not in schemes:
        near = find_nearest(scheme, schemes) if scheme else None
        known = f", beginning with one of {', '.join(f'{each}://' for each in sorted(schemes))}"
        expected = f"the URL of {what}{f' (did you mean {near}://?)' if near else known}"
        raise BadValueError(expected, hide_passwords(unseal(text)))
    url = Url(text, scheme, match[2], match[3], match[4] or "")
    if match[5]:
        raise url.refuse("it ends with a '#' fragment")
    return url
