"""The site that runs is compared with the files from outside."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from twod.wsgi.commands.command import run_command
from twod.wsgi.commands.inspection.running_site import RunningSiteError, compare_running
from twod.wsgi.commands.inspection.settings_command import SettingsCommand
from twod.wsgi.config.fingerprint import make_fingerprint, make_setting_fingerprints
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.survey import load_uri
from twod.wsgi.console.fingerprint_token import TOKEN_HEADER, is_good_token

KEY = "k3y-of-the-site"
INI = f"[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = {KEY}\nSITE_ID = 7\nUSE_TZ = no\n"

Load = Callable[[str], Loaded]


class RunningSite:
    """A site that answers as the probe and the console do; what it has is up to a test."""

    def __init__(self) -> None:
        self.loaded: Loaded | None = None
        self.answers: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body, headers = site.find_answer(self.path, self.headers)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def find_answer(self, path: str, headers: Any) -> tuple[int, bytes, dict[str, str]]:
        if path in self.answers:
            return self.answers[path]
        assert self.loaded is not None
        key = self.loaded.find_value("SECRET_KEY")
        assert isinstance(key, str)
        content: dict[str, object] = {}
        if path == "/-/ready":
            content = {"status": "ok", "failed": [], "settings": make_fingerprint(self.loaded)}
        elif path == "/console/fingerprints/" and is_good_token(headers.get(TOKEN_HEADER, ""), key):
            content = {"fingerprints": make_setting_fingerprints(self.loaded)}
        return 200 if content else 403, json.dumps(content).encode(), {}


@pytest.fixture
def running() -> Iterator[RunningSite]:
    site = RunningSite()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    site.server.shutdown()
    thread.join()
    site.server.server_close()


@pytest.fixture
def load(write: Callable[[str, str], Path]) -> Load:
    return lambda text: load_uri(write("prod.ini", text), environ={})


@pytest.mark.parametrize("address", ["/-/ready", "/console/", "/console", "/console/fingerprints/"])
def test_the_same_settings_are_the_same(running: RunningSite, load: Load, address: str) -> None:
    running.loaded = load(INI)
    assert compare_running(load(INI), running.url + address) == (True, ())


def test_the_probe_says_whether_and_the_console_what(running: RunningSite, load: Load) -> None:
    running.loaded = load(INI)
    ours = load(INI.replace("SITE_ID = 7", "SITE_ID = 8").replace("USE_TZ = no", "SHOP = 1"))
    assert compare_running(ours, f"{running.url}/-/ready") == (False, ())
    assert compare_running(ours, f"{running.url}/console/") == (False, ("SHOP", "SITE_ID", "USE_TZ"))


def test_a_site_that_is_not_ready_has_settings_all_the_same(running: RunningSite, load: Load) -> None:
    loaded = load(INI)
    body = json.dumps({"status": "failed", "failed": ["cache:default"], "settings": make_fingerprint(loaded)}).encode()
    running.answers["/-/ready"] = (503, body, {})
    assert compare_running(loaded, f"{running.url}/-/ready").is_same


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((403, b"{}", {}), "has another SECRET_KEY than the ini"),
        ((404, b"", {}), "there is no page at this address"),
        ((302, b"", {"Location": "https://elsewhere.example.com/"}), "redirects to https://elsewhere.example.com/"),
        ((500, b"", {}), "status 500"),
        ((200, b"<html>", {}), "the response is not that of"),
        ((200, b"[]", {}), "the response is not that of"),
        ((200, b"{}", {}), "the response has no fingerprint"),
    ],
)
@pytest.mark.parametrize("address", ["/-/ready", "/console/fingerprints/"])
def test_another_answer_is_explained(
    running: RunningSite, load: Load, address: str, answer: tuple[int, bytes, dict[str, str]], message: str
) -> None:
    running.answers[address] = answer
    with pytest.raises(RunningSiteError, match=message):
        compare_running(load(INI), running.url + address.removesuffix("fingerprints/"))


def test_a_site_that_does_not_run_is_told(running: RunningSite, load: Load) -> None:
    with pytest.raises(RunningSiteError, match=r"no response: .*refused"):
        compare_running(load(INI), "http://127.0.0.1:9/console/")


@pytest.mark.parametrize("url", ["http://a b/", "http://.a/", f"http://{'a' * 70}.example/"])
def test_an_address_that_no_host_has_gets_no_answer(load: Load, url: str) -> None:
    with pytest.raises(RunningSiteError, match="no response: "):
        compare_running(load(INI), url)


@pytest.mark.parametrize(
    "url",
    [
        "example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://[::1/",
        "http://a:b/",
        "http://a:99999/",
        "http://:80/",
        "",
    ],
)
def test_another_address_is_refused(load: Load, url: str) -> None:
    with pytest.raises(RunningSiteError, match="expected the address of the probe 'ready' or of the console"):
        compare_running(load(INI), url)


def test_an_ini_without_a_key_cannot_be_compared(load: Load) -> None:
    with pytest.raises(RunningSiteError, match="no SECRET_KEY"):
        compare_running(load("[app:main]\nuse = egg:twod.wsgi\n"), "http://127.0.0.1:9/console/")


def run(*words: str) -> int:
    return run_command(SettingsCommand("twod"), words)


def test_the_command_names_what_differs_with_its_place(
    running: RunningSite,
    write: Callable[[str, str], Path],
    load: Load,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    running.loaded = load(INI)
    monkeypatch.chdir(tmp_path)
    ini = write("new.ini", INI.replace("SITE_ID = 7", "SITE_ID = 8"))
    assert run(str(ini), "--running", f"{running.url}/console/") == 1
    printed = capsys.readouterr().out
    assert printed.splitlines()[1:] == ["    SITE_ID  (new.ini:4 [app:main])"]
    assert run(str(ini), "--running", f"{running.url}/-/ready") == 1
    assert "give the address of its console" in capsys.readouterr().out
    assert run(str(ini), "--running", f"{running.url}/console/", "--json") == 1
    assert json.loads(capsys.readouterr().out) == {"same": False, "differing": ["SITE_ID"]}
    running.loaded = load_uri(ini)
    assert run(str(ini), "--running", f"{running.url}/-/ready") == 0
    assert "has the settings of" in capsys.readouterr().out


def test_a_site_cannot_send_control_codes_to_the_terminal(
    running: RunningSite, write: Callable[[str, str], Path], load: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    ini, address = str(write("x.ini", INI)), f"{running.url}/console/"
    content = {"fingerprints": make_setting_fingerprints(load(INI)) | {"\x1b]0;owned\x07": "1"}}
    running.answers["/console/fingerprints/"] = (200, json.dumps(content).encode(), {})
    assert run(ini, "--running", address) == 1
    assert r"    \x1b]0;owned\x07  (not in the files)" in capsys.readouterr().out
    running.answers["/console/fingerprints/"] = (302, b"", {"Location": "http://x/\x1b[2J"})
    assert run(ini, "--running", address) == 1
    assert r"it redirects to http://x/\x1b[2J;" in capsys.readouterr().err


def test_the_command_explains_why_it_cannot(
    running: RunningSite, write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(write("x.ini", INI)), "--running", "x") == 1
    assert capsys.readouterr().err.startswith("twod settings: expected the address")
    assert run(str(write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")), "--running", "x") == 1
