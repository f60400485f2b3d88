"""The mounted applications of a site are found, with who may use them."""

from __future__ import annotations

from functools import wraps
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from twod.wsgi.embedding import is_signed_in, mount
from twod.wsgi.embedding.mounts import find_mounts


def show(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_mounts_are_found_wherever_they_are_and_views_are_none() -> None:
    patterns = [
        path("page/", show),
        mount("files/", "app:dav", csrf="exempt", name="files"),
        path("<slug:shop>/", include(([mount("wiki/", "wiki:app", user=False, trusted=True)], "shop"))),
    ]
    files, wiki = find_mounts(patterns)
    assert (files.route, files.name, files.facts) == ("files/", "files", ("app:dav", None, "exempt", True, False))
    assert (wiki.route, wiki.name, wiki.facts) == (
        "<slug:shop>/wiki/",
        "",
        ("wiki:app", None, "same-origin", False, True),
    )


class Staff:
    def __call__(self, request: Any) -> bool:
        return False


@pytest.mark.parametrize(
    ("permission", "visitors"),
    [
        (None, "everybody"),
        ("files.use_dav", "users with the permission files.use_dav"),
        (is_signed_in, "requests that twod.wsgi.embedding.mounting.is_signed_in lets through"),
        (Staff(), f"requests that {__name__}.Staff lets through"),
    ],
)
def test_who_may_use_a_mount_is_said_in_words(permission: Any, visitors: str) -> None:
    (found,) = find_mounts([mount("a/", "shop:app", permission=permission)])
    assert found.facts.visitors == visitors


def test_an_application_without_a_name_is_called_by_the_place_of_its_code() -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        return []

    (found,) = find_mounts([mount("a/", application)])
    assert found.facts.application.endswith(".application")


def test_a_decorated_mount_is_still_one() -> None:
    pattern = mount("a/", "shop:app")
    view: Any = pattern.callback

    @wraps(view)
    def decorated(request: HttpRequest, **captured: object) -> Any:
        return view(request, **captured)

    pattern.callback = decorated
    assert [found.facts.application for found in find_mounts([pattern])] == ["shop:app"]
