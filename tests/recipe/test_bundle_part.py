"""The part that makes a bundle, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from kit.sites import write_file
from twod.recipe.engines.bundle.archive import find_zstandard
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


def fail(make_site_buildout: MakeBuildout, prod: str = "", bundle: str = "") -> str:
    with pytest.raises(UserError) as raised:
        install(make(make_site_buildout, prod, bundle))
    return str(raised.value).replace(" (buildout.cfg)", "")


def test_the_script_and_the_files_of_the_environments_without_debug_are_written(
    make_site_buildout: MakeBuildout, tmp_path: Path
) -> None:
    install(make(make_site_buildout))
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
    assert contents.archive == f"{tmp_path}/dist/twod"
    assert contents.environments == {"prod": "parts/twod/prod.ini", "worker": "parts/twod/worker.ini"}
    assert contents.scripts == tuple(f"bin/{name}" for name in scripts)
    assert {project.name for project in contents.projects} == {"twod-wsgi", "pastescript", "waitress"}


def test_options_choose_environments_name_and_what_else_is_in(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    write_file(tmp_path / "templates/a.html", "")
    bundle = "environments = worker\nname = shop\nversion = 1.2\ninclude = templates\nexclude =\ncollectstatic = no\n"
    install(make(make_site_buildout, bundle=f"{bundle}bytecode = no\nenvironment-vars = A = b\n"))
    contents = read_script(tmp_path)
    assert contents.archive == f"{tmp_path}/dist/shop-1.2"
    assert list(contents.environments) == ["worker"]
    assert (f"{tmp_path}/templates", "templates") in contents.paths
    assert (contents.excluded, contents.has_static, contents.has_bytecode) == ((), False, False)
    assert contents.variables == (("A", "b"),)


@pytest.mark.parametrize(
    ("prod", "bundle", "told"),
    [
        ("", "environments = prud", "[bundle] environments: [twod] has no environment prud; did you mean prod?"),
        ("", "site = tword", "[bundle] site: there is no part [tword]; did you mean twod?"),
        ("", "include = nowhere", "[bundle] include: there is no {root}/nowhere"),
        ("", "include = /etc", "[bundle] include: /etc is not below the buildout's directory"),
        ("", "format = zip", "[bundle] format: "),
        ("", "formatt = gz", "[bundle] formatt: no such option; did you mean format?"),
        ("secret-key = generate", "", "[prod] secret-key: generate makes another key on each host"),
        ("SECRET_KEY = in clear", "", "[prod] SECRET_KEY: the bundle would have a secret in clear"),
        (
            "STATIC_ROOT = ${buildout:directory}/var/twod/static",
            "",
            "[prod] STATIC_ROOT: {root}/var/twod/static is below {root}/var/twod, which no bundle brings along; write "
            "STATIC_ROOT = ${{twod:location}}/static",
        ),
    ],
)
def test_what_cannot_be_bundled_is_told_at_its_option(
    make_site_buildout: MakeBuildout, tmp_path: Path, prod: str, bundle: str, told: str
) -> None:
    assert told.format(root=tmp_path) in fail(make_site_buildout, prod, bundle)
    assert not (tmp_path / "bin/bundle").exists()


def test_zstandard_needs_a_module_for_it(make_site_buildout: MakeBuildout) -> None:
    if find_zstandard() is None:
        assert fail(make_site_buildout, bundle="format = zst").startswith("[bundle] format: zst needs Python 3.14")
    else:
        install(make(make_site_buildout, bundle="format = zst"))


def test_a_site_with_debug_everywhere_needs_a_choice(make_site_buildout: MakeBuildout) -> None:
    text = SITE.format(prod="debug = true", bundle="").replace("[worker]\n", "[worker]\ndebug = true\n")
    with pytest.raises(UserError) as raised:
        install(make_site_buildout(text))
    told = "[bundle] environments: is missing; all environments of [twod] have debug on: dev, prod, worker"
    assert str(raised.value).startswith(told)
