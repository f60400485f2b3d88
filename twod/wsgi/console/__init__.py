"""A Django application that shows the state of the running site: settings with their origins, drift, health.

Two lines switch it on. Add it to the settings::

    INSTALLED_APPS = [..., "twod.wsgi.console"]

Add its pages to the URLconf::

    urlpatterns = [..., path("console/", include("twod.wsgi.console.urls"))]

Only superusers see its pages, or users with the permission in ``TWOD_CONSOLE_PERMISSION``.
"""
