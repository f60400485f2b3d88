"""``egg:PasteDeploy#prefix`` by ASGI does what it does by WSGI."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import pytest
from django.core.handlers.asgi import ASGIRequest
from hypothesis import given
from hypothesis import strategies as st
from paste.deploy.config import make_prefix_middleware

from fidelity_kit.server import make_connection, make_environ
from twod.wsgi.asgi.url_prefix import make_asgi_prefix
from twod.wsgi.embedding.asgi_environ import make_asgi_environ

HEADERS = ("HTTP_X_FORWARDED_SERVER", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
COMPARED = (
    *("SCRIPT_NAME", "PATH_INFO", "HTTP_HOST", "REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme"),
    *(*HEADERS, "HTTP_X_FORWARDED_SCHEME"),
)


def get_through_wsgi(environ: dict[str, Any], options: dict[str, str]) -> dict[str, Any]:
    got: list[dict[str, Any]] = []
    make_prefix_middleware(lambda environ, start_response: got.append(environ), {}, **options)(environ.copy(), None)
    return got[0]


def get_through_asgi(scope: Any, options: dict[str, str]) -> Any:
    got: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        got.append(scope)

    asyncio.run(make_asgi_prefix(application, {}, **options)(scope, None, None))  # type: ignore[arg-type]
    return got[0]


def get_environ_through_asgi(environ: dict[str, Any], options: dict[str, str]) -> dict[str, Any]:
    import io

    scope = get_through_asgi(make_connection(environ, "").scope, options)
    return make_asgi_environ(ASGIRequest(scope, io.BytesIO()))


@pytest.fixture(autouse=True, scope="module")
def _settings() -> Any:
    """Settings that no example of a property changes."""
    from django.conf import UserSettingsHolder, global_settings, settings

    before = settings._wrapped
    settings._wrapped = UserSettingsHolder(global_settings)
    yield
    settings._wrapped = before


@given(
    st.lists(st.sampled_from(["shop", "caf\xc3\xa9", "\xff", "", "a b", "%41"])).map("/".join),
    st.sampled_from(["", "/shop", "/shop/"]),
    st.sampled_from(["/", "/shop", "/shop/", "/a/b"]),
    st.booleans(),
    st.dictionaries(st.sampled_from(HEADERS), st.sampled_from(["one.example", "a.example, b.example", "https"])),
    st.fixed_dictionaries(
        {},
        optional={"force_port": st.sampled_from(["", "8080"]), "scheme": st.sampled_from(["http", "https"])},
    ),
)
def test_the_application_sees_the_same_request(
    path: str, before: str, prefix: str, is_translated: bool, headers: dict[str, str], more: dict[str, str]
) -> None:
    environ = make_environ("GET", f"{before}/{quote(path.encode('latin-1'))}", REMOTE_ADDR="192.0.2.1", **headers)
    options = {"prefix": prefix, "translate_forwarded_server": str(is_translated).lower(), **more}
    by_wsgi = get_through_wsgi(environ, options)
    by_asgi = get_environ_through_asgi(environ, options)
    assert [by_asgi.get(name) for name in COMPARED] == [by_wsgi.get(name) for name in COMPARED]


def test_a_path_that_begins_with_the_letters_of_the_prefix_is_not_below_it() -> None:
    scope = get_through_asgi(make_connection(make_environ("GET", "/shopping"), "").scope, {"prefix": "/shop"})
    assert (scope["root_path"], scope["path"], scope["raw_path"]) == ("/shop", "/shop/shopping", b"/shop/shopping")


@pytest.mark.parametrize("raw_path", [b"/x/a", b"/a", None])
def test_the_root_of_the_server_gives_way_as_by_wsgi(raw_path: bytes | None) -> None:
    scope = make_connection(make_environ("GET", "/"), "").scope | {"path": "/x/a", "root_path": "/x"}
    scope = get_through_asgi(scope | {"raw_path": raw_path}, {"prefix": "/shop"})
    assert (scope["root_path"], scope["path"], scope["raw_path"]) == ("/shop", "/shop/a", raw_path and b"/shop/a")


def test_a_websocket_is_moved_too_and_the_start_of_a_server_is_not() -> None:
    headers = [(b"host", b"here"), (b"x-forwarded-host", b"there"), (b"x-forwarded-proto", b"https")]
    scope = {"type": "websocket", "path": "/a", "headers": headers, "scheme": "ws"}
    moved = get_through_asgi(scope, {"prefix": "/shop"})
    assert (moved["path"], moved["scheme"], moved["headers"]) == ("/shop/a", "wss", [(b"host", b"there")])
    assert get_through_asgi({"type": "lifespan"}, {"prefix": "/shop"}) == {"type": "lifespan"}
