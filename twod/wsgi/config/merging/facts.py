"""The facts about an application that are known before its options are read."""

from __future__ import annotations

from typing import NamedTuple

from twod.inifile.references import References
from twod.wsgi.config.dialects.dialect import Dialect
from twod.wsgi.config.django_settings.version import Version
from twod.wsgi.config.merging.own_settings import OwnSettings


class Facts(NamedTuple):
    """The facts that the reading of every option depends on."""

    own: OwnSettings
    dialect: Dialect
    references: References
    django_version: Version
    #: Whether there is a settings module that is not, or cannot be, imported: only it knows some types and values.
    lacks_module: bool
