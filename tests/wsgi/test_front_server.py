"""What the server in front may be ordered to send, and by which header."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from django.core.files import File
from hypothesis import example, given
from hypothesis import strategies as st

from twod.inifile.regular_file import open_regular_file
from twod.inifile.send_file_options import Root, SendFileOptions
from twod.wsgi.front_server import (
    FrontServer,
    OpenedFile,
    Order,
    find_opened_file,
    is_order,
    make_order_headers,
)
from twod.wsgi.promised_file import PromisedFile

#: Any name that a file can have.
NAMES = st.binary(min_size=1, max_size=40).filter(
    lambda name: not set(name) & set(b"/\0") and name not in (b".", b"..")
)

ACCEL = FrontServer(SendFileOptions("x-accel", (Root("/nowhere/media", "/-/media/"),)))
SENDFILE = FrontServer(SendFileOptions("x-sendfile", (Root("/nowhere/media"),)))


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_any_name_comes_to_its_url_and_back(parts: list[bytes]) -> None:
    name = b"/".join(parts)
    path = os.fsdecode(b"/nowhere/media/" + name)
    order = ACCEL.make_order(path)
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
    order = SENDFILE.make_order(os.fsdecode(path))
    if order is not None:
        value = order[1].encode("latin-1")
        assert value == path
        assert unquote_to_bytes(value) == path
        assert value.strip() == path
        path.decode("utf-8")
    else:
        assert b"%" in path or path.endswith(b" ") or not os.fsdecode(path).isprintable()


@given(st.lists(NAMES, max_size=4))
def test_no_name_outside_has_a_url(parts: list[bytes]) -> None:
    name = os.fsdecode(b"/".join(parts))
    assert ACCEL.make_order(f"/nowhere/{name}x") is None or name.startswith("media/")
    assert ACCEL.make_order(f"/nowhere/media{name.lstrip('/')}") is None


def test_a_directory_may_go_up() -> None:
    front = FrontServer(SendFileOptions("x-sendfile", (Root("/nowhere/parts/shop/../../media"),)))
    assert front.make_order("/nowhere/media/a") == ("X-Sendfile", "/nowhere/media/a")


def test_a_directory_itself_is_no_file_of_it() -> None:
    assert ACCEL.make_order("/nowhere/media") is None


def test_the_nearest_directory_has_the_file() -> None:
    roots = (Root("/nowhere", "/-/a/"), Root("/nowhere/media", "/-/b/"), Root("/nowhere/media/x", "/-/c/"))
    front = FrontServer(SendFileOptions("x-accel", roots))
    assert front.make_order("/nowhere/media/y") == ("X-Accel-Redirect", "/-/b/y")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.txt").write_bytes(b"0123456789")
    return tmp_path / "media"


def make_front(root: Path, kind: str = "x-accel") -> FrontServer:
    return FrontServer(SendFileOptions(kind, (Root(str(root), "/-/media/" if kind == "x-accel" else ""),)))


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


def open_in_all_ways(path: Path) -> Iterator[Any]:
    yield path.open("rb")
    yield path.open("r+b")
    yield path.open("rb", buffering=0)
    yield open_regular_file(str(path))
    yield open(os.open(path, os.O_RDONLY), "rb")  # noqa: PTH123, SIM115 - by its number
    yield File(path.open("rb"))
    yield File(File(path.open("rb"), name="another name"))
    yield PromisedFile(path.open("rb"), 10)
    yield PromisedFile(PromisedFile(path.open("rb"), 10), 10)


def test_a_file_has_its_path_however_it_was_opened(root: Path) -> None:
    for file in open_in_all_ways(root / "a.txt"):
        assert find_opened_file(file) == OpenedFile(str(root / "a.txt"), (root / "a.txt").stat()), file
        file.close()


def test_a_file_opened_by_another_directory_has_its_path(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    with open("a.txt", "rb") as file:  # noqa: PTH123 - by a relative name
        monkeypatch.chdir("/")
        assert find_opened_file(file) == OpenedFile(str(root / "a.txt"), (root / "a.txt").stat())


def test_a_file_that_was_renamed_has_its_new_path(root: Path) -> None:
    with (root / "a.txt").open("rb") as file:
        (root / "a.txt").rename(root / "b.txt")
        (root / "a.txt").write_bytes(b"another")
        assert find_opened_file(file) == OpenedFile(str(root / "b.txt"), (root / "b.txt").stat())


def test_a_file_that_was_begun_deleted_or_closed_is_read(root: Path) -> None:
    file = (root / "a.txt").open("rb")
    file.seek(3)
    assert find_opened_file(file) is None
    file.seek(0)
    assert find_opened_file(file) is not None
    file.read(1)
    assert find_opened_file(file) is None
    assert find_opened_file(PromisedFile(file, 9)) is None
    file.seek(0)
    (root / "a.txt").unlink()
    assert find_opened_file(file) is None
    (root / "a.txt").write_bytes(b"0123456789")
    assert find_opened_file(file) is None
    file.close()
    assert find_opened_file(file) is None


def test_a_file_of_the_name_that_deletion_gives_is_another_one(root: Path) -> None:
    (root / "a.txt (deleted)").write_bytes(b"0123456789")
    with (root / "a.txt").open("rb") as file:
        (root / "a.txt").unlink()
        assert find_opened_file(file) is None


def test_a_temporary_file_is_read(root: Path) -> None:
    with tempfile.TemporaryFile(dir=root) as file:
        assert find_opened_file(file) is None


def test_what_decodes_a_file_is_read(root: Path) -> None:
    (root / "a.gz").write_bytes(gzip.compress(b"text"))
    (root / "a.bz2").write_bytes(bz2.compress(b"text"))
    for file in (gzip.open(root / "a.gz"), bz2.open(root / "a.bz2")):  # noqa: SIM115 - closed below
        assert file.fileno() > 2
        assert find_opened_file(file) is None
        assert find_opened_file(File(file)) is None
        assert find_opened_file(io.BufferedReader(file)) is None  # type: ignore[type-var]
        file.close()


class Decrypting(File):
    def read(self, size: int = -1) -> bytes:
        return bytes(each ^ 1 for each in self.file.read(size))


def test_what_decrypts_a_file_is_read(root: Path) -> None:
    with Decrypting((root / "a.txt").open("rb")) as file:
        assert file.fileno() > 2
        assert find_opened_file(file) is None


def test_what_is_no_file_is_read(root: Path) -> None:
    reading, writing = os.pipe()
    with open(reading, "rb") as pipe, open(writing, "wb"), open("/dev/null", "rb") as device:  # noqa: PTH123
        assert [find_opened_file(each) for each in (io.BytesIO(b"x"), object(), pipe, device, None)] == [None] * 5


def test_without_proc_a_name_will_do(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lack(path: str) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(os, "readlink", lack)
    for file in open_in_all_ways(root / "a.txt"):
        found = find_opened_file(file)
        assert found is None if isinstance(getattr(file, "name", None), int) else found is not None
        file.close()


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
