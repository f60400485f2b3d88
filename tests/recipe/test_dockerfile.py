"""The Dockerfile, as text; tests/servers runs its steps."""

from __future__ import annotations

from pathlib import Path, PurePath, PurePosixPath

import pytest

from kit.dockerfiles import is_ignored
from twod.recipe.engines.container.container_front import ContainerFront
from twod.recipe.engines.container.dockerfile import make_dockerfile, make_dockerignore

from .conftest import MakeContainer

PATH = PurePosixPath("parts/container/Dockerfile")


def list_steps(text: str) -> list[str]:
    return [line for line in text.replace("\\\n", "").splitlines() if line and not line.startswith("#")]


def test_the_first_stage_provisions_and_the_second_one_takes_the_bundle(make_container: MakeContainer) -> None:
    steps = list_steps(make_dockerfile(make_container(part={"base-image": "python:3.14-slim"}), PATH))
    first, second = (number for number, step in enumerate(steps) if step.startswith("FROM"))
    assert (steps[first], steps[second]) == ("FROM python:3.14-slim AS builder", "FROM python:3.14-slim")
    assert "COPY . ." in steps[first:second]
    assert [step for step in steps[second:] if step.startswith("COPY")] == ["COPY --from=builder /srv/shop /srv/shop"]
    assert any(
        "python bootstrap.py" in step and "bin/buildout -c buildout.cfg install bundle" in step for step in steps
    )


def test_the_server_is_the_first_process_of_a_user_without_rights(make_container: MakeContainer) -> None:
    steps = list_steps(make_dockerfile(make_container(part={"user-id": "2000"}), PATH))
    assert steps[-1] == 'ENTRYPOINT ["/srv/shop/bin/serve-prod"]'
    assert steps[-5:-2] == ["USER 2000:2000", "EXPOSE 8080", "STOPSIGNAL SIGTERM"]
    assert "http://127.0.0.1:8080/-/live" in steps[-2]


def test_a_bundle_that_is_there_is_taken(make_container: MakeContainer) -> None:
    site = make_container(part={"from-bundle": "true"})
    steps = list_steps(make_dockerfile(site, PATH))
    assert 'COPY ["dist/shop.tar.gz", "/build/dist/shop.tar.gz"]' in steps
    assert not any("bootstrap" in step for step in steps)
    assert make_dockerignore(site) == "*\n!dist/shop.tar.gz\n"


def test_each_stage_has_its_packages(make_container: MakeContainer) -> None:
    site = make_container(
        part={"build-packages": "libpq-dev gcc", "packages": "libpq5", "configuration": "prod it.cfg"}
    )
    first, second = make_dockerfile(site, PATH).split("FROM python")[1:]
    assert "--no-install-recommends gcc libpq-dev " in first
    assert "--no-install-recommends libpq5 " in second
    assert "bin/buildout -c 'prod it.cfg' install" in first


@pytest.mark.parametrize("part", [{}, {"from-bundle": "true"}])
def test_the_builder_sees_no_data_and_no_secret(make_container: MakeContainer, part: dict[str, str]) -> None:
    ignored = make_dockerignore(make_container(part=part)).splitlines()
    for path in (
        ".git/config",
        "var/twod/secret-key-prod",
        "shop/.env",
        "tls/shop.key",
        "eggs/v5/x",
        "parts/twod/dev.ini",
    ):
        assert is_ignored(PurePath(path), ignored)
    assert is_ignored(PurePath("dist/shop.tar.gz"), ignored) != bool(part)
    for path in ("buildout.cfg", "pylock.toml", "src/shop/settings.py"):
        assert is_ignored(PurePath(path), ignored) == bool(part)


def test_nginx_has_a_stage_with_the_static_files_of_the_release(make_container: MakeContainer) -> None:
    front = ContainerFront(PurePosixPath("parts/nginx/x.conf"), Path("/srv/shop/parts/twod/static"), 80)
    site = make_container(part={"nginx-image": "nginx:1.28"})._replace(front=front)
    steps = list_steps(make_dockerfile(site, PATH))
    begin = steps.index("FROM nginx:1.28 AS nginx")
    assert steps[begin + 1 : begin + 3] == [
        'COPY --from=builder ["/srv/shop/parts/twod/static", "/srv/shop/parts/twod/static"]',
        'COPY ["parts/nginx/x.conf", "/etc/nginx/conf.d/default.conf"]',
    ]
    # The last stage is the one that a build without a target makes.
    assert steps[-1] == 'ENTRYPOINT ["/srv/shop/bin/serve-prod"]'
    assert make_dockerignore(site).endswith("\n!parts/nginx/x.conf\n")
