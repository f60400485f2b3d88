"""The addresses of the site: the notes, signing in and out, admin and console, and the applications that it embeds."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from notes.views import SignInView
from notes_site.applications import APPLICATIONS
from twod.wsgi import mount

urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("admin/", admin.site.urls),
    path("console/", include("twod.wsgi.console.urls")),
    *(
        mount(f"{app.name}/", app.application, permission=app.permission, environ=app.environ, name=app.name)
        for app in APPLICATIONS
    ),
    path("", include("notes.urls")),
]
