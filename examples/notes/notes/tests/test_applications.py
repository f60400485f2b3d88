"""The applications that the site embeds, seen by visitors."""

import tempfile
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from board.app import application as board
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import SimpleTestCase, TestCase, override_settings
from werkzeug.test import Client

from twod.wsgi import DjangoApplication

PNG = b"\x89PNG\r\n\x1a\n and the rest of it"

QUICK_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"

HTML = {"HTTP_ACCEPT": "text/html,*/*"}


class SharedFolderTestCase(TestCase):
    """Gives each test a folder of its own, and an account."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "shared"
        settings = override_settings(SHARED_FOLDER=self.folder, PASSWORD_HASHERS=[QUICK_HASHER])
        settings.enable()
        self.addCleanup(settings.disable)
        self.ada = User.objects.create_user("ada", password="lovelace")

    def pin(self, name: str, content: bytes, **extra: Any) -> Any:
        return self.client.post("/board/", {"picture": SimpleUploadedFile(name, content)}, **extra)


class BoardTests(SharedFolderTestCase):
    """A Flask application that takes its visitors from the site."""

    def test_who_is_not_signed_in_is_asked_to(self) -> None:
        self.assertRedirects(self.client.get("/board/"), "/sign-in/?next=/board/")
        self.assertEqual(self.pin("cat.png", PNG).status_code, 403)
        self.assertFalse(self.folder.exists())

    def test_it_knows_the_site_s_user(self) -> None:
        self.client.force_login(self.ada)
        self.assertContains(self.client.get("/board/"), "<strong>ada</strong>")

    def test_a_name_in_any_script_is_shown_as_it_is(self) -> None:
        self.client.force_login(User.objects.create_user("zoë日"))
        self.assertContains(self.client.get("/board/"), "<strong>zoë日</strong>")

    def test_a_picture_that_is_pinned_is_shown(self) -> None:
        self.client.force_login(self.ada)
        page = self.client.get(self.pin("My cat.png", PNG).headers["Location"]).getvalue().decode()
        self.assertIn("My_cat.png is on the board", page)
        self.assertIn('src="/board/pictures/My_cat.png"', page)
        picture = self.client.get("/board/pictures/My_cat.png")
        self.assertEqual((b"".join(picture), picture["Content-Type"]), (PNG, "image/png"))

    def test_a_name_that_is_taken_gets_a_number(self) -> None:
        self.client.force_login(self.ada)
        for _ in range(3):
            self.pin("cat.png", PNG)
        self.assertEqual({path.name for path in self.folder.iterdir()}, {"cat.png", "cat-2.png", "cat-3.png"})

    def test_a_name_of_which_nothing_is_left_becomes_another(self) -> None:
        self.client.force_login(self.ada)
        for name in ["日本.png", ".png", "...png", "a b/c.png"]:
            self.assertEqual(self.pin(name, PNG).status_code, 302)
        self.assertEqual(len(list(self.folder.iterdir())), 4)

    def test_content_and_not_the_name_says_what_a_picture_is(self) -> None:
        self.client.force_login(self.ada)
        refused = self.pin("page.png", b"<script>alert(1)</script>")
        self.assertContains(refused, "This is no PNG, JPEG or GIF picture.", status_code=415)
        self.pin("picture.html", PNG)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["picture.png"])

    def test_a_picture_that_is_too_large_is_refused_on_the_board_itself(self) -> None:
        self.client.force_login(self.ada)
        refused = self.pin("large.png", PNG + bytes(11 * 2**20))
        self.assertContains(refused, "This picture is larger than 10 MB.", status_code=413)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_form_without_a_file_is_told_what_is_missing(self) -> None:
        self.client.force_login(self.ada)
        self.assertEqual(self.client.post("/board/", {}).status_code, 415)

    def test_another_site_cannot_pin_in_the_visitor_s_name(self) -> None:
        self.client.force_login(self.ada)
        self.assertEqual(self.pin("cat.png", PNG, HTTP_ORIGIN="https://example.net").status_code, 403)


class BoardAloneTests(SimpleTestCase):
    """The board is an application of its own."""

    def test_a_name_cannot_lead_out_of_the_folder(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            given = {"board.folder": Path(folder) / "in", "board.home": "/"}
            upload = {"picture": (BytesIO(PNG), "../../up.png")}
            Client(board).post("/", data=upload, environ_overrides=given)
            self.assertEqual([path.name for path in Path(folder).rglob("*.png")], ["up.png"])
            self.assertEqual([path.name for path in Path(folder).iterdir()], ["in"])

    def test_it_runs_without_any_site(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            client = Client(board)
            given = {"board.folder": Path(folder), "board.home": "/home/", "REMOTE_USER": "eve"}
            page = client.get("/", environ_overrides=given).text
        self.assertIn('href="/home/"', page)
        self.assertIn("<strong>eve</strong>", page)


class FilesTests(SharedFolderTestCase):
    """WsgiDAV, for browsers that have signed in and for programs that give a password."""

    def sign(self, password: str) -> dict[str, str]:
        return {"HTTP_AUTHORIZATION": "Basic " + b64encode(f"ada:{password}".encode()).decode()}

    def test_a_browser_is_sent_to_the_sign_in_page(self) -> None:
        self.assertRedirects(self.client.get("/files/", **HTML), "/sign-in/?next=/files/")

    def test_it_knows_the_site_s_user_and_leads_back(self) -> None:
        self.client.force_login(self.ada)
        page = self.client.get("/files/", **HTML).getvalue().decode()
        self.assertIn("Signed in as <strong>ada</strong>", page)
        self.assertIn('<a href="/">← Notes</a>', page)

    def test_a_program_is_asked_for_a_password_of_the_site(self) -> None:
        for headers in [{}, self.sign("byron")]:
            answer = self.client.generic("PROPFIND", "/files/", **headers)
            self.assertEqual(answer.status_code, 401)
            self.assertTrue(answer["WWW-Authenticate"].startswith("Basic "))
        self.assertEqual(self.client.generic("PROPFIND", "/files/", **self.sign("lovelace")).status_code, 207)

    def test_a_program_puts_a_file_and_gets_it_back_where_its_scripts_can_do_nothing(self) -> None:
        # Django's own client is stricter than servers are: it fails when somebody reads the body to its end.
        program = Client(DjangoApplication(), use_cookies=False)
        page = b"<script>alert(1)</script>"
        asked = {"path": "/files/page.html", "base_url": "http://testserver", "auth": ("ada", "lovelace")}
        self.assertEqual(program.put(**asked, data=page).status_code, 201)
        self.assertEqual((self.folder / "page.html").read_bytes(), page)
        with program.get(**asked) as answer:
            self.assertEqual((answer.data, answer.headers["Content-Security-Policy"]), (page, "sandbox"))


class StartPageTests(TestCase):
    """The start page leads to the applications, and the console says what they are."""

    def test_everybody_sees_the_doors(self) -> None:
        page = self.client.get("/")
        self.assertContains(page, 'href="/board/"')
        self.assertContains(page, 'href="/files/"')
        self.assertNotContains(page, "board.app:application")

    def test_the_console_says_what_is_behind_them(self) -> None:
        self.client.force_login(User.objects.create_superuser("ada"))
        self.assertContains(self.client.get("/console/pipeline/"), "board.app:application")

    def test_without_an_ini_the_console_has_no_settings(self) -> None:
        self.client.force_login(User.objects.create_superuser("ada"))
        with patch("twod.wsgi.console.views.find_active", return_value=None):
            self.assertContains(self.client.get("/console/"), "was not started from an ini")
