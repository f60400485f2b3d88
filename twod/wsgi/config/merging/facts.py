"""Facts about an application that are known before its options are read."""

from __future__ import annotations

from typing import NamedTuple

from twod.inifile.references import References
from twod.wsgi.config.dialects.dialect import Dialect
from twod.wsgi.config.django_settings.version import Version
from twod.wsgi.config.merging.own_settings import OwnSettings


class Facts(NamedTuple):
    """Facts that affect the reading of every option."""

    own: OwnSettings
    dialect: Dialect
    references: References
    django_version: Version
    #: Whether the settings module exists but is not imported, so that some types and values are unknown.
    lacks_module: bool
