"""The names of Django, WebOb and others that have no promise, and that twod leans on all the same.

Each is named here with the module that needs it, and tried. When a new version has it no more, the failure says which
name, which version, and which module to look at.
"""

from __future__ import annotations

import ast
import inspect
import io
import logging
import os
import re
import socket
import socketserver
from dataclasses import dataclass
from http.cookies import Morsel
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import django
import paste.httpserver
import pytest
import webob.cookies
import webob.request
from asgiref.local import Local
from django.conf import UserSettingsHolder, settings
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.db.models.options import Options
from django.dispatch import Signal
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import ResponseHeaders
from django.urls.resolvers import RegexPattern, RoutePattern, URLResolver
from django.utils.functional import SimpleLazyObject, empty
from gunicorn.arbiter import Arbiter
from paste.deploy.loadwsgi import SERVER, loadcontext
from waitress import serve_paste
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Redirect

from twod.wsgi.embedding.environ import OUTER_NOTES

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2] / "twod" / "wsgi"


@dataclass
class Lean:
    """A name without a promise."""

    distribution: str
    #: Where it is, as one would look for it.
    name: str
    #: The modules that need it.
    modules: tuple[str, ...]
    #: Tells whether it is what they take it for.
    holds: Callable[[], object]


def lazy_object_begins_empty() -> bool:
    return vars(SimpleLazyObject(object))["_wrapped"] is empty


def asynchronous_user_is_kept() -> bool:
    # The module needs the models of users.
    source = Path(django.__file__).with_name("contrib").joinpath("auth", "middleware.py")
    return "request._acached_user = await" in source.read_text(encoding="utf-8")


def make_request(**environ: Any) -> WSGIRequest:
    base = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"abc")}
    return WSGIRequest(base | environ)


def stream_is_what_is_read() -> bool:
    request: Any = make_request()
    del request._stream
    request._stream = io.BytesIO(b"another")
    return bool(request.body == b"another")


def reading_is_noted() -> bool:
    request: Any = make_request()
    before = request._read_started
    request.read(1)
    return before is False and request._read_started is True


def body_is_held() -> bool:
    request: Any = make_request()
    return not hasattr(request, "_body") and request.body == request._body


def upload_handlers_can_be_let_go() -> bool:
    request: Any = make_request()
    before = request.upload_handlers
    request._upload_handlers = []
    return before[0].request is request and request.upload_handlers[0] is not before[0]


def asgi_body_is_a_file() -> bool:
    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    request: Any = ASGIRequest(scope, io.BytesIO(b"abc"))
    return bool(request._stream.seek(0, io.SEEK_END) == 3)


def streaming_content_is_set_by_a_method() -> bool:
    given = []

    class Response(StreamingHttpResponse):
        def _set_streaming_content(self, value: Any) -> None:
            given.append(value)
            super()._set_streaming_content(value)  # type: ignore[misc]

    response: Any = Response([b"a"])
    response.streaming_content = [b"b"]
    return given == [[b"a"], [b"b"]] and b"".join(response) == b"b"


def headers_are_in_a_store() -> bool:
    headers: Any = ResponseHeaders({"X-A": "1"})
    return bool(headers._store == {"x-a": ("X-A", "1")})


def response_takes_other_headers_and_cookies() -> bool:
    response = HttpResponse()
    response.headers = ResponseHeaders({"X-A": "1"})
    response.cookies = response.cookies.copy()  # type: ignore[assignment]
    return response["X-A"] == "1"


def route_knows_its_converters() -> bool:
    pattern = RoutePattern("<int:number>/", "name", is_endpoint=False)
    return [*pattern.converters] == ["number"] and bool(pattern.regex.match("5/more"))


def route_is_kept_as_text() -> bool:
    pattern: Any = RoutePattern("a.b/", "name", is_endpoint=True)
    return (pattern._route, pattern._regex, pattern._is_endpoint) == ("a.b/", r"^a\.b/\Z", True)


def expression_is_kept_as_text() -> bool:
    pattern: Any = RegexPattern("^a/$", "name", is_endpoint=True)
    return (pattern._regex, pattern._is_endpoint) == ("^a/$", True)


def resolver_notes_what_it_tried() -> bool:
    resolver: Any = URLResolver(RegexPattern("^/"), [])
    tried: list[Any] = []
    resolver._extend_tried(tried, "a", None)
    resolver._extend_tried(tried, "b", [["c"], ["d"]])
    return tried == [["a"], ["b", "c"], ["b", "d"]]


def resolver_joins_routes() -> bool:
    resolver: Any = URLResolver(RegexPattern("^/"), [])
    return [resolver._join_route(*pair) for pair in (("", "^a"), ("b/", "^a"))] == ["^a", "b/a"]


def signal_lists_live_receivers() -> bool:
    signal: Any = Signal()
    signal.connect(route_is_kept_as_text)
    receivers, receivers_async = signal._live_receivers(None)
    return (receivers, receivers_async) == ([route_is_kept_as_text], [])


def thread_local_keeps_its_contents_in_a_storage() -> bool:
    found: Any = Local(thread_critical=True)
    found.name = "a"
    return bool(found._storage.__dict__ == {"name": "a"})


def context_local_keeps_its_contents_in_a_variable() -> bool:
    found: Any = Local()
    found.name = "a"
    return bool(found._storage._data.get().data == {"name": "a"})


def morsel_takes_any_name() -> bool:
    morsel: Any = Morsel()
    morsel.__setstate__({"key": "a b", "value": "1", "coded_value": "1"})
    return bool((morsel.key, morsel.value, morsel.coded_value) == ("a b", "1", "1"))


def whitenoise_finds_files(folder: Path) -> bool:
    (folder / "a.css").write_text("rules")
    holder = UserSettingsHolder(settings)
    holder.STATIC_ROOT, holder.STATIC_URL = str(folder), "/static/"
    finder = WhiteNoiseMiddleware(lambda request: None, settings=holder)
    found = finder.files["/static/a.css"]
    path, headers = found.get_path_and_headers({})
    return (
        finder.static_prefix == "/static/"
        and not finder.autorefresh
        and path == str(folder / "a.css")
        and ("Cache-Control", f"max-age={finder.max_age}, public") in headers
        and {"find_file", "immutable_file_test", "add_cache_headers", "FOREVER"} <= {*dir(finder)}
        and hasattr(Redirect, "get_response")
    )


def find_notes_of_webob() -> set[str]:
    """Return the names under which WebOb keeps something in an environ."""
    source = inspect.getsource(webob.request) + inspect.getsource(webob.cookies)
    return set(re.findall(r"[\"'](webob\.(?:_[a-z_]+|adhoc_attrs|is_body_[a-z]+|url_encoding))[\"']", source))


def webob_notes_what_it_streams() -> bool:
    request = webob.Request.blank("/", POST=b"abc")
    del request.environ["webob.is_body_seekable"]
    request.environ["wsgi.input"] = raw = io.BytesIO(b"abc")
    stream = request.body_file
    return request.environ["webob._body_file"] == (stream, raw)


def channel_tells_whether_it_is_at_work() -> bool:
    with socket.socket() as client:
        channel = HTTPChannel(SimpleNamespace(active_channels={}), client, None, Adjustments(), map={})
        before = (channel.requests, channel.request, channel.total_outbufs_len)
        return before == ([], None, 0) and channel.creation_time == channel.last_activity and not channel.will_close


def dispatcher_counts_its_threads() -> bool:
    dispatcher = ThreadedTaskDispatcher()
    return dispatcher.active_count == len(dispatcher.queue) == 0


def paste_server_tells_of_connections() -> bool:
    """Return whether it asks itself for connections, and tells itself of their end, by names that can be replaced."""
    source = inspect.getsource(paste.httpserver.ThreadPoolMixIn) + inspect.getsource(socketserver)
    return {"self.close_request(request)", "self.get_request()"} <= set(re.findall(r"self\.\w+\(\w*\)", source))


def context_has_what_a_server_is_made_of() -> bool:
    context = loadcontext(SERVER, "egg:waitress")
    return (context.object, context.global_conf, context.local_conf) == (serve_paste, {}, {})


def closed_log_file_can_be_opened() -> bool:
    handler = logging.FileHandler(os.devnull, delay=True)
    handler.stream = handler._open()
    handler.close()
    return handler.stream is None


LEANS = [
    Lean("Django", "settings._wrapped", ("static/assets.py", "static/prefix.py"), lambda: settings._wrapped.SECRET_KEY),
    Lean("Django", "WSGIRequest._stream", ("request/wsgi_request.py",), stream_is_what_is_read),
    Lean("Django", "WSGIRequest._read_started", ("request/wsgi_request.py", "embedding/environ.py"), reading_is_noted),
    Lean("Django", "HttpRequest._body", ("request/wsgi_request.py", "embedding/environ.py"), body_is_held),
    Lean(
        "Django",
        "HttpRequest._upload_handlers",
        ("request/wsgi_request.py",),
        upload_handlers_can_be_let_go,
    ),
    Lean("Django", "ASGIRequest._stream", ("embedding/asgi_environ.py", "embedding/environ.py"), asgi_body_is_a_file),
    Lean(
        "Django",
        "StreamingHttpResponse._set_streaming_content",
        ("embedding/answer.py",),
        streaming_content_is_set_by_a_method,
    ),
    Lean("Django", "ResponseHeaders._store", ("embedding/headers.py",), headers_are_in_a_store),
    Lean("Django", "HttpResponse.headers = …", ("embedding/answer.py",), response_takes_other_headers_and_cookies),
    Lean("Django", "RoutePattern.converters", ("embedding/mounting.py",), route_knows_its_converters),
    Lean("Django", "RoutePattern._route", ("fast/fixed_start.py",), route_is_kept_as_text),
    Lean("Django", "RegexPattern._regex", ("fast/fixed_start.py",), expression_is_kept_as_text),
    Lean("Django", "RegexPattern._is_endpoint", ("fast/fixed_start.py",), expression_is_kept_as_text),
    Lean("Django", "URLResolver._extend_tried", ("fast/tried_routes.py",), resolver_notes_what_it_tried),
    Lean("Django", "URLResolver._join_route", ("fast/route_resolving.py",), resolver_joins_routes),
    Lean("Django", "Signal._live_receivers", ("fast/request_signals.py",), signal_lists_live_receivers),
    Lean("asgiref", "Local._storage", ("fast/local_storage.py",), thread_local_keeps_its_contents_in_a_storage),
    Lean("asgiref", "_CVar._data", ("fast/local_storage.py",), context_local_keeps_its_contents_in_a_variable),
    Lean(
        "Django", "LazyObject._wrapped", ("request/visit.py", "serving/health/site_checks.py"), lazy_object_begins_empty
    ),
    Lean("Django", "request._acached_user", ("request/visit.py",), asynchronous_user_is_kept),
    Lean("Django", "Model._default_manager", ("commands/setup_app.py",), lambda: Options.default_manager),
    Lean(
        "Django",
        "Atomic._from_testcase",
        ("testing/databases.py",),
        lambda: transaction.atomic()._from_testcase is False,  # type: ignore[attr-defined]
    ),
    Lean(
        "WebOb",
        "environ['webob.…']",
        ("embedding/environ.py",),
        lambda: find_notes_of_webob() == {name for name in OUTER_NOTES if name.startswith("webob.")},
    ),
    Lean(
        "WebOb",
        "environ['webob._…']",
        ("request/wsgi_request.py",),
        lambda: {"webob._parsed_query_vars", "webob._parsed_post_vars"} <= find_notes_of_webob(),
    ),
    Lean("WebOb", "environ['webob._body_file']", ("request/body.py",), webob_notes_what_it_streams),
    Lean(
        "waitress",
        "Adjustments._params",
        ("config/surroundings/server_options.py",),
        lambda: {"listen", "unix_socket_perms"} <= dict(Adjustments._params).keys(),
    ),
    Lean(
        "waitress",
        "BaseWSGIServer.channel_class",
        ("serving/end/waitress_end.py",),
        lambda: BaseWSGIServer.channel_class is HTTPChannel and HTTPChannel.task_class is WSGITask,
    ),
    Lean(
        "waitress",
        "Task.build_response_header",
        ("serving/end/waitress_end.py",),
        lambda: {"build_response_header", "set_close_on_finish"} <= {*dir(WSGITask)},
    ),
    Lean(
        "waitress",
        "HTTPChannel.total_outbufs_len",
        ("serving/end/waitress_end.py",),
        channel_tells_whether_it_is_at_work,
    ),
    Lean(
        "waitress",
        "ThreadedTaskDispatcher.active_count",
        ("serving/end/waitress_end.py",),
        dispatcher_counts_its_threads,
    ),
    Lean(
        "gunicorn",
        "Arbiter._stop_control_server",
        ("serving/gunicorn_anew.py",),
        lambda: callable(Arbiter._stop_control_server),
    ),
    Lean("Paste", "WSGIServer.close_request", ("serving/end/paste_end.py",), paste_server_tells_of_connections),
    Lean("PasteDeploy", "loadwsgi.loadcontext", ("contexts.py",), context_has_what_a_server_is_made_of),
    Lean("Python", "FileHandler._open", ("serving/gunicorn_logger.py",), closed_log_file_can_be_opened),
    Lean("Python", "Morsel.__setstate__", ("embedding/cookies.py",), morsel_takes_any_name),
]


@pytest.mark.usefixtures("django_settings")
@pytest.mark.parametrize("lean", LEANS, ids=[lean.name for lean in LEANS])
def test_a_name_without_a_promise_is_still_what_we_take_it_for(lean: Lean) -> None:
    try:
        holds = bool(lean.holds())
    except Exception as error:  # noqa: BLE001 - whatever it is that is not there
        holds, problem = False, f": {error!r}"
    else:
        problem = ""
    number = "" if lean.distribution == "Python" else version(lean.distribution)
    places = " and ".join(f"twod/wsgi/{module}" for module in lean.modules)
    assert holds, f"{lean.distribution} {number} has another {lean.name}, or none{problem}; {places} needs it"


@pytest.mark.usefixtures("django_settings")
def test_whitenoise_finds_files_as_ours_asks_it(tmp_path: Path) -> None:
    assert whitenoise_finds_files(tmp_path), (
        f"whitenoise {version('whitenoise')} has other names than twod/wsgi/static/assets.py asks for"
    )


def find_foreign_private_names(module: Path) -> set[str]:
    """Return the private names that a module takes of something that is not its own class or object."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    own = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and is_self(node.value)}
    own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and re.match("_[a-z]", node.attr)
        and not is_self(node.value)
        and (node.attr not in own or "super()" in ast.unparse(node.value))
        and node.attr not in {"_asdict", "_replace", "_fields", "_make", "_exit"}
    }


def is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def test_each_such_name_in_the_code_is_named_above() -> None:
    found = {
        (str(path.relative_to(ROOT)), name) for path in ROOT.rglob("*.py") for name in find_foreign_private_names(path)
    }
    named = {(module, re.split(r"[.\[]", lean.name)[-1]) for lean in LEANS for module in lean.modules}
    assert found <= named


@pytest.mark.parametrize("lean", LEANS, ids=[lean.name for lean in LEANS])
def test_each_module_that_is_named_above_has_the_name(lean: Lean) -> None:
    name = re.split(r"[.\[]", lean.name)[-1].removesuffix("']").removesuffix(" = …").removesuffix("…")
    for module in lean.modules:
        assert name in (ROOT / module).read_text(encoding="utf-8"), module
