"""Health probes: ``live``, which is answered as long as the server answers, and ``ready``, which checks the site.

One engine (:class:`Probes`) is behind a WSGI filter and an ASGI one. In an ini it is ``use = egg:twod.wsgi#health``.
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
