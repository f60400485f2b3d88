"""What a web server in front of a site has to know of its settings."""

from __future__ import annotations

from typing import Any

import pytest

from twod.wsgi.front_settings import describe_front, find_public_path


@pytest.mark.parametrize(
    ("url", "script_name", "path"),
    [
        ("static/", "", "/static/"),
        ("static/", "/shop", "/shop/static/"),
        ("/static/", "/shop", "/static/"),
        ("/a%20b", "", "/a b/"),
        ("/", "", "/"),
        ("", "/shop", ""),
        (None, "", ""),
        ("https://cdn.example/static/", "", ""),
        ("//cdn.example/static/", "", ""),
    ],
)
def test_a_path_is_the_one_that_browsers_ask_for(url: str | None, script_name: str, path: str) -> None:
    assert find_public_path(url, script_name) == path


def test_settings_of_django_alone_have_no_files_and_no_hosts() -> None:
    assert describe_front({}) == {
        "allowed_hosts": [],
        "static_path": "",
        "static_root": "",
        "static_max_age": 60,
        "has_hashed_names": False,
        "has_compressed_files": False,
        "media_path": "",
        "media_root": "",
        "media_max_age": 60,
        "secure_header": [],
        "data_limit": 2_621_440,
    }


@pytest.mark.parametrize(
    ("backend", "is_hashed", "is_compressed"),
    [
        ("django.contrib.staticfiles.storage.StaticFilesStorage", False, False),
        ("django.contrib.staticfiles.storage.ManifestStaticFilesStorage", True, False),
        ("whitenoise.storage.CompressedStaticFilesStorage", False, True),
        ("whitenoise.storage.CompressedManifestStaticFilesStorage", True, True),
        ("nowhere.storage.MyManifestStorage", True, False),
        ("nowhere", False, False),
    ],
)
def test_a_storage_is_known_by_its_base_classes(backend: str, is_hashed: bool, is_compressed: bool) -> None:
    front = describe_front({"STORAGES": {"staticfiles": {"BACKEND": backend}}})
    assert (front["has_hashed_names"], front["has_compressed_files"]) == (is_hashed, is_compressed)


@pytest.mark.parametrize("storages", [{}, {"staticfiles": {}}, {"staticfiles": None}, None])
def test_a_storage_that_is_not_given_is_that_of_django(storages: Any) -> None:
    assert describe_front({"STORAGES": storages})["has_hashed_names"] is False


def test_media_files_without_a_folder_or_a_path_are_not_served() -> None:
    assert describe_front({"MEDIA_URL": "media/"})["media_path"] == ""
    assert describe_front({"MEDIA_URL": "/", "MEDIA_ROOT": "/srv/media"})["media_path"] == ""
    front = describe_front({"MEDIA_URL": "media/", "MEDIA_ROOT": "/srv/media/", "DEBUG": True})
    assert (front["media_path"], front["media_root"], front["media_max_age"]) == ("/media/", "/srv/media", 0)
