"""``paster request`` and ``paster post``: what is asked, and what is printed."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from paste.script.command import BadCommand

from twod.wsgi.commands.pastescript.request_command import RequestCommand, make_request, read_pairs

Ask = Callable[..., tuple[int, str]]

#: Tells what it was asked.
ECHO = """
def make(global_conf):
    def application(environ, start_response):
        start_response(environ.get("HTTP_X_STATUS", "200 OK"), [("Content-Type", "text/plain"), ("X-A", "b")])
        names = ["REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "CONTENT_TYPE"]
        told = [environ.get(name, "-") for name in names]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        told += [global_conf.get("colour", "-"), str(environ["paste.command_request"]), body.decode()]
        return [" ".join(told).encode("latin-1")]
    return application
"""


@pytest.fixture
def ask(
    write: Callable[[str, str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Ask:
    """Run the command; gives its status and what it printed."""
    monkeypatch.syspath_prepend(str(tmp_path))
    write("echo_of_requests.py", ECHO)
    write("site.ini", "[app:main]\nuse = call:echo_of_requests:make\n")

    def ask(name: str, *arguments: str, body: bytes = b"") -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
        status = RequestCommand(name).run(["site.ini", *arguments])
        return status, capfdbinary.readouterr().out.decode("latin-1")

    return ask


def test_the_answer_is_printed(ask: Ask) -> None:
    assert ask("request", "/shop/") == (0, "GET /shop/  localhost:80 - - True ")


def test_the_body_of_a_post_is_standard_input(ask: Ask) -> None:
    assert ask("post", "/", body=b"a=1&b=2") == (0, "POST /  localhost:80 text/plain - True a=1&b=2")
    form = "application/x-www-form-urlencoded"
    assert ask("post", "/", f"--header=Content-Type:{form}", body=b"a=1")[1] == (
        f"POST /  localhost:80 {form} - True a=1"
    )


def test_variables_and_headers_are_passed_on(ask: Ask) -> None:
    assert ask("request", "/", "--config-var", "colour:red", "--header", "Host: www.example.com") == (
        0,
        "GET /  www.example.com - red True ",
    )


def test_another_status_than_200_is_the_exit_status(ask: Ask) -> None:
    assert ask("request", "/", "--header=X-Status:404 Not Found")[0] == 404


def test_headers_are_printed_first_if_asked_for(ask: Ask) -> None:
    _, printed = ask("request", "/", "--display-headers")
    assert printed.startswith("Content-Type: text/plain\nX-A: b\n\nGET /")


@pytest.mark.parametrize(
    ("url", "arguments", "path", "query"),
    [
        ("/a", [], "/a", ""),
        ("a", [], "/.command/a", ""),
        ("/a?x=1", [], "/a", "x=1"),
        ("/a?x=1", ["y=2 3", "--z"], "/a", "x=1&y=2%203&--z"),
        ("/a", ["x=1=2"], "/a", "x=1%3D2"),
        ("/caf%C3%A9", [], "/café".encode().decode("latin-1"), ""),
        ("/café", [], "/café".encode().decode("latin-1"), ""),
        ("http://www.example.com/a", [], "/a", ""),
    ],
)
def test_the_url_and_the_arguments_are_what_is_asked_for(url: str, arguments: list[str], path: str, query: str) -> None:
    asked = make_request(url, arguments, {})
    assert (asked.environ["PATH_INFO"], asked.query_string) == (path, query)


def test_the_host_may_be_part_of_the_url() -> None:
    assert make_request("https://www.example.com/a", [], {}).url == "https://www.example.com/a"


def test_a_pair_without_a_colon_is_refused() -> None:
    assert read_pairs("--header", ["Host: a:80"]) == {"Host": "a:80"}
    assert read_pairs("--header", None) == {}
    with pytest.raises(BadCommand, match=r"^--header: expected NAME:VALUE, got 'Host'$"):
        read_pairs("--header", ["Host"])
