"""The pytest plugin: settings, databases and fixtures for the tests of a site, in a pytest run of its own."""

from __future__ import annotations

import os
import sys

import pytest

from kit.sites import write_file, write_files

pytest_plugins = ["pytester"]

#: Each runs pytest, some with workers of its own.
pytestmark = pytest.mark.slow

#: WebOb imports it, and does so in the run that is tested.
CGI = "ignore:'cgi' is deprecated:DeprecationWarning"
FILES = {
    "site.ini": """
        [DEFAULT]
        debug = true
        [pipeline:main]
        pipeline = stamp django
        [filter:stamp]
        paste.filter_factory = stamp:make_filter
        [app:django]
        use = egg:twod.wsgi
        ROOT_URLCONF = shop.urls
        SECRET_KEY = for tests alone
        INSTALLED_APPS = shop
        DATABASES.default = sqlite:///%(here)s/real.sqlite3
        DEFAULT_AUTO_FIELD = django.db.models.BigAutoField
        GREETING = hello
    """,
    "stamp.py": """
        def make_filter(global_conf):
            def add_stamp(app):
                def stamped(environ, start_response):
                    def start(status, headers, exc_info=None):
                        return start_response(status, [*headers, ("X-Stamp", "stamped")], exc_info)
                    return app(environ, start)
                return stamped
            return add_stamp
    """,
    "shop/__init__.py": "",
    "shop/models.py": """
        from django.db import models

        class Item(models.Model):
            name = models.CharField(max_length=20)
    """,
    "shop/urls.py": """
        from django.conf import settings
        from django.db import transaction
        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Item

        @transaction.atomic(durable=True)
        def add(request):
            Item.objects.create(name="from a request")
            return HttpResponse(f"{settings.GREETING} {Item.objects.count()}")

        urlpatterns = [path("add", add)]
    """,
}


@pytest.fixture
def site(pytester, monkeypatch):
    """A site and a pytest that finds it, and all that this one has."""
    write_files(pytester.path, FILES)
    for name in list(os.environ):
        if name.startswith(("DJANGO_", "TWOD_", "PYTEST_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    pytester.makeini(f"[pytest]\npaste_config = site.ini\npythonpath = .\nfilterwarnings =\n    error\n    {CGI}\n")
    return pytester


def run(site, *arguments, pytest_django=False):
    others = [] if pytest_django else ["-p", "no:django"]
    return site.runpytest_subprocess("-p", "no:cacheprovider", *others, *arguments)


def test_application_has_all_that_the_ini_puts_around_django(site):
    site.makepyfile("""
        def test_pipeline(app):
            answer = app.get("/add")
            assert answer.text == "hello 1"
            assert answer.headers["X-Stamp"] == "stamped"
            assert app.get("/nowhere", status=404).headers["X-Stamp"] == "stamped"
    """)
    result = run(site)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"paste config: {site.path}/site.ini"])


def test_each_test_finds_the_databases_as_they_were(site):
    site.makepyfile("""
        import pytest
        from django.test import TestCase, TransactionTestCase
        from shop.models import Item

        class TestEmptying(TransactionTestCase):
            def test_committed(self):
                Item.objects.create(name="committed")
                assert Item.objects.count() == 1

        @pytest.mark.parametrize("number", [1, 2])
        def test_function(app, number):
            Item.objects.create(name="direct")
            assert app.get("/add").text == "hello 2"

        class TestOfDjango(TestCase):
            @classmethod
            def setUpTestData(cls):
                Item.objects.create(name="of the class")

            def test_one(self):
                Item.objects.create(name="of the test")
                assert Item.objects.count() == 2

            def test_two(self):
                assert Item.objects.count() == 1
    """)
    result = run(site, "-v")
    result.assert_outcomes(passed=5)
    assert result.outlines.index(next(line for line in result.outlines if "test_committed" in line)) > max(
        index for index, line in enumerate(result.outlines) if "TestOfDjango" in line
    )
    assert not (site.path / "real.sqlite3").exists()


def test_models_can_be_imported_by_a_conftest(site):
    site.makeconftest("from shop.models import Item")
    site.makepyfile("def test_nothing(): pass")
    run(site).assert_outcomes(passed=1)


def test_requests_see_the_tests_transaction_in_a_database_on_disk(site):
    ini = site.path / "site.ini"
    ini.write_text(ini.read_text() + "DATABASES.default.TEST.NAME = %(here)s/test.sqlite3\n")
    site.makepyfile("""
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_two_requests(app, number):
            assert app.get("/add").text == "hello 1"
            assert app.get("/add").text == "hello 2"
    """)
    run(site).assert_outcomes(passed=2)
    assert not (site.path / "test.sqlite3").exists()


def test_settings_of_a_test_are_its_own(site):
    site.makepyfile("""
        def test_changed(app, django_app_settings):
            assert django_app_settings.DEBUG is False
            django_app_settings.GREETING = "goodbye"
            django_app_settings.GREETING += "!"
            assert app.get("/add").text == "goodbye! 1"

        def test_as_before(app, django_app_settings):
            assert django_app_settings.GREETING == "hello"
            assert app.get("/add").text == "hello 1"
    """)
    run(site).assert_outcomes(passed=2)


def test_option_wins_over_the_configuration_and_names_a_section(site):
    ini = (site.path / "site.ini").read_text()
    write_file(site.path / "inis/other.ini", ini + "\n[app:second]\nuse = django\nGREETING = second\n")
    write_file(site.path / "stamp_again.py", "")
    site.makepyfile("""
        def test_second(django_app_settings):
            assert django_app_settings.GREETING == "second"
    """)
    run(site, "--paste-config", "inis/other.ini#second").assert_outcomes(passed=1)


def test_no_db_makes_none_and_keeps_tests_from_the_real_ones(site):
    site.makepyfile("""
        import pytest
        from shop.models import Item

        def test_without(app):
            assert app.get("/nowhere", status=404)

        @pytest.mark.parametrize("number", [1, 2])
        def test_with(number):
            Item.objects.count()
    """)
    result = run(site, "--no-db")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*DatabaseAccessError: the database 'default' of */site.ini is blocked*"])


def test_real_database_is_out_of_reach_while_tests_are_collected(site):
    site.makepyfile("""
        from shop.models import Item
        Item.objects.count()
    """)
    result = run(site)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*DatabaseAccessError*"])


def test_databases_are_kept_and_used_again_when_asked_for(site):
    ini = site.path / "site.ini"
    ini.write_text(ini.read_text() + "DATABASES.default.TEST.NAME = %(here)s/kept.sqlite3\n")
    site.makepyfile("""
        from pathlib import Path
        from shop.models import Item

        def test_count():
            assert Item.objects.count() == int(Path("expected").read_text())
    """)
    (site.path / "expected").write_text("0")
    run(site).assert_outcomes(passed=1)
    assert not (site.path / "kept.sqlite3").exists()
    run(site, "--reuse-db").assert_outcomes(passed=1)
    fill(site.path / "kept.sqlite3")
    (site.path / "expected").write_text("1")
    run(site, "--reuse-db").assert_outcomes(passed=1)


def fill(database):
    import sqlite3

    connection = sqlite3.connect(database)
    with connection:
        connection.execute("INSERT INTO shop_item (name) VALUES ('kept')")
    connection.close()


def test_processes_of_xdist_have_databases_of_their_own(site):
    ini = site.path / "site.ini"
    ini.write_text(ini.read_text() + "DATABASES.default.TEST.NAME = %(here)s/parallel.sqlite3\n")
    site.makepyfile("""
        import pytest
        from django.db import connection

        @pytest.mark.parametrize("number", range(4))
        def test_in_parallel(app, number, worker_id):
            assert app.get("/add").text == "hello 1"
            assert connection.settings_dict["NAME"].endswith(f"parallel.sqlite3_{worker_id}")
    """)
    run(site, "-n", "2", "--paste-config=site.ini").assert_outcomes(passed=4)


def test_ini_that_cannot_be_loaded_is_a_usage_error(site):
    write_file(site.path / "bad.ini", "[app:main]\nuse = egg:twod.wsgi\nEMAIL_PORT = x\n")
    result = run(site, "--paste-config=bad.ini")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*bad.ini:3 [[]app:main[]] EMAIL_PORT: expected an integer, got 'x'"])
    assert "Traceback" not in result.stderr.str()


def test_without_an_ini_nothing_is_loaded_and_nothing_said(site):
    site.makeini("[pytest]\nfilterwarnings = error\n")
    site.makepyfile("""
        import sys

        def test_nothing(request):
            assert "django" not in sys.modules
            assert "twod.wsgi.config" not in sys.modules
            assert not request.config.pluginmanager.hasplugin("twod-site")

        def test_application(app): pass
    """)
    result = run(site)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*fixture 'app' not found"])
    assert "paste config" not in result.stdout.str()


def test_pytest_django_sets_up_the_databases_where_it_is_active(site):
    site.makepyfile("""
        import pytest
        from shop.models import Item

        @pytest.mark.django_db
        def test_marked():
            Item.objects.create(name="one")
            assert Item.objects.count() == 1

        def test_unmarked():
            with pytest.raises(RuntimeError, match="Database access not allowed"):
                Item.objects.count()

        def test_application(app, settings, django_app_settings, client):
            assert app.get("/add").text == "hello 1"
            django_app_settings.GREETING = "goodbye"
            assert settings.GREETING == "goodbye"
            assert client.get("/add").content == b"goodbye 2"

        def test_rolled_back(db):
            assert Item.objects.count() == 0
    """)
    result = run(site, "--reuse-db", pytest_django=True)
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["django: version: *settings: twod.wsgi.config.settings (from env)"])
    assert not (site.path / "real.sqlite3").exists()


def test_no_db_beside_pytest_django_fails_what_needs_one(site):
    site.makepyfile("""
        def test_with(db): pass
        def test_without(app): app.get("/nowhere", status=404)
    """)
    result = run(site, "--no-db", pytest_django=True)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*this test needs a database, but --no-db is set"])


def test_other_settings_for_pytest_django_are_refused(site):
    site.makepyfile("def test_nothing(): pass")
    result = run(site, "--ds=shop.settings", pytest_django=True)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*remove --ds, because the settings come from */site.ini*"])


def test_the_configuration_and_the_test_of_the_manual_work(pytester, monkeypatch, manual):
    page = "docs/how-to/testing.rst"
    (configuration,), (console,), (code,) = (manual(page, language) for language in ("toml", "console", "python"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    site = """
        [app:main]
        use = egg:twod.wsgi
        ROOT_URLCONF = greeting
        SECRET_KEY = for tests alone
        DATABASES.default = sqlite://:memory:
        GREETING = Good morning
    """
    urls = """
        from django.conf import settings
        from django.http import HttpResponse
        from django.urls import path

        def greet(request):
            return HttpResponse(settings.GREETING, headers={"Cache-Control": "no-cache"})

        urlpatterns = [path("", greet)]
    """
    write_file(pytester.path / "test.ini", site)
    write_file(pytester.path / "inis" / "postgres.ini", site)
    write_file(pytester.path / "greeting.py", urls)
    write_file(pytester.path / "pyproject.toml", configuration.text)
    write_file(pytester.path / "test_greeting.py", code.text)
    commands = console.text.splitlines()
    assert len(commands) == 2
    for command in commands:
        words = command.removeprefix("$ pytest").split()
        pytester.runpytest_subprocess(*words, "-W", CGI).assert_outcomes(passed=1)
