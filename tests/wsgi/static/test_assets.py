"""Static files: from STATIC_ROOT as collected, or straight from where the apps keep them under DEBUG."""

from __future__ import annotations

import errno
import gzip
import os
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HASHED = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
RULES = b"body { color: rebeccapurple }\n" * 100
FOREVER = "max-age=315360000, public, immutable"


@pytest.fixture
def collected(tmp_path: Path, write: Callable[..., Path]) -> str:
    """A style sheet as collectstatic leaves it in STATIC_ROOT; its hashed name."""
    static = tmp_path / "static"
    write(static / "site.css", RULES)
    storage = CompressedManifestStaticFilesStorage(location=static, base_url="/static/")
    list(storage.post_process({"site.css": (FileSystemStorage(static), "site.css")}))
    for file in static.iterdir():
        os.utime(file, (time.time() - 3600,) * 2)
    return str(storage.stored_name("site.css"))


def is_djangos(answer: Any) -> bool:
    return answer.status == 404 and b"was not found on this server" in answer.body


def test_a_directory_that_is_not_there_yet_is_one_line_of_the_log(
    make_site: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_site(STATIC_ROOT=str(tmp_path / "nowhere"))
    message = f"There is no directory {tmp_path}/nowhere (STATIC_ROOT). Run setup-app to collect the static files."
    assert caplog.messages == [message]


def test_a_collected_file_is_served_and_asked_for_again(make_site: Any, collected: str) -> None:
    site = make_site(STORAGES=HASHED)
    answer = site.get("/static/site.css")
    assert (answer.status, answer.body, answer.headers["Cache-Control"]) == (200, RULES, "max-age=60, public")
    assert answer.headers["Content-Type"] == 'text/css; charset="utf-8"'
    assert site.get("/static/site.css", if_none_match=f'"x", W/{answer.headers["ETag"]}').status == 304


def test_a_name_with_the_hash_of_the_content_is_kept_for_ever(make_site: Any, collected: str) -> None:
    site = make_site(STORAGES=HASHED)
    answer = site.get(f"/static/{collected}")
    assert (answer.body, answer.headers["Cache-Control"]) == (RULES, FOREVER)
    again = site.get(f"/static/{collected}", if_none_match=answer.headers["ETag"])
    assert (again.status, again.headers["Cache-Control"]) == (304, FOREVER)


def test_a_name_that_looks_hashed_and_is_not_is_asked_for_again(
    make_site: Any, write: Callable[..., Path], collected: str
) -> None:
    write(make_site(STORAGES=HASHED).static / "site.min.css")
    assert make_site(STORAGES=HASHED).get("/static/site.min.css").headers["Cache-Control"] == "max-age=60, public"


def test_no_max_age_leaves_the_hashed_names_for_ever(make_site: Any, collected: str) -> None:
    site = make_site(STORAGES=HASHED, WHITENOISE_MAX_AGE=None)
    assert "Cache-Control" not in site.get("/static/site.css").headers
    assert site.get(f"/static/{collected}").headers["Cache-Control"] == FOREVER


def test_a_compressed_variant_is_sent_to_who_takes_it(
    make_site: Any, collected: str, write: Callable[..., Path]
) -> None:
    write(make_site().static / "site.css.br", b"brotli")
    site = make_site(STORAGES=HASHED)
    plain = site.get("/static/site.css")
    packed = site.get("/static/site.css", accept_encoding="gzip, deflate")
    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.body)) == ("gzip", RULES)
    assert packed.headers["Content-Length"] == str(len(packed.body))
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert site.get("/static/site.css", accept_encoding="gzip, br").body == b"brotli"


def test_a_part_of_one_variant_is_not_continued_with_another(make_site: Any, collected: str) -> None:
    site = make_site(STORAGES=HASHED)
    tag = site.get("/static/site.css").headers["ETag"]
    assert site.get("/static/site.css", range="bytes=5-9", if_range=tag).body == RULES[5:10]
    assert site.get("/static/site.css", range="bytes=5-9", if_range=tag, accept_encoding="gzip").status == 200


@pytest.mark.parametrize(("header", "body"), [("bytes=0-0", b"b"), ("bytes=-1", b"\n"), ("bytes=1-3", b"ody")])
def test_a_part_of_a_static_file(make_site: Any, collected: str, header: str, body: bytes) -> None:
    answer = make_site().get("/static/site.css", range=header)
    assert (answer.status, answer.body) == (206, body)


def test_head_and_other_methods(make_site: Any, collected: str) -> None:
    site = make_site()
    head = site.get("/static/site.css", method="HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(RULES)))
    assert site.get("/static/site.css", method="POST").headers["Allow"] == "GET, HEAD"


def test_all_else_is_the_django_applications(make_site: Any, collected: str) -> None:
    site = make_site()
    assert site.get("/").body == b"Django"
    for url in ("/static/", "/static/none.css", "/static/%ff", "/static/site.css/", "/static/../static/site.css"):
        assert is_djangos(site.get(url))


def test_a_file_that_is_gone_since_the_start_is_not_found(make_site: Any, collected: str) -> None:
    site = make_site()
    (site.static / "site.css").unlink()
    assert is_djangos(site.get("/static/site.css"))


def test_a_file_that_has_grown_since_the_start_is_sent_whole(make_site: Any, collected: str) -> None:
    site = make_site()
    (site.static / "site.css").write_bytes(RULES * 2)
    answer = site.get("/static/site.css")
    assert (answer.body, answer.headers["Content-Length"]) == (RULES * 2, str(len(RULES) * 2))


def test_a_link_out_of_static_root_is_served_as_collectstatic_made_it(
    make_site: Any, write: Callable[..., Path], tmp_path: Path
) -> None:
    write(tmp_path / "package" / "a.js", b"here")
    (tmp_path / "static" / "a.js").symlink_to(tmp_path / "package" / "a.js")
    assert make_site().get("/static/a.js").body == b"here"


def make_debug_settings(source: Path) -> dict[str, Any]:
    """Return the settings under which static files come from a folder as they are now."""
    finder = "django.contrib.staticfiles.finders.FileSystemFinder"
    return {"DEBUG": True, "STATIC_ROOT": None, "STATICFILES_DIRS": [source], "STATICFILES_FINDERS": [finder]}


@pytest.fixture
def odd_things(make_site: Any, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with what is no file, and two style sheets."""
    folder: Path = make_site().static
    write(folder / "css" / "site.css", b"here")
    write(folder / "plain.css", b"here")
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "css" / "site.css.gz")
    (folder / "device").symlink_to("/dev/zero")
    (folder / "nowhere").symlink_to("nothing")
    (folder / "loop").symlink_to("loop")
    (folder / "css" / "above").symlink_to(folder)
    (folder / "css" / "itself").symlink_to(folder / "css")
    monkeypatch.chdir(folder)  # the path of a Unix socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        yield folder


NO_FILES = ["css/above", "css/itself", "css/site.css.gz", "device", "loop", "nowhere", "pipe", "socket"]


def test_what_is_no_file_is_left_out_and_named_in_the_log(
    make_site: Any, odd_things: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site()
    lines = [record.getMessage() for record in caplog.records]
    assert sorted(line.removeprefix("Ignored in STATIC_ROOT: ").rsplit(": ", 1)[0] for line in lines) == [
        repr(str(odd_things / name)) for name in NO_FILES
    ]
    assert site.get("/static/css/site.css", accept_encoding="gzip").body == b"here"
    for name in [*NO_FILES, "css/above/css/site.css"]:
        assert is_djangos(site.get(f"/static/{name}"))


@pytest.mark.parametrize("name", ["css/above", "device", "loop", "nowhere", "pipe", "socket"])
def test_under_debug_what_is_no_file_is_not_found(make_site: Any, odd_things: Path, name: str) -> None:
    site = make_site(**make_debug_settings(odd_things))
    assert site.get(f"/static/{name}").status == 404
    assert site.get("/static/plain.css").body == b"here"


def test_a_folder_that_may_not_be_read_is_left_out_and_named_in_the_log(
    make_site: Any, odd_things: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> Any:
        if path.endswith("css"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scan(path)

    scan = os.scandir
    monkeypatch.setattr(os, "scandir", refuse)  # the tests may run as root, who may read all
    assert is_djangos(make_site().get("/static/css/site.css"))
    assert f"Ignored in STATIC_ROOT: {str(odd_things / 'css')!r}: Permission denied" in caplog.text


def refuse_to_open(path: str, *args: object) -> int:
    raise PermissionError(errno.EACCES, "Permission denied", path)


@pytest.mark.parametrize("debug", [True, False])
def test_a_file_that_may_not_be_read_is_not_found_and_named_in_the_log(
    make_site: Any, odd_things: Path, debug: bool, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(**(make_debug_settings(odd_things) if debug else {}))
    caplog.clear()
    monkeypatch.setattr(os, "open", refuse_to_open)
    assert site.get("/static/plain.css").status == 404
    (record,) = [record for record in caplog.records if record.name.startswith("twod.")]
    assert "plain.css': Permission denied. Let the user of this process read it." in record.getMessage()


def test_a_trouble_of_the_server_is_not_called_a_missing_file(
    make_site: Any, odd_things: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: str, *args: object) -> int:
        raise OSError(errno.EMFILE, "Too many open files", path)

    site = make_site()
    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(OSError, match="Too many open files"):
        site.get("/static/css/site.css")


def test_a_file_that_has_become_a_pipe_since_the_start_is_not_found(make_site: Any, odd_things: Path) -> None:
    site = make_site()
    (odd_things / "css" / "site.css").unlink()
    os.mkfifo(odd_things / "css" / "site.css")
    assert is_djangos(site.get("/static/css/site.css"))


@pytest.fixture
def debug_site(make_site: Any, tmp_path: Path) -> Any:
    return make_site(**make_debug_settings(tmp_path / "source"))


def test_under_debug_a_file_comes_from_its_source_as_it_is_now(
    debug_site: Any, write: Callable[..., Path], tmp_path: Path
) -> None:
    for content in (b"one", b"three"):
        write(tmp_path / "source" / "a.css", content)
        answer = debug_site.get("/static/a.css")
        assert (answer.body, answer.headers["Cache-Control"]) == (content, "max-age=0, public")


@pytest.mark.parametrize(
    "name",
    ["", "none.css", "..%2foutside.txt", "/etc/passwd", "%2e%2e/outside.txt", "a.css%00", "%ff", "a" * 300, "folder"],
)
def test_under_debug_no_path_is_a_way_out(
    debug_site: Any, write: Callable[..., Path], tmp_path: Path, name: str
) -> None:
    write(tmp_path / "outside.txt", b"secret")
    write(tmp_path / "source" / "folder" / "a.css")
    answer = debug_site.get(f"/static/{name}")
    assert answer.status == 404
    assert b"secret" not in answer.body


@pytest.mark.parametrize("static_url", ["https://cdn.example.com/static/", "//cdn.example.com/static/", None, ""])
def test_static_files_of_another_host_are_left_alone(make_site: Any, collected: str, static_url: str | None) -> None:
    assert is_djangos(make_site(STATIC_URL=static_url).get("/static/site.css"))


def test_without_static_root_the_log_says_why_there_are_none(make_site: Any, caplog: pytest.LogCaptureFixture) -> None:
    make_site(STATIC_ROOT=None)
    assert "STATIC_ROOT is not set" in caplog.text
    caplog.clear()
    make_site(STATIC_ROOT=None, DEBUG=True)
    assert caplog.text == ""


def test_the_settings_of_whitenoise_apply(make_site: Any, collected: str, write: Callable[..., Path]) -> None:
    def add_headers(headers: Any, path: str, url: str) -> None:
        headers["X-From"] = url
        headers["Cache-Control"] = "no-store"

    write(make_site().static / "index.html", b"start")
    site = make_site(STORAGES=HASHED, WHITENOISE_ADD_HEADERS_FUNCTION=add_headers, WHITENOISE_INDEX_FILE=True)
    answer = site.get(f"/static/{collected}")
    assert (answer.headers["X-From"], answer.headers["Cache-Control"]) == (f"/static/{collected}", "no-store")
    assert site.get("/static/").body == b"start"
    assert (site.get("/static").status, site.get("/static").headers["Location"]) == (302, "static/")


@pytest.mark.parametrize("static_url", ["static/", "/shop/static/"])
@pytest.mark.parametrize("script_name", ["", "/shop"])
def test_a_site_with_force_script_name(make_site: Any, collected: str, static_url: str, script_name: str) -> None:
    site = make_site(STATIC_URL=static_url, FORCE_SCRIPT_NAME="/shop", STORAGES=HASHED)
    answer = site.get(f"/static/{collected}", script_name=script_name)
    assert (answer.body, answer.headers["Cache-Control"]) == (RULES, FOREVER)


@pytest.mark.parametrize("static_url", ["static/", "/shop/static/", "/static/"])
def test_a_site_whose_server_sets_script_name(make_site: Any, collected: str, static_url: str) -> None:
    site = make_site(STATIC_URL=static_url, STORAGES=HASHED)
    answer = site.get(f"/static/{collected}", script_name="/shop")
    assert (answer.body, answer.headers["Cache-Control"]) == (RULES, FOREVER)


def test_links_to_a_relative_static_url_begin_with_the_script_name_of_the_first_request(
    make_site: Any, collected: str
) -> None:
    site = make_site(STATIC_URL="static/", STORAGES=HASHED)
    site.get(f"/static/{collected}", script_name="/shop")
    assert staticfiles_storage.url("site.css") == f"/shop/static/{collected}"
