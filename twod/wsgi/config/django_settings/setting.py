"""A row of the table of Django's settings."""

from __future__ import annotations

from importlib.util import find_spec
from typing import NamedTuple

from twod.inifile.secrets import is_secret
from twod.wsgi.config.django_settings.version import Version
from twod.wsgi.config.kinds.base import Kind

#: The first Django for which something holds, and what to do about it.
Notice = tuple[Version, str]


class Setting(NamedTuple):
    """A setting and everything that is known about it.

    Example::

        Setting("SITE_ID", INTEGER, "Primary key of this site in django.contrib.sites.", "1")
    """

    name: str
    #: How a value is read and written; None when Django dropped the setting before the oldest supported release.
    kind: Kind | None = None
    #: The purpose of the setting, in a sentence.
    help: str = ""
    #: A value for an ini, written after the name and the equals sign; empty when no option of that name is legal.
    example: str = ""
    #: The first Django that reads it; None when all supported ones do.
    since: Version | None = None
    #: The distribution that reads it with an earlier Django; empty when none does.
    backport: str = ""
    deprecated: Notice | None = None
    removed: Notice | None = None

    @property
    def option(self) -> str:
        """The example as an option of an ini, with several lines below the name."""
        lines = self.example.split("\n")
        return f"{self.name} = {lines[0]}" if len(lines) == 1 else "\n    ".join([f"{self.name} =", *lines])

    @property
    def is_secret(self) -> bool:
        """Whether its value is hidden wherever settings are shown."""
        return is_secret((self.name,))

    def has_reader(self, django_version: Version) -> bool:
        """Return whether a Django is new enough to read it, or its backport is installed."""
        is_django = self.since is None or self.since <= django_version
        return is_django or (self.backport != "" and find_spec(self.backport.replace("-", "_")) is not None)
