"""The paths of a tree that inis name."""

from __future__ import annotations

from pathlib import Path

from kit.sites import write_file
from twod.inifile.problems import Report
from twod.inifile.text import Entry, Section
from twod.recipe.disk.generated import Generated
from twod.recipe.engines.bundle.named_paths import list_secret_files, warn_of_missing_paths
from twod.recipe.parts.site_files import Ini
from twod.recipe.recipe_error import describe_for_buildout

from .conftest import read_prod


def test_files_that_hosts_have_of_their_own_are_found() -> None:
    texts = (
        "${file:secret}",
        "${env:KEY:-${file:fallback}}",
        "a ${file:%(here)s/../other} b ${env:X}",
        "${file:/etc/${env:X}}",
        "${cred:x}",
        "${x",
    )
    entries = [Entry(f"A{number}", text) for number, text in enumerate(texts)]
    file = Generated(Path("/srv/parts/prod.ini"), b"", 0o644)
    ini = Ini(read_prod({}), [Section("app:main", entries)], file)
    assert list_secret_files([ini]) == [*map(Path, ("/srv/parts/secret", "/srv/parts/fallback", "/srv/other"))]


def test_what_is_there_and_not_in_the_bundle_is_told(tmp_path: Path) -> None:
    for name in ("templates/a.html", "var/x", "media/y"):
        write_file(tmp_path / name, "")
    options = {
        "DIRS": f'["{tmp_path}/templates", "{tmp_path}/var/x", "{tmp_path}/nothing"]',
        "BASE": str(tmp_path),
        "filter.files.root": f"{tmp_path}/media/",
    }
    report = Report()
    warn_of_missing_paths(read_prod(options), tmp_path, [tmp_path / "var"], "do this", report)
    assert [describe_for_buildout(problem) for problem in report.warnings] == [
        f"[prod] DIRS: the bundle has no {tmp_path}/templates; do this (buildout.cfg)",
        f"[prod] filter.files.root: the bundle has no {tmp_path}/media; do this (buildout.cfg)",
    ]
