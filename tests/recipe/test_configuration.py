"""What the options of a part and of an environment mean."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.problems import Place, Report
from twod.inifile.text import Section
from twod.recipe.cfg.environments import Environment, Written, read_environment, split_dotted, unescape
from twod.recipe.cfg.options import ENVIRONMENT_OPTIONS, PART_OPTIONS
from twod.recipe.cfg.provenance import Provenance
from twod.recipe.cfg.readers import Address, read_address, read_assignments, read_mode
from twod.recipe.ini.sections import judge_environment, make_sections


def write(section: str, options: dict[str, str]) -> dict[str, Written]:
    return {name: Written(text, Place("buildout.cfg", None, section, name)) for name, text in options.items()}


def read(section: dict[str, str], part: dict[str, str] | None = None) -> Environment:
    report = Report()
    environment = read_environment("prod", write("twod", part or {}), write("prod", section), report)
    judge_environment(environment, report)
    assert report.errors == ()
    return environment


def make(section: dict[str, str], tmp_path: Any, part: dict[str, str] | None = None) -> dict[str, dict[str, str]]:
    made: list[Section] = make_sections(read(section, part), None, lambda name: str(tmp_path / name))
    return {section.header: {entry.name: entry.value for entry in section.entries} for section in made}


def test_an_environment_overrides_what_the_part_says_for_all(tmp_path: Any) -> None:
    made = make({"EMAIL_PORT": "26"}, tmp_path, {"EMAIL_PORT": "25", "TIME_ZONE": "UTC", "debug": "true"})
    assert made["app:django"]["EMAIL_PORT"] == "26"
    assert made["app:django"]["TIME_ZONE"] == "UTC"
    assert made["DEFAULT"]["debug"] == "true"


def test_debug_is_off_when_nobody_says(tmp_path: Any) -> None:
    assert make({}, tmp_path)["DEFAULT"] == {"debug": "false"}


def test_with_static_files_the_application_stands_behind_full_django(tmp_path: Any) -> None:
    made = make({"settings": "mysite.settings"}, tmp_path)
    assert made["composite:main"] == {"use": "egg:twod.wsgi#full_django", "django_app": "django"}
    assert made["app:django"] == {"use": "egg:twod.wsgi"}
    assert made["DEFAULT"]["django_settings_module"] == "mysite.settings"


def test_without_static_files_the_application_is_main(tmp_path: Any) -> None:
    made = make({"static": "false", "A": "1"}, tmp_path)
    assert made["app:main"] == {"use": "egg:twod.wsgi", "A": "1"}
    assert not any(header.startswith("composite") for header in made)


@pytest.mark.parametrize(
    ("static", "last", "header"), [("true", "site", "composite:site"), ("false", "django", "app:django")]
)
def test_main_at_the_end_of_a_pipeline_is_the_application(tmp_path: Any, static: str, last: str, header: str) -> None:
    made = make({"pipeline": "gzip main", "filter.gzip.use": "egg:Paste#gzip", "static": static}, tmp_path)
    assert made["pipeline:main"] == {"pipeline": f"gzip {last}"}
    assert made["filter:gzip"] == {"use": "egg:Paste#gzip"}
    assert header in made


def test_a_pipeline_can_end_with_another_section_of_the_ini(tmp_path: Any) -> None:
    options = {
        "pipeline": "egg:Paste#gzip map",
        "composite.map.use": "egg:Paste#urlmap",
        "composite.map./a/b.c": "site",
    }
    made = make(options, tmp_path)
    assert made["pipeline:main"] == {"pipeline": "egg:Paste#gzip map"}
    assert made["composite:map"] == {"use": "egg:Paste#urlmap", "/a/b.c": "site"}


@pytest.mark.parametrize(
    ("options", "made"),
    [
        ({}, {"use": "egg:waitress#main", "listen": "127.0.0.1:8080"}),
        (
            {"http-address": "[::1]:80", "threads": "8"},
            {"use": "egg:waitress#main", "listen": "[::1]:80", "threads": "8"},
        ),
        (
            {"server": "paste", "http-address": "0.0.0.0:80", "threads": "8"},
            {
                "use": "egg:Paste#http",
                "host": "0.0.0.0",
                "port": "80",
                "threadpool_workers": "8",
                "threadpool_spawn_if_under": "5",
            },
        ),
        (
            {"server": "gunicorn", "http-address": "80", "threads": "8", "workers": "2"},
            {"use": "egg:gunicorn#main", "bind": "127.0.0.1:80", "threads": "8", "workers": "2"},
        ),
        (
            {"server": "egg:x#y", "server.main.backlog": "5"},
            {"use": "egg:x#y", "host": "127.0.0.1", "port": "8080", "backlog": "5"},
        ),
        ({"server.main.listen": "*:80"}, {"use": "egg:waitress#main", "listen": "*:80"}),
    ],
)
def test_each_server_gets_address_threads_and_workers_in_its_own_words(
    tmp_path: Any, options: dict[str, str], made: dict[str, str]
) -> None:
    assert make(options, tmp_path)["server:main"] == made


def test_a_logger_of_the_users_is_listed_with_what_is_needed(tmp_path: Any) -> None:
    made = make({"logger.django.request.level": "ERROR", "handler.file.args": "('x',)"}, tmp_path)
    assert made["loggers"] == {"keys": "root, django.request"}
    assert made["logger_django.request"] == {
        "handlers": "",
        "level": "ERROR",
        "qualname": "django.request",
    }
    assert made["handlers"] == {"keys": "event, file"}
    assert made["handler_file"] == {"class": "StreamHandler", "args": "('x',)"}


def test_types_of_own_settings_go_to_the_default_section(tmp_path: Any) -> None:
    assert make({"twod.types": "MY_LIMIT:int"}, tmp_path)["DEFAULT"]["twod.types"] == "MY_LIMIT:int"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("filter.gzip.use", ("filter:gzip", "use")),
        ("filter-app.x.next", ("filter-app:x", "next")),
        ("composite.map./a.b", ("composite:map", "/a.b")),
        ("logger.a.b.level", ("logger_a.b", "level")),
        ("filter.gzip", None),
        ("filter..use", None),
        ("other.a.b", None),
    ],
)
def test_a_dotted_name_is_an_option_of_a_section(name: str, place: tuple[str, str] | None) -> None:
    assert split_dotted(name) == place


@given(st.text())
def test_doubled_dollars_give_the_text_back(text: str) -> None:
    assert unescape(text.replace("$", "$$")) == text


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("80", Address("127.0.0.1", 80)),
        ("example.com:0", Address("example.com", 0)),
        ("[::1]:65535", Address("::1", 65535)),
    ],
)
def test_an_address_is_host_and_port_or_a_port(text: str, address: Address) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize("text", ["", "x", "80a", "host", "host:", ":80", "::1:80", "[x]:80", "65536", "a b:80", "-1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not HOST:PORT or PORT"):
        read_address(text)


def test_modes_are_octal() -> None:
    assert [read_mode(text) for text in ("640", "0640", "0o640")] == [0o640] * 3
    for text in ("", "9", "64", "06400", "rw-r-----"):
        with pytest.raises(ValueError, match="is not an octal file mode"):
            read_mode(text)


def test_a_wrong_variable_is_named_by_its_line_and_not_by_what_may_be_its_secret() -> None:
    assert read_assignments("A = 1\n\n B=x = y ") == (("A", "1"), ("B", "x = y"))
    with pytest.raises(ValueError, match=r"^line 2 is not NAME = value$"):
        read_assignments("A = 1\nhunter2")


class Annotated:
    """What zc.buildout keeps for its command ``annotate``."""

    def __init__(self, value: str, source: str) -> None:
        self.value = value
        self.source = source


def test_an_inherited_option_belongs_to_the_section_and_file_that_it_was_written_in() -> None:
    annotated = {
        "base": {"A": Annotated("1", "/srv/site/base.cfg"), "B": Annotated("1", "/etc/all.cfg")},
        "prod": {"<": Annotated("base", "/srv/site/buildout.cfg"), "B": Annotated("2", "COMMAND_LINE_VALUE")},
        "loop": {"<": Annotated("loop", "/srv/site/buildout.cfg")},
        "more": {"<": Annotated("base\nprod", "x"), "A +": Annotated("2", "/srv/site/buildout.cfg")},
    }
    provenance = Provenance(annotated, "/srv/site")
    assert provenance.get_place("prod", "A") == Place("base.cfg", None, "base", "A")
    assert provenance.get_place("base", "B") == Place("/etc/all.cfg", None, "base", "B")
    assert provenance.get_place("prod", "B") == Place("command line", None, "prod", "B")
    assert provenance.get_place("more", "A") == Place("buildout.cfg", None, "more", "A")
    assert provenance.get_place("more", "B") == Place("command line", None, "prod", "B")
    assert provenance.get_place("loop", "A") == Place(None, None, "loop", "A")


def test_every_option_is_there_once_and_explained() -> None:
    options = [*PART_OPTIONS, *ENVIRONMENT_OPTIONS]
    assert len({option.name for option in options}) == len(options)
    assert all(option.help.endswith(".") for option in options)


@pytest.mark.parametrize("name", ["MIDDLEWARE.before()", "A..b", 'A."b', "A b"])
def test_a_name_of_a_setting_that_means_nothing_is_told_before_the_site_is_asked(name: str) -> None:
    report = Report()
    judge_environment(read_environment("prod", {}, write("prod", {name: "x"}), report), report)
    (problem,) = report.errors
    assert str(problem).startswith(f"buildout.cfg [prod] {name}: expected NAME, NAME.key, ")
