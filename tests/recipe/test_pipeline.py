"""The filters that a request passes on its way to Django."""

from __future__ import annotations

import re

import pytest

from twod.inifile.send_file_options import PASSED_HEADERS
from twod.recipe.ini.pipeline import get_application_headers, judge_pipeline, make_pipeline_sections

from .conftest import judge, read_prod


def make(options: dict[str, str]) -> dict[str, dict[str, str]]:
    sections = make_pipeline_sections(read_prod(options))
    return {header: {name: entry.value for name, entry in entries.items()} for header, entries in sections.items()}


def test_with_static_files_the_application_stands_behind_full_django() -> None:
    assert make({}) == {"composite:main": {"use": "egg:twod.wsgi#full_django", "django_app": "django"}}
    assert get_application_headers(read_prod({})) == ("composite:main", "app:django")


def test_the_application_for_websockets_stands_in_the_section_of_the_files() -> None:
    made = make({"websocket": "shop.sockets:application", "url-prefix": "/shop"})
    assert made["composite:site"]["websocket"] == "shop.sockets:application"


def test_the_permission_for_media_files_stands_in_the_section_of_the_files() -> None:
    made = make({"media-permission": "shop.view_invoice"})
    assert made["composite:main"]["media_permission"] == "shop.view_invoice"


def test_without_static_files_the_application_is_main() -> None:
    assert make({"static": "false"}) == {}
    assert get_application_headers(read_prod({"static": "no"})) == ("app:main", "app:main")


@pytest.mark.parametrize(
    ("static", "last", "header"), [("true", "site", "composite:site"), ("false", "django", "app:django")]
)
def test_main_at_the_end_of_a_pipeline_is_the_application(static: str, last: str, header: str) -> None:
    options = {"pipeline": "gzip main", "static": static}
    assert make(options)["pipeline:main"] == {"pipeline": f"gzip {last}"}
    assert get_application_headers(read_prod(options))[0] == header


def test_a_pipeline_can_end_with_another_section_of_the_ini() -> None:
    assert make({"pipeline": "egg:Paste#gzip map"})["pipeline:main"] == {"pipeline": "egg:Paste#gzip map"}


def test_the_recipes_own_filters_are_the_outermost() -> None:
    made = make({"access-log": "stdout", "request-id": "true", "url-prefix": "/shop", "pipeline": "gzip main"})
    # What logs a request has its id.
    assert made["pipeline:main"] == {"pipeline": "request-id access-log url-prefix gzip site"}
    assert made["filter:access-log"] == {"use": "egg:twod.wsgi#access_log"}
    assert made["filter:request-id"] == {"use": "egg:twod.wsgi#request_id"}
    assert made["filter:url-prefix"] == {
        "use": "egg:PasteDeploy#prefix",
        "prefix": "/shop",
        "translate_forwarded_server": "false",
    }


def test_health_probes_are_before_all_other_filters() -> None:
    made = make({"health": "/-", "access-log": "stdout", "url-prefix": "/shop", "pipeline": "gzip main"})
    assert made["pipeline:main"] == {"pipeline": "health access-log url-prefix gzip site"}
    assert made["filter:health"] == {"use": "egg:twod.wsgi#health", "path": "/-"}


def test_the_filter_of_health_probes_has_the_options_that_are_written() -> None:
    options = {
        "health": "/-/",
        "health-checks": "shop.health.search\nshop.health.queue",
        "health-timeout": "0.5s",
        "health-address": "8081",
    }
    made = make(options | {"static": "false"})
    assert made["pipeline:main"] == {"pipeline": "health django"}
    assert made["filter:health"] == {
        "use": "egg:twod.wsgi#health",
        "path": "/-/",
        "checks": "shop.health.search shop.health.queue",
        "timeout": "0.5s",
        "address": "8081",
    }


def test_an_environment_can_have_no_probes_where_the_part_has_some() -> None:
    sections = make_pipeline_sections(read_prod({"health": ""}, {"health": "/-/", "health-timeout": "5s"}))
    assert "filter:health" not in sections
    assert "pipeline:main" not in sections


def test_the_filter_that_leaves_files_to_the_front_is_before_what_logs_them() -> None:
    options = {
        "sendfile": "x-accel",
        "sendfile-roots": "/srv/shop/media ; /-/media\n/srv/shop/${env:FILES} ; /-/files/",
        "sendfile-headers": "X-One X-Two",
    }
    made = make(options | {"health": "/-/", "request-id": "true", "access-log": "stdout"})
    assert made["pipeline:main"] == {"pipeline": "health request-id sendfile access-log site"}
    assert made["filter:sendfile"] == {
        "use": "egg:twod.wsgi#sendfile",
        "kind": "x-accel",
        "roots": "/srv/shop/media ; /-/media/\n/srv/shop/${env:FILES} ; /-/files/",
        "headers": "X-One X-Two",
    }


def test_a_directory_of_the_site_is_named_as_the_ini_names_its_files() -> None:
    environment = read_prod({"sendfile": "x-sendfile", "sendfile-roots": "media\n/srv/files"})
    made = make_pipeline_sections(environment, lambda name: f"/here/{name}" if name == "media" else name)
    assert made["filter:sendfile"]["roots"].value == "/here/media\n/srv/files"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, []),
        ({"sendfile": "x-accel", "sendfile-roots": "/m ; /-/m/"}, []),
        ({"sendfile": "", "sendfile-roots": "/m ; /-/m/"}, []),
        (
            {"sendfile": "x-accel"},
            ["[prod] sendfile: needs sendfile-roots as well, such as DIRECTORY ; /-/media/"],
        ),
        (
            {"sendfile-roots": "/m"},
            ["[prod] sendfile-roots: needs sendfile = x-accel or x-sendfile as well"],
        ),
        (
            {"sendfile": "x-accel", "sendfile-roots": "/srv/m"},
            ["[prod] sendfile-roots: x-accel needs the URL of each directory as well: /srv/m ; /-/m/"],
        ),
        ({"pipeline": "egg:Paste#gzip main"}, []),
        ({"pipeline": "gzip main", "filter.gzip.use": "egg:Paste#gzip"}, []),
        ({"pipeline": "map", "composite.map.use": "egg:Paste#urlmap"}, []),
        (
            {"pipeline": "gzip gzop man", "filter.gzip.use": "egg:Paste#gzip"},
            [
                "[prod] pipeline: there is no filter gzop; did you mean gzip?",
                "[prod] pipeline: expected main, the application, at the end, got man",
            ],
        ),
        ({"websocket": "shop:application"}, []),
        (
            {"websocket": "shop:application", "static": "false"},
            ["[prod] websocket: needs static = true, which creates the section for it"],
        ),
        (
            {"media-permission": "shop.view_invoice", "static": "false"},
            ["[prod] media-permission: needs static = true, which creates the section for it"],
        ),
        ({"health": "", "health-timeout": "2s"}, []),
        ({"health": "/-/", "health-address": "8081", "http-address": "8080"}, []),
        ({"health": "/-/", "health-address": "127.0.0.1:${env:HEALTH_PORT:-8081}"}, []),
        (
            {"health": "/-/", "health-address": "127.0.0.1:8080"},
            ["[prod] health-address: 127.0.0.1:8080 is the site's http-address, too"],
        ),
        (
            {"health-address": "8081"},
            ["[prod] health-address: needs the path of the probes as well: health = /-/"],
        ),
        ({"pipeline": "gzip main"}, ["[prod] pipeline: there is no filter gzip; add filter.gzip.use = …"]),
    ],
)
def test_a_name_that_no_section_has_is_told(options: dict[str, str], told: list[str]) -> None:
    assert judge(judge_pipeline, options) == told


def test_the_option_of_the_manual_brings_the_filter_of_the_manual(manual) -> None:
    cfg, ini = (block.text for block in manual("docs/how-to/health.rst", "ini"))
    name, _, value = cfg.splitlines()[1].partition(" = ")
    made = make({name: value})
    assert made["pipeline:main"] == {"pipeline": "health site"}
    assert "pipeline = health site\n" in ini
    for option, text in made["filter:health"].items():
        assert f"{option} = {text}\n" in ini.partition("[filter:health]")[2]


def test_the_options_of_the_manual_bring_the_filter_that_leaves_files_to_the_front(manual) -> None:
    cfg, ini = (block.text for block in manual("docs/how-to/send-file.rst", "ini"))
    kind, roots = cfg.partition("sendfile = ")[2].split("\nsendfile-roots =\n")
    made = make({"sendfile": kind, "sendfile-roots": roots})
    assert made["pipeline:main"] == {"pipeline": "sendfile site"}
    shown = ini.partition("[filter:sendfile]\n")[2].partition("\n\n")[0]
    lines = [line.strip() for line in re.sub(r"=\s+", "= ", shown).splitlines()]
    section = made["filter:sendfile"]
    assert lines == [line for name, text in section.items() for line in f"{name} = {text}".splitlines()]


def test_the_manual_has_nginx_pass_on_all_headers_that_it_would_lose(manual) -> None:
    _, headers, _ = (block.text for block in manual("docs/how-to/send-file.rst", "nginx"))
    assert headers.splitlines() == [
        f"add_header {name} $upstream_http_{name.lower().replace('-', '_')} always;" for name in PASSED_HEADERS
    ]
