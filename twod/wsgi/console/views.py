"""The pages of the console."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from twod.wsgi.config.activation import find_active
from twod.wsgi.config.fingerprint import make_setting_fingerprints
from twod.wsgi.console.console_answer import answering, find_answer_to_strangers, keep_private
from twod.wsgi.console.drift import describe_drift, list_edited
from twod.wsgi.console.effective import describe_settings
from twod.wsgi.console.fingerprint_token import TOKEN_HEADER, is_good_token
from twod.wsgi.console.sibling_inis import describe_environments
from twod.wsgi.console.site_health import describe_health
from twod.wsgi.console.site_pipeline import describe_pipeline
from twod.wsgi.console.software import describe_software

#: The content of a page about the ini if no ini is in force.
_NO_INI: dict[str, Any] = {"configured": False}
#: The most characters of a search text that count.
_LONGEST_QUERY = 200


@answering("settings")
def show_settings(request: HttpRequest) -> dict[str, Any]:
    """Show the effective settings, or those that match a search."""
    active = find_active()
    if active is None:
        return _NO_INI
    query = request.GET.get("q", "")[:_LONGEST_QUERY].strip()
    content = describe_settings(query, everything=request.GET.get("all") == "1")
    drift = describe_drift(active)
    return {"configured": True, **content, "drift": drift["summary"], "edited": list_edited(drift["files"])}


@answering("drift")
def show_drift(_request: HttpRequest) -> dict[str, Any]:
    """Show the changes in the files since the process started."""
    active = find_active()
    return _NO_INI if active is None else {"configured": True, **describe_drift(active)}


@answering("environments")
def show_environments(_request: HttpRequest) -> dict[str, Any]:
    """Show the environments of the site side by side."""
    active = find_active()
    return _NO_INI if active is None else {"configured": True, **describe_environments(active)}


@answering("pipeline")
def show_pipeline(_request: HttpRequest) -> dict[str, Any]:
    """Show the path of a request."""
    return describe_pipeline(find_active())


@require_safe
def show_fingerprints(request: HttpRequest) -> HttpResponseBase:
    """Return the fingerprint of each setting to a visitor who has the site's key or may see the console."""
    active = find_active()
    key = None if active is None else active.find_value("SECRET_KEY")
    token = request.headers.get(TOKEN_HEADER, "")
    has_key = isinstance(key, str | bytes) and is_good_token(token, key)
    refusal = None if has_key else find_answer_to_strangers(request, as_json=True)
    if refusal is not None:
        return keep_private(refusal)
    found = {} if active is None else make_setting_fingerprints(active)
    return keep_private(JsonResponse({"fingerprints": found}))


@answering("health")
def show_health(_request: HttpRequest) -> dict[str, Any]:
    """Run the health checks, and show their results."""
    return describe_health(find_active())


@answering("versions")
def show_versions(_request: HttpRequest) -> dict[str, Any]:
    """Show the installed software."""
    return describe_software(find_active())
