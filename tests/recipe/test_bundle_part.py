"""The part that makes a bundle, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kit.sites import write_file
from twod.recipe.engines.bundle.bundle_contents import BundleContents, read_contents

from .conftest import MakeBuildout

SITE = """\
[twod]
recipe = twod.recipe
eggs =
environments = dev prod worker
check = none
test =
[dev]
debug = true
secret-key = generate
[prod]
{prod}
[worker]
[bundle]
recipe = twod.recipe:bundle
{bundle}
"""


def make(make_site_buildout: MakeBuildout, prod: str = "", bundle: str = "") -> Any:
    return make_site_buildout(SITE.format(prod=prod, bundle=bundle))


def install(buildout: Any) -> None:
    buildout["bundle"].recipe.install()


def read_script(root: Path) -> BundleContents:
    text = (root / "bin/bundle").read_text()
    return read_contents(eval(text.partition("CONTENTS = ")[2].partition("\n\nif ")[0]))


def test_the_script_and_the_files_of_the_environments_without_debug_are_written(
    make_site_buildout: MakeBuildout, tmp_path: Path
) -> None:
    buildout = make(make_site_buildout)
    install(buildout)
    assert buildout["bundle"]["archive"] == f"{tmp_path}/dist/twod.tar.gz"
    tree = tmp_path / "parts/bundle/tree"
    inis = sorted(path.name for path in (tree / "parts/twod").iterdir())
    assert inis == ["prod.ini", "worker.ini"]
    scripts = sorted(path.name for path in (tree / "bin").iterdir())
    assert scripts == [
        *("manage", "manage-prod", "manage-worker", "paster"),
        *("python-prod", "python-worker", "serve-prod", "serve-worker", "twod"),
    ]
    text = (tree / "bin/manage-prod").read_text()
    assert str(tmp_path) not in text
    assert "join(base, 'eggs/twod-wsgi-1.5')" in text
    contents = read_script(tmp_path)
    assert contents.archive == f"{tmp_path}/dist/twod.tar.gz"
    assert contents.environments == {"prod": "parts/twod/prod.ini", "worker": "parts/twod/worker.ini"}
    assert contents.scripts == tuple(f"bin/{name}" for name in scripts)
    assert {project.name for project in contents.projects} == {"twod-wsgi", "pastescript", "waitress"}


def test_options_choose_environments_name_and_what_else_is_in(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    write_file(tmp_path / "templates/a.html", "")
    bundle = "environments = worker\nname = shop\nversion = 1.2\ninclude = templates\nexclude =\ncollectstatic = no\n"
    install(make(make_site_buildout, bundle=f"{bundle}bytecode = no\nenvironment-vars = A = b\n"))
    contents = read_script(tmp_path)
    assert contents.archive == f"{tmp_path}/dist/shop-1.2.tar.gz"
    assert list(contents.environments) == ["worker"]
    assert (f"{tmp_path}/templates", "templates") in contents.paths
    assert (contents.excluded, contents.has_static, contents.has_bytecode) == ((), False, False)
    assert contents.variables == (("A", "b"),)


def test_files_of_each_host_and_what_is_missing_are_told(
    make_site_buildout: MakeBuildout, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("keys/db", "templates/a.html"):
        write_file(tmp_path / name, "")
    prod = "environment-file = -keys/env\nDIRS = ${buildout:directory}/templates\n"
    prod += "DATABASES.default.PASSWORD = $${file:${buildout:directory}/keys/db}"
    install(make(make_site_buildout, prod, "include = keys"))
    assert {f"{tmp_path}/keys/db", f"{tmp_path}/keys/env"}.issubset(read_script(tmp_path).skipped)
    (warning,) = [record.message for record in caplog.records if record.levelname == "WARNING"]
    assert warning.startswith(
        f"[prod] DIRS: the bundle has no {tmp_path}/templates; add it to include of [bundle], or "
    )
