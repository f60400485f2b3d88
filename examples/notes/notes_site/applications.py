"""The WSGI applications that the site embeds, behind its sign-in."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from twod.wsgi.embedding import is_signed_in


def is_signed_in_or_no_browser(request: HttpRequest) -> bool:
    """Return whether a user is logged in, or a program asks: WsgiDAV asks programs for a password itself."""
    return is_signed_in(request) or "text/html" not in request.headers.get("Accept", "")


def describe_board(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """Return what the board needs to know of the site: it cannot ask Django."""
    return {"board.folder": settings.SHARED_FOLDER, "board.home": reverse("notes:start")}


class Embedded(NamedTuple):
    """One application: where it is, what to call it, and who may see it."""

    #: Of the URL pattern; with a slash, it is the path below the site's.
    name: str
    title: str
    #: Where it is in Python. It is imported when it is asked for first.
    application: str
    description: str
    permission: Callable[[HttpRequest], bool] = is_signed_in
    environ: Callable[[HttpRequest], dict[str, Any]] | None = None


APPLICATIONS = (
    Embedded("board", "Board", "board.app:application", "Pictures to pin up, by Flask.", environ=describe_board),
    Embedded(
        "files",
        "Files",
        "notes_site.files:application",
        "The same pictures as a WebDAV folder, by WsgiDAV.",
        permission=is_signed_in_or_no_browser,
    ),
)
