"""Where the files begin below the site: by STATIC_URL and MEDIA_URL, by SCRIPT_NAME and FORCE_SCRIPT_NAME."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.handlers.wsgi import get_script_name
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.wsgi.static.prefix import find_path, find_prefix

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.conf import UserSettingsHolder


def is_djangos(answer: Any) -> bool:
    """Return whether it is Django's answer to a path that it does not know."""
    return answer.status == 404 and b"was not found on this server" in answer.body


@pytest.mark.parametrize(
    ("url", "forced", "prefix"),
    [
        ("/media/", None, "/media/"),
        ("media/", None, "/media/"),
        ("/m%C3%A9dia/", None, "/média/"),
        ("/shop/media/", "/shop", "/media/"),
        ("/media/", "/shop", "/media/"),
        ("/shopping/", "/shop", "/shopping/"),
        ("/", None, "/"),
        ("", None, None),
        (None, None, None),
        ("https://cdn.example.com/media/", None, None),
        ("//cdn.example.com/media/", None, None),
    ],
)
def test_the_prefix_is_the_path_of_the_setting(
    django_settings: UserSettingsHolder, url: str | None, forced: str | None, prefix: str | None
) -> None:
    django_settings.MEDIA_URL = url  # type: ignore[assignment]
    django_settings.FORCE_SCRIPT_NAME = forced
    assert find_prefix("MEDIA_URL") == prefix


@pytest.mark.parametrize(
    ("script_name", "path_info", "prefix", "path"),
    [
        ("", "/media/a", "/media/", "/media/a"),
        ("", "/m\xc3\xa9dia/a", "/média/", "/média/a"),
        ("", "/media/\xff", "/media/", None),
        ("/shop", "/media/a", "/media/", "/media/a"),
        ("/shop", "/media/a", "/shop/media/", "/shop/media/a"),
        ("", "", "/media/", ""),
    ],
)
def test_the_path_of_a_request_is_as_the_prefix_is_one(
    django_settings: object, script_name: str, path_info: str, prefix: str, path: str | None
) -> None:
    environ = {"SCRIPT_NAME": script_name, "PATH_INFO": path_info}
    assert find_path(environ, prefix) == path
    assert environ == {"SCRIPT_NAME": script_name, "PATH_INFO": path_info}


@settings(max_examples=300)
@given(
    environ=st.fixed_dictionaries(
        {"PATH_INFO": st.sampled_from(["", "/media/a", "/shop/media/a", "/shop"])},
        optional={
            name: st.sampled_from(["", "/", "/shop", "/shop/", "/media", "/shop/media/a", "/media/a"])
            for name in ("SCRIPT_NAME", "SCRIPT_URL", "REDIRECT_URL")
        },
    ),
    prefix=st.sampled_from(["/", "/media/", "/shop/media/"]),
    forced=st.sampled_from([None, "", "/shop"]),
)
def test_the_path_begins_with_djangos_script_name_where_the_prefix_does(
    django_settings: UserSettingsHolder, environ: dict[str, str], prefix: str, forced: str | None
) -> None:
    django_settings.FORCE_SCRIPT_NAME = forced
    script_name = get_script_name(environ).rstrip("/")
    above = script_name if prefix.startswith(f"{script_name}/") else ""
    assert find_path(environ, prefix) == above + environ["PATH_INFO"]


@pytest.mark.parametrize(
    ("media_url", "url"),
    [("media/", "/media/a.txt"), ("/m%C3%A9dia/files/", "/m%C3%A9dia/files/a.txt"), ("/médias/", "/m%C3%A9dias/a.txt")],
)
def test_media_url_as_django_takes_it(make_site: Any, write: Callable[..., Path], media_url: str, url: str) -> None:
    site = make_site(MEDIA_URL=media_url)
    write(site.media / "a.txt", b"here")
    assert site.get(url).body == b"here"


@pytest.mark.parametrize("media_url", ["media/", "/shop/media/"])
@pytest.mark.parametrize("script_name", ["", "/shop"])
def test_a_site_with_force_script_name(
    make_site: Any, write: Callable[..., Path], media_url: str, script_name: str
) -> None:
    site = make_site(MEDIA_URL=media_url, FORCE_SCRIPT_NAME="/shop")
    write(site.media / "a.txt", b"here")
    assert site.get("/media/a.txt", script_name=script_name).body == b"here"


@pytest.mark.parametrize("media_url", ["media/", "/shop/media/", "/media/"])
def test_a_site_whose_server_sets_script_name(make_site: Any, write: Callable[..., Path], media_url: str) -> None:
    site = make_site(MEDIA_URL=media_url)
    write(site.media / "a.txt", b"here")
    assert site.get("/media/a.txt", script_name="/shop").body == b"here"
    assert is_djangos(site.get("/shop/media/a.txt", script_name="/shop"))


@pytest.mark.parametrize("name", ["MEDIA_URL", "STATIC_URL"])
def test_making_the_site_does_not_settle_what_django_puts_before_a_relative_url(make_site: Any, name: str) -> None:
    from django.conf import settings as django_settings

    site = make_site(**{name: "files/"})
    site.get("/", script_name="/shop")
    assert getattr(django_settings, name) == "/shop/files/"
