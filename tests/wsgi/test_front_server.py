"""What the server in front may be ordered to send, and by which header."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from twod.inifile.send_file_options import Root, SendFileOptions
from twod.wsgi.front_server import (
    FrontServer,
    Order,
    find_root,
    is_order,
    make_order_header,
    make_order_headers,
)

#: Any name that a file can have.
NAMES = st.binary(min_size=1, max_size=40).filter(
    lambda name: not set(name) & set(b"/\0") and name not in (b".", b"..")
)

ACCEL = Root("/nowhere/media", "/-/media/")
SENDFILE = Root("/nowhere/media")


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_any_name_comes_to_its_url_and_back(parts: list[bytes]) -> None:
    name = b"/".join(parts)
    order = make_order_header(ACCEL, os.fsdecode(name))
    assert order is not None
    _, value = order
    # It is a header's value, and neither a query nor a fragment begins in it.
    assert value.isascii()
    assert value.isprintable()
    assert " " not in value
    assert urlsplit(value)[2:] == (value, "", "")
    assert unquote_to_bytes(value) == b"/-/media/" + name


@given(st.lists(NAMES | st.text(min_size=1).map(str.encode), min_size=1, max_size=4))
@example([b"a b"])
@example(["ü€".encode()])
@example([b"100%"])
@example([b"%41"])
@example([b"a "])
@example([b"latin-\xfc"])
@example([b"two\nlines"])
def test_a_path_means_the_same_whether_it_is_decoded_or_not(parts: list[bytes]) -> None:
    path = b"/nowhere/media/" + b"/".join(parts)
    order = make_order_header(SENDFILE, os.fsdecode(b"/".join(parts)))
    if order is not None:
        value = order[1].encode("latin-1")
        assert value == path
        assert unquote_to_bytes(value) == path
        assert value.strip() == path
        path.decode("utf-8")
    else:
        assert b"%" in path or path.endswith(b" ") or not os.fsdecode(path).isprintable()


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_a_path_is_below_a_directory_with_all_of_its_name(parts: list[bytes]) -> None:
    name = os.fsdecode(b"/".join(parts))
    folders = [("/real/media", ACCEL)]
    assert find_root(f"/real/media/{name}", folders) == (ACCEL, name)
    assert find_root(f"/real/media{name}", folders) is None
    assert find_root(f"/nowhere/media/{name}", folders) is None
    assert find_root(f"/real/{name}x", folders) is None or name.startswith("media/")


def test_a_directory_itself_is_no_file_of_it() -> None:
    assert find_root("/real/media", [("/real/media", ACCEL)]) is None


def test_the_nearest_directory_has_the_file() -> None:
    roots = [Root("/a", "/-/a/"), Root("/b", "/-/b/"), Root("/c", "/-/c/")]
    folders = list(zip(["/real", "/real/media", "/real/media/x"], roots, strict=True))
    assert find_root("/real/media/y", folders) == (roots[1], "y")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.txt").write_bytes(b"0123456789")
    return tmp_path / "media"


def make_front(root: Path, kind: str = "x-accel") -> FrontServer:
    return FrontServer(SendFileOptions(kind, (Root(str(root), "/-/media/" if kind == "x-accel" else ""),)))


def test_a_directory_may_go_up(root: Path) -> None:
    front = FrontServer(SendFileOptions("x-sendfile", (Root(f"{root.parent}/parts/shop/../../media"),)))
    with (root / "a.txt").open("rb") as file:
        order = front.find_order(file, [])
    assert order is not None
    assert order.header == ("X-Sendfile", f"{root}/a.txt")


@pytest.mark.parametrize("kind", ["x-accel", "x-sendfile"])
def test_a_root_may_be_a_link_that_leads_elsewhere_tomorrow(root: Path, kind: str) -> None:
    link = root.parent / "current"
    link.symlink_to("media")
    front = make_front(link, kind)
    expected = "/-/media/a.txt" if kind == "x-accel" else f"{link}/a.txt"
    with (root / "a.txt").open("rb") as file:
        order = front.find_order(file, [])
        assert order is not None
        assert order.header[1] == expected
    link.unlink()
    link.symlink_to("other")
    with (root / "a.txt").open("rb") as file:
        assert front.find_order(file, []) is None


def test_a_link_out_of_a_root_leads_to_no_order(root: Path) -> None:
    (root.parent / "secret").write_text("secret", encoding="utf-8")
    (root / "link").symlink_to("../secret")
    (root / "same").symlink_to("a.txt")
    front = make_front(root)
    with (root / "link").open("rb") as file:
        assert front.find_order(file, []) is None
    with (root / "same").open("rb") as file:
        assert front.find_order(file, []) == Order(("X-Accel-Redirect", "/-/media/a.txt"))
    with (root / ".." / "secret").open("rb") as file:
        assert front.find_order(file, []) is None
    with (root / ".." / "media" / "a.txt").open("rb") as file:
        assert front.find_order(file, []) == Order(("X-Accel-Redirect", "/-/media/a.txt"))


def test_a_file_that_was_deleted_or_replaced_is_read(root: Path) -> None:
    front = make_front(root)
    with (root / "a.txt").open("rb") as file:
        assert front.find_order(file, []) is not None
        (root / "a.txt").unlink()
        assert front.find_order(file, []) is None
        (root / "a.txt").write_bytes(b"0123456789")
        # The name that Linux gives to a deleted file.
        (root / "a.txt (deleted)").write_bytes(b"0123456789")
        assert front.find_order(file, []) is None


def test_a_root_that_was_exchanged_for_another_leads_to_no_other_file(root: Path) -> None:
    link = root.parent / "current"
    link.symlink_to("media")
    front = make_front(link)
    with (root / "a.txt").open("rb") as file:
        assert front.find_order(file, []) is not None
        root.rename(root.parent / "old")
        root.mkdir()
        (root / "a.txt").write_bytes(b"another")
        assert front.find_order(file, []) is None
        link.unlink()
        link.symlink_to("old")
        assert front.find_order(file, []) == Order(("X-Accel-Redirect", "/-/media/a.txt"))


def test_a_temporary_file_is_read(root: Path) -> None:
    with tempfile.TemporaryFile(dir=root) as file:
        assert make_front(root).find_order(file, []) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("X-Accel-Redirect", True),
        ("x-accel-expires", True),
        ("X-SENDFILE", True),
        ("X-Sendfile2", True),
        ("X-LIGHTTPD-send-file", True),
        ("X-Reproxy-URL", True),
        ("X-Accel-Buffering", False),
        ("X-Frame-Options", False),
        ("Content-Type", False),
        ("", False),
    ],
)
def test_an_order_is_known_by_its_name(name: str, expected: bool) -> None:
    assert is_order(name) is expected


def test_headers_that_are_there_more_than_once_become_one_but_for_cookies() -> None:
    headers = [("Link", "<a>"), ("Set-Cookie", "a=1"), ("link", "<b>"), ("set-cookie", "b=2")]
    assert make_order_headers(headers, Order(("X-Sendfile", "/a"), '"x"')) == [
        ("Link", "<a>, <b>"),
        ("ETag", '"x"'),
        ("Set-Cookie", "a=1"),
        ("set-cookie", "b=2"),
        ("X-Sendfile", "/a"),
        ("Content-Length", "0"),
    ]
