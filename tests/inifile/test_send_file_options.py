"""What may be written for the filter that leaves files to the server in front."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.problems import BadValueError
from twod.inifile.send_file_options import (
    Root,
    SendFileOptions,
    find_send_file_problems,
    read_headers,
    read_root,
    read_roots,
    read_send_file_options,
)

GOOD = {"kind": "x-accel", "roots": "/srv/shop/media ; /-/media/"}

SEGMENTS = st.from_regex(r"[a-z0-9_-][a-z0-9._~-]*", fullmatch=True)
DIRECTORIES = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1).map(
    "/srv/{}".format
)


@pytest.mark.parametrize(
    ("line", "root"),
    [
        ("/srv/media ; /-/media/", Root("/srv/media", "/-/media/")),
        ("  /srv/media/  ;   /-/media ", Root("/srv/media", "/-/media/")),
        ("/srv/my files ; /f/", Root("/srv/my files", "/f/")),
        ("/srv/a ; b ; /f/", Root("/srv/a ; b", "/f/")),
        ("/srv/media/", Root("/srv/media")),
        ("/srv/a;b", Root("/srv/a;b")),
        ("/", Root("/")),
    ],
)
def test_a_line_is_a_directory_and_perhaps_its_url(line: str, root: Root) -> None:
    assert read_root(line) == root


@given(DIRECTORIES, st.lists(SEGMENTS, min_size=1))
def test_any_directory_can_be_written(directory: str, segments: list[str]) -> None:
    url = f"/{'/'.join(segments)}/"
    assert read_roots(f"\n  {directory} ; {url}\n") == (Root(directory.rstrip("/"), url),)


@pytest.mark.parametrize("url", ["media", "/", "//", "/a b/", "/../", "/a/./b", "/%2e/", "/é/", "/a?b", "@named"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(BadValueError, match="expected a path such as /-/media/ after the semicolon, got"):
        read_root(f"/srv/media ; {url}")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([""], "expected at least one directory, such as /srv/shop/media ; /-/media/, got ''"),
        (["/ ; /-/all/"], "expected a directory that has only files for visitors, got '/'"),
        (["/a ; /-/a/", "/a/ ; /-/b/"], "expected each directory only once, got /a twice"),
        (["/a ; /-/", "/b ; /-/b/"], "expected URLs that do not overlap, got /-/ and /-/b/"),
        (["/a ; /-/b/", "/b ; /-/b"], "expected URLs that do not overlap, got /-/b/ and /-/b/"),
    ],
)
def test_directories_that_get_into_each_others_way_are_refused(lines: list[str], message: str) -> None:
    with pytest.raises(BadValueError) as raised:
        read_roots("\n".join(lines))
    assert str(raised.value) == message


def test_a_url_whose_last_word_begins_another_is_apart_from_it() -> None:
    assert [root.url for root in read_roots("/a ; /-/a\n/b ; /-/ab")] == ["/-/a/", "/-/ab/"]


def test_options_come_to_values() -> None:
    assert list(find_send_file_problems(GOOD)) == []
    assert read_send_file_options(GOOD) == SendFileOptions("x-accel", (Root("/srv/shop/media", "/-/media/"),))
    more = {"kind": "x-sendfile", "roots": "/a\n/b", "headers": "X-One, X-Two", "trusted": "yes"}
    assert list(find_send_file_problems(more)) == []
    assert read_send_file_options(more) == SendFileOptions(
        "x-sendfile", (Root("/a"), Root("/b")), ("X-One", "X-Two"), trusted=True
    )


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"kind": "x-acel"}, ("kind", "expected x-accel or x-sendfile, got 'x-acel'; did you mean x-accel?")),
        ({"roots": "media ; /-/m/"}, ("roots", "expected an absolute path, got 'media'")),
        (
            {"roots": "/srv/media"},
            ("roots", "x-accel needs the URL of each directory as well: /srv/media ; /-/media/"),
        ),
        (
            {"kind": "x-sendfile"},
            ("roots", "x-sendfile takes paths, not URLs; remove the URL after /srv/shop/media"),
        ),
        ({"headers": "X:Y"}, ("headers", "expected the name of a header, such as X-Total-Count, got 'X:Y'")),
        ({"trusted": "maybe"}, ("trusted", "expected true or false, got 'maybe'")),
        ({"root": "/srv"}, ("root", "not an option of egg:twod.wsgi#sendfile; did you mean roots?")),
        (
            {"colour": "red"},
            ("colour", "not an option of egg:twod.wsgi#sendfile; the options are kind, roots, headers, trusted"),
        ),
    ],
)
def test_each_mistake_is_reported_with_its_option(options: dict[str, str], problem: tuple[str, str]) -> None:
    assert list(find_send_file_problems(GOOD | options)) == [problem]


def test_what_is_missing_is_reported_unless_nobody_knows_it_yet() -> None:
    assert list(find_send_file_problems({})) == [
        ("kind", "is missing, such as kind = x-accel"),
        ("roots", "is missing, such as roots = /srv/shop/media ; /-/media/"),
    ]
    assert list(find_send_file_problems({}, frozenset({"kind", "roots"}))) == []


def test_the_names_of_headers_may_be_in_lines_or_behind_commas() -> None:
    assert read_headers("X-A, X-B\n X-C") == ("X-A", "X-B", "X-C")
