"""A configuration URI, or a factory's arguments, lead to settings, and to all that is wrong with them."""

from __future__ import annotations

import pytest

from twod.wsgi.config.kinds.markers import UNKNOWN
from twod.wsgi.config.survey import load_called, load_uri, survey_file, survey_uri
from twod.wsgi.exc import ConfigurationError

INI = "[DEFAULT]\ndebug = no\n[app:main]\nuse = egg:twod.wsgi\nSITE_ID = ${n}\n"


def test_survey_has_what_can_be_read_and_what_is_wrong(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\nMY = 5\nemail_port = 25\n")
    survey = survey_uri(path)
    assert survey.loaded.values == {"MY": 5, "SITE_ID": UNKNOWN}
    assert [problem.name for problem in survey.report.errors] == ["SITE_ID"]
    assert [problem.name for problem in survey.report.warnings] == ["email_port"]
    assert survey.files == (str(path),)


def test_survey_of_what_leads_nowhere_has_no_settings(tmp_path):
    survey = survey_uri(tmp_path / "gone.ini")
    assert survey.loaded is None
    assert "cannot read" in str(survey.report.errors[0])


def test_text_stands_in_for_a_file(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    survey = survey_uri(path, texts={str(path): "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 5\n"})
    assert survey.loaded.values == {"SITE_ID": 5}


def test_files_are_those_of_the_chain_and_of_secrets(write, tmp_path):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${file:key}\n")
    write("key", "k")
    survey = survey_uri(write("x.ini", "[app:main]\nuse = config:base.ini\n"))
    assert survey.files == tuple(str(tmp_path / name) for name in ("base.ini", "key", "x.ini"))


def test_variables_may_be_given_beside_the_ini(write):
    loaded = load_uri(write("x.ini", INI), given={"n": "7"}, environ={})
    assert (loaded.values["SITE_ID"], loaded.given) == (7, {"n": "7"})


def test_uri_names_the_application_as_it_was_asked_for(write):
    path = write("x.ini", INI)
    assert load_uri(path, given={"n": "7"}).uri == str(path)
    assert load_uri(f"config:{path}#main", given={"n": "7"}).uri == f"{path}#main"


def test_everything_that_is_wrong_is_raised_at_once(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\nAPPEND_SLASH = x\n")
    with pytest.raises(ConfigurationError) as raised:
        load_uri(path)
    assert [problem.line for problem in raised.value.problems] == [3, 4]


def test_factory_called_by_something_else_gets_its_arguments_as_settings():
    loaded = load_called({"debug": False}, {"SITE_ID": 4}, environ={})
    assert (loaded.uri, loaded.values) == (None, {"DEBUG": False, "SITE_ID": 4})
    assert loaded.source == "the factory's arguments"


def test_module_that_raises_is_told_beside_the_mistakes_of_the_ini_and_makes_no_others(write, settings_module):
    name = settings_module("raise ValueError('no')")
    options = "SITE_ID = x\nALLOWED_HOSTS.remove = a\nSHOP.append = x\nTIME_ZONE = UTC\nMIDDLEWARE.0 = a\n"
    ini = f"[DEFAULT]\ndjango_settings_module = {name}\n[app:main]\nuse = egg:twod.wsgi\n{options}"
    survey = survey_uri(write("x.ini", ini))
    assert [(problem.line, problem.name) for problem in survey.report.errors] == [
        (2, "django_settings_module"),
        (5, "SITE_ID"),
    ]
    assert survey.loaded.values == {
        **dict.fromkeys(["SITE_ID", "ALLOWED_HOSTS", "SHOP", "MIDDLEWARE"], UNKNOWN),
        "TIME_ZONE": "UTC",
    }


def test_survey_of_a_file_has_what_is_wrong_in_every_section(write):
    path = write(
        "x.ini",
        """
        [app:main]
        use = egg:twod.wsgi
        SITE_ID = x
        TIME_ZONE = Europe/Londn
        [app:other]
        use = egg:twod.wsgi
        SITE_ID = y
        [server:main]
        use = egg:waitress
        lisen = 127.0.0.1:8080
        port = %(http)s
        [loggers]
        keys = root
        """,
    )
    survey = survey_file(path, given={"http": "99999"})
    assert survey.loaded.values["SITE_ID"] is UNKNOWN
    assert [(problem.section, problem.name) for problem in survey.report.errors] == [
        ("loggers", None),
        ("loggers", None),
        ("app:main", "SITE_ID"),
        ("app:main", "TIME_ZONE"),
        ("app:other", "SITE_ID"),
        ("server:main", "lisen"),
        ("server:main", "port"),
        ("loggers", "keys"),
    ]
    assert [problem.name for problem in survey_uri(path, given={"http": "1"}).report.errors] == ["SITE_ID"]
