"""The Django application behind a name, and the section behind a factory's arguments."""

from __future__ import annotations

import pytest
from paste.deploy import appconfig, loadapp
from paste.deploy.loadwsgi import APP, loadcontext

from twod.inifile.pastedeploy.django_sections import find_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.reading import IniReader
from twod.wsgi.config.survey import load_called, load_uri, split_config_uri
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


def find(path, name):
    return find_django(Route(IniReader(), str(path)), name)


@pytest.mark.parametrize("name", [None, "main", "django", "pipe", "wrapped", "urls"])
def test_name_leads_to_django_through_whatever_stands_before_it(write, name):
    assert find(write("x.ini", SITE), name).section == "app:django"


@pytest.mark.parametrize(
    ("name", "expected"), [("django", (1, False)), ("alias", (2, False)), ("debugging", (1, True))]
)
def test_use_of_another_section_is_an_application_of_its_own(write, name, expected):
    values = load_uri(f"config:{write('x.ini', SITE)}#{name}", environ={}).values
    assert (values["SITE_ID"], values["DEBUG"]) == expected


def test_name_of_something_else_is_an_error(write):
    with pytest.raises(ConfigurationError, match=r"x\.ini#other leads to no Django application"):
        load_uri(f"{write('x.ini', SITE)}#other", environ={})


def test_two_applications_behind_a_name_are_an_error_that_tells_how_to_name_one(write):
    path = write("x.ini", SITE + "    [composite:both]\n    use = egg:Paste#urlmap\n    / = django\n    /2 = alias\n")
    with pytest.raises(ConfigurationError) as raised:
        load_uri(f"{path}#both", environ={})
    assert f"leads to 2 Django applications; say which: {path}#alias or {path}#django" in str(raised.value)


def test_application_of_another_file_is_found(write):
    write("sub/other.ini", SITE)
    path = write("x.ini", "[composite:main]\nuse = egg:Paste#urlmap\n/a = config:sub/other.ini#alias\n")
    assert find(path, None).section == "app:alias"


def test_composite_gives_its_variables_to_the_application(write):
    path = write(
        "x.ini",
        "[DEFAULT]\ndebug = no\n[composite:main]\nuse = egg:twod.wsgi#full_django\ndjango_app = d\nset debug = yes\n"
        "[app:d]\nuse = egg:twod.wsgi\n",
    )
    assert load_uri(path, environ={}).values["DEBUG"] is True
    assert load_uri(f"{path}#d", environ={}).values["DEBUG"] is False


def test_factory_of_the_project_around_ours_counts_when_there_is_no_other(write):
    path = write("x.ini", "[app:main]\npaste.app_factory = mysite.wsgi:make\nSITE_ID = 3\n")
    assert load_uri(path, environ={}).values == {"SITE_ID": 3}


@pytest.mark.parametrize("use", ["egg:twod.wsgi", "egg:twod.wsgi#main", "egg:Twod_WSGI", "egg:twod-wsgi"])
def test_our_factory_is_known_in_every_spelling(write, use):
    path = write("x.ini", f"[app:main]\nuse = {use}\nSITE_ID = 3\n[app:b]\npaste.app_factory = a:b\n")
    assert load_uri(path, environ={}).values == {"SITE_ID": 3}


@pytest.mark.parametrize(
    ("uri", "expected"),
    [("/a/b.ini", ("/a/b.ini", None)), ("config:/a/b.ini#x", ("/a/b.ini", "x")), ("/a/../b.ini#", ("/b.ini", None))],
)
def test_config_uri_is_a_path_with_a_scheme_or_without_and_a_name(uri, expected):
    assert split_config_uri(uri) == expected


def test_relative_config_uri_is_below_the_working_directory(tmp_path):
    assert split_config_uri("b.ini#x") == (str(tmp_path / "b.ini"), "x")


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


def test_replay_gives_what_pastedeploy_gives(write):
    write(
        "base.ini",
        "[DEFAULT]\nroot = %(here)s/base\nonly = 1\n[app:main]\nuse = egg:twod.wsgi\nA = %(root)s\nset s = 1\n",
    )
    path = write(
        "x.ini",
        "[DEFAULT]\nroot = %(here)s/x\nset t = 2\n"
        "[app:main]\nuse = config:base.ini\nB = %(root)s\nset s = 3\nget C = s\n",
    )
    conf = appconfig(f"config:{path}")
    replayed = find(path, None)
    assert {name: option.text for name, option in replayed.options.items()} == conf.local_conf
    assert {name: option.text for name, option in replayed.variables.items()} == conf.global_conf


def test_loaded_application_is_the_one_of_the_ini(write):
    # Here PasteDeploy itself calls the factory; the error proves that it came as far as Django's settings.
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    with pytest.raises(ConfigurationError, match=r"x\.ini:3 \[app:main\] SITE_ID: expected an integer, got 'x'"):
        loadapp(f"config:{path}")
