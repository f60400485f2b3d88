"""Static files are collected without the secrets and services of a host."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kit.sites import write_file
from twod.recipe.engines.bundle.bundle_error import BundleError
from twod.recipe.engines.bundle.collecting import collect_static, leave_out_unknown

from .test_bundle_contents import make_contents

INI = """\
[DEFAULT]
debug = false
[app:django]
use = egg:twod.wsgi
CACHE = ${env:CACHE}
DATABASES.default = ${env:DB:-sqlite://}
SECRET_KEY = ${file:key}
LIST =
    ${cred:one}
    two
OTHER = $${env:CACHE} 100%%
KNOWN = ${file:%(here)s/known}
[filter:x]
use = egg:x
"""

LEFT = """\
[DEFAULT]
debug = false
[app:django]
use = egg:twod.wsgi

DATABASES.default = ${env:DB:-sqlite://}
SECRET_KEY = only for the collection of static files

OTHER = $${env:CACHE} 100%%
KNOWN = ${file:%(here)s/known}
[filter:x]
use = egg:x
"""


def test_options_whose_references_lead_nowhere_are_left_out(tmp_path: Path) -> None:
    write_file(tmp_path / "known", "x")
    assert leave_out_unknown(tmp_path / "x.ini", INI, {}) == LEFT
    write_file(tmp_path / "key", "k")
    given = leave_out_unknown(tmp_path / "x.ini", INI, {"CACHE": "c", "CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert "CACHE = ${env:CACHE}\n" in given
    assert "SECRET_KEY = ${file:key}\n" in given


def test_files_of_variables_are_those_of_the_hosts(tmp_path: Path) -> None:
    head = "[DEFAULT]\ndebug = false\n{}[app:main]\nuse = egg:twod.wsgi\n"
    text = head.format("twod.environment_file = %(here)s/../../.env\n  -/etc/shop/env\n")
    assert leave_out_unknown(tmp_path / "x.ini", text, {}) == head.format("\n")


#: Stands in for ``bin/twod``: the settings are in the file beside it.
SCRIPT = """\
#!/bin/sh
here=$(dirname "$0")
echo "$(basename "$0") $@ $GIVEN" >> "$here/calls"
case "$1" in
settings) cat "$here/settings.json"; exit "${STATUS:-0}";;
manage) cat "$here/../parts/twod/prod.ini" > "$here/seen"; mkdir -p "$here/../static"
    echo '{"paths": {"b": 1, "a": 2}}' > "$here/../static/staticfiles.json"; exit "${FAIL:-0}";;
esac
"""


def prepare(tmp_path: Path, root: str | None, apps: list[str]) -> Path:
    write_file(tmp_path / "bin/twod", SCRIPT).chmod(0o755)
    write_file(tmp_path / "parts/twod/prod.ini", INI)
    settings = {"STATIC_ROOT": {"value": root and f"{tmp_path}/{root}"}, "INSTALLED_APPS": {"value": apps}}
    write_file(tmp_path / "bin/settings.json", json.dumps(settings))
    return tmp_path


APPS = ["django.contrib.staticfiles"]
CONTENTS = make_contents(
    scripts=("bin/celery-prod", "bin/manage-prod", "bin/serve-prod", "bin/twod"), variables=(("GIVEN", "by the part"),)
)


def test_static_files_are_collected_and_the_ini_is_what_it_was(tmp_path: Path) -> None:
    folder = prepare(tmp_path, "static", APPS)
    collect_static(CONTENTS, folder, {"PATH": "/usr/bin:/bin"})
    assert (folder / "static/staticfiles.json").read_text() == '{"paths": {"a": 2, "b": 1}}'
    assert "only for the collection" in (folder / "bin/seen").read_text()
    assert (folder / "parts/twod/prod.ini").read_text() == INI
    calls = (folder / "bin/calls").read_text().splitlines()
    assert [call.split()[:2] for call in calls] == [["twod", "settings"], ["twod", "manage"]]
    assert "prod.ini collectstatic " in calls[1]
    assert calls[1].endswith(" by the part")


@pytest.mark.parametrize(("root", "apps"), [(None, APPS), ("static", []), ("../elsewhere", APPS)])
def test_a_site_without_static_files_in_its_tree_has_none_collected(
    tmp_path: Path, root: str | None, apps: list[str]
) -> None:
    folder = prepare(tmp_path, root, apps)
    collect_static(CONTENTS, folder, {"PATH": "/usr/bin:/bin"})
    assert (folder / "bin/calls").read_text().count("\n") == 1


@pytest.mark.parametrize(
    ("root", "environ", "told"),
    [
        ("var/twod/static", {}, r"\[prod\] STATIC_ROOT is below var, .*; write STATIC_ROOT = \${twod:location}/static"),
        ("static", {"FAIL": "1"}, r"\[prod\] static files cannot be collected"),
        (
            "static",
            {"STATUS": "1"},
            r"\[prod\] its settings need variables that only a host has; .* by environment-vars",
        ),
    ],
)
def test_what_cannot_be_collected_is_told(tmp_path: Path, root: str, environ: dict[str, str], told: str) -> None:
    folder = prepare(tmp_path, root, APPS)
    with pytest.raises(BundleError, match=told):
        collect_static(CONTENTS, folder, {"PATH": "/usr/bin:/bin", **environ})
    assert (folder / "parts/twod/prod.ini").read_text() == INI
