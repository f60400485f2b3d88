"""The Django application, called as a WSGI server calls it."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any
from wsgiref.validate import validator

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse, HttpResponseNotModified, StreamingHttpResponse, UnreadablePostError
from django.urls import path, re_path

from twod.wsgi.handler import DjangoApplication
from twod.wsgi.request import TwodWSGIRequest
from twod.wsgi.request.visit import VISIT_KEY, Visit
from twod.wsgi.response import TwodResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.conf import UserSettingsHolder
    from django.http import HttpRequest

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TOKEN = "a" * 32
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=xyz"


class Answer:
    """What a server got from an application."""

    status: str
    headers: dict[str, str]
    body: bytes


def call(application: Any, *, validated: bool = True, **changes: Any) -> Answer:
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "example.com",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    } | changes
    answer = Answer()

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        answer.status, answer.headers = status, dict(headers)

    chunks: Iterable[bytes] = (validator(application) if validated else application)(environ, start_response)
    try:
        answer.body = b"".join(chunks)
    finally:
        chunks.close()  # type: ignore[attr-defined]
    return answer


def make_application(
    django_settings: UserSettingsHolder,
    view: Callable[[Any], Any],
    *middleware: str,
    handler: type[WSGIHandler] = DjangoApplication,
) -> WSGIHandler:
    # A class and not a module: Django caches what it makes of a URL configuration by its identity.
    django_settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": [re_path(r"(?s).*", view)]})
    django_settings.MIDDLEWARE = [*MIDDLEWARE, *middleware]
    return handler()


def show_path(request: Any) -> HttpResponse:
    assert type(request) is TwodWSGIRequest
    return HttpResponse(f"{request.path} {request.environ['PATH_INFO']!r} {request.webob.path_info}")


def show_form(request: HttpRequest) -> HttpResponse:
    files = {name: file.read() for name, file in request.FILES.items()}
    return HttpResponse(repr((request.POST.get("name"), files)))


def test_the_view_gets_a_request_of_both_kinds(django_settings: UserSettingsHolder) -> None:
    answer = call(make_application(django_settings, show_path), PATH_INFO="/caf\xc3\xa9")
    assert (answer.status, answer.body.decode()) == ("200 OK", "/café '/caf\xc3\xa9' /café")


def test_the_environ_is_true_for_whatever_runs_after_django(django_settings: UserSettingsHolder) -> None:
    application = make_application(django_settings, show_path)
    seen = []

    def outer(environ: dict[str, Any], start_response: Any) -> Any:
        answer = application(environ, start_response)
        seen.append((environ["SCRIPT_NAME"], environ["PATH_INFO"]))
        return answer

    call(outer, PATH_INFO="/\xe6\x97\xa5")
    assert seen == [("", "/\xe6\x97\xa5")]


def test_a_reason_phrase_reaches_the_server(django_settings: UserSettingsHolder) -> None:
    application = make_application(django_settings, lambda _: TwodResponse("no", status="403 Get out"))
    assert call(application).status == "403 Get out"


def send_chunked(application: Any, content_type: str, body: bytes) -> Answer:
    # The validator wants every read() to have a size, and a stream that ends of itself may be read without one.
    return call(
        application,
        validated=False,
        REQUEST_METHOD="POST",
        CONTENT_TYPE=content_type,
        HTTP_COOKIE=f"csrftoken={TOKEN}",
        HTTP_TRANSFER_ENCODING="chunked",
        **{"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True},
    )


FORM = f"csrfmiddlewaretoken={TOKEN}&name=value".encode()
UPLOAD = (
    f'--xyz\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n'
    '--xyz\r\nContent-Disposition: form-data; name="name"\r\n\r\nvalue\r\n'
    '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ntext\r\n--xyz--\r\n'
).encode()


def test_a_chunked_form_passes_djangos_csrf_check(django_settings: UserSettingsHolder) -> None:
    answer = send_chunked(make_application(django_settings, show_form), URLENCODED, FORM)
    assert (answer.status, answer.body) == ("200 OK", b"('value', {})")


def test_a_chunked_upload_passes_djangos_csrf_check(django_settings: UserSettingsHolder) -> None:
    answer = send_chunked(make_application(django_settings, show_form), MULTIPART, UPLOAD)
    assert (answer.status, answer.body) == ("200 OK", b"('value', {'file': b'text'})")


def test_a_chunked_form_that_is_too_large_is_a_bad_request(django_settings: UserSettingsHolder) -> None:
    django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = send_chunked(make_application(django_settings, show_form), URLENCODED, FORM + b"x" * 2000)
    assert answer.status == "400 Bad Request"


@pytest.mark.parametrize("body", [FORM, UPLOAD])
def test_stock_django_refuses_what_is_chunked(django_settings: UserSettingsHolder, body: bytes) -> None:
    django_settings.USE_I18N = False
    application = make_application(django_settings, show_form, handler=WSGIHandler)
    assert send_chunked(application, URLENCODED if body is FORM else MULTIPART, body).status == "403 Forbidden"


def test_a_form_is_read_in_the_way_pep_3333_allows(django_settings: UserSettingsHolder) -> None:
    answer = call(
        make_application(django_settings, show_form),
        REQUEST_METHOD="POST",
        CONTENT_TYPE=MULTIPART,
        CONTENT_LENGTH=str(len(UPLOAD)),
        HTTP_COOKIE=f"csrftoken={TOKEN}",
        **{"wsgi.input": io.BytesIO(UPLOAD)},
    )
    assert answer.body == b"('value', {'file': b'text'})"


def test_a_client_that_goes_away_is_an_error_inside_the_middleware(django_settings: UserSettingsHolder) -> None:
    caught: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        try:
            request.body  # noqa: B018
        except UnreadablePostError as error:
            caught.append(str(error))
        return HttpResponse("")

    view.csrf_exempt = True  # type: ignore[attr-defined]
    answer = call(
        make_application(django_settings, view),
        REQUEST_METHOD="POST",
        CONTENT_TYPE="text/plain",
        CONTENT_LENGTH="100",
        **{"wsgi.input": io.BytesIO(b"12345")},
    )
    assert answer.status == "200 OK"
    assert caught == ["The client disconnected before it had sent the whole body: 95 of 100 bytes are missing."]


def answer_not_modified(get_response: Callable[[Any], Any]) -> Callable[[Any], HttpResponse]:
    """Middleware that throws the view's response away."""

    def middleware(request: Any) -> HttpResponse:
        get_response(request)
        return HttpResponseNotModified()

    return middleware


@pytest.mark.parametrize("middleware", [(), (f"{__name__}.answer_not_modified",)])
def test_what_was_registered_is_closed_though_middleware_answers_something_else(
    django_settings: UserSettingsHolder, monkeypatch: pytest.MonkeyPatch, middleware: tuple[str, ...]
) -> None:
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    closed: list[str] = []

    def view(request: Any) -> StreamingHttpResponse:
        request.close_later(lambda: closed.append("closed"))
        return StreamingHttpResponse(iter([b"a", b"b"]))

    answer = call(make_application(django_settings, view, *middleware))
    assert answer.status.startswith("304" if middleware else "200")
    assert closed == ["closed"]


def test_urls_are_those_of_the_script_the_application_is_mounted_at(django_settings: UserSettingsHolder) -> None:
    application = make_application(django_settings, lambda request: HttpResponse(request.build_absolute_uri("a")))
    assert call(application, SCRIPT_NAME="/dev", PATH_INFO="/b/").body == b"http://example.com/dev/b/a"


def test_each_request_is_a_request_of_its_own(django_settings: UserSettingsHolder) -> None:
    application = make_application(django_settings, lambda request: HttpResponse(request.GET.get("a", "none")))
    answers = [call(application, QUERY_STRING=query).body for query in ("a=1", "", "a=2")]
    assert answers == [b"1", b"none", b"2"]


urlpatterns = [path("", show_path)]


def test_the_application_serves_a_url_configuration_by_name(
    django_settings: UserSettingsHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "a_site_for_this_test", sys.modules[__name__])
    django_settings.ROOT_URLCONF = "a_site_for_this_test"
    assert call(DjangoApplication()).status == "200 OK"


def test_an_access_log_is_shown_the_request(django_settings: UserSettingsHolder) -> None:
    visit = Visit()
    call(make_application(django_settings, show_path), **{VISIT_KEY: visit})
    assert isinstance(visit.request, TwodWSGIRequest)
