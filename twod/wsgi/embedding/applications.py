"""Applications given by name, and loaded for the first request."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from importlib import import_module
from threading import Lock
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from paste.deploy.loadwsgi import APP

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.config.activation import GIVEN_VARIABLE, URI_VARIABLE
from twod.wsgi.contexts import load_object
from twod.wsgi.exc import ApplicationLoadError

#: The prefixes of names that PasteDeploy resolves.
_PASTE_SCHEMES = ("app:", "config:", "egg:")


class NamedApplication:
    """A WSGI application (:pep:`3333`) that is loaded on the first call, once for all threads.

    :param name: its name: see :func:`twod.wsgi.mount`.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = Lock()
        self._application: WSGIApplication | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.load()(environ, start_response)

    def load(self) -> WSGIApplication:
        """Return the application, loaded on the first call.

        :raises ApplicationLoadError: if no application has this name, or its factory fails. The next call tries again.
        """
        if self._application is None:
            with self._lock:
                if self._application is None:
                    self._application = load_named_application(self.name)
        return self._application


def load_named_application(name: str) -> WSGIApplication:
    """Return the application with a name.

    :param name: see :func:`twod.wsgi.mount`.
    :raises ApplicationLoadError: if no application has this name, or its factory fails.
    """
    try:
        application: Any = _load_from_ini(name) if name.startswith(_PASTE_SCHEMES) else _import_application(name)
    except ApplicationLoadError:
        raise
    except Exception as error:  # any error of the module or the factory of that application
        raise ApplicationLoadError(f"The WSGI application {name!r} cannot be loaded: {error!r}") from error
    if not callable(application):
        raise ApplicationLoadError(
            f"{name!r} is {application!r}, which is not callable: name a function of environ and start_response"
        )
    # Only a call shows whether it is one.
    found: WSGIApplication = application
    return found


def _import_application(name: str) -> object:
    """Return the object of a dotted name: ``package.module:name`` or ``package.module.name``."""
    module_name, colon, attributes = name.partition(":")
    if not colon:
        module_name, _, attributes = name.rpartition(".")
    if not module_name or not attributes:
        raise ApplicationLoadError(f"{name!r} is not the name of a WSGI application: write 'package.module:name'")
    found: object = import_module(module_name)
    for attribute in attributes.split("."):
        found = getattr(found, attribute)
    return found


def _load_from_ini(name: str) -> object:
    """Return the application that PasteDeploy finds by a name in the ini of the site.

    :raises ApplicationLoadError: if the site runs without an ini.
    """
    uri = os.environ.get(URI_VARIABLE)
    if uri is None and not name.startswith("egg:"):
        raise ApplicationLoadError(
            f"{name!r} is a section of the site's ini, and the site runs without an ini:"
            " start the site from its ini, or name the application as 'package.module:name'"
        )
    ini = split_config_uri(uri or "")[0]
    given = json.loads(os.environ.get(GIVEN_VARIABLE, "{}"))
    scheme, _, section = name.partition(":")
    if scheme == "app":
        return load_object(APP, f"config:{ini}", name=section, global_conf=given)
    beside = os.path.dirname(ini)  # noqa: PTH120 - a text in and out
    return load_object(APP, name, relative_to=beside, global_conf=given)
