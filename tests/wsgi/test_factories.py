"""What PasteDeploy calls: ``egg:twod.wsgi`` and, for the most part here, ``egg:twod.wsgi#full_django``."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest
from gunicorn.errors import AppImportError
from paste.deploy import loadapp
from paste.deploy.config import PrefixMiddleware

from twod.wsgi.exc import ConfigurationError
from twod.wsgi.factories import make_application, make_full_django, wsgify_django

if TYPE_CHECKING:
    from pathlib import Path


def not_found(environ: Any, start_response: Any) -> list[bytes]:
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"Django"]


class Loader:
    """PasteDeploy's loader, which gives an application and keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []

    def get_app(self, name: str, global_conf: object = None) -> Any:
        self.asked.append((name, global_conf))
        return not_found


@pytest.fixture
def media(tmp_path: Path, django_settings: Any) -> Path:
    django_settings.MEDIA_ROOT = tmp_path
    django_settings.MEDIA_URL = "media/"
    (tmp_path / "a.txt").write_bytes(b"here")
    return tmp_path


def fetch(app: Any, path: str) -> bytes:
    environ = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path}
    body = app(environ, lambda status, headers, exc_info=None: None)
    content = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    return content


def test_the_named_application_gets_its_files_before_it(media: Path) -> None:
    loader, global_conf = Loader(), {"debug": "false"}
    app = make_full_django(loader, global_conf, django_app="django")  # type: ignore[arg-type]
    assert loader.asked == [("django", global_conf)]
    assert (fetch(app, "/media/a.txt"), fetch(app, "/a.txt")) == (b"here", b"Django")


@pytest.mark.parametrize(("option", "policy"), [({}, "sandbox"), ({"media_sandbox": "off"}, None)])
def test_scripts_in_media_files_run_only_if_the_ini_says_so(
    media: Path, option: dict[str, str], policy: str | None
) -> None:
    (media / "a.html").write_bytes(b"")
    app = make_full_django(Loader(), {}, **option)  # type: ignore[arg-type]
    sent: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/media/a.html"}
    body: Any = app(environ, lambda status, headers, exc_info=None: sent.append(dict(headers)))  # type: ignore[arg-type,func-returns-value]
    body.close()
    assert sent[0].get("Content-Security-Policy") == policy


def test_a_value_that_is_neither_true_nor_false_is_named(media: Path) -> None:
    with pytest.raises(ConfigurationError, match="media_sandbox: expected true or false, got 'maybe'"):
        make_full_django(Loader(), {}, media_sandbox="maybe")  # type: ignore[arg-type]


def test_the_application_is_main_when_none_is_named(media: Path) -> None:
    loader = Loader()
    make_full_django(loader, {})  # type: ignore[arg-type]
    assert loader.asked == [("main", {})]


def test_a_prefix_middleware_before_it_moves_the_files_along(media: Path) -> None:
    app = PrefixMiddleware(make_full_django(Loader(), {}), prefix="/shop")  # type: ignore[arg-type]
    assert fetch(app, "/shop/media/a.txt") == b"here"


def write_ini(tmp_path: Path, *lines: str) -> str:
    ini = tmp_path / "site.ini"
    ini.write_text("\n".join(lines))
    return str(ini)


def test_each_unknown_option_is_named(tmp_path: Path) -> None:
    use = "use = egg:twod.wsgi#full_django"
    ini = write_ini(tmp_path, "[composite:main]", use, "django_app = x", "djangoapp = y", "media = z")
    with pytest.raises(
        ConfigurationError, match=r"site\.ini djangoapp: not an option .* did you mean django_app"
    ) as raised:
        loadapp(f"config:{ini}")
    assert [problem.name for problem in raised.value.problems] == ["djangoapp", "media"]


@pytest.mark.parametrize(
    "lines",
    [
        ["[composite:main]", "use = egg:twod.wsgi#full_django"],
        ["[composite:main]", "use = egg:twod.wsgi#full_django", "django_app = main"],
        [
            *["[composite:main]", "use = egg:twod.wsgi#full_django", "django_app = other"],
            *["[composite:other]", "use = egg:twod.wsgi#full_django", "django_app = other"],
        ],
    ],
)
def test_an_application_that_leads_back_to_itself_is_an_error(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(
        ConfigurationError, match=r"leads back to itself; name the section that has 'use = egg:twod.wsgi'"
    ):
        loadapp(f"config:{write_ini(tmp_path, *lines)}")


def test_after_an_error_the_next_ini_is_looked_at_afresh(tmp_path: Path, media: Path) -> None:
    with pytest.raises(ConfigurationError):
        loadapp(f"config:{write_ini(tmp_path, '[composite:main]', 'use = egg:twod.wsgi#full_django')}")
    loader = Loader()
    make_full_django(loader, {"__file__": str(tmp_path / "site.ini")})  # type: ignore[arg-type]
    assert loader.asked


@pytest.mark.usefixtures("_unconfigured")
def test_mistakes_of_a_section_are_told_before_django_is_set_up(tmp_path: Path) -> None:
    ini = write_ini(tmp_path, "[app:main]", "use = egg:twod.wsgi", "SITE_ID = x", "EMAIL_PORT = y")
    with pytest.raises(ConfigurationError) as raised:
        loadapp(f"config:{ini}")
    assert [problem.name for problem in raised.value.problems] == ["SITE_ID", "EMAIL_PORT"]


def test_the_factory_has_its_name_of_twod_wsgi_1_still() -> None:
    assert wsgify_django is make_application


@pytest.mark.usefixtures("_unconfigured")
def test_gunicorn_gets_an_error_that_it_prints_without_a_traceback() -> None:
    with pytest.raises(ConfigurationError) as raised:
        make_application({}, SITE_ID="x")
    # The tests have imported gunicorn, as a process that it runs has.
    assert isinstance(raised.value, AppImportError)
    assert str(raised.value) == "SITE_ID: expected an integer, got 'x'"
    assert pickle.loads(pickle.dumps(raised.value)).problems == raised.value.problems
