"""All that is wrong with an ini is said at once, with place and cure, and without secrets."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.wsgi.config import check_ini
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.survey import load_uri
from twod.wsgi.exc import ConfigurationError, ConfigurationWarning, Problem


def test_ten_mistakes_are_told_at_once(write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nEMAIL_SUBJECT_PREFIX = x\nSITE_ID = 25\n")
    path = write(
        "prod.ini",
        """
        [DEFAULT]
        debug = maybe
        TIME_ZONE = UTC
        [app:main]
        use = config:base.ini
        SITE_ID = 25x
        ALOWED_HOSTS = example.com
        MIDDLEWARE_CLASSES = a.B
        DATABASES.default.NAME = 100%
        TIME_ZONE = Europe/London
        FILE_UPLOAD_PERMISSIONS = 644
        MIDDLEWARE += a.B
        CACHES.default = reddis://:s3cret@cache
        SECRET_KEY = ${env:SECRET_KEY}
        debug = false
        """,
    )
    with pytest.raises(ConfigurationError) as raised:
        load_uri(path, environ={})
    advice = "write 'debug = …' in [DEFAULT], or 'set debug = …' in the section of the application"
    assert str(raised.value).split("\n") == [
        "prod.ini:2 [DEFAULT] debug: expected true or false, got 'maybe'",
        "prod.ini:6 [app:main] SITE_ID: expected an integer, got '25x' (overrides base.ini:4 [app:main] = 25)",
        "prod.ini:7 [app:main] ALOWED_HOSTS: not a setting; did you mean ALLOWED_HOSTS?"
        " (if it is one of your own: twod.types = ALOWED_HOSTS:TYPE)",
        "prod.ini:8 [app:main] MIDDLEWARE_CLASSES: removed in Django 2.0; use MIDDLEWARE"
        " (if it is one of your own: twod.types = MIDDLEWARE_CLASSES:TYPE)",
        "prod.ini:9 [app:main] DATABASES.default.NAME: a lone '%'; write '%%'",
        "prod.ini:10 [app:main] TIME_ZONE: PasteDeploy drops it, since prod.ini:3 [DEFAULT] has the same name;"
        " keep one of them",
        "prod.ini:11 [app:main] FILE_UPLOAD_PERMISSIONS: expected a file mode such as 0o644; write 0o644, got '644'",
        "prod.ini:12 [app:main] MIDDLEWARE +: expected MIDDLEWARE.append = …, since an ini has no '+='",
        "prod.ini:13 [app:main] CACHES.default: expected the URL of a cache (did you mean redis://?), got <hidden>",
        "prod.ini:14 [app:main] SECRET_KEY: the environment variable SECRET_KEY is not set",
        f"prod.ini:15 [app:main] debug: it has no effect here; {advice}",
    ]


def test_error_is_a_value_error_with_its_problems_and_can_cross_processes(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    with pytest.raises(ValueError, match="SITE_ID") as raised:
        load_uri(path, environ={})
    problem = Problem(str(path), 3, "app:main", "SITE_ID", "expected an integer, got 'x'")
    assert raised.value.problems == (problem,)
    assert pickle.loads(pickle.dumps(raised.value)).problems == (problem,)


def test_file_outside_of_the_working_directory_is_named_in_full(tmp_path, monkeypatch, write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError, match=f"^{path}:3 "):
        load_uri(path, environ={})


@pytest.mark.parametrize(
    "option",
    [
        "DATABASES.default.TEST.PASSWORD = [s3cret",
        'DATABASES = {"default": {"PASSWORD": ["s3cret"]}}',
        'DATABASES = {"default": {"PASSWORD": "s3cret"}',
        "DATABASES = s3cret",
        "MY_TOKEN = [s3cret",
        "MY_URL = [1, postgres://u:s3cret@h/d",
        'SECRET_KEY = "s3cret" is "s3cret"',
        "SECRET_KEY_FALLBACKS.remove = s3cret",
        'SECRET_KEY_FALLBACKS = ["s3cret", {"s3cret": 5}]',
        "SITE_ID = ${env:S3}",
        "MIDDLEWARE.remove = ${env:S3}",
        "EMAIL_BACKEND = a\nSITE_ID = https://u:s3cret@h/",
        'CACHES.default.OPTIONS = ["s3cret"]',
    ],
)
def test_secret_is_in_no_error(load, option):
    default = "twod.types = MY_TOKEN:json MY_URL:json"
    try:
        load(option, default=default, environ={"S3": "s3cret"})
    except ConfigurationError as error:
        assert "s3cret" not in str(error)  # noqa: PT017 - some of them are no error, and fewer may be
        assert "s3cret" not in repr(error)  # noqa: PT017


def test_overridden_reference_is_told_as_it_is_written(write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nDATABASES.default.CONN_MAX_AGE = ${env:A}\n")
    path = write("x.ini", "[app:main]\nuse = config:base.ini\nDATABASES.default.CONN_MAX_AGE = x\n")
    with pytest.raises(ConfigurationError, match=r"\(overrides base\.ini:3 .* = \$\{env:A\}\)"):
        load_uri(path, environ={"A": "5"})


@pytest.mark.parametrize("name", ["USE_L10N", "STATICFILES_STORAGE", "LOGOUT_URL"])
def test_removed_setting_is_an_error_that_tells_since_when_and_what_instead(problems, load, name):
    (problem,) = problems(f"{name} = x")
    assert f"{name}: removed in Django " in problem
    assert load(f"{name} = x", default=f"twod.types = {name}:str").values[name] == "x"


@pytest.mark.skipif(find_django_version() < (6, 1), reason="deprecated since Django 6.1")
def test_deprecated_setting_is_a_warning(load):
    with pytest.warns(
        ConfigurationWarning, match=r"site\.ini:3 .* EMAIL_HOST: deprecated since Django 6\.1; use MAILERS"
    ):
        load("EMAIL_HOST = x")


@pytest.mark.skipif(find_django_version() < (6, 1), reason="Django 6.1 has MAILERS")
@pytest.mark.filterwarnings("ignore:.*deprecated since Django:twod.wsgi.exc.ConfigurationWarning")
def test_mailers_beside_old_mail_settings_are_an_error_naming_both(problems, settings_module):
    assert problems("MAILERS.default.BACKEND = a\nEMAIL_HOST = x") == [
        "site.ini:4 [app:main] EMAIL_HOST: Django 6.1 rejects it together with MAILERS (site.ini:3 [app:main]);"
        " keep one of them"
    ]
    name = settings_module("EMAIL_HOST = 'x'")
    assert problems("MAILERS.default.BACKEND = a", default=f"django_settings_module = {name}") == [
        "site.ini:5 [app:main] MAILERS.default.BACKEND: Django 6.1 rejects it together with EMAIL_HOST"
        f" (settings module {name}); keep one of them"
    ]


@pytest.mark.skipif(find_django_version() >= (6, 0), reason="Django 6.0 has SECURE_CSP")
def test_setting_of_a_later_django_is_a_warning(load):
    with pytest.warns(
        ConfigurationWarning, match=r"SECURE_CSP: Django 5\.2 does not read it; it came with Django 6\.0"
    ):
        load("SECURE_CSP = {}")


def test_missing_ini_is_an_error(tmp_path):
    with pytest.raises(ConfigurationError, match=r"cannot read .*gone\.ini: no such file or directory"):
        check_ini(tmp_path / "gone.ini")


def test_missing_settings_module_names_the_ini_file(problems):
    assert problems("SITE_ID = 1", default="django_settings_module = no_such_site.settings") == [
        "site.ini:2 [DEFAULT] django_settings_module: there is no module 'no_such_site';"
        " add the project's directory to twod.pythonpath, or install the project"
    ]


@pytest.mark.parametrize("name", ["mysite/settings.py", "mysite settings", "mysite..settings", ".settings"])
def test_settings_module_that_is_no_dotted_name_is_an_error(problems, write, name):
    message = f"[DEFAULT] django_settings_module: expected the dotted name of a module, got {name!r}"
    assert problems("SITE_ID = 1", default=f"django_settings_module = {name}") == [f"site.ini:2 {message}"]
    with pytest.raises(ConfigurationError, match="expected the dotted name of a module"):
        check_ini("site.ini")


def test_error_inside_the_settings_module_is_told_with_its_own_line(problems, settings_module):
    name = settings_module("import no_such_thing")
    said = f"{name}.py:1 raised ModuleNotFoundError: No module named 'no_such_thing' (TWOD_TRACEBACK=1 shows the "
    assert problems("SITE_ID = x", default=f"django_settings_module = {name}") == [
        f"site.ini:2 [DEFAULT] django_settings_module: {said}traceback)",
        "site.ini:5 [app:main] SITE_ID: expected an integer, got 'x'",
    ]


@settings(max_examples=150)
@given(text=st.text(alphabet="[]=:#; \n\t%(){}$\"'.,+-abDEFAULTusepIN_0é\r\x0b", max_size=80))
@pytest.mark.filterwarnings("ignore::twod.wsgi.exc.ConfigurationWarning")
def test_any_file_is_read_or_is_an_error(text):
    try:
        check_ini("/srv/x.ini", text=f"[app:main]\nuse = egg:twod.wsgi\n{text}")
    except ConfigurationError as error:
        assert error.problems  # noqa: PT017 - either outcome is right
