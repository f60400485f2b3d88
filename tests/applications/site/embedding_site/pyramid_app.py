"""A Pyramid application, as its own ini would name it."""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPFound
from pyramid.response import Response


def main(global_conf: dict[str, str], **settings: str) -> Any:
    config = Configurator(settings=settings)
    config.add_route("home", "/")
    config.add_route("page", "/page/{name:.*}")
    config.add_route("echo", "/echo")
    config.add_view(lambda request: HTTPFound(request.route_url("page", name="ü b")), route_name="home")
    config.add_view(show_page, route_name="page")
    config.add_view(lambda request: Response(request.body), route_name="echo", request_method="POST")
    return config.make_wsgi_app()


def show_page(request: Any) -> dict[str, Any]:
    answer = request.response
    answer.text = f"{request.matchdict['name']} for {request.remote_user} in {request.registry.settings['shade']}"
    answer.set_cookie("seen", "1", samesite="Lax", httponly=True)
    answer.headers.add("Link", "<a>; rel=next")
    answer.headers.add("Link", "<b>; rel=prev")
    return answer
