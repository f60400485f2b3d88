"""Media files: the rows that a server of files has to get right."""

from __future__ import annotations

import errno
import os
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils.http import http_date
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.wsgi.static.media import find_file, guess_type, is_scriptable

if TYPE_CHECKING:
    from collections.abc import Callable


def is_djangos(answer: Any) -> bool:
    """Whether it is Django's answer to a path that it does not know."""
    return answer.status == 404 and b"was not found on this server" in answer.body


def test_a_file_that_appears_while_the_site_runs_is_served(site: Any, write: Callable[..., Path]) -> None:
    assert is_djangos(site.get("/media/new.txt"))
    write(site.media / "new.txt", b"new")
    assert site.get("/media/new.txt").body == b"new"
    (site.media / "new.txt").unlink()
    assert is_djangos(site.get("/media/new.txt"))


def test_a_file_that_is_replaced_is_served_as_it_is_now(site: Any, write: Callable[..., Path]) -> None:
    write(site.media / "a.txt", b"one")
    first = site.get("/media/a.txt")
    write(site.media / "a.txt", b"three", age=60)
    second = site.get("/media/a.txt", if_none_match=first.headers["ETag"])
    assert (second.status, second.body, second.headers["Content-Length"]) == (200, b"three", "5")


def test_all_else_is_the_django_applications(site: Any, ten: Path) -> None:
    assert site.get("/").body == b"Django"
    assert is_djangos(site.get("/medi"))
    assert is_djangos(site.get("/mediaten.bin"))
    assert is_djangos(site.get("/other/media/ten.bin"))


def test_the_headers_say_what_the_file_is(site: Any, ten: Path) -> None:
    answer = site.get("/media/ten.bin")
    modified = http_date(int(ten.stat().st_mtime))
    assert {name.lower(): value for name, value in answer.headers.items()} == {
        "content-type": "application/octet-stream",
        "content-length": "10",
        "cache-control": "max-age=60",
        "x-content-type-options": "nosniff",
        "etag": f'"{ten.stat().st_mtime_ns:x}-a"',
        "last-modified": modified,
        "accept-ranges": "bytes",
    }


def test_under_debug_a_file_is_asked_for_each_time(make_site: Any, write: Callable[..., Path]) -> None:
    site = make_site(DEBUG=True)
    write(site.media / "a.txt")
    assert site.get("/media/a.txt").headers["Cache-Control"] == "max-age=0"


@pytest.mark.parametrize(
    ("name", "content_type", "encoding"),
    [
        ("a.txt", "text/plain", None),
        ("a.JPG", "image/jpeg", None),
        ("a.svg", "image/svg+xml", None),
        ("a.tar.gz", "application/gzip", None),
        ("a.tgz", "application/gzip", None),
        ("a.txt.bz2", "application/x-bzip2", None),
        ("a.xz", "application/x-xz", None),
        ("a.svgz", "image/svg+xml", "gzip"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", None),
        ("a.csv", "text/csv", None),
        ("unknown.zzz", "application/octet-stream", None),
        ("noextension", "application/octet-stream", None),
        ("data:text/html,a.png", "image/png", None),
        ("http://x/a.html?.png", "image/png", None),
    ],
)
def test_the_type_of_a_file_is_that_of_its_name(name: str, content_type: str, encoding: str | None) -> None:
    assert guess_type(name) == (content_type, encoding)


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.xhtml", "a.svg", "a.svgz", "a.xml", "a.xsl"])
def test_the_scripts_of_an_uploaded_page_do_not_run(make_site: Any, write: Callable[..., Path], name: str) -> None:
    site = make_site()
    write(site.media / name)
    answer = site.get(f"/media/{name}")
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    again = site.get(f"/media/{name}", if_none_match=answer.headers["ETag"])
    assert (again.status, again.headers["Content-Security-Policy"]) == (304, "sandbox")
    assert "Content-Security-Policy" not in make_site(media_sandbox=False).get(f"/media/{name}").headers


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.txt", "a.mp4", "a.zip", "a.js", "a.css", "a.json", "a"])
def test_any_other_file_is_shown_as_it_is(site: Any, write: Callable[..., Path], name: str) -> None:
    write(site.media / name)
    assert "Content-Security-Policy" not in site.get(f"/media/{name}").headers


@pytest.mark.parametrize("content_type", ["text/html", "text/xml", "application/xml", "application/rdf+xml"])
def test_html_and_all_kinds_of_xml_may_have_scripts(content_type: str) -> None:
    assert is_scriptable(content_type)


def test_a_compressed_file_arrives_as_it_is(site: Any, write: Callable[..., Path]) -> None:
    write(site.media / "a.tar.gz", b"\x1f\x8b")
    answer = site.get("/media/a.tar.gz")
    assert (answer.headers["Content-Type"], answer.headers["Content-Encoding"]) == ("application/gzip", None)


@pytest.mark.parametrize("name", ["café.txt", "日本.txt", "a b.txt", "100%.txt", "back\\slash.txt", "new\nline", "a:b"])
def test_any_name_that_a_file_can_have(site: Any, write: Callable[..., Path], name: str) -> None:
    from django.core.files.storage import default_storage

    write(site.media / "folder" / name, b"here")
    url = default_storage.url(f"folder/{name}") if "\\" not in name else "/media/folder/back%5Cslash.txt"
    assert site.get(url).body == b"here"


@pytest.mark.parametrize(
    "url",
    [
        "/media/",
        "/media/folder",
        "/media/folder/",
        "/media/folder/inside.txt/",
        "/media/folder/inside.txt/.",
        "/media/folder/inside.txt/..",
        "/media/folder/inside.txt//",
        "/media/folder/inside.txt%20",
        "/media/%20folder/inside.txt",
        "/media/FOLDER/INSIDE.TXT",
        "/media/folder%5cinside.txt",
        "/media/folder;/inside.txt",
        "/media/folder/inside.txt;a",
        "/media/folder/inside.txt%3fa",
        "/media/folder/inside.txt%0a",
        "/media/folder/inside.txt%0d%0aX:%20y",
        "/media/%00/folder/inside.txt",
        "/media/%2e/folder/inside.txt",
        "/media/%2ffolder/inside.txt",
        "/media/folder//inside.txt",
        "/media//folder/inside.txt",
        "/media/./folder/inside.txt",
        "/media/folder/../folder/inside.txt",
        "/media/../outside.txt",
        "/media/folder/../../outside.txt",
        "/media/%2e%2e/outside.txt",
        "/media/..%2foutside.txt",
        "/media/%2e%2e%2foutside.txt",
        "/media/..\\outside.txt",
        "/media/..%5coutside.txt",
        "/media/..%5c..%5coutside.txt",
        "/media/%252e%252e/outside.txt",
        "/media/%252e%252e%252foutside.txt",
        "/media/....//outside.txt",
        "/media/..;/outside.txt",
        "/media/.%2e/outside.txt",
        "/media/%2e./outside.txt",
        "/media/folder/..%2f..%2foutside.txt",
        "/media/folder/../../../../../../../../etc/passwd",
        "/media/%2fetc/passwd",
        "/media//etc/passwd",
        "/media/~/outside.txt",
        "/media/file:///etc/passwd",
        "/media/%c0%af..%c0%afoutside.txt",
        "/media/%ef%bc%8e%ef%bc%8e/outside.txt",
        "/media/%e2%80%a5/outside.txt",
        "/media/%ed%a0%80",
        "/media/folder/inside.txt%00",
        "/media/folder/inside.txt%00.png",
        "/media/%ff.txt",
        "/media/folder/%c0%ae%c0%ae/outside.txt",
        "/media/" + "a" * 300,
        "/media/" + "a/" * 3000 + "a",
        "/media/" + "a" * 100_000,
        "/media/.hidden",
        "/media/.git/config",
        "/media/%2egit/config",
        "/media/.GIT/config",
        "/media/folder/..%2f.git/config",
        "/media/folder/.env",
        "/media/out.txt",
        "/media/outer/outside.txt",
        "/media/loop",
        "/media/dangling",
        "/media/hidden-by-link.txt",
        "/media/pipe",
        "/media/socket",
    ],
)
def test_what_is_no_file_for_everybody_is_not_found(
    site: Any, write: Callable[..., Path], url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "outside.txt", b"secret")
    write(site.media / "folder" / "inside.txt", b"public")
    for name in (".hidden", ".git/config", "folder/.env"):
        write(site.media / name, b"secret")
    (site.media / "out.txt").symlink_to(tmp_path / "outside.txt")
    (site.media / "outer").symlink_to(tmp_path)
    (site.media / "loop").symlink_to("loop")
    (site.media / "dangling").symlink_to("nothing")
    (site.media / "hidden-by-link.txt").symlink_to(".hidden")
    os.mkfifo(site.media / "pipe")
    monkeypatch.chdir(site.media)  # the path of a Unix socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        assert is_djangos(site.get(url))
    assert site.get("/media/folder/inside.txt").body == b"public"


@pytest.mark.parametrize(
    "headers", [{}, {"range": "bytes=0-1"}, {"if_none_match": "*"}, {"method": "HEAD"}, {"range": "bytes=0-1,3-4"}]
)
@pytest.mark.parametrize("name", ["a.txt", "a.png", "a.html", "a.js", "a.css", "a.tar.gz", "a.svgz", "a"])
def test_no_browser_guesses_at_the_type_of_any_file(
    site: Any, write: Callable[..., Path], name: str, headers: dict[str, str]
) -> None:
    write(site.media / name, b"0123456789")
    assert site.get(f"/media/{name}", **headers).headers["X-Content-Type-Options"] == "nosniff"


def test_an_absolute_path_is_not_a_way_out(site: Any, write: Callable[..., Path], tmp_path: Path) -> None:
    write(tmp_path / "outside.txt", b"secret")
    assert is_djangos(site.get(f"/media/{tmp_path}/outside.txt"))


@settings(max_examples=60)
@given(
    name=st.lists(st.sampled_from(["..", ".", "", "inner", "a.txt", "%", "\x00", "é", "secret.txt"]), max_size=6).map(
        "/".join
    )
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    root = tmp_path / "media"
    (root / "inner").mkdir(parents=True, exist_ok=True)
    for path, content in {
        tmp_path / "secret.txt": b"secret",
        root / "a.txt": b"public",
        root / "inner" / "a.txt": b"public",
    }.items():
        path.write_bytes(content)
    file = find_file(str(root), name)
    if file is not None:
        with file:
            assert file.read() == b"public"


@settings(max_examples=200)
@given(
    links=st.dictionaries(
        st.sampled_from(["link", "inner/link", ".link"]),
        st.sampled_from(["a.txt", "../a.txt", "inner", "..", "../..", "inner/.hidden", "../secret.txt", "link", "/"]),
    ),
    name=st.lists(st.sampled_from(["link", "inner", "a.txt", ".link", "media", "secret.txt"]), min_size=1, max_size=4),
)
def test_links_lead_to_the_files_of_the_folder_alone(tmp_path: Path, links: dict[str, str], name: list[str]) -> None:
    root = Path(tempfile.mkdtemp(dir=tmp_path)) / "media"
    (root / "inner").mkdir(parents=True)
    for path in (root / "a.txt", root / "inner" / "a.txt"):
        path.write_bytes(b"public")
    for path in (root / "inner" / ".hidden", root.parent / "secret.txt"):
        path.write_bytes(b"secret")
    for link, target in links.items():
        (root / link).symlink_to(target)
    file = find_file(str(root), "/".join(name))
    real = Path(os.path.realpath(root / "/".join(name)))
    public = {root / "a.txt", root / "inner" / "a.txt"}
    assert (file is not None) == (real in public and ".link" not in name)
    if file is not None:
        with file:
            assert file.read() == b"public"


def test_a_link_within_the_folder_is_followed(site: Any, write: Callable[..., Path]) -> None:
    write(site.media / "real.txt", b"here")
    (site.media / "link.txt").symlink_to("real.txt")
    assert site.get("/media/link.txt").body == b"here"


def test_the_folder_itself_may_be_a_link_that_moves(make_site: Any, write: Callable[..., Path], tmp_path: Path) -> None:
    current = tmp_path / "current"
    site = make_site(MEDIA_ROOT=current)
    for version in ("one", "two"):
        write(tmp_path / version / "a.txt", version.encode())
        current.unlink(missing_ok=True)
        current.symlink_to(tmp_path / version)
        assert site.get("/media/a.txt").body == version.encode()


def test_the_file_system_as_the_folder(tmp_path: Path, write: Callable[..., Path]) -> None:
    file = find_file("/", str(write(tmp_path / "a.txt", b"here"))[1:])
    assert file is not None
    with file:
        assert file.read() == b"here"


def test_a_file_that_may_not_be_read_is_not_found_and_named_in_the_log(
    site: Any, ten: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, *args: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(os, "open", refuse)  # the tests may run as root, who may read all
    assert is_djangos(site.get("/media/ten.bin"))
    assert f"Cannot read {str(ten)!r}: Permission denied" in caplog.text


def test_a_path_cannot_write_a_line_of_its_own_into_the_log(
    site: Any, write: Callable[..., Path], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(site.media / "a\nWARNING forged")

    def refuse(path: str, *args: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(os, "open", refuse)
    assert is_djangos(site.get("/media/a%0AWARNING forged"))
    (record,) = [record for record in caplog.records if record.name == "twod.wsgi.static"]
    assert "\n" not in record.getMessage()


@pytest.mark.parametrize("name", ["null", "zero", "tty", "stdin", "fd/0", "shm"])
def test_a_device_is_no_file(name: str) -> None:
    assert find_file("/dev", name) is None


def test_a_trouble_of_the_server_is_not_called_a_missing_file(
    site: Any, ten: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: str, *args: object) -> int:
        raise OSError(errno.EMFILE, "Too many open files", path)

    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(OSError, match="Too many open files"):
        site.get("/media/ten.bin")


@pytest.mark.parametrize(
    "changes",
    [
        {"MEDIA_URL": "https://cdn.example.com/media/"},
        {"MEDIA_URL": "//cdn.example.com/media/"},
        {"MEDIA_URL": "/"},
        {"MEDIA_URL": ""},
        {"MEDIA_ROOT": ""},
    ],
)
def test_no_media_is_served_when_nobody_says_that_it_should(
    make_site: Any, changes: dict[str, str], write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(**changes)
    write(site.media / "a.txt", b"here")
    monkeypatch.chdir(site.media)
    for url in ("/media/a.txt", "/a.txt"):
        assert is_djangos(site.get(url))
