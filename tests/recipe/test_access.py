"""Access to the files of a site."""

from __future__ import annotations

import grp
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import Part, read_environments, read_part
from twod.recipe.cfg.environments import Environment
from twod.recipe.disk.groups import Group
from twod.recipe.parts.access import (
    find_script_group,
    get_ini_mode,
    get_script_mode,
    judge_access,
    list_directories,
    list_secret_keys,
)

from .conftest import MakeBuildout, describe, read_prod

OWN = grp.getgrgid(os.getegid())
GROUP = Group(OWN.gr_name, OWN.gr_gid)
FOR_GROUP = {"group": OWN.gr_name}
SECRET = {"EMAIL_HOST_PASSWORD": "sesame"}


def read(buildout: Any, environments: str = "prod") -> tuple[Part, list[Environment]]:
    options = {"recipe": "twod.recipe", "eggs": "", "environments": environments}
    part = read_part(buildout, "site", options)
    return part, read_environments(buildout, part)


def judge(buildout: Any) -> tuple[list[str], list[str]]:
    report, warnings = Report(), Report()
    part, environments = read(buildout)
    judge_access(part, environments, report, warnings)
    return describe(report), [f"[{problem.section}] {problem.name}: {problem.message}" for problem in warnings.warnings]


@pytest.mark.parametrize(
    ("options", "mode"),
    [
        ({}, 0o640),
        (SECRET, 0o600),
        (FOR_GROUP, 0o640),
        (SECRET | FOR_GROUP, 0o640),
        ({"mode": "0600"} | FOR_GROUP, 0o600),
        ({"mode": "0000"}, 0o000),
    ],
)
def test_an_ini_with_a_secret_is_for_its_owner_or_for_the_group_that_is_named(
    options: dict[str, str], mode: int
) -> None:
    assert get_ini_mode(read_prod(options)) == mode


@given(st.integers(0, 0o777))
def test_a_script_is_never_writable_by_others_and_always_runs_for_its_group(umask: int) -> None:
    assert get_script_mode(umask) == 0o777 & ~umask & ~0o002
    mode = get_script_mode(umask, GROUP)
    assert mode & 0o072 == 0o050
    assert mode & 0o707 == 0o705 & ~umask | (0o200 & ~umask)


def test_scripts_are_for_a_group_when_all_environments_are() -> None:
    with_group, without = read_prod(FOR_GROUP), read_prod({})
    assert find_script_group([with_group, with_group]) == GROUP
    assert find_script_group([with_group, without]) is None
    assert find_script_group([without]) is None


def test_keys_and_directories_are_for_the_groups_of_their_environments(
    make_buildout: MakeBuildout, tmp_path: Path
) -> None:
    buildout = make_buildout(
        f"[dev]\nsecret-key = generate\nevent-log = log/dev.log\n"
        f"[prod]\nsecret-key = generate\ngroup = {GROUP.name}\nevent-log = data/prod.log\naccess-log = bin/x.log\n"
        "[bare]\n"
    )
    part, environments = read(buildout, "dev prod bare")
    var = tmp_path / "var" / "site"
    assert list_secret_keys(part.layout, environments) == [
        (var / "secret-key-dev", None),
        (var / "secret-key-prod", GROUP),
    ]
    assert list_directories(part.layout, environments) == [
        (tmp_path / "bin", (GROUP,), False),
        (tmp_path / "data", (GROUP,), True),
        (tmp_path / "log", (), True),
        (tmp_path / "parts" / "site", (GROUP,), False),
        (var, (GROUP,), False),
    ]


def test_a_key_that_must_not_be_used_is_an_error_of_its_option(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    key = tmp_path / "var" / "site" / "secret-key-prod"
    key.parent.mkdir(parents=True)
    key.touch(0o600)
    assert judge(make_buildout("[prod]\nsecret-key = generate\n"))[0] == [
        f"[prod] secret-key: {key} is empty; remove it, and the next run generates a key"
    ]
    assert judge(make_buildout("[prod]\n"))[0] == []
    key.write_text("k" * 50)
    former = key.with_name("secret-key-prod.fallbacks")
    former.touch(0o604)
    assert judge(make_buildout("[prod]\nsecret-key = generate\n"))[0] == [
        f"[prod] secret-key: everybody has access to {former} (mode 0604); run chmod 600 {former}"
    ]


def test_a_key_that_is_provided_may_be_missing_here_and_is_not_for_everybody(
    make_buildout: MakeBuildout, tmp_path: Path
) -> None:
    buildout = make_buildout("[prod]\nsecret-key = file:etc/key\n")
    assert judge(buildout) == ([], [])
    key = tmp_path / "etc" / "key"
    key.parent.mkdir()
    key.touch(0o644)
    warning = f"everybody has access to {key} (mode 0644) and could forge sessions; run chmod o= {key}"
    assert judge(buildout) == ([], [f"[prod] secret-key: {warning}"])
    key.chmod(0o640)
    assert judge(buildout) == ([], [])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("mode = 0642", "0642 lets everybody write the ini, and so run code as the site's user; use 0640"),
        (
            "mode = 0644\nSTRIPE_KEY = sesame",
            "0644 lets everybody read the ini, which has a secret in clear text; use 0640",
        ),
        ("mode = 0644", None),
        ("mode = 0640\nSTRIPE_KEY = sesame", None),
        (
            f"mode = 0660\ngroup = {GROUP.name}",
            f"0660 lets the group {GROUP.name} change the ini that the site runs with; use 0640",
        ),
        (
            f"mode = 0600\ngroup = {GROUP.name}",
            f"0600 does not let the group {GROUP.name} read the ini; use 0640",
        ),
        (f"mode = 0640\ngroup = {GROUP.name}", None),
    ],
)
def test_a_mode_that_lets_others_in_or_the_site_out_is_warned_of(
    make_buildout: MakeBuildout, options: str, message: str | None
) -> None:
    errors, warnings = judge(make_buildout(f"[prod]\n{options}\n"))
    assert errors == []
    told = [warning for warning in warnings if warning.startswith("[prod] mode:")]
    assert told == ([f"[prod] mode: {message}"] if message else [])


def test_a_group_that_does_not_get_to_its_files_is_told(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    tmp_path.chmod(0o600 | stat.S_IXUSR)
    home = f"[prod] group: the group {GROUP.name} cannot enter {tmp_path} "
    errors, warnings = judge(make_buildout(f"[prod]\ngroup = {GROUP.name}\n"))
    assert errors == []
    assert any(warning.startswith(home) for warning in warnings)
    assert judge(make_buildout("[prod]\n")) == ([], [])


def test_a_directory_in_which_everybody_can_write_is_warned_of(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_buildout("[prod]\n")
    (tmp_path / "parts").mkdir(exist_ok=True)
    (tmp_path / "parts").chmod(0o777)
    warning = (
        f"[site] None: everybody can write in {tmp_path}/parts (mode 0777) and replace its files; run chmod "
        f"o-w {tmp_path}/parts"
    )
    assert judge(buildout)[1] == [warning]
    (tmp_path / "parts").chmod(0o1777)
    assert judge(buildout)[1] == []
