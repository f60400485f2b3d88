"""A flattened chain of middleware does what Django's does: the same calls, responses, log records and signals."""

from __future__ import annotations

import asyncio
import logging
import sys
import traceback
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

import pytest
from asgiref.sync import markcoroutinefunction
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    MiddlewareNotUsed,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.handlers import base, exception
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import got_request_exception
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.response import ContentNotRenderedError, SimpleTemplateResponse
from django.test import override_settings
from django.urls import path
from django.utils.deprecation import MiddlewareMixin
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.fast.middleware_layers import flatten_layer, is_plain_layer, speed_up_handlers

pytestmark = pytest.mark.usefixtures("django_settings")

PLACES = [(base.BaseHandler, "adapt_method_mode"), (base.BaseHandler, "check_response"), (base, "iscoroutinefunction")]
#: As they are before any test turns the switch on.
STOCK = [(owner, name, getattr(owner, name)) for owner, name in PLACES]


@contextmanager
def handling(*, fast: bool) -> Iterator[None]:
    """Let Django's handlers be its own, or those of the switch."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name, value in STOCK:
            patch.setattr(owner, name, value)
        if fast:
            assert speed_up_handlers() is None
        yield


ERRORS = [
    Http404("x"),
    PermissionDenied("x"),
    BadRequest("x"),
    SuspiciousOperation("x"),
    DisallowedHost("x"),
    RequestDataTooBig("x"),
    MultiPartParserError("x"),
    ValueError("x"),
    ContentNotRenderedError("x"),
]
ACTIONS = st.one_of(
    st.sampled_from(["absent", "pass", "pass", "pass", "answer", "falsy", "stream", "template", "none"]),
    st.sampled_from(ERRORS),
)
HOOKS = ("process_request", "process_response", "process_view", "process_exception", "process_template_response")


class Plan(NamedTuple):
    """What a middleware, or the view at the end, does."""

    style: str
    actions: tuple[Any, ...]


PLANS = st.builds(
    Plan,
    st.sampled_from(["plain", "plain", "plain", "plain", "called", "function", "async", "unused", "sync only"]),
    st.tuples(*(ACTIONS for _ in HOOKS)),
)
VIEWS = st.builds(Plan, st.sampled_from(["function", "async", "marked", "object"]), st.tuples(ACTIONS))


class Journal:
    """All that happens while a request is handled."""

    def __init__(self) -> None:
        self.events: list[Any] = []

    def act(self, who: str, action: Any, passed: Any) -> Any:
        """Do what a plan says.

        :param passed: what to return when there is nothing else to do.
        """
        self.events.append((who, sys.exc_info()[0]))
        if isinstance(action, Exception):
            raise type(action)(who)
        match action:
            case "answer":
                return HttpResponse(who)
            case "falsy":
                return Falsy(who)
            case "stream":
                return StreamingHttpResponse([who.encode()])
            case "template":
                return Rendered(who)
            case "none":
                return None
        return passed


class Rendered(SimpleTemplateResponse):
    """A response that waits for its rendering."""

    @property
    def rendered_content(self) -> str:
        return f"rendered {self.template_name}"


class Falsy(HttpResponse):
    """A response that Django takes for none in some places, and not in others."""

    def __bool__(self) -> bool:
        return False


def make_middleware(plan: Plan, number: int, journal: Journal) -> Any:
    """Return a class, or a factory, as ``MIDDLEWARE`` names one."""
    hooks = dict(zip(HOOKS, plan.actions, strict=True))

    def make_hook(name: str) -> Callable[..., Any]:
        def hook(self: object, _request: object, *arguments: Any, **_kwargs: Any) -> Any:
            passed = arguments[0] if name in {"process_response", "process_template_response"} else None
            return journal.act(f"{name} {number}", hooks[name], passed)

        return hook

    members: dict[str, Any] = {name: make_hook(name) for name, action in hooks.items() if action != "absent"}
    if plan.style == "called":

        def call(self: Any, request: Any) -> Any:
            journal.events.append(f"called {number}")
            response = self.get_response(request)
            journal.events.append(f"answered {number}")
            return response

        members["__call__"] = call
    if plan.style == "sync only":
        members["async_capable"] = False
    kind = type(f"Middleware{number}", (MiddlewareMixin,), members)
    match plan.style:
        case "function":

            def factory(get_response: Any) -> Any:
                return lambda request: journal.act(f"function {number}", plan.actions[0], None) or get_response(request)

            return factory
        case "async":

            def make_async(get_response: Any) -> Any:
                async def layer(request: Any) -> Any:
                    journal.events.append(f"async {number}")
                    return await get_response(request)

                return layer

            make_async.sync_capable, make_async.async_capable = False, True  # type: ignore[attr-defined]
            return make_async
        case "unused":

            def refuse(_get_response: Any) -> Any:
                raise MiddlewareNotUsed(str(number))

            return refuse
    return kind


def make_view(plan: Plan, journal: Journal) -> Any:
    def view(_request: Any) -> Any:
        return journal.act("view", plan.actions[0], HttpResponse("view"))

    async def async_view(request: Any) -> Any:
        return view(request)

    def view_of_async(request: Any) -> Any:
        return async_view(request)

    match plan.style:
        case "async":
            return async_view
        case "marked":
            return markcoroutinefunction(view_of_async)
        case "object":
            return partial(view)
    return view


class Records(logging.Handler):
    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self.journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        raised = record.exc_info[0] if record.exc_info else None
        self.journal.events.append(
            (record.name, record.levelname, record.getMessage(), raised, getattr(record, "status_code", None))
        )


def make_request() -> WSGIRequest:
    return WSGIRequest({"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": sys.stdin, "SERVER_NAME": "x"})


def run(plans: list[Plan], view: Plan, *, fast: bool, debug: bool, propagate: bool) -> list[Any]:
    """Return all that happens while a chain handles a request, its response last."""
    journal = Journal()
    site = types.ModuleType("site_of_this_test")
    site.urlpatterns = [path("", make_view(view, journal))]  # type: ignore[attr-defined]
    names = []
    for number, plan in enumerate(plans):
        setattr(site, f"middleware{number}", make_middleware(plan, number, journal))
        names.append(f"{site.__name__}.middleware{number}")

    def note(**_kwargs: Any) -> None:
        journal.events.append(("got_request_exception", sys.exc_info()[0]))

    records = Records(journal)
    loggers = [logging.getLogger(name) for name in ("django.request", "django.security")]
    got_request_exception.connect(note)
    for logger in loggers:
        logger.addHandler(records)
        logger.setLevel(logging.DEBUG)
    try:
        with (
            pytest.MonkeyPatch.context() as patch,
            handling(fast=fast),
            override_settings(
                MIDDLEWARE=names,
                ROOT_URLCONF=site,
                DEBUG=debug,
                DEBUG_PROPAGATE_EXCEPTIONS=propagate,
                ALLOWED_HOSTS=["*"],
            ),
        ):
            patch.setitem(sys.modules, site.__name__, site)
            handler = base.BaseHandler()
            handler.load_middleware()
            try:
                journal.events.append(describe(handler.get_response(make_request())))
            except Exception as error:  # noqa: BLE001 - whatever it is, the other one has to raise it too
                journal.events.append((type(error), str(error)))
    finally:
        got_request_exception.disconnect(note)
        for logger in loggers:
            logger.removeHandler(records)
            logger.setLevel(logging.NOTSET)
    return journal.events


def describe(response: Any) -> Any:
    if response is None:
        return None
    # The technical page shows addresses and frames.
    content = b"" if response.streaming else response.content
    if b"Traceback" in content or b"<!DOCTYPE html>" in content:
        content = b"a page"
    return type(response), response.status_code, content, sorted(response.items())


@given(st.lists(PLANS, max_size=6), VIEWS, st.booleans(), st.booleans())
def test_any_stack_does_the_same_as_django_s(plans: list[Plan], view: Plan, debug: bool, propagate: bool) -> None:
    stock = run(plans, view, fast=False, debug=debug, propagate=propagate)
    assert run(plans, view, fast=True, debug=debug, propagate=propagate) == stock


class Both(MiddlewareMixin):
    def process_request(self, request: Any) -> Any:
        return None

    def process_response(self, request: Any, response: Any) -> Any:
        return response


class Request(MiddlewareMixin):
    def process_request(self, request: Any) -> Any:
        return None


class Response(MiddlewareMixin):
    def process_response(self, request: Any, response: Any) -> Any:
        return response


def raise_error(_request: Any) -> Any:
    raise ValueError("of the view")


def make_chain(kind: type[MiddlewareMixin], get_response: Any = lambda _request: HttpResponse("inner")) -> Any:
    return exception.convert_exception_to_response(kind(exception.convert_exception_to_response(get_response)))


@pytest.mark.parametrize("kind", [Both, Request, Response])
def test_a_plain_layer_becomes_one_function(kind: type[MiddlewareMixin]) -> None:
    handler = make_chain(kind)
    layer = flatten_layer(handler)
    assert layer is not handler
    assert layer.__wrapped__ is handler.__wrapped__
    assert (layer.__qualname__, layer.__module__) == (handler.__qualname__, handler.__module__)
    frames: list[str] = []
    request = make_request()
    sys.setprofile(lambda frame, event, _: frames.append(frame.f_code.co_name) if event == "call" else None)
    try:
        layer(request)
    finally:
        sys.setprofile(None)
    assert frames[0] == kind.__name__
    assert "__call__" not in frames


def test_a_layer_without_hooks_or_with_a_call_of_its_own_stays() -> None:
    class Own(MiddlewareMixin):
        def __call__(self, request: Any) -> Any:
            return super().__call__(request)

    for handler in (make_chain(MiddlewareMixin), make_chain(Own), make_request, Both(make_request)):
        assert flatten_layer(handler) is handler


def test_an_async_layer_stays() -> None:
    async def get_response(_request: Any) -> HttpResponse:
        return HttpResponse("inner")

    handler = make_chain(Both, get_response)
    assert not is_plain_layer(handler.__wrapped__)
    assert flatten_layer(handler) is handler
    assert asyncio.run(flatten_layer(handler)(make_request())).content == b"inner"


@pytest.mark.parametrize("kind", [Both, Request, Response])
@pytest.mark.parametrize("hook", ["process_request", "process_response"])
@pytest.mark.parametrize("on_class", [True, False])
def test_a_hook_that_is_set_afterwards_is_called(
    kind: type[MiddlewareMixin], hook: str, on_class: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = flatten_layer(make_chain(kind))
    answer = HttpResponse("set afterwards")
    place = kind if on_class else layer.__wrapped__
    monkeypatch.setattr(place, hook, lambda *_arguments: answer, raising=False)
    assert layer(make_request()) is answer


def test_a_get_response_that_is_set_afterwards_is_called() -> None:
    layer = flatten_layer(make_chain(Both))
    answer = HttpResponse("set afterwards")
    layer.__wrapped__.get_response = lambda _request: answer
    assert layer(make_request()) is answer


def test_a_traceback_names_the_middleware(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: object, _request: Any, _response: Any) -> Any:
        raise ValueError("of the middleware")

    monkeypatch.setattr(Both, "process_response", fail)
    seen: list[str] = []
    monkeypatch.setattr(
        exception,
        "response_for_exception",
        lambda _request, exc: seen.extend(frame.name for frame in traceback.extract_tb(exc.__traceback__)),
    )
    flatten_layer(make_chain(Both))(make_request())
    assert seen == ["Both", "fail"]


@pytest.mark.parametrize(
    "function",
    [
        raise_error,
        markcoroutinefunction(lambda: None),
        partial(raise_error),
        partial(asyncio.sleep, 1),
        asyncio.sleep,
        Both.process_request,
        Both(raise_error).process_request,
        print,
        len,
        None,
        "text",
    ],
)
def test_coroutine_functions_are_told_from_others_as_by_django(function: Any) -> None:
    with handling(fast=False):
        expected = base.iscoroutinefunction(function)
    with handling(fast=True):
        assert base.iscoroutinefunction(function) is expected


def test_what_another_package_has_replaced_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def adapt_method_mode(*_arguments: Any, **_kwargs: Any) -> Any:
        return None

    with handling(fast=False):
        monkeypatch.setattr(base.BaseHandler, "adapt_method_mode", adapt_method_mode)
        assert speed_up_handlers() == f"{__name__} has replaced django.core.handlers.base.BaseHandler.adapt_method_mode"
        assert base.BaseHandler.adapt_method_mode is adapt_method_mode
