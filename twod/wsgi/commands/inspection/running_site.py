"""The comparison of an ini with a running site, by fingerprints that the site publishes."""

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

#: Seconds to wait for a response.
_PATIENCE = 10
#: The address of a health probe ends like this.
_PROBE = "/ready"
#: The command appends this to the console's address.
_FINGERPRINTS = "/fingerprints"
#: Fingerprints made with different keys cannot be compared.
_KEY = "SECRET_KEY"


class RunningSiteError(Exception):
    """An error that prevents the comparison with the running site; the message names the reason."""


class RunningComparison(NamedTuple):
    """The result of a comparison with the running site."""

    is_same: bool
    #: The names of the settings that differ; empty if the site only reports that some differ.
    differing: tuple[str, ...] = ()


def compare_running(loaded: Loaded, url: str) -> RunningComparison:
    """Compare settings with those of the running site.

    :param loaded: the settings of the ini.
    :param url: the address of the site's health probe ``ready``, which reports whether any setting differs, or of its
        console, which reports the names of those that differ.
    :raises RunningSiteError: if the site does not respond, or its response has no fingerprints.
    """
    path = _find_path(url)
    fingerprint = make_fingerprint(loaded)
    key = loaded.find_value(_KEY)
    if fingerprint is None or not isinstance(key, str | bytes):
        raise RunningSiteError("the ini has no SECRET_KEY, which fingerprints are made with; set SECRET_KEY")
    if path.endswith(_PROBE):
        return RunningComparison(_ask_probe(url) == fingerprint)
    theirs = _ask_console(f"{url.rstrip('/').removesuffix(_FINGERPRINTS)}{_FINGERPRINTS}/", key)
    ours = make_setting_fingerprints(loaded)
    differing = [name for name in sorted(ours.keys() | theirs.keys()) if ours.get(name) != theirs.get(name)]
    return RunningComparison(not differing, tuple(differing))


def _find_path(url: str) -> str:
    """Return the path of an address.

    :raises RunningSiteError: if it is not an address of http or https.
    """
    try:
        split = urlsplit(url)
        is_good = split.scheme in ("http", "https") and bool(split.hostname) and split.port != 0
    except ValueError:  # An IPv6 address without its bracket, or a port that is not a number.
        is_good = False
    if not is_good:
        message = "expected the address of the probe 'ready' or of the console, such as https://example.com/console/"
        raise RunningSiteError(f"{message}, got {url!r}")
    return split.path


def describe_comparison(found: RunningComparison, loaded: Loaded) -> Iterator[str]:
    """Yield whether the running site has the settings of an ini, and the places of those that differ."""
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
            yield f"    {_escape(name)}  ({origins[0] if origins else 'not in the files'})"


def write_comparison_json(found: RunningComparison) -> str:
    """Return a comparison as a JSON object."""
    return json.dumps({"same": found.is_same, "differing": list(found.differing)}, indent=2)


def _ask_probe(url: str) -> object:
    content = _fetch(url, {})
    if "settings" not in content:
        raise RunningSiteError(f"{url}: the response has no fingerprint; give the address of a twod site's probe")
    return content["settings"]


def _ask_console(url: str, key: str | bytes) -> dict[str, str]:
    content = _fetch(url, {TOKEN_HEADER: make_token(key)})
    fingerprints = content.get("fingerprints")
    if not isinstance(fingerprints, dict):
        raise RunningSiteError(f"{url}: the response has no fingerprints; give the address of the console")
    return fingerprints


class _NoRedirect(HTTPRedirectHandler):
    """A handler that refuses redirects, so that the token reaches only the address that the user named."""

    def redirect_request(self, *_arguments: object, **_named: object) -> None:
        """Return None, so that urllib reports the redirect as an error."""


def _fetch(url: str, headers: dict[str, str]) -> dict[str, Any]:
    request = Request(url, headers={"Accept": "application/json"} | headers)  # noqa: S310 - http and https alone
    try:
        with build_opener(_NoRedirect).open(request, timeout=_PATIENCE) as response:
            body = response.read()
    except HTTPError as error:
        # A site that is not ready responds with 503; the body has the fingerprint all the same.
        if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
            raise RunningSiteError(f"{url}: {_explain(error)}") from error
        body = error.read()
    except (URLError, OSError, HTTPException, UnicodeError) as error:
        raise RunningSiteError(f"{url}: no response: {_escape(str(getattr(error, 'reason', error)))}") from error
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise RunningSiteError(f"{url}: the response is not that of a twod site's probe or console")
    return content


def _explain(error: HTTPError) -> str:
    if error.code == HTTPStatus.FORBIDDEN:
        return "the running site has another SECRET_KEY than the ini, or its clock differs by minutes"
    if error.code == HTTPStatus.NOT_FOUND:
        return "there is no page at this address; give the address of the console"
    if location := error.headers.get("Location"):
        return f"it redirects to {_escape(location)}; give that address if it is the site's"
    return f"status {error.code}"


def _escape(text: str) -> str:
    """Return a text of the running site with its control characters escaped, so that a terminal does not obey them."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
