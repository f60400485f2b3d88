"""Mounts, and who may use them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.urls import path

from shop import views
from twod.wsgi import make_wsgi_view, mount
from twod.wsgi.embedding import is_signed_in
from twod.wsgi.handler import TwodWSGIRequest


def may_use(request: TwodWSGIRequest) -> bool:
    return request.remote_user is not None


def may_read(request: HttpRequest) -> bool:
    return "drafts" in request.path


def may_write(request: WSGIRequest) -> bool:
    return "shop.write" in request.environ


def make_more(request: TwodWSGIRequest) -> Mapping[str, Any]:
    return {"shop.language": request.accept_language}


urlpatterns = [
    path("", views.welcome),
    path("embedded/<path:path_info>", views.embed),
    path("base", views.embed_base),
    path("wiki/<path:path_info>", make_wsgi_view(views.application, environ=make_more)),
    mount("files/", "app:dav", permission=may_use, environ=make_more),
    mount("drafts/", views.application, permission=may_read, csrf="exempt"),
    mount("old/", views.application, permission=may_write, environ={"shop.old": True}),
    mount("private/", "wiki:application", permission=is_signed_in, name="wiki"),
    mount("named/", "wiki:application", permission="wiki.view_page"),
    mount("short/", "wiki:application", permission=lambda request: request.remote_user is not None),
]
