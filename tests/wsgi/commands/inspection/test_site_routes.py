"""The URLs of a URLconf, with names, views, applications and visitors."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest
from django.contrib.admin.sites import AdminSite
from django.http import HttpResponse
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from twod.wsgi import mount
from twod.wsgi.commands.inspection.site_routes import SiteRoute, describe_visitors, find_routes

HERE = __name__


def show(request: object) -> HttpResponse:
    return HttpResponse()


def may_enter(request: object) -> bool:
    return True


class Page(View):
    pass


def application(environ, start_response):
    start_response("200 OK", [])
    return []


@pytest.mark.usefixtures("django_settings")
def test_each_pattern_has_its_url_name_and_view():
    inner = [path("a/<int:pk>/", show, name="a"), re_path(r"^b/(?P<x>\d+)$", Page.as_view())]
    patterns = [path("", partial(show)), path("in/<slug:s>/", include((inner, "app"), namespace="ns"))]
    assert list(find_routes(patterns)) == [
        SiteRoute("/", "", f"{HERE}.show", "", ""),
        SiteRoute("/in/<slug:s>/a/<int:pk>/", "ns:a", f"{HERE}.show", "", ""),
        SiteRoute(r"/in/<slug:s>/b/(?P<x>\d+)$", "", f"{HERE}.Page", "", ""),
    ]
    assert next(find_routes(patterns, "/site/")).url == "/site/"


@pytest.mark.usefixtures("django_settings")
def test_mounts_tell_the_application_and_what_differs():
    patterns = [
        mount("wiki/", application, name="wiki", permission="wiki.view_page"),
        mount("dav/", "app:dav", permission=may_enter, csrf="exempt", trusted=True),
        mount("public/", "app:public", user=False),
    ]
    wiki, dav, public = find_routes(patterns)
    assert (wiki.url, wiki.name, wiki.visitors) == ("/wiki/", "wiki", "users with the permission wiki.view_page")
    assert wiki.application.endswith("application")
    assert (dav.application, dav.visitors) == ("app:dav", f"requests that {HERE}.may_enter lets through")
    assert dav.differs == (
        "CSRF protection: exempt",
        "trusted: may set the site's cookies and make the front server send files",
    )
    assert public.differs == ("the application does not get the visitor's name",)


@pytest.mark.usefixtures("django_settings")
def test_view_without_csrf_protection_differs():
    (route,) = find_routes([path("", csrf_exempt(show))])
    assert route.differs == ("no CSRF protection",)


@pytest.mark.usefixtures("django_settings")
def test_visitors_are_those_of_decorators():
    from django.contrib.auth.decorators import login_required, user_passes_test

    assert describe_visitors(login_required(show)) == "users who pass the test of a decorator"
    assert describe_visitors(user_passes_test(may_enter)(show)) == "users who pass the test of a decorator"
    assert describe_visitors(show) == ""


def test_middleware_that_wants_users_holds_for_all_views_but_some(django_settings):
    django_settings.MIDDLEWARE = ["django.contrib.auth.middleware.LoginRequiredMiddleware"]
    from django.contrib.auth.decorators import login_not_required

    def public(request: object) -> HttpResponse:
        return HttpResponse()

    assert describe_visitors(show) == "users"
    (route,) = find_routes([path("", login_not_required(public))])
    assert (route.visitors, route.differs) == ("", ("exempt from LoginRequiredMiddleware",))


@pytest.mark.usefixtures("django_settings")
@pytest.mark.parametrize("cacheable", [False, True])
def test_a_view_that_the_admin_wraps_is_for_its_users(cacheable):
    """Django wraps some of its own without a mark, such as that for another user's password."""
    view = AdminSite.admin_view(SimpleNamespace(), show, cacheable=cacheable)
    assert describe_visitors(csrf_exempt(view)) == "users that the admin accepts"


@pytest.mark.usefixtures("django_settings")
def test_a_decorated_view_whose_function_has_no_value_yet_is_for_nobody_in_particular():
    def view(request):
        return inner(request)

    assert describe_visitors(view) == ""
    inner = csrf_exempt(show)
    assert describe_visitors(view) == ""
