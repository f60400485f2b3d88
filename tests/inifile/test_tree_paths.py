"""Paths below one directory in the values of an ini."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.text import HERE
from twod.inifile.tree_paths import find_paths, list_paths, name_from_here, straighten

ROOT, HERE_OF_INI = "/srv/shop", "/srv/shop/parts/twod"

#: Texts in which one path of the tree is, as PATH.
PLACES = [
    "PATH",
    "'PATH', 'a'",
    '{"NAME": "PATH", "x": ["PATH"]}',
    "/etc/a PATH",
    "/etc/a, PATH,b",
    "a = PATH\nb = PATH",
    "\nPATH\n/etc",
    "docs ; PATH",
    "(PATH)",
    "${file:PATH}",
    "${env:PLACE:-PATH}",
    "${file:PATH:-none}",
    "unix:PATH",
    "config:PATH",
    "file://PATH",
    "sqlite:///PATH",
    "sqlite:///PATH?timeout=5",
    "redis+socket://PATH",
    "/usr/lib:PATH:/lib",
    "PATH:PATH",
]

#: Texts that have the directory's name in them and no path below it.
OTHERS = [
    "/srv/shop-old/x",
    "/srv/shop.bak",
    "/srv/shopping",
    "/srv/shop2/x",
    "/backup/srv/shop",
    "../srv/shop/x",
    "~/srv/shop",
    "https://srv/shop/x",
    "https://example.com/srv/shop/x",
    "https://example.com:8443/srv/shop/x",
    "ops@backup:/srv/shop/x",
    "^/srv/shop/",
    "srv/shop",
]


@pytest.mark.parametrize("path", ["/srv/shop", "/srv/shop/", "/srv/shop/var/it.db", HERE_OF_INI, f"{HERE_OF_INI}/x"])
@pytest.mark.parametrize("place", PLACES)
def test_a_path_below_the_directory_is_named_from_the_ini(place: str, path: str) -> None:
    text = place.replace("PATH", path)
    named = name_from_here(text, ROOT, HERE_OF_INI)
    assert ROOT not in named
    assert read(named, "/elsewhere/of/me") == place.replace("PATH", "/elsewhere/of/me" + path[len(ROOT) :])


def read(named: str, root: str) -> str:
    """Return what a text of an ini comes to where the tree is now."""
    here = root + HERE_OF_INI[len(ROOT) :]
    return straighten(named.replace(HERE, here), here)


@pytest.mark.parametrize("place", PLACES)
def test_paths_are_found_as_a_whole(place: str) -> None:
    path = "/srv/shop/var/it's"[:-2]
    assert set(list_paths(place.replace("PATH", path), ROOT)) == {path}


@pytest.mark.parametrize("text", OTHERS)
def test_a_text_that_is_no_such_path_stays(text: str) -> None:
    assert name_from_here(text, ROOT, HERE_OF_INI) == text


@pytest.mark.parametrize(
    "name", ["STATIC_URL", "LOGIN_URL", "SESSION_COOKIE_PATH", "FORCE_SCRIPT_NAME", "prefix", "url_prefix"]
)
def test_a_path_in_the_option_of_a_url_is_one_of_a_url(name: str) -> None:
    assert name_from_here("/srv/shop/static/", ROOT, HERE_OF_INI, name=name) == "/srv/shop/static/"
    named = name_from_here("sqlite:////srv/shop/db", ROOT, HERE_OF_INI, name=name)
    assert named == "sqlite:///%(here)s/../../db"


@given(st.text(st.sampled_from("/srvshopartw.d:;,=\"'{}[]() -x\n$"), max_size=40))
def test_a_tree_that_was_not_moved_has_the_texts_that_were_written(noise: str) -> None:
    text = f"{noise}{ROOT}{noise}{HERE_OF_INI}/x{noise}"
    named = name_from_here(text, ROOT, HERE_OF_INI)
    if not find_upward(text):
        assert read(named, ROOT) == text


def find_upward(text: str) -> bool:
    """Return whether somebody wrote a way upwards behind the ini's own directory."""
    return f"{HERE_OF_INI}/.." in text or f"{ROOT}/.." in text


@given(st.lists(st.sampled_from(PLACES + OTHERS), min_size=1), st.sampled_from(["/a", "/srv/shop/deeper", "/x y/z"]))
def test_only_paths_of_the_tree_follow_it(places: list[str], root: str) -> None:
    text = "\n".join(places).replace("PATH", f"{ROOT}/var")
    expected = "\n".join(place.replace("PATH", f"{root}/var") for place in places)
    assert read(name_from_here(text, ROOT, HERE_OF_INI), root) == expected


def test_the_root_of_the_disk_is_no_tree() -> None:
    assert list(find_paths("/ /srv", "/")) == []


@pytest.mark.parametrize(
    ("text", "straight"),
    [
        ("/a/b/../x", "/a/x"),
        ("/a/b/../../x", "/x"),
        ("/a/b/../..", "/"),
        ("/a/b/../../../x", "/x"),
        ("sqlite:////a/b/../x", "sqlite:////a/x"),
        ("/a/b/..x", "/a/b/..x"),
        ("/a/b/x/../y", "/a/b/x/../y"),
        ("/a/bb/../y", "/a/bb/../y"),
    ],
)
def test_a_way_upwards_from_the_ini_is_made_straight(text: str, straight: str) -> None:
    assert straighten(text, "/a/b") == straight
    assert os.path.normpath(straight) == straight or not text.startswith("/a/b/..")
