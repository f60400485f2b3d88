"""The page of last resort."""

from django.http import HttpRequest, HttpResponse
from django.test import SimpleTestCase, override_settings
from django.urls import include, path


def fail(request: HttpRequest) -> HttpResponse:
    raise LookupError(request.path)


urlpatterns = [path("broken/", fail), path("", include("notes.urls"))]


class ServerErrorTests(SimpleTestCase):
    """The 500 page must work when little else does."""

    @override_settings(ROOT_URLCONF=__name__, STORAGES={"staticfiles": {"BACKEND": "no.such.Storage"}})
    def test_error_page_needs_no_static_files(self) -> None:
        self.client.raise_request_exception = False
        with self.assertLogs("django.request", "ERROR"):
            response = self.client.get("/broken/")
        self.assertContains(response, "Something broke", status_code=500)
