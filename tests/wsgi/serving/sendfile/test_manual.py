"""What the manual's page ``docs/how-to/send-file.rst`` shows does what the page says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.test import RequestFactory, override_settings

from twod.inifile.send_file_options import Root, SendFileOptions
from twod.wsgi.front_server import FrontServer, make_order_headers

if TYPE_CHECKING:
    from django.conf import UserSettingsHolder

PAGE = "docs/how-to/send-file.rst"


def run(manual: Any, number: int) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(manual(PAGE, "python")[number].text, names)
    return names


class User:
    """As much of a Django user as a permission needs."""

    def has_perms(self, names: tuple[str, ...]) -> bool:
        return names == ("shop.view_invoice",)


def test_the_file_of_the_view_is_left_to_the_front(
    manual: Any, tmp_path: Path, django_settings: UserSettingsHolder
) -> None:
    (tmp_path / "7.pdf").write_bytes(b"%PDF")
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    request = RequestFactory().get("/")
    request.user = User()  # type: ignore[assignment]
    with override_settings(STORAGES={"invoices": storage}):
        response = run(manual, 0)["download"](request, 7)
    front = FrontServer(SendFileOptions("x-accel", (Root(str(tmp_path), "/-/invoices/"),)))
    order = front.find_order(response.file_to_stream, response.items())
    assert order is not None
    headers = dict(make_order_headers(response.items(), order))
    response.close()
    assert headers == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="7.pdf"',
        "X-Accel-Redirect": "/-/invoices/7.pdf",
        "Content-Length": "0",
    }


def test_an_application_is_mounted_without_the_header(manual: Any) -> None:
    (pattern,) = run(manual, 1)["urlpatterns"]
    assert str(pattern.pattern) == "files/"
