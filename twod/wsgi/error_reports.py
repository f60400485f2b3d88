"""Error reports without secrets: Django's debug page and its mails to ADMINS hide the same as the settings report."""

from __future__ import annotations

import os
from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

from twod.inifile.environment_files import MARK_VARIABLE, list_marks
from twod.inifile.masking import name_key
from twod.inifile.secrets import HIDDEN
from twod.wsgi.config.activation import find_active


class TwodReporterFilter(SafeExceptionReporterFilter):
    """An exception filter that also hides the secrets that :func:`~twod.wsgi.settings_report` hides.

    It is the ``DEFAULT_EXCEPTION_REPORTER_FILTER`` of a site unless the ini or the settings module names another one.
    Let your own filter inherit from it::

        from twod.wsgi.error_reports import TwodReporterFilter

        class ShopReporterFilter(TwodReporterFilter):
            def is_active(self, request):
                return True
    """

    cleansed_substitute = HIDDEN

    def cleanse_setting(self, key: Any, value: Any) -> Any:
        """Return a setting, or a part of one, with its secrets hidden."""
        loaded = find_active()
        if loaded is not None:
            value = loaded.mask(name_key(key), value)
        return super().cleanse_setting(key, value)

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        """Return ``request.META`` with its secrets hidden.

        Some servers put the process's environment variables into it, including the variables that the ini refers to,
        and those from its environment files.
        """
        meta = super().get_safe_request_meta(request)
        loaded = find_active()
        if loaded is None:
            return meta
        referred = loaded.find_referred_variables() | dict(list_marks(os.environ)).keys() | {MARK_VARIABLE}
        return {
            name: self.cleansed_substitute if name in referred else loaded.secret_texts.hide_in(value)
            for name, value in meta.items()
        }

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        """Return the local variables of a frame, with secrets in their texts hidden."""
        variables = super().get_traceback_frame_variables(request, tb_frame)
        loaded = find_active()
        if loaded is None:
            return variables
        return {name: loaded.secret_texts.hide_in(value) for name, value in variables}.items()
