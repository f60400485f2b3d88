"""A row of the table of Django's settings."""

from __future__ import annotations

from importlib.util import find_spec
from typing import NamedTuple

from twod.inifile.secrets import is_secret
from twod.wsgi.config.django_settings.version import Version
from twod.wsgi.config.kinds.base import Kind

#: The first Django version with a change, and advice on what to do.
Notice = tuple[Version, str]


class Setting(NamedTuple):
    """A Django setting with all facts about it.

    Example::

        Setting("SITE_ID", INTEGER, "Primary key of this site in django.contrib.sites.", "1")
    """

    name: str
    #: The kind of its value; None if Django removed the setting before the oldest supported version.
    kind: Kind | None = None
    #: The purpose of the setting, in a sentence.
    help: str = ""
    #: An example of its value in an ini; empty if an ini must not have an option of this name.
    example: str = ""
    #: The first Django version that reads it; None if all supported versions read it.
    since: Version | None = None
    #: The distribution that reads it with earlier Django versions; empty if there is no such distribution.
    backport: str = ""
    deprecated: Notice | None = None
    removed: Notice | None = None

    @property
    def option(self) -> str:
        """The example as an option of an ini; an example of several lines begins below the name."""
        lines = self.example.split("\n")
        return f"{self.name} = {lines[0]}" if len(lines) == 1 else "\n    ".join([f"{self.name} =", *lines])

    @property
    def is_secret(self) -> bool:
        """Whether reports hide its value."""
        return is_secret((self.name,))

    def has_reader(self, django_version: Version) -> bool:
        """Return whether a Django version is new enough to read it, or its backport is installed."""
        is_django = self.since is None or self.since <= django_version
        return is_django or (self.backport != "" and find_spec(self.backport.replace("-", "_")) is not None)
