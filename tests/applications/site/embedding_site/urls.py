"""The applications, each under a path of its own."""

from django.conf import settings
from django.contrib import admin
from django.urls import path

from embedding_site import views
from twod.wsgi import mount
from twod.wsgi.embedding import is_signed_in

TRAC = {"trac.env_path": settings.TRAC_PROJECT}

urlpatterns = [
    path("admin/", admin.site.urls),
    path("users/", views.count_users),
    mount("flask/", "embedding_site.flask_app:app", permission=is_signed_in, name="flask"),
    mount("staff/", "embedding_site.flask_app:app", permission="auth.change_user"),
    mount("pyramid/", "app:pyramid"),
    mount("hg/", "app:hg"),
    mount("dav/", "app:dav"),
    mount("cgi/", "app:cgi"),
    mount("calendars/", "config:more.ini#radicale", permission=is_signed_in),
    mount("dash/", "embedding_site.dash_app:application", permission=is_signed_in),
    mount("trac/", "embedding_site.trac_project:application", permission=is_signed_in, environ=TRAC),
    mount("stream/", "embedding_site.streams:application"),
    mount("lying/", "embedding_site.streams:lie"),
    mount("saying/", "embedding_site.plain:say"),
    mount("sending/", "embedding_site.plain:send"),
    mount("telling/", "embedding_site.plain:tell"),
    mount("writing/", "embedding_site.streams:make_user", csrf="exempt"),
]
