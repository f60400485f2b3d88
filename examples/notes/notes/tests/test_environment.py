"""The site names its environment, and restricts itself to it."""

import tempfile
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, TestCase, override_settings

from notes.models import Note

MANIFEST_STORAGE = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"


class EnvironmentNameTests(TestCase):
    """Each page names the environment; what it consists of is for who runs the site."""

    @override_settings(ENVIRONMENT_NAME="prod")
    def test_each_page_names_the_environment(self) -> None:
        welcome = Note.objects.get()
        for path in ["/", "/notes/", welcome.get_absolute_url(), "/sign-in/", "/nowhere/"]:
            with self.subTest(path=path):
                page = self.client.get(path).content.decode()
                self.assertInHTML('Environment: <span class="tag">prod</span>', page)

    @override_settings(ENVIRONMENT_NAME="")
    def test_a_site_without_an_ini_says_so(self) -> None:
        self.assertContains(self.client.get("/"), "as it stands")

    def test_a_stranger_learns_what_the_site_is_and_how_to_sign_in(self) -> None:
        page = self.client.get("/")
        self.assertContains(page, "An example site for twod")
        self.assertContains(page, "https://twod.readthedocs.io/")
        self.assertContains(page, "createsuperuser")
        self.assertNotContains(page, "/console/")
        User.objects.create_user("ada")
        self.assertContains(self.client.get("/"), "with your account on this site")

    def test_the_console_is_for_superusers(self) -> None:
        self.assertRedirects(self.client.get("/console/"), "/sign-in/?next=/console/")
        self.client.force_login(User.objects.create_user("ada", is_staff=True))
        refused = self.client.get("/console/")
        self.assertContains(refused, "You are not allowed to do this", status_code=403)
        self.assertContains(refused, "superusers see the console", status_code=403)
        self.assertNotContains(self.client.get("/"), "/console/")
        self.client.force_login(User.objects.create_superuser("grace"))
        self.assertContains(self.client.get("/"), 'href="/console/"')
        self.assertContains(self.client.get("/admin/"), 'href="/console/"')
        self.assertContains(self.client.get("/console/"), "twod console")


class DemoTests(TestCase):
    """``createdemo`` makes an account where nobody depends on the site."""

    def create_demo(self, **options: str) -> str:
        output = StringIO()
        call_command("createdemo", stdout=output, no_color=True, **options)
        return output.getvalue()

    def test_demo_is_refused_with_debug_off(self) -> None:
        with self.assertRaisesMessage(CommandError, "createsuperuser"):
            self.create_demo()
        self.assertFalse(User.objects.exists())

    @override_settings(DEBUG=True)
    def test_demo_can_sign_in_with_the_password_printed(self) -> None:
        password = self.create_demo().split()[-1]
        self.assertGreaterEqual(len(password), 12)
        self.assertTrue(self.client.login(username="demo", password=password))
        self.assertContains(self.client.get("/admin/"), "Notes administration")

    @override_settings(DEBUG=True)
    def test_second_run_gives_a_new_password_and_writes_nothing_twice(self) -> None:
        first = self.create_demo().split()[-1]
        notes = Note.objects.count()
        self.create_demo(password="a phrase of mine")
        self.assertEqual(Note.objects.count(), notes)
        self.assertFalse(self.client.login(username="demo", password=first))
        self.assertTrue(self.client.login(username="demo", password="a phrase of mine"))


class StaticFilesTests(SimpleTestCase):
    """The site's static files under hashed names, as in production."""

    def test_every_file_that_pages_and_styles_name_is_collected_under_a_hashed_name(self) -> None:
        with (
            tempfile.TemporaryDirectory() as root,
            override_settings(
                STATIC_ROOT=root,
                STORAGES={"staticfiles": {"BACKEND": MANIFEST_STORAGE}},
            ),
        ):
            call_command("collectstatic", interactive=False, verbosity=0)
            for name in ["notes/site.css", "notes/icon.svg", "admin/css/base.css", "twod_console/console.css"]:
                with self.subTest(name=name):
                    hashed = staticfiles_storage.url(name).removeprefix(settings.STATIC_URL)
                    self.assertNotEqual(hashed, name)
                    self.assertTrue((Path(root) / hashed).is_file())
