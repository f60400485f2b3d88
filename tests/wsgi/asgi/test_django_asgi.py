"""Django for an ASGI server: what a server asks besides requests."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import path

from twod.wsgi.asgi.django_asgi import DjangoASGIApplication, WithWebSockets, load_websocket
from twod.wsgi.exc import ConfigurationError


@pytest.fixture
def application(django_settings: Any) -> DjangoASGIApplication:
    urls = ModuleType("urls")
    urls.urlpatterns = [path("", lambda request: HttpResponse("Django"))]  # type: ignore[attr-defined]
    django_settings.ROOT_URLCONF = urls
    return DjangoASGIApplication()


def test_a_request_is_djangos(application: Any, ask: Any) -> None:
    assert ask(application).blocks == [b"Django"]


def test_a_server_may_start_and_end(application: Any, converse: Any) -> None:
    sent = converse(application, "lifespan", "lifespan.startup", "lifespan.shutdown")
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_websocket_is_closed_cleanly(application: Any, converse: Any) -> None:
    assert converse(application, "websocket", "websocket.connect") == [{"type": "websocket.close"}]
    assert converse(application, "websocket", "websocket.disconnect") == []


async def echo(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": f"{scope['type']} of the site"})


def test_another_application_may_have_the_websockets_alone(application: Any, ask: Any, converse: Any) -> None:
    both = WithWebSockets(application, load_websocket(f"{__name__}:echo"))
    assert converse(both, "websocket") == [{"type": "websocket of the site"}]
    assert ask(both).blocks == [b"Django"]
    assert len(converse(both, "lifespan", "lifespan.shutdown")) == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "no_such_module:app",
            "got 'no_such_module:app'; raised ModuleNotFoundError: No module named 'no_such",
        ),
        (f"{__name__}:no_such_name", "raised AttributeError: module 'test_django_asgi' has no attribute"),
        ("not a name", "expected the name of an ASGI application, such as shop.sockets:application, got 'not a"),
        (f"{__name__}:__name__", "which is not an ASGI application"),
    ],
)
def test_a_wrong_name_is_told(name: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_websocket(name)
    assert str(raised.value).startswith("websocket: ")
    assert message.replace("'test_django_asgi'", repr(__name__)) in str(raised.value)
