"""What a bundle cannot have is told at the option that it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from zc.buildout import UserError

from twod.recipe.engines.bundle.archive import find_zstandard

from .conftest import MakeBuildout
from .test_bundle_part import SITE, install, make


def fail(make_site_buildout: MakeBuildout, prod: str = "", bundle: str = "") -> str:
    with pytest.raises(UserError) as raised:
        install(make(make_site_buildout, prod, bundle))
    return str(raised.value).replace(" (buildout.cfg)", "")


@pytest.mark.parametrize(
    ("prod", "bundle", "told"),
    [
        ("", "environments = prud", "[bundle] environments: [twod] has no environment prud; did you mean prod?"),
        ("", "site = tword", "[bundle] site: no part is called [tword]; did you mean twod?"),
        ("", "include = nowhere", "[bundle] include: there is no {root}/nowhere"),
        ("", "include = /etc", "[bundle] include: /etc is not below the buildout's directory"),
        ("", "format = zip", "[bundle] format: "),
        ("", "formatt = gz", "[bundle] formatt: no such option; did you mean format?"),
        ("secret-key = generate", "", "[prod] secret-key: generate makes a different key on each host"),
        ("SECRET_KEY = in clear", "", "[prod] SECRET_KEY: the bundle would have a secret in clear"),
        (
            "environment-file = .env",
            "",
            "[prod] environment-file: a bundle must not contain {root}/.env; name a file that the hosts"
            " keep, such as /etc/twod/env or one below ${{twod:var}}, or write -.env if the hosts set the"
            " variables",
        ),
        (
            "STATIC_ROOT = ${buildout:directory}/var/twod/static",
            "",
            "[prod] STATIC_ROOT: {root}/var/twod/static is below {root}/var/twod, which a bundle does not contain; "
            "write STATIC_ROOT = ${{twod:location}}/static",
        ),
    ],
)
def test_what_cannot_be_bundled_is_told_at_its_option(
    make_site_buildout: MakeBuildout, tmp_path: Path, prod: str, bundle: str, told: str
) -> None:
    assert told.format(root=tmp_path) in fail(make_site_buildout, prod, bundle)
    assert not (tmp_path / "bin/bundle").exists()


@pytest.mark.parametrize("file", ["/etc/shop/env", "-.env", "var/twod/env"])
def test_files_of_variables_may_be_those_of_the_hosts(make_site_buildout: MakeBuildout, file: str) -> None:
    install(make(make_site_buildout, f"environment-file = {file}"))


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


def test_what_another_part_is_going_to_make_can_be_included(make_site_buildout: MakeBuildout) -> None:
    text = SITE.format(prod="", bundle="include = parts/units")
    install(make_site_buildout(text, ("buildout", "parts", "units bundle")))
