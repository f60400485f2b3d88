"""Health probes: ``live``, which succeeds while the server responds, and ``ready``, which checks the site.

:class:`Probes` serves a WSGI filter and an ASGI filter. In an ini, write ``use = egg:twod.wsgi#health``.
"""

from __future__ import annotations

from twod.inifile.health_options import HealthOptions
from twod.wsgi.serving.health.asgi_filter import HealthASGI
from twod.wsgi.serving.health.health_factories import make_asgi_health_filter, make_health_filter
from twod.wsgi.serving.health.probes import Probes
from twod.wsgi.serving.health.wsgi_filter import HealthFilter

__all__ = [
    "HealthASGI",
    "HealthFilter",
    "HealthOptions",
    "Probes",
    "make_asgi_health_filter",
    "make_health_filter",
]
