"""Layers of middleware that cost one call of a function each: the switch ``middleware``.

Django calls each middleware through a function that turns exceptions into responses. That function calls the
middleware's ``__call__``, which checks twice for hooks. Nearly all middleware inherits ``__call__`` from
``MiddlewareMixin``, so :func:`flatten_layer` makes one function that does the work of both. The order, the hooks and
the handling of exceptions stay the same. In a traceback, the function has the name of the middleware's class.

Django also checks whether the view and its response are coroutines. The checks here return the same, with fewer
instructions for plain functions and responses.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from inspect import CO_COROUTINE
from types import FunctionType
from typing import Any

from asgiref.sync import markcoroutinefunction
from django.core.handlers import base, exception
from django.http.response import HttpResponse, HttpResponseBase
from django.utils import deprecation
from django.utils.deprecation import MiddlewareMixin

from twod.wsgi.fast.stock import find_replaced

_Layer = Callable[[Any], Any]

#: The code of Django's function around each layer that is not async.
_CONVERTER = exception.convert_exception_to_response(lambda _request: HttpResponse()).__code__


def _find_marks() -> frozenset[str]:
    """Return the attributes by which asgiref and ``inspect`` treat a plain function as a coroutine function."""

    def probe() -> None: ...

    return frozenset({*vars(markcoroutinefunction(probe)), "_partialmethod", "__partialmethod__"})


_MARKS = _find_marks()

_stock_adapt = base.BaseHandler.adapt_method_mode
_stock_check = base.BaseHandler.check_response
_stock_is_coroutine: Callable[[Any], bool] = base.iscoroutinefunction  # type: ignore[attr-defined]  # not in the stubs


def speed_up_handlers() -> str | None:
    """Make Django's request handlers flatten the middleware that they load from now on; return an obstacle, or None.

    Existing handlers keep their layers.
    """
    if base.BaseHandler.adapt_method_mode is _adapt_method_mode:
        return None
    replaced = find_replaced(base, "BaseHandler.adapt_method_mode", "BaseHandler.check_response") or find_replaced(
        deprecation, "MiddlewareMixin.__call__"
    )
    if replaced is not None:
        return replaced
    vars(base).update(iscoroutinefunction=_is_coroutine_function)
    for name, replacement in (("adapt_method_mode", _adapt_method_mode), ("check_response", _check_response)):
        setattr(base.BaseHandler, name, replacement)
    return None


def _adapt_method_mode(self: base.BaseHandler, *arguments: Any, **named: Any) -> Any:
    # Django passes each layer through this method before it gives the layer to the next one or to the handler.
    return flatten_layer(_stock_adapt(self, *arguments, **named))


def _check_response(self: base.BaseHandler, response: Any, callback: Any, name: str | None = None) -> None:
    if not isinstance(response, HttpResponseBase):
        _stock_check(self, response, callback, name)


def _is_coroutine_function(function: Any) -> bool:
    if type(function) is FunctionType and _MARKS.isdisjoint(function.__dict__):
        return bool(function.__code__.co_flags & CO_COROUTINE)
    return _stock_is_coroutine(function)


def flatten_layer(handler: Any) -> Any:
    """Return one function that does the work of a layer; the layer itself if its middleware is not a plain one.

    :param handler: the layer that Django is about to pass to a middleware as ``get_response``, or the outermost one.
    """
    if getattr(handler, "__code__", None) is not _CONVERTER:
        return handler
    middleware = handler.__wrapped__
    if not is_plain_layer(middleware):
        return handler
    match hasattr(middleware, "process_request"), hasattr(middleware, "process_response"):
        case True, True:
            layer = _make_layer(middleware)
        case True, False:
            layer = _make_request_layer(middleware)
        case False, True:
            layer = _make_response_layer(middleware)
        case _:
            return handler
    layer = _rename(layer, type(middleware))
    update_wrapper(layer, handler)
    layer.__wrapped__ = middleware  # type: ignore[attr-defined]  # a function's attribute, as Django's has
    return layer


def is_plain_layer(middleware: object) -> bool:
    """Return whether a middleware is synchronous and inherits ``__call__`` from Django's ``MiddlewareMixin``."""
    kind = type(middleware)
    return (
        isinstance(middleware, MiddlewareMixin)
        and kind.__call__ is MiddlewareMixin.__call__
        and not middleware.async_mode
    )


# Look up the hooks and the next layer at each request: tests and monitoring tools replace them. Look up
# response_for_exception at each request too, because such tools replace it as well.


def _make_layer(middleware: Any) -> _Layer:
    def layer(request: Any) -> Any:
        try:
            response = middleware.process_request(request) or middleware.get_response(request)
            return middleware.process_response(request, response)
        except Exception as exc:  # noqa: BLE001 - Django's own rule
            return exception.response_for_exception(request, exc)

    return layer


def _make_request_layer(middleware: Any) -> _Layer:
    def layer(request: Any) -> Any:
        try:
            response = middleware.process_request(request) or middleware.get_response(request)
            if hasattr(middleware, "process_response"):
                response = middleware.process_response(request, response)
        except Exception as exc:  # noqa: BLE001 - Django's own rule
            response = exception.response_for_exception(request, exc)
        return response

    return layer


def _make_response_layer(middleware: Any) -> _Layer:
    def layer(request: Any) -> Any:
        try:
            response = None
            if hasattr(middleware, "process_request"):
                response = middleware.process_request(request)
            response = response or middleware.get_response(request)
            return middleware.process_response(request, response)
        except Exception as exc:  # noqa: BLE001 - Django's own rule
            return exception.response_for_exception(request, exc)

    return layer


def _rename(layer: Any, kind: type) -> FunctionType:
    """Return the layer as a function with a separate code object, named after the class of its middleware.

    A traceback shows this name. The interpreter also optimizes each code object for the classes that it meets, and this
    one meets a single middleware.
    """
    name = kind.__name__
    code = layer.__code__.replace(co_name=name, co_qualname=kind.__qualname__)
    return FunctionType(code, layer.__globals__, name, None, layer.__closure__)
