"""Files that an application answers with, left to the server in front."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from twod.inifile.send_file_options import Root, SendFileOptions
from twod.wsgi.front_server import FRONT_SERVER_KEY, FrontServer
from twod.wsgi.serving.logs.request_ids import RequestIdFilter
from twod.wsgi.serving.sendfile.sendfile_filter import SendFileFilter
from twod.wsgi.static.media import MediaFiles
from twod.wsgi.static.sending import FilesBeforeApplication

Headers = list[tuple[str, str]]


class Got:
    """An answer as a server gets it."""

    status = ""
    headers: dict[str, str]
    body = b""
    #: What the application returned.
    result: Any = None


@pytest.fixture
def media(tmp_path: Path) -> Path:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.txt").write_bytes(b"0123456789")
    (tmp_path / "other.txt").write_bytes(b"elsewhere")
    return tmp_path / "media"


def ask(application: Callable[..., Iterable[bytes]], **environ: Any) -> Got:
    """Call an application as a server does."""
    got = Got()
    setup_testing_defaults(environ)
    environ.setdefault("QUERY_STRING", "")

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
        got.status, got.headers = status, dict(headers)
        return written.append

    written: list[bytes] = []
    got.result = application(environ, start_response)
    got.body = b"".join([*written, *got.result])
    if hasattr(got.result, "close"):
        got.result.close()
    return got


def make_filter(application: Any, media: Path, kind: str = "x-accel", **options: Any) -> SendFileFilter:
    root = Root(str(media), "/-/media/" if kind == "x-accel" else "")
    return SendFileFilter(application, FrontServer(SendFileOptions(kind, (root,), **options)))


def send(path: Path, *headers: tuple[str, str], status: str = "200 OK", opened: list[Any] | None = None) -> Any:
    """An application that answers with a file."""

    def application(environ: Any, start_response: Any) -> Any:
        file = path.open("rb")
        if opened is not None:
            opened.append(file)
        start_response(status, [("Content-Type", "text/plain"), *headers])
        return environ["wsgi.file_wrapper"](file)

    return application


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [("x-accel", "X-Accel-Redirect", "/-/media/a.txt"), ("x-sendfile", "X-Sendfile", "{media}/a.txt")],
)
def test_a_file_below_a_root_is_an_order_and_no_byte(media: Path, kind: str, name: str, value: str) -> None:
    opened: list[Any] = []
    application = send(media / "a.txt", ("Content-Length", "10"), ("Set-Cookie", "a=1"), opened=opened)
    got = ask(make_filter(application, media, kind))
    assert (got.status, got.body) == ("200 OK", b"")
    # nginx makes one itself; mod_xsendfile has the same one for all files.
    assert ("ETag" in got.headers) is (kind == "x-sendfile")
    got.headers.pop("ETag", None)
    assert got.headers == {
        "Content-Type": "text/plain",
        "Set-Cookie": "a=1",
        name: value.format(media=media),
        "Content-Length": "0",
    }
    assert opened[0].closed


def test_a_file_elsewhere_is_read(media: Path) -> None:
    opened: list[Any] = []
    got = ask(make_filter(send(media.parent / "other.txt", opened=opened), media))
    assert (got.body, got.headers) == (b"elsewhere", {"Content-Type": "text/plain"})
    assert opened[0].closed


def test_the_servers_own_wrapper_gets_a_file_that_is_read(media: Path) -> None:
    class ServersWrapper:
        def __init__(self, file: Any, block_size: int) -> None:
            self.file, self.block_size, self.close = file, block_size, file.close

        def __iter__(self) -> Any:
            return iter([self.file.read()])

    opened: list[Any] = []
    environ = {"wsgi.file_wrapper": ServersWrapper}
    got = ask(make_filter(send(media.parent / "other.txt", opened=opened), media), **environ)
    assert got.body == b"elsewhere"
    assert isinstance(got.result, ServersWrapper)
    assert got.result.file.name.endswith("other.txt")
    assert opened[0].closed


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("206 Partial Content", []),
        ("404 Not Found", []),
        ("200 OK", [("Content-Encoding", "gzip")]),
        ("200 OK", [("Content-Length", "9")]),
        ("200 OK", [("X-Total-Count", "9")]),
    ],
)
def test_an_answer_that_the_front_would_change_is_read(media: Path, status: str, headers: Headers) -> None:
    got = ask(make_filter(send(media / "a.txt", *headers, status=status), media))
    assert got.body == b"0123456789"
    assert "X-Accel-Redirect" not in got.headers


def test_a_header_that_the_front_passes_on_is_no_obstacle(media: Path) -> None:
    application = send(media / "a.txt", ("X-Total-Count", "9"), ("Content-Security-Policy", "sandbox"))
    got = ask(make_filter(application, media, headers=("x-total-count",)))
    assert (got.headers["X-Total-Count"], got.headers["Content-Security-Policy"]) == ("9", "sandbox")
    assert ask(make_filter(application, media, "x-sendfile")).body == b""


def test_a_header_that_would_be_lost_is_named_once(media: Path, caplog: pytest.LogCaptureFixture) -> None:
    application = make_filter(send(media / "a.txt", ("X-Total-Count", "9")), media)
    for _ in range(3):
        ask(application)
    assert [record.getMessage() for record in caplog.records] == [
        "This process sends files with the header X-Total-Count itself, because nginx would drop the header. Pass it on"
        " in nginx, and add it to the option headers of egg:twod.wsgi#sendfile."
    ]


def test_the_front_has_its_own_validators(media: Path) -> None:
    application = send(media / "a.txt", ("ETag", '"x"'), ("Last-Modified", "then"), ("Accept-Ranges", "none"))
    names = {"Content-Type", "X-Accel-Redirect", "Content-Length"}
    assert ask(make_filter(application, media)).headers.keys() == names
    got = ask(make_filter(application, media, "x-sendfile"))
    assert got.headers.keys() == {"Content-Type", "X-Sendfile", "Content-Length", "ETag"}
    assert got.headers["ETag"] == '"x"'


def test_a_head_has_no_body_whoever_sends_the_file(media: Path) -> None:
    got = ask(make_filter(send(media.parent / "other.txt"), media), REQUEST_METHOD="HEAD")
    assert (got.status, got.body) == ("200 OK", b"")


@pytest.mark.parametrize(
    ("environ", "is_left"),
    [
        ({"REQUEST_METHOD": "HEAD"}, True),
        ({"HTTP_RANGE": "bytes=1-2"}, True),
        ({"REQUEST_METHOD": "POST"}, True),
        ({"REQUEST_METHOD": "POST", "HTTP_RANGE": "bytes=1-2"}, False),
        ({"REQUEST_METHOD": "PUT", "HTTP_IF_NONE_MATCH": '"x"'}, False),
    ],
)
def test_the_front_answers_the_conditions_of_a_get(media: Path, environ: dict[str, str], is_left: bool) -> None:
    assert ("X-Accel-Redirect" in ask(make_filter(send(media / "a.txt"), media), **environ).headers) is is_left


ORDERS: Headers = [
    ("X-Accel-Redirect", "/-/media/a.txt"),
    ("x-sendfile", "/etc/passwd"),
    ("X-SENDFILE-TEMPORARY", "/etc/passwd"),
    ("X-Accel-Expires", "100000"),
]


def test_orders_from_inside_are_dropped(media: Path, caplog: pytest.LogCaptureFixture) -> None:
    def application(_environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "text/plain"), *ORDERS, ("X-Accel-Buffering", "no")])
        return [b"text"]

    assert ask(make_filter(application, media)).headers == {"Content-Type": "text/plain", "X-Accel-Buffering": "no"}
    assert len(caplog.records) == 4
    assert "set trusted = true for egg:twod.wsgi#sendfile" in caplog.records[0].getMessage()
    assert ask(make_filter(application, media, trusted=True)).headers.items() >= dict(ORDERS).items()


def test_an_order_from_inside_is_no_order_for_another_file(media: Path) -> None:
    got = ask(make_filter(send(media / "a.txt", ("X-Accel-Redirect", "/-/media/secret")), media))
    assert got.headers["X-Accel-Redirect"] == "/-/media/a.txt"


def test_no_header_of_a_request_has_a_say(media: Path) -> None:
    environ = {
        "HTTP_X_SENDFILE_TYPE": "X-Sendfile",
        "HTTP_X_ACCEL_MAPPING": f"{media.parent}/=/-/",
        "HTTP_X_ACCEL_REDIRECT": "/-/media/b",
    }
    assert ask(make_filter(send(media.parent / "other.txt"), media), **environ).body == b"elsewhere"
    assert ask(make_filter(send(media / "a.txt"), media), **environ).headers["X-Accel-Redirect"] == "/-/media/a.txt"


def test_write_and_a_late_start_work_as_with_any_server(media: Path) -> None:
    def write(_environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "text/plain")])(b"written, ")
        return [b"returned"]

    def start_late(_environ: Any, start_response: Any) -> Any:
        start_response("201 Created", [("Content-Type", "text/plain"), ORDERS[0]])
        yield b"late"

    assert ask(make_filter(write, media)).body == b"written, returned"
    got = ask(make_filter(start_late, media))
    assert (got.status, got.headers, got.body) == ("201 Created", {"Content-Type": "text/plain"}, b"late")


def test_a_second_start_replaces_the_first_when_it_has_an_error(media: Path) -> None:
    def application(_environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "text/plain")])
        try:
            raise ValueError
        except ValueError as error:
            start_response("500 Oops", [("Content-Type", "text/plain")], (ValueError, error, error.__traceback__))
        return [b"oops"]

    assert ask(make_filter(application, media)).status == "500 Oops"


def test_a_second_start_without_an_error_is_for_the_server_to_judge(media: Path) -> None:
    def application(_environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        start_response("201 Created", [])
        return [b""]

    started: list[str] = []
    list(make_filter(application, media)({}, lambda status, *_: started.append(status)))  # type: ignore[arg-type]
    assert started == ["200 OK", "201 Created"]


def test_the_filter_keeps_to_pep_3333(media: Path) -> None:
    for path in (media / "a.txt", media.parent / "other.txt"):
        assert ask(validator(make_filter(send(path), media))).status == "200 OK"
        assert ask(make_filter(validator(send(path)), media)).status == "200 OK"


def test_filters_on_both_sides_leave_the_file_alone(media: Path) -> None:
    inside = make_filter(RequestIdFilter(send(media / "a.txt")), media)
    outside = RequestIdFilter(make_filter(send(media / "a.txt"), media))
    for application in (inside, outside):
        got = ask(application)
        assert got.headers["X-Accel-Redirect"] == "/-/media/a.txt"
        assert "X-Request-ID" in got.headers


def test_what_an_application_raises_passes(media: Path) -> None:
    def application(_environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        raise KeyError("broken")

    with pytest.raises(KeyError):
        ask(make_filter(application, media))


def test_the_application_finds_the_server_in_front(media: Path) -> None:
    found = []

    def application(environ: Any, start_response: Any) -> Any:
        found.append(environ[FRONT_SERVER_KEY])
        start_response("200 OK", [])
        return []

    made = make_filter(application, media)
    ask(made)
    assert found == [made.front]


def make_media(media: Path) -> Any:
    """The media files of a site, with nothing behind them."""
    finder = MediaFiles(str(media), "/media/", max_age=60, has_sandbox=True)
    return FilesBeforeApplication(send(media / "a.txt", status="404 Not Found"), finder)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_conditions_of_media_files_are_for_the_front(media: Path, method: str, django_settings: Any) -> None:
    conditions = {"HTTP_IF_MATCH": '"x"', "HTTP_RANGE": "bytes=1-2", "HTTP_IF_NONE_MATCH": "*"}
    got = ask(make_filter(make_media(media), media), REQUEST_METHOD=method, PATH_INFO="/media/a.txt", **conditions)
    assert (got.status, got.body) == ("200 OK", b"")
    assert got.headers == {
        "Content-Type": "text/plain",
        "Cache-Control": "max-age=60",
        "X-Content-Type-Options": "nosniff",
        "X-Accel-Redirect": "/-/media/a.txt",
        "Content-Length": "0",
    }
    got = ask(make_filter(make_media(media), media), REQUEST_METHOD="POST", PATH_INFO="/media/a.txt")
    assert got.status == "405 Method Not Allowed"


def test_media_files_elsewhere_have_ranges_and_conditions_as_ever(media: Path, django_settings: Any) -> None:
    application = make_filter(make_media(media.parent), media)
    got = ask(application, PATH_INFO="/media/other.txt", HTTP_RANGE="bytes=1-2")
    assert (got.status, got.body) == ("206 Partial Content", b"ls")
    assert "ETag" in got.headers
    got = ask(application, PATH_INFO="/media/other.txt", HTTP_IF_MATCH='"x"')
    assert got.status == "412 Precondition Failed"


def test_what_is_no_file_on_the_disk_is_read(media: Path, caplog: pytest.LogCaptureFixture) -> None:
    def application(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("X-Total-Count", "3")])
        return environ["wsgi.file_wrapper"](io.BytesIO(b"abc"))

    with caplog.at_level(logging.DEBUG):
        assert ask(make_filter(application, media)).body == b"abc"
    assert caplog.records == []
