"""The request that is Django's and WebOb's at once."""

from __future__ import annotations

from typing import Any

import webob
from django.core.handlers.wsgi import WSGIRequest
from django.utils.functional import cached_property

from twod.wsgi.delegation import make_attributes
from twod.wsgi.meta import DecodedEnviron


class TwodWSGIRequest(WSGIRequest):
    """Django's ``WSGIRequest`` with everything of :class:`webob.Request`, and an environ that stays true.

    :param environ: the WSGI environ (:pep:`3333`).  It is kept, not copied, and ``PATH_INFO`` and ``SCRIPT_NAME``
        stay the strings the server gave; Django's text of them is in ``META``, ``path`` and ``path_info``.
    """

    META: Any  # A dict by type and a DecodedEnviron in truth, which is not a dict by all of its signatures.

    def __init__(self, environ: dict[str, Any]) -> None:
        # Both may be absent when empty, says PEP 3333; with them present, META and the environ have the same keys.
        raw_path_info = environ.setdefault("PATH_INFO", "")
        raw_script_name = environ.setdefault("SCRIPT_NAME", "")
        try:
            super().__init__(environ)
            path_info, script_name = environ["PATH_INFO"], environ["SCRIPT_NAME"]
        finally:
            environ["PATH_INFO"] = raw_path_info
            environ["SCRIPT_NAME"] = raw_script_name
        self.META = DecodedEnviron(environ, path_info, script_name)

    @cached_property
    def webob(self) -> webob.Request:
        """A real :class:`webob.Request` on the same WSGI environ, made on first use."""
        return webob.Request(self.environ)


for _name, _attribute in make_attributes().items():
    setattr(TwodWSGIRequest, _name, _attribute)
