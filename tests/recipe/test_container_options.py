"""The options of a part for containers."""

from __future__ import annotations

import re

import pytest

from twod.recipe.engines.container.container_options import (
    CONTAINER_OPTIONS,
    CPU,
    IMAGE,
    NAME,
    VARIABLES,
    read_debian_packages,
    read_image,
    read_ingress_hosts,
    read_label,
    read_release_image,
)

DIGEST = "@sha256:" + "0a" * 32


@pytest.mark.parametrize(
    "text", ["shop:1", "registry.example.com:5000/team/shop:1.4-rc.1", f"ghcr.io/shop{DIGEST}", f"shop:1{DIGEST}"]
)
def test_a_release_has_an_image_with_a_tag_or_a_digest(text: str) -> None:
    assert read_release_image(text) == read_image(text) == text


@pytest.mark.parametrize(
    "text", ["shop", "Shop:1", "shop:", "shop:a b", "https://shop:1", "shop:1@sha256:0a", "-shop:1"]
)
def test_an_image_that_would_be_another_with_each_build_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="the name of an image with the tag of a release"):
        read_release_image(text)


def test_a_base_image_needs_no_tag() -> None:
    assert read_image("python") == "python"
    with pytest.raises(ValueError, match="'a b' is not the name of an image"):
        read_image("a b")


@pytest.mark.parametrize("text", ["", "Shop", "1shop", "shop-", "a_b", "a" * 26])
def test_a_name_that_some_engine_does_not_take_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a name of at most 25 lower-case letters"):
        read_label(text)


@pytest.mark.parametrize("text", ["gcc; rm", "-y", "GCC"])
def test_a_package_is_no_command(text: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a Debian package"):
        read_debian_packages(text)


def test_packages_may_have_versions() -> None:
    assert read_debian_packages("libpq5 g++=4:14.2~rc1") == ("libpq5", "g++=4:14.2~rc1")


def test_hosts_have_names() -> None:
    assert read_ingress_hosts("www.example.com *.example.com") == ("www.example.com", "*.example.com")
    with pytest.raises(ValueError, match=re.escape("'https://x' is not the name of a host")):
        read_ingress_hosts("https://x")


def test_a_variable_that_is_a_secret_by_its_name_is_refused_without_its_value() -> None:
    assert VARIABLES.read("MODE = on") == (("MODE", "on"),)
    with pytest.raises(ValueError, match="DB_PASSWORD looks like a secret") as raised:
        VARIABLES.read("DB_PASSWORD = sesame")
    assert "sesame" not in str(raised.value)


def test_quantities_are_those_of_kubernetes() -> None:
    assert [CPU.read(text) for text in ("250m", "1.5", "2", "512Mi")] == ["250m", "1.5", "2", "512Mi"]
    with pytest.raises(ValueError, match="'512MB' is not a Kubernetes quantity"):
        CPU.read("512MB")


def test_each_option_says_its_default_or_that_it_is_required() -> None:
    words = ("**Default:**", "Required")
    own = [option for option in CONTAINER_OPTIONS if option.name != "recipe"]
    assert [option.name for option in own if not any(word in option.help for word in words)] == []
    assert (IMAGE.default, NAME.default) == ("", "")
