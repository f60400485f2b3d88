"""Applications that are given by a name: found, loaded once, and called by that name when they cannot be."""

from __future__ import annotations

import pickle
import threading
from typing import TYPE_CHECKING, Any

import pytest

from twod.wsgi.embedding import mount
from twod.wsgi.embedding.applications import NamedApplication, load_named_application
from twod.wsgi.exc import ApplicationLoadError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module with an application, which counts how often it is imported."""
    name = "embedded_" + tmp_path.name.replace("-", "_")
    (tmp_path / f"{name}.py").write_text(
        """
import threading

class Site:
    def application(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"by name"]

site = Site()
application = site.application
number = 5
made = []

def factory(global_conf, **local_conf):
    made.append((dict(global_conf), local_conf))
    barrier = local_conf.pop("fails", None)
    if barrier:
        raise OSError("no such disk")
    return application
""",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    return name


@pytest.mark.parametrize("spelling", ["{}:application", "{}.application", "{}:site.application"])
def test_an_application_is_found_by_its_dotted_name(make_site: Any, module: str, spelling: str) -> None:
    site = make_site([mount("mnt/", spelling.format(module))])
    assert site().body == b"by name"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("no_such_module:application", "ModuleNotFoundError"),
        ("{}:missing", "has no attribute 'missing'"),
        ("{}:number", "5, which is not callable"),
        ("justaword", "write 'package.module:name'"),
        (":application", "write 'package.module:name'"),
    ],
)
def test_a_name_that_leads_nowhere_is_an_error_that_says_it(module: str, name: str, problem: str) -> None:
    name = name.format(module)
    with pytest.raises(ApplicationLoadError) as caught:
        load_named_application(name)
    assert problem in str(caught.value)
    assert name in str(caught.value)


def test_a_name_that_cannot_be_loaded_is_a_500_that_names_it_and_is_tried_again(
    make_site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site([mount("mnt/", "late_module:application")])
    assert site().status == "500 Internal Server Error"
    assert "late_module:application, mounted at 'mnt/'" in caplog.text
    (tmp_path / "late_module.py").write_text(
        "def application(environ, start_response):\n    start_response('204 No Content', [])\n    return []\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert site().status == "204 No Content"


def test_threads_that_come_first_together_load_the_application_once(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ini = write_ini(tmp_path, module)
    monkeypatch.setenv("TWOD_CONFIG_URI", f"{ini}#main")
    application = NamedApplication("app:dav")
    barrier = threading.Barrier(8)
    loaded = []

    def load() -> None:
        barrier.wait()
        loaded.append(application.load())

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    from importlib import import_module

    assert len(loaded) == 8
    assert len(import_module(module).made) == 1


def write_ini(folder: Path, module: str) -> Path:
    ini = folder / "site.ini"
    ini.write_text(
        f"""
[DEFAULT]
color = green

[app:dav]
paste.app_factory = {module}:factory
path = %(here)s

[app:failing]
paste.app_factory = {module}:factory
fails = true

[app:other]
use = config:other.ini#dav
""",
        encoding="utf-8",
    )
    (folder / "other.ini").write_text(
        f"[app:dav]\npaste.app_factory = {module}:factory\nfrom = other\n", encoding="utf-8"
    )
    return ini


@pytest.mark.parametrize(
    ("name", "local_conf"),
    [
        ("app:dav", lambda folder: {"path": str(folder)}),
        ("app:other", lambda folder: {"from": "other"}),
        ("config:other.ini#dav", lambda folder: {"from": "other"}),
    ],
)
def test_an_application_is_found_in_the_ini_that_the_site_runs_on(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, local_conf: Any
) -> None:
    from importlib import import_module

    monkeypatch.setenv("TWOD_CONFIG_URI", f"{write_ini(tmp_path, module)}#main")
    monkeypatch.setenv("TWOD_CONFIG_VARIABLES", '{"shade": "dark"}')
    application = load_named_application(name)
    ((global_conf, found),) = import_module(module).made
    assert application is import_module(module).application
    assert found == local_conf(tmp_path)
    assert global_conf["shade"] == "dark"
    assert global_conf["here"] == str(tmp_path)


def test_an_application_of_a_distribution_needs_no_ini(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWOD_CONFIG_URI", raising=False)
    with pytest.raises(ApplicationLoadError, match="no-such-distribution"):
        load_named_application("egg:no-such-distribution")


@pytest.mark.parametrize(
    ("name", "problem"), [("app:missing", "missing"), ("app:failing", "no such disk"), ("config:no.ini", "no.ini")]
)
def test_a_name_that_the_ini_does_not_give_is_an_error_that_says_it(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, problem: str
) -> None:
    monkeypatch.setenv("TWOD_CONFIG_URI", f"{write_ini(tmp_path, module)}#main")
    with pytest.raises(ApplicationLoadError, match=problem) as caught:
        load_named_application(name)
    assert name in str(caught.value)
    assert caught.value.__cause__ is not None


def test_a_name_of_an_ini_without_an_ini_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWOD_CONFIG_URI", raising=False)
    with pytest.raises(ApplicationLoadError, match="'app:dav' is a section of the site's ini"):
        load_named_application("app:dav")


def test_the_errors_can_be_pickled() -> None:
    error = pickle.loads(pickle.dumps(ApplicationLoadError("a message")))
    assert str(error) == "a message"
