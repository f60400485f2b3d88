"""One process has one configuration, and its children come up with the same."""

from __future__ import annotations

import sys
import textwrap

import pytest

from kit.environs import make_python_environ
from kit.processes import run as run_process
from twod.wsgi.config.activation import SETTINGS_MODULE, URI_VARIABLE

SITE = """
    [DEFAULT]
    debug = false
    [app:main]
    use = egg:twod.wsgi
    SECRET_KEY = k
    SITE_ID = 1
    INSTALLED_APPS = django.contrib.contenttypes django.contrib.auth
    DATABASES.default = sqlite:///:memory:
    TIME_ZONE = Europe/London
    [app:other]
    use = main
    SITE_ID = 2
    [app:same]
    use = main
    [composite:all]
    use = egg:Paste#urlmap
    / = main
    /other = other
"""


@pytest.fixture
def run(tmp_path, write):
    """Run Python code in a process of its own and return what it prints."""
    write("site.ini", SITE)

    def run(code, *, fails=False, **environ):
        script = write("script.py", code)
        done = run_process([sys.executable, script.name], cwd=tmp_path, environ=make_python_environ(**environ))
        assert bool(done.returncode) == fails, done.stderr
        return done.stderr if fails else done.stdout.strip()

    return run


def test_ini_becomes_the_settings_of_django(run):
    assert (
        run("""
        import os
        from twod.wsgi.config import configure
        configure("site.ini")
        from django.conf import settings
        print(settings.SITE_ID, settings.DEBUG, settings.is_overridden("SITE_ID"))
        print(settings.SETTINGS_MODULE, os.environ["TZ"])
    """)
        == "1 False True\ntwod.wsgi.config.settings Europe/London"
    )


def test_same_ini_again_is_harmless(run):
    assert (
        run("""
        from paste.deploy import loadapp
        from twod.wsgi.config import configure
        configure("site.ini")
        import os
        one, two = [loadapp(f"config:{os.path.abspath('site.ini')}#{name}") for name in ("main", "same")]
        configure("config:site.ini#main")
        print(type(one).__name__, type(two).__name__, one is two)
    """)
        == "DjangoApplication DjangoApplication False"
    )


def test_other_settings_are_refused_with_both_names(run):
    assert run("""
        from twod.wsgi.config import configure
        from twod.wsgi.exc import ConfigurationError
        configure("site.ini")
        try:
            configure("site.ini#other")
        except ConfigurationError as error:
            print(error)
        from django.conf import settings
        print(settings.SITE_ID)
    """).split("\n") == [
        "site.ini [app:other]: this process already runs with the settings of site.ini [app:main],"
        " and a process has one configuration; these differ: SITE_ID",
        "1",
    ]


def test_two_applications_of_one_composite_are_refused(run):
    assert "already runs with the settings of" in run(
        """
        import os
        from paste.deploy import loadapp
        loadapp(f"config:{os.path.abspath('site.ini')}#all")
    """,
        fails=True,
    )


def test_settings_that_something_else_loaded_are_refused(run):
    assert "settings.configure() was called first" in run(
        """
        from django.conf import settings
        settings.configure()
        from twod.wsgi.config import configure
        configure("site.ini")
    """,
        fails=True,
    )


def test_django_settings_module_of_the_environment_gives_way(run):
    assert (
        run(
            """
        from twod.wsgi.config import configure
        configure("site.ini")
        from django.conf import settings
        print(settings.SITE_ID)
    """,
            DJANGO_SETTINGS_MODULE="no.such.module",
        )
        == "1"
    )


def test_what_django_refuses_is_located_and_the_next_ini_may_be_loaded(run, write):
    write("bad.ini", "[app:main]\nuse = egg:twod.wsgi\nTIME_ZONE = No/Where\n")
    assert run("""
        from twod.wsgi.config import configure
        from twod.wsgi.exc import ConfigurationError
        try:
            configure("bad.ini")
        except ConfigurationError as error:
            print(error)
        configure("site.ini")
        from django.conf import settings
        print(settings.TIME_ZONE)
    """).split("\n") == [
        "bad.ini:3 [app:main] TIME_ZONE: Django rejects this: Incorrect timezone setting: No/Where",
        "Europe/London",
    ]


def test_bad_ini_leaves_the_process_free_for_another(run, write):
    write("bad.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    assert (
        run("""
        from twod.wsgi.config import configure
        try:
            configure("bad.ini")
        except ValueError:
            configure("site.ini")
        from django.conf import settings
        print(settings.SITE_ID)
    """)
        == "1"
    )


def test_threads_that_load_at_the_same_time_agree(run):
    assert (
        run("""
        import os, threading
        from paste.deploy import loadapp
        uri = f"config:{os.path.abspath('site.ini')}"
        barrier, found, errors = threading.Barrier(8), [], []
        def load():
            barrier.wait()
            try:
                found.append(type(loadapp(uri)).__name__)
            except BaseException as error:
                errors.append(repr(error))
        threads = [threading.Thread(target=load) for _ in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        print(set(found), len(found), errors)
    """)
        == "{'DjangoApplication'} 8 []"
    )


def test_threads_with_different_inis_get_one_of_them_and_an_error(run):
    assert (
        run("""
        import threading
        from twod.wsgi.config import configure
        from twod.wsgi.exc import ConfigurationError
        barrier, results = threading.Barrier(2), []
        def load(name):
            barrier.wait()
            try:
                configure(f"site.ini#{name}")
                results.append("loaded")
            except ConfigurationError:
                results.append("refused")
        threads = [threading.Thread(target=load, args=(name,)) for name in ("main", "other")]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        print(sorted(results))
    """)
        == "['loaded', 'refused']"
    )


SPAWN = """
    import multiprocessing
    {imports}

    def look(_):
        from django.conf import settings
        return settings.SITE_ID, settings.DEBUG, settings.TIME_ZONE

    if __name__ == "__main__":
        {load}
        with multiprocessing.get_context({method!r}).Pool(1) as pool:
            print(pool.map(look, [None]))
"""


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_child_process_comes_up_with_the_same_settings(run, method):
    code = SPAWN.format(
        imports="from twod.wsgi.config import configure", load="configure('site.ini#other')", method=method
    )
    assert run(code) == "[(2, False, 'Europe/London')]"


def test_child_of_a_loaded_application_has_its_command_line_variables_too(run):
    load = "loadapp('config:' + os.path.abspath('site.ini') + '#other', global_conf={'debug': 'true', 'x': '1'})"
    code = SPAWN.format(imports="import os; from paste.deploy import loadapp", load=load, method="spawn")
    assert run(code) == "[(2, True, 'Europe/London')]"


def test_process_without_any_ini_is_told_so(run):
    assert "TWOD_CONFIG_URI names no ini; run a script of an environment" in run(
        """
        import os
        os.environ["DJANGO_SETTINGS_MODULE"] = "twod.wsgi.config.settings"
        from django.conf import settings
        settings.DEBUG
    """,
        fails=True,
    )


def test_report_before_any_ini_is_an_error(run):
    assert "NotConfiguredError: no ini was loaded in this process" in run(
        """
        from twod.wsgi import settings_report
        settings_report()
    """,
        fails=True,
    )


def test_report_of_the_process_tells_value_and_line(run):
    assert (
        run("""
        from twod.wsgi import settings_report
        from twod.wsgi.config import configure
        configure("site.ini")
        report = settings_report(["SITE_ID", "SECRET_KEY"])
        print(report["SITE_ID"].value, report["SITE_ID"].origins[0], report["SECRET_KEY"].value)
    """)
        == "1 site.ini:6 [app:main] <hidden>"
    )


def test_check_imports_neither_django_nor_the_project(run, write):
    write("mysite/__init__.py", "raise SystemExit('imported')")
    write(
        "checked.ini",
        SITE.replace("[DEFAULT]", "[DEFAULT]\n    django_settings_module = mysite.settings").replace(
            "DATABASES.default = sqlite:///:memory:", "DATABASES.default.NAME = ${env:NOT_SET}"
        ),
    )
    assert (
        run("""
        import sys
        from twod.wsgi import check_ini
        check_ini("checked.ini")
        print([name for name in sys.modules if name.partition(".")[0] in ("django", "mysite", "environ")])
    """)
        == "[]"
    )


def test_file_is_utf8_whatever_the_locale(run, write):
    write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nEMAIL_SUBJECT_PREFIX = café\n")
    code = """
        from twod.wsgi.config.survey import load_uri
        print(ascii(load_uri("x.ini").values["EMAIL_SUBJECT_PREFIX"]))
    """
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONWARNINGS": "ignore"}
    assert run(code, **locale) == "'caf\\xe9'"


def test_startproject_runs_unchanged_and_the_ini_wins(run, tmp_path, write):
    startproject = [sys.executable, "-m", "django", "startproject", "mysite", "."]
    assert run_process(startproject, cwd=tmp_path, environ=make_python_environ()).returncode == 0
    write(
        "mysite.ini",
        """
        [DEFAULT]
        debug = false
        django_settings_module = mysite.settings
        [app:main]
        use = egg:twod.wsgi
        ALLOWED_HOSTS = example.com
        DATABASES.default.NAME = :memory:
        MIDDLEWARE.remove = django.middleware.clickjacking.XFrameOptionsMiddleware
    """,
    )
    assert run("""
        import os
        from paste.deploy import loadapp
        loadapp(f"config:{os.path.abspath('mysite.ini')}")
        from django.conf import settings
        from mysite import settings as module
        print(settings.DEBUG, module.DEBUG, settings.ALLOWED_HOSTS, module.ALLOWED_HOSTS)
        ours, theirs = settings.DATABASES["default"], module.DATABASES["default"]
        print(ours["NAME"], theirs["NAME"].name, len(theirs))
        print(len(module.MIDDLEWARE) - len(settings.MIDDLEWARE), settings.SECRET_KEY == module.SECRET_KEY)
    """).split("\n") == ["False True ['example.com'] []", ":memory: db.sqlite3 2", "1 True"]


SHOW_READER = """
    from django.conf import settings
    assert settings.SITE_ID == 1
    print(type(settings).__name__)
"""


@pytest.mark.parametrize(("option", "reader"), [("", "FastSettings"), ("twod.fast = none", "LazySettings")])
def test_an_ini_makes_django_faster_unless_it_is_told_not_to(run, write, option, reader):
    write("site.ini", textwrap.dedent(SITE).replace("debug = false", f"debug = false\n{option}"))
    code = "from twod.wsgi.config import configure\nconfigure('site.ini')\n"
    assert run(code + textwrap.dedent(SHOW_READER)) == reader


def test_a_child_process_has_what_its_parent_has(run, tmp_path):
    environ = {"DJANGO_SETTINGS_MODULE": SETTINGS_MODULE, URI_VARIABLE: str(tmp_path / "site.ini")}
    assert run(SHOW_READER, **environ) == "FastSettings"


def test_a_process_without_an_ini_has_django_as_it_is(run, write):
    write("plain_settings.py", "SITE_ID = 1\n")
    code = "import twod.wsgi.handler, twod.wsgi.factories, twod.wsgi.fast.switchboard"
    assert run(code + textwrap.dedent(SHOW_READER), DJANGO_SETTINGS_MODULE="plain_settings") == "LazySettings"
