"""``add_media_to_app``: static and media files before an application, as the settings say where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from twod.wsgi import add_media_to_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.conf import UserSettingsHolder


def test_both_kinds_of_files_are_before_the_application(make_site: Any, write: Callable[..., Path]) -> None:
    static = make_site().static
    write(static / "a.css", b"static")
    site = make_site()
    write(site.media / "a.txt", b"media")
    assert [site.get(url).body for url in ("/static/a.css", "/media/a.txt", "/")] == [b"static", b"media", b"Django"]


@pytest.mark.parametrize(
    ("static_url", "media_url"), [(None, ""), ("https://cdn.example.com/static/", "//cdn.example.com/media/")]
)
def test_where_no_url_is_of_this_site_the_application_is_left_alone(
    django_settings: UserSettingsHolder, static_url: str, media_url: str
) -> None:
    django_settings.STATIC_URL = static_url
    django_settings.MEDIA_URL = media_url
    django_settings.MEDIA_ROOT = "/media"

    def application(environ: Any, start_response: Any) -> list[bytes]:
        return []

    assert add_media_to_app(application) is application
