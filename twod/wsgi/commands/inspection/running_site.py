"""The settings of an ini against those of the site that runs, compared from outside by fingerprints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from twod.wsgi.config.fingerprint import make_fingerprint, make_setting_fingerprints
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.console.fingerprint_token import TOKEN_HEADER, make_token

#: Seconds that the site may take.
_PATIENCE = 10
#: Where the last part of a path makes it the address of the health probe.
_PROBE = "/ready"
#: What the command adds to the address of the console; a redirect shows it.
_FINGERPRINTS = "/fingerprints"
#: Fingerprints of different keys cannot be compared.
_KEY = "SECRET_KEY"


class RunningSiteError(Exception):
    """The running site cannot be compared, for a reason that the message has."""


class RunningComparison(NamedTuple):
    """What a comparison with the running site came to."""

    is_same: bool
    #: The names of the settings that differ; empty where the site only said that some do.
    differing: tuple[str, ...] = ()


def compare_running(loaded: Loaded, url: str) -> RunningComparison:
    """Compare settings with those of the running site.

    :param loaded: the settings of the files.
    :param url: the address of the site's health probe ``ready``, which tells whether anything differs, or of its
        console, which tells what.
    :raises RunningSiteError: when the site does not answer, or does not know these settings.
    """
    path = _find_path(url)
    fingerprint = make_fingerprint(loaded)
    key = loaded.find_value(_KEY)
    if fingerprint is None or not isinstance(key, str | bytes):
        raise RunningSiteError("the ini has no SECRET_KEY, by which fingerprints are made")
    if path.endswith(_PROBE):
        return RunningComparison(_ask_probe(url) == fingerprint)
    theirs = _ask_console(f"{url.rstrip('/').removesuffix(_FINGERPRINTS)}{_FINGERPRINTS}/", key)
    ours = make_setting_fingerprints(loaded)
    differing = [name for name in sorted(ours.keys() | theirs.keys()) if ours.get(name) != theirs.get(name)]
    return RunningComparison(not differing, tuple(differing))


def _find_path(url: str) -> str:
    """Return the path of an address.

    :raises RunningSiteError: for one that no site can have.
    """
    try:
        split = urlsplit(url)
        is_good = split.scheme in ("http", "https") and bool(split.hostname) and split.port != 0
    except ValueError:  # an IPv6 address without its bracket, a port that is no number
        is_good = False
    if not is_good:
        message = "expected the address of the probe 'ready' or of the console, such as https://example.com/console/"
        raise RunningSiteError(f"{message}, got {url!r}")
    return split.path


def describe_comparison(found: RunningComparison, loaded: Loaded) -> Iterator[str]:
    """Yield whether the running site has the settings of an ini, and those that differ with their places."""
    if found.is_same:
        yield f"The running site has the settings of {loaded.source}."
    elif not found.differing:
        yield f"The running site has other settings than {loaded.source}; give the address of its console to see which."
    elif _KEY in found.differing:
        yield f"The running site has another {_KEY}, so the other settings cannot be compared."
    else:
        yield f"The running site differs from {loaded.source} in:"
        reports = loaded.report(found.differing)
        for name in found.differing:
            origins = reports[name].origins if name in reports else ()
            yield f"    {name}  ({origins[0] if origins else 'not in the files'})"


def write_comparison_json(found: RunningComparison) -> str:
    """Return the same as a JSON object."""
    return json.dumps({"same": found.is_same, "differing": list(found.differing)}, indent=2)


def _ask_probe(url: str) -> object:
    content = _fetch(url, {})
    if "settings" not in content:
        raise RunningSiteError(f"{url} answers without a fingerprint; is it the probe of a site on an ini?")
    return content["settings"]


def _ask_console(url: str, key: str | bytes) -> dict[str, str]:
    content = _fetch(url, {TOKEN_HEADER: make_token(key)})
    fingerprints = content.get("fingerprints")
    if not isinstance(fingerprints, dict):
        raise RunningSiteError(f"{url} answers without fingerprints; is it the console?")
    return fingerprints


class _NoRedirect(HTTPRedirectHandler):
    """Leaves redirects to the caller, so that the token goes to the address that was named and to no other."""

    def redirect_request(self, *_arguments: object, **_named: object) -> None:
        """Return no other request."""


def _fetch(url: str, headers: dict[str, str]) -> dict[str, Any]:
    request = Request(url, headers={"Accept": "application/json"} | headers)  # noqa: S310 - http and https alone
    try:
        with build_opener(_NoRedirect).open(request, timeout=_PATIENCE) as response:
            body = response.read()
    except HTTPError as error:
        # A site that is not ready says so with 503, and its settings with it.
        if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
            raise RunningSiteError(f"{url}: {_explain(error)}") from error
        body = error.read()
    except (URLError, OSError, HTTPException, UnicodeError) as error:
        raise RunningSiteError(f"{url}: no answer: {getattr(error, 'reason', error)}") from error
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise RunningSiteError(f"{url} does not answer as the probe or the console of a site does")
    return content


def _explain(error: HTTPError) -> str:
    if error.code == HTTPStatus.FORBIDDEN:
        return "the running site has another SECRET_KEY than the ini, or its clock differs by minutes"
    if error.code == HTTPStatus.NOT_FOUND:
        return "there is nothing at this address; is it that of the console?"
    if location := error.headers.get("Location"):
        return f"it redirects to {location}; give that address if it is the site's"
    return f"status {error.code}"
