"""The part that writes what container engines read."""

from __future__ import annotations

import logging
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from zc.buildout import UserError

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environments import read_values
from twod.recipe.engines.container.container_options import CONTAINER_OPTIONS
from twod.recipe.engines.container.container_part import Container, find_archive
from twod.recipe.recipe_error import RecipeError

from .conftest import MakeBuildout, write_options

SITE = """
[shop]
recipe = twod.recipe
eggs =
environments = prod
check = none
[prod]
http-address = 0.0.0.0:8080
health = /-/
ALLOWED_HOSTS = www.example.com
[bundle]
recipe = twod.recipe:bundle
site = shop
"""

FILES = [
    "Dockerfile",
    "Dockerfile.dockerignore",
    "compose.yaml",
    "kubernetes/autoscaler.yaml",
    "kubernetes/deployment.yaml",
    "kubernetes/disruption-budget.yaml",
    "kubernetes/ingress.yaml",
    "kubernetes/kustomization.yaml",
    "kubernetes/service.yaml",
    "kubernetes/setup-job.yaml",
]


def make(buildout: Any, **options: str) -> tuple[Container, dict[str, str]]:
    made = {"recipe": "twod.recipe:container", "site": "shop", "image": "shop:1"} | {
        name.replace("_", "-"): text for name, text in options.items()
    }
    return Container(buildout, "container", made), made


def test_all_files_are_written_below_the_part_with_its_mark(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    (tmp_path / "bootstrap.py").touch()
    part, options = make(make_site_buildout(SITE))
    assert part.install() == ()
    home = tmp_path / "parts/container"
    assert options["dockerfile"] == str(home / "Dockerfile")
    assert options["compose"] == str(home / "compose.yaml")
    assert options["kubernetes"] == str(home / "kubernetes")
    assert sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()) == FILES
    for name in FILES:
        text = (home / name).read_text(encoding="utf-8")
        assert text.startswith("# Made by twod.recipe for the part [container]")
    assert "context: ../..\n" in (home / "compose.yaml").read_text(encoding="utf-8")
    stamps = {name: (home / name).stat().st_mtime_ns for name in FILES}
    make(make_site_buildout(SITE))[0].install()
    assert {name: (home / name).stat().st_mtime_ns for name in FILES} == stamps


def test_a_first_stage_needs_what_makes_buildout(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    message = rf"\[container\] from-bundle: is false, but {tmp_path} has no bootstrap.py; write from-bundle = true"
    with pytest.raises(UserError, match=message):
        make(make_site_buildout(SITE))
    make(make_site_buildout(SITE), from_bundle="true")


def test_all_mistakes_are_told_at_once(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    site = SITE.replace("0.0.0.0:", "").replace("health = /-/", "")
    with pytest.raises(UserError) as raised:
        make(make_site_buildout(site), from_bundle="true", image="")
    assert (
        len(str(raised.value).strip().splitlines()) == 1
    )  # The image, which everything is named after, cannot be read.
    with pytest.raises(UserError) as raised:
        make(make_site_buildout(site), from_bundle="true")
    assert [line.partition(":")[0] for line in str(raised.value).strip().splitlines()] == [
        "[prod] http-address",
        "[prod] health",
    ]


def write_kubectl(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program of that name in the place of all others."""
    program = folder / "programs" / "kubectl"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")


def test_kubectl_checks_the_objects_before_they_are_written(
    make_site_buildout: MakeBuildout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_kubectl(tmp_path, monkeypatch, 'test -f "$2/deployment.yaml" && echo "$1: no such field" && exit 1')
    buildout = make_site_buildout(SITE)
    with pytest.raises(
        UserError, match=r"\[container\].*kubectl rejects the Kubernetes manifests: kustomize: no such field"
    ):
        make(buildout, from_bundle="true")
    assert not (tmp_path / "parts/container").exists()
    make(buildout, from_bundle="true", check="false")[0].install()
    # Files that are in their places are not checked again.
    make(buildout, from_bundle="true")


def test_a_missing_kubectl_is_told(
    make_site_buildout: MakeBuildout,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    buildout = make_site_buildout(SITE)
    monkeypatch.setenv("PATH", str(tmp_path))
    with caplog.at_level(logging.INFO, "container"):
        make(buildout, from_bundle="true")
    assert "kubectl is not installed," in caplog.text


def find(sections: dict[str, dict[str, str]], name: str = "bundle") -> PurePosixPath:
    written = write_options("container", {"recipe": "twod.recipe:container", "bundle": name})
    part = PartOptions("container", read_values(written, CONTAINER_OPTIONS, Report()), written)
    return find_archive(sections, part, Path("/site"))


def test_the_archive_is_that_of_the_bundle() -> None:
    bundle = {"recipe": "twod.recipe:bundle", "archive": "/site/dist/shop.tar.gz"}
    assert find({"bundle": bundle}) == PurePosixPath("dist/shop.tar.gz")
    with pytest.raises(RecipeError, match=r"no part is called \[bundel\]; did you mean bundle\?"):
        find({"bundle": bundle}, "bundel")
    with pytest.raises(RecipeError, match=r"no part is called \[bundle\]; add one with recipe = twod.recipe:bundle"):
        find({})
    with pytest.raises(RecipeError, match=r"\[bundle\] is not a part with recipe = twod.recipe:bundle"):
        find({"bundle": {"recipe": "zc.recipe.egg"}})
    with pytest.raises(RecipeError, match=r"/srv/shop.tar.gz is outside of /site"):
        find({"bundle": bundle | {"archive": "/srv/shop.tar.gz"}})
