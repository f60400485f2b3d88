"""Directories that a server in front sends files of, beside the settings and on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.inifile.problems import Report
from twod.wsgi.config.check import check_settings
from twod.wsgi.config.survey import survey_file

INI = """\
[DEFAULT]
debug = false
[pipeline:main]
pipeline = sendfile django
[app:django]
use = egg:twod.wsgi
ROOT_URLCONF = shop.urls
SECRET_KEY = for tests alone
STATIC_URL = -/static/
MEDIA_URL = media/
{more}
[filter:sendfile]
use = egg:twod.wsgi#sendfile
kind = x-accel
roots = {roots}
"""


def read(report: Report) -> list[str]:
    return [f"{kind} {str(each).rpartition('prod.ini:')[2]}" for kind, each in list_all(report)]


def list_all(report: Report) -> list[tuple[str, object]]:
    return [("error", each) for each in report.errors] + [("warning", each) for each in report.warnings]


@pytest.mark.parametrize(
    ("roots", "more", "told"),
    [
        ("{home} ; /-/media/", "", []),
        (
            "{home} ; /media/",
            "",
            ["error 15 [filter:sendfile] roots: /media/ would hide the files of MEDIA_URL, 'media/'"],
        ),
        ("{home} ; /-/", "", ["error 15 [filter:sendfile] roots: /-/ would hide the files of STATIC_URL, '-/static/'"]),
        ("{home}/gone ; /-/a/", "", ["warning 15 [filter:sendfile] roots: there is no directory {home}/gone"]),
        ("{home}/prod.ini ; /-/a/", "", ["error 15 [filter:sendfile] roots: {home}/prod.ini is not a directory"]),
        ("$${{env:FILES}} ; /-/a/", "", []),
        (
            "{home} ; /-/a/",
            "MIDDLEWARE = django.middleware.gzip.GZipMiddleware",
            [
                "warning 14 [filter:sendfile] kind: django.middleware.gzip.GZipMiddleware prevents the"
                " server in front from sending files"
            ],
        ),
    ],
)
def test_the_check_of_an_ini_finds_what_does_not_fit(tmp_path: Path, roots: str, more: str, told: list[str]) -> None:
    ini = tmp_path / "prod.ini"
    ini.write_text(INI.format(roots=roots.format(home=tmp_path).replace("$$", "$"), more=more), encoding="utf-8")
    for report in (check_settings(ini), survey_file(ini, environ={"FILES": "/srv"}).report):
        assert [line.partition(";")[0].partition(", which")[0] for line in read(report)] == [
            line.format(home=tmp_path) for line in told
        ]


def test_a_mistake_in_the_options_is_the_only_one_told(tmp_path: Path) -> None:
    ini = tmp_path / "prod.ini"
    ini.write_text(INI.format(roots="media", more=""), encoding="utf-8")
    assert read(check_settings(ini)) == []
    assert all("roots" in line and "media" in line for line in read(survey_file(ini).report))
