"""The Django application behind a name, and the section behind a factory's arguments."""

from __future__ import annotations

import pytest
from paste.deploy import appconfig, loadapp
from paste.deploy.loadwsgi import APP, loadcontext

from twod.wsgi.config.survey import load_called, load_uri
from twod.wsgi.exc import ConfigurationError

SITE = """
    [DEFAULT]
    debug = false
    [composite:main]
    use = egg:twod.wsgi#full_django
    django_app = django
    [app:django]
    use = egg:twod.wsgi
    SITE_ID = 1
    [pipeline:pipe]
    pipeline = gzip main
    [filter:gzip]
    use = egg:Paste#gzip
    [filter-app:wrapped]
    use = egg:Paste#gzip
    next = pipe
    [composite:urls]
    use = egg:Paste#urlmap
    / = wrapped
    /other = other
    [app:other]
    use = egg:Paste#static
    document_root = /srv
    [app:alias]
    use = django
    SITE_ID = 2
    [app:debugging]
    use = django
    set debug = true
"""


@pytest.mark.parametrize(
    ("name", "expected"), [("django", (1, False)), ("alias", (2, False)), ("debugging", (1, True))]
)
def test_use_of_another_section_is_an_application_of_its_own(write, name, expected):
    values = load_uri(f"config:{write('x.ini', SITE)}#{name}", environ={}).values
    assert (values["SITE_ID"], values["DEBUG"]) == expected


def test_name_of_something_else_is_an_error(write):
    with pytest.raises(ConfigurationError, match=r"x\.ini#other leads to no Django application"):
        load_uri(f"{write('x.ini', SITE)}#other", environ={})


def test_composite_gives_its_variables_to_the_application(write):
    path = write(
        "x.ini",
        "[DEFAULT]\ndebug = no\n[composite:main]\nuse = egg:twod.wsgi#full_django\ndjango_app = d\nset debug = yes\n"
        "[app:d]\nuse = egg:twod.wsgi\n",
    )
    assert load_uri(path, environ={}).values["DEBUG"] is True
    assert load_uri(f"{path}#d", environ={}).values["DEBUG"] is False


def test_factory_of_the_project_around_ours_counts_when_there_is_no_other(write, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    write("site_around_ours.py", "from twod.wsgi.factories import make_application as make\n")
    path = write("x.ini", "[app:main]\npaste.app_factory = site_around_ours:make\nSITE_ID = 3\n")
    assert load_uri(path, environ={}).values == {"SITE_ID": 3}


@pytest.mark.parametrize("use", ["egg:twod.wsgi", "egg:twod.wsgi#main", "egg:Twod_WSGI", "egg:twod-wsgi"])
def test_our_factory_is_known_in_every_spelling(write, use):
    path = write("x.ini", f"[app:main]\nuse = {use}\nSITE_ID = 3\n[app:b]\npaste.app_factory = a:b\n")
    assert load_uri(path, environ={}).values == {"SITE_ID": 3}


@pytest.mark.parametrize("name", ["django", "alias", "debugging"])
def test_factory_finds_its_section_from_what_pastedeploy_gives(write, name):
    path = write("x.ini", SITE)
    conf = appconfig(f"config:{path}", name)
    loaded = load_called(conf.global_conf, conf.local_conf, environ={})
    assert loaded.uri == f"{path}#{name}"
    assert loaded.given == {}
    assert loaded.report(["SITE_ID"])["SITE_ID"].origins[0].line in (8, 25)


def test_factory_finds_its_section_with_variables_from_the_command_line(write):
    path = write("x.ini", SITE)
    conf = appconfig(f"config:{path}", "django", global_conf={"debug": "true", "http_port": "80"})
    loaded = load_called(conf.global_conf, conf.local_conf, environ={})
    assert (loaded.uri, loaded.given) == (f"{path}#django", {"debug": "true", "http_port": "80"})
    assert loaded.values["DEBUG"] is True


def test_factory_finds_its_section_in_another_file(write):
    other = write("sub/other.ini", SITE)
    path = write("x.ini", "[pipeline:main]\npipeline = config:sub/other.ini#alias\n")
    conf = loadcontext(APP, f"config:{path}").app_context
    loaded = load_called(conf.global_conf, conf.local_conf, environ={})
    assert loaded.uri == f"{other}#alias"
    assert loaded.values["SITE_ID"] == 2


def test_settings_that_no_section_gives_are_taken_as_they_are(write):
    path = write("x.ini", SITE)
    conf = appconfig(f"config:{path}", "django")
    loaded = load_called(conf.global_conf, {**conf.local_conf, "SITE_ID": "9"}, environ={})
    assert (loaded.uri, loaded.values["SITE_ID"]) == (None, 9)
    assert load_called({}, {"SITE_ID": "4"}, environ={}).values == {"SITE_ID": 4}
    assert load_called({"debug": False}, {"SITE_ID": 4}, environ={}).values == {"DEBUG": False, "SITE_ID": 4}


def test_loaded_application_is_the_one_of_the_ini(write):
    # Here PasteDeploy itself calls the factory; the error proves that it came as far as Django's settings.
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    with pytest.raises(ConfigurationError, match=r"x\.ini:3 \[app:main\] SITE_ID: expected an integer, got 'x'"):
        loadapp(f"config:{path}")
