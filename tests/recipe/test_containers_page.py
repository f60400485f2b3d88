"""The manual's page on containers: its buildout is made, and has the files that it names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from twod.recipe.engines.nginx import nginx_part

from .conftest import MakeBuildout, write_develop_egg
from .test_site_facts import FRONT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Block

    FindBlocks = Callable[..., list[Block]]

PAGE = "docs/how-to/containers.rst"


@pytest.fixture
def make_page_part(manual: FindBlocks, make_site_buildout: MakeBuildout, tmp_path: Path) -> Callable[[str], Path]:
    """Make the part of the page's buildout, with more options; its directory is returned."""
    (tmp_path / "bootstrap.py").touch()
    for name in ("celery", "psycopg2-binary", "redis"):
        write_develop_egg(tmp_path, name, scripts="celery = celery:run" if name == "celery" else "")
    cfg = manual(PAGE, "ini")[0].text.replace("parts = twod bundle container", "parts =")

    def make(more: str) -> Path:
        unchecked = cfg.replace("[twod]\n", "[twod]\ncheck = none\n")
        buildout = make_site_buildout(unchecked.partition("\n")[2] + more, versions="")
        buildout["container"].recipe.install()
        return tmp_path / "parts" / "container"

    return make


def list_files(directory: Path) -> list[str]:
    return sorted(f"parts/container/{path.relative_to(directory)}" for path in directory.rglob("*") if path.is_file())


def test_the_buildout_of_the_page_has_the_files_that_it_lists(
    manual: FindBlocks, make_page_part: Callable[[str], Path]
) -> None:
    files = list_files(make_page_part(""))
    (shown,) = manual(PAGE, "text")
    assert shown.text.splitlines() == files
    for block in manual(PAGE, "console"):
        for word in re.findall(r"parts/container/\S+", block.text):
            assert any(file == word or file.startswith(f"{word}/") for file in files)
        for image in re.findall(r"registry\.example\.com/shop:\S+", block.text):
            assert image in ("registry.example.com/shop:1.4", "registry.example.com/shop:1.5")


def test_the_secrets_of_the_page_are_those_that_the_site_needs(
    manual: FindBlocks, make_page_part: Callable[[str], Path]
) -> None:
    compose = yaml.safe_load((make_page_part("") / "compose.yaml").read_text(encoding="utf-8"))
    text = "".join(block.text for block in manual(PAGE, "console"))
    assert {f"secrets/{name}" for name in compose["secrets"]} == set(re.findall(r"> (secrets/\S+)", text))
    assert set(compose["services"]) == {"site", "worker", "sessions", "setup-app", "database", "redis"}


def test_the_variables_of_the_page_are_in_the_config_map(
    manual: FindBlocks, make_page_part: Callable[[str], Path]
) -> None:
    _, variables, _ = manual(PAGE, "ini")
    directory = make_page_part(variables.text.partition("\n")[2])
    config_map = yaml.safe_load((directory / "kubernetes" / "configmap.yaml").read_text(encoding="utf-8"))
    assert config_map["data"] == {
        "DATABASE_HOST": "db.internal.example.com",
        "REDIS_HOST": "redis.internal.example.com",
    }


def test_the_nginx_of_the_page_stands_before_the_site(
    manual: FindBlocks, make_page_part: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, nginx = manual(PAGE, "ini")
    monkeypatch.setattr(nginx_part, "ask_for_front", lambda *_: FRONT)
    part, own = nginx.text.split("[container]\n")
    directory = make_page_part(f"{own}\n{part}check = false\n")
    services = yaml.safe_load((directory / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert "ports" in services["nginx"]
    assert "ports" not in services["site"]
    assert "/etc/nginx/conf.d/default.conf" in (directory / "Dockerfile").read_text(encoding="utf-8")
