"""An environment: what its section says, over what the part says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.problems import Place, Report
from twod.inifile.text import Entry
from twod.recipe.cfg.environment_options import DEBUG, ENVIRONMENT_OPTIONS, HTTP_ADDRESS, MODE, THREADS
from twod.recipe.cfg.environments import (
    judge_names,
    make_dotted,
    read_environment,
    read_values,
    read_written,
    split_dotted,
    unescape,
)
from twod.recipe.cfg.part_options import PART_OPTIONS

from .conftest import MakeBuildout, describe, read_prod, write_options


@given(st.text())
def test_doubled_dollars_give_the_text_back(text: str) -> None:
    assert unescape(text.replace("$", "$$")) == text


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("filter.gzip.use", ("filter:gzip", "use")),
        ("filter-app.x.next", ("filter-app:x", "next")),
        ("composite.map./a.b", ("composite:map", "/a.b")),
        ("logger.a.b.level", ("logger_a.b", "level")),
        ("twod.types", ("DEFAULT", "twod.types")),
        ("twod.fast", ("DEFAULT", "twod.fast")),
        ("filter.gzip", None),
        ("filter..use", None),
        ("other.a.b", None),
    ],
)
def test_a_dotted_name_is_an_option_of_a_section(name: str, place: tuple[str, str] | None) -> None:
    assert split_dotted(name) == place
    if place:
        assert make_dotted(*place) == name


def test_what_zc_buildout_reads_itself_is_no_option(make_buildout: MakeBuildout) -> None:
    from twod.recipe.cfg.provenance import get_provenance

    buildout = make_buildout("[base]\nA = 1\n[prod]\n<= base\nB = 2\n")
    section = {"<": "base", "A": "1", "B": "2"}
    written = read_written("prod", section, get_provenance(buildout))
    assert {name: value.text for name, value in written.items()} == {"A": "1", "B": "2"}
    assert written["A"].place == Place("buildout.cfg", None, "base", "A")


def test_an_environment_overrides_what_the_part_says_for_all() -> None:
    environment = read_prod(
        {"EMAIL_PORT": "26", "threads": "2"}, {"EMAIL_PORT": "25", "TIME_ZONE": "UTC", "debug": "On", "eggs": "x"}
    )
    assert {key: written.text for key, written in environment.settings.items()} == {
        "EMAIL_PORT": "26",
        "TIME_ZONE": "UTC",
    }
    assert environment.options[DEBUG] is True
    assert environment.options[THREADS] == 2
    assert sorted(environment.written) == ["debug", "threads"]


def test_an_option_is_its_default_when_nobody_writes_it() -> None:
    environment = read_prod({})
    assert environment.options[DEBUG] is False
    assert str(environment.options[HTTP_ADDRESS]) == "127.0.0.1:8080"
    assert (environment.settings, environment.sections) == ({}, {})


def test_options_for_sections_of_the_ini_go_to_these() -> None:
    environment = read_prod({"filter.gzip.use": "egg:x", "logger.a.b.level": "INFO", "twod.types": "A:int"})
    assert {
        header: {name: written.text for name, written in options.items()}
        for header, options in environment.sections.items()
    } == {"filter:gzip": {"use": "egg:x"}, "logger_a.b": {"level": "INFO"}, "DEFAULT": {"twod.types": "A:int"}}


def test_an_option_knows_where_it_was_written() -> None:
    environment = read_prod({"debug": "true"}, {"mode": "0600"})
    assert environment.get_place(DEBUG) == Place("buildout.cfg", None, "prod", "debug")
    assert environment.get_place(MODE) == Place("buildout.cfg", None, "twod", "mode")
    assert environment.get_place(THREADS) == Place(None, None, "prod", "threads")


def test_an_entry_is_commented_with_the_section_that_asked_for_it() -> None:
    environment = read_prod({}, {"debug": "true"})
    place = Place("buildout.cfg", None, "twod", "debug")
    assert environment.make_entry(DEBUG, "debug", "true") == Entry("debug", "true", place, "twod")
    assert environment.make_entry(THREADS, "threads", "4").source is None


def test_a_value_that_cannot_be_read_is_reported_and_left_out() -> None:
    report = Report()
    values = read_values(write_options("prod", {"debug": "maybe", "threads": "2"}), [DEBUG, THREADS], report)
    assert describe(report) == ["[prod] debug: expected true or false, got 'maybe'"]
    assert (values[DEBUG], values[THREADS]) == (False, 2)


def test_a_wrong_value_of_the_part_is_told_once_for_all_environments() -> None:
    report = Report()
    for name in ("dev", "prod"):
        read_environment(name, write_options("twod", {"threads": "x"}), {}, report)
    assert describe(report) == ["[twod] threads: expected a whole number above 0, got 'x'"]


def test_a_wrong_value_of_the_part_that_an_environment_overrides_is_not_told() -> None:
    assert read_prod({"threads": "2"}, {"threads": "x"}).options[THREADS] == 2


UNKNOWN = [
    ("debg", "no such option; did you mean debug?"),
    ("http_address", "no such option; did you mean http-address?"),
    ("Debug", "no such option; did you mean debug?"),
    ("twod.stop_delay", "no such option; did you mean stop-delay?"),
    ("wsgi", "belongs in the part, not in an environment"),
    ("Allowed_Hosts", "Django's settings are in capitals: ALLOWED_HOSTS"),
    ("static_root", "Django's settings are in capitals: STATIC_ROOT"),
    ("server.port", "no such option; for a section of the ini, write server.NAME.OPTION"),
    (
        "filtre.gzip.use",
        "no such option; for the ini, write TYPE.NAME.OPTION, with TYPE one of app, composite, filter, "
        "filter-app, formatter, handler, logger, pipeline, server; did you mean filter?",
    ),
    (
        "twod.type",
        "no such option; for the ini, write TYPE.NAME.OPTION, with TYPE one of app, composite, filter, "
        "filter-app, formatter, handler, logger, pipeline, server; did you mean twod.types?",
    ),
    (
        "something-else-entirely",
        "no such option; move your own variables to another section, such as [vars], and refer to "
        "${vars:something-else-entirely}",
    ),
]


@pytest.mark.parametrize(("name", "message"), UNKNOWN, ids=[name for name, _ in UNKNOWN])
def test_an_option_that_means_nothing_is_told_with_what_may_have_been_meant(name: str, message: str) -> None:
    report = Report()
    judge_names(write_options("prod", {name: "x"}), ENVIRONMENT_OPTIONS, report)
    assert describe(report) == [f"[prod] {name}: {message}"]


def test_options_settings_and_sections_mean_something() -> None:
    report = Report()
    names = ["debug", "A", "A.b.append", "filter.x.use", "eggs", "twod.types"]
    judge_names(write_options("twod", dict.fromkeys(names, "x")), [*PART_OPTIONS, *ENVIRONMENT_OPTIONS], report)
    assert describe(report) == []
