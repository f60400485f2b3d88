"""A configuration URI is a path, and perhaps the name of an application."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.inifile.config_uri import split_config_uri


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("/a/b.ini", ("/a/b.ini", None)),
        ("config:/a/b.ini#x", ("/a/b.ini", "x")),
        ("/a/../b.ini#", ("/b.ini", None)),
        (Path("/a/b.ini"), ("/a/b.ini", None)),
    ],
)
def test_config_uri_is_a_path_with_a_scheme_or_without_and_a_name(uri, expected):
    assert split_config_uri(uri) == expected


def test_relative_config_uri_is_below_the_working_directory(tmp_path):
    assert split_config_uri("b.ini#x") == (str(tmp_path / "b.ini"), "x")
