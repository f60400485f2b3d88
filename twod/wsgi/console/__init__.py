"""A Django application that shows what the running site consists of: settings with their origins, drift, health.

It is switched on by two lines. In the settings::

    INSTALLED_APPS = [..., "twod.wsgi.console"]

And in the URLconf::

    urlpatterns = [..., path("console/", include("twod.wsgi.console.urls"))]

Every page is for superusers, or for who has the permission that ``TWOD_CONSOLE_PERMISSION`` names.
"""
