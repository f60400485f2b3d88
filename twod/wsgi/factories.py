"""What PasteDeploy calls to make an application of a section."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django

from twod.wsgi.config import configure_called

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twod.wsgi.handler import DjangoApplication


def make_application(global_conf: Mapping[str, str], **local_conf: str) -> DjangoApplication:
    """Return the Django application that a section describes; a ``paste.app_factory``.

    :param global_conf: PasteDeploy's variables: ``[DEFAULT]``, ``set …`` and what was given on the command line.
    :param local_conf: the options of the section and of the sections it uses.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in the ini, or when the process already runs with
        other settings.
    """
    configure_called(global_conf, local_conf)
    # Whether apps are loaded is Django's to know; a second call does nothing.
    django.setup()
    from twod.wsgi.handler import DjangoApplication  # noqa: PLC0415  # it needs settings

    return DjangoApplication()
