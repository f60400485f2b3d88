"""The pages. ``/mounted/`` is an embedded application, and ``/by-hand/`` the same as a view."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from twod.wsgi import mount


def say_hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def show_table(request: HttpRequest) -> HttpResponse:
    rows = Permission.objects.select_related("content_type").order_by("pk")[:20]
    return render(request, "table.html", {"rows": rows})


def count_visits(request: HttpRequest) -> HttpResponse:
    visits = request.session.get("visits", 0)
    return HttpResponse(f"{visits} visits, {Permission.objects.count()} permissions")


def greet(request: Any) -> HttpResponse:
    return HttpResponse(f"Hello, {request.user.get_username()}", content_type="text/plain")


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    body = b"Hello, " + environ.get("REMOTE_USER", "").encode("latin-1")
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


urlpatterns = [
    path("", say_hello),
    path("table/", show_table),
    path("visits/", count_visits),
    path("by-hand/", greet),
    mount("mounted/", application),
]
