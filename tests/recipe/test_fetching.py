"""The fetch of what is pinned and missing, in zc.buildout's own process."""

from __future__ import annotations

import io
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from kit.package_index import PackageIndex, make_wheel
from twod.recipe.scripts.distributions import SiteScripts

from .conftest import MakeBuildout, write_develop_egg

Resolve = Callable[..., list[str]]

ZC_BUILDOUT = "setuptools"


@pytest.fixture
def resolve(make_buildout: MakeBuildout, package_index: PackageIndex) -> Resolve:
    """Let zc.buildout resolve eggs with these pins, from the index; return names and versions."""

    def resolve(eggs: str, versions: str, **options: str) -> list[str]:
        pins = "\n".join(["[versions]", *versions.split()])
        overrides = [("buildout", name.replace("_", "-"), value) for name, value in options.items()]
        buildout = make_buildout(pins.replace("=", " = "), ("buildout", "index", package_index.url), *overrides)
        return list_distributions(buildout, eggs)

    return resolve


def list_distributions(buildout: Any, eggs: str) -> list[str]:
    recipe = SiteScripts(buildout, "site", {"eggs": eggs, "relative-paths": "false"}, [])
    return [f"{each.project_name} {each.version}" for each in recipe.working_set()[1]]


@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_all_that_is_pinned_is_fetched_and_zc_buildout_asks_nobody(
    resolve: Resolve, package_index: PackageIndex, tool: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_wheel(package_index.folder, "shop", requires=["cart[fast]", 'old; python_version < "3"'])
    make_wheel(package_index.folder, "cart", "2.0", requires=['wheel_1; extra == "fast"', 'never; extra == "slow"'])
    make_wheel(package_index.folder, "wheel_1", requires=["shop"])
    make_wheel(package_index.folder, "blog")
    pins = "shop=1.0 cart=2.0 wheel-1=1.0 blog=1.0 never=1.0 old=1.0"
    assert resolve("shop\nblog", pins, fetch=tool) == ["shop 1.0", "blog 1.0", "cart 2.0", "wheel-1 1.0"]
    assert package_index.list_pages(ZC_BUILDOUT) == []
    assert capsys.readouterr().out.splitlines() == [
        f"Fetching 2 distributions with {tool}.",
        f"Fetching cart 2.0 with {tool}.",
        f"Fetching wheel-1 1.0 with {tool}.",
    ]
    package_index.requests.clear()
    assert len(resolve("shop\nblog", pins, fetch=tool)) == 4
    assert package_index.requests == []


def test_a_develop_eggs_requirements_are_fetched(resolve: Resolve, package_index: PackageIndex, tmp_path: Path) -> None:
    write_develop_egg(tmp_path, "site", requires="cart")
    make_wheel(package_index.folder, "cart", "2.0")
    assert resolve("site", "cart=2.0") == ["site 1.5", "cart 2.0"]
    assert package_index.list_pages(ZC_BUILDOUT) == []


def test_what_is_not_pinned_is_zc_buildouts(resolve: Resolve, package_index: PackageIndex) -> None:
    make_wheel(package_index.folder, "shop", requires=["cart>=1"])
    make_wheel(package_index.folder, "cart", "2.0", requires=["blog"])
    make_wheel(package_index.folder, "blog")
    assert resolve("shop", "shop=1.0 blog=1.0") == ["shop 1.0", "blog 1.0", "cart 2.0"]
    assert set(package_index.list_pages(ZC_BUILDOUT)) == {"/simple/cart/"}


def test_zc_buildout_fetches_by_itself_when_it_is_told_so(resolve: Resolve, package_index: PackageIndex) -> None:
    make_wheel(package_index.folder, "shop")
    assert resolve("shop", "shop=1.0", fetch="buildout") == ["shop 1.0"]
    assert set(package_index.list_pages()) == set(package_index.list_pages(ZC_BUILDOUT)) == {"/simple/shop/"}


@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_what_cannot_be_fetched_is_named_and_leaves_nothing(
    resolve: Resolve, package_index: PackageIndex, tool: str, tmp_path: Path
) -> None:
    make_wheel(package_index.folder, "shop", requires=["cart"])
    with pytest.raises(UserError, match=rf"(?s)^{tool} cannot fetch cart 2.0, which shop requires:.*name its checkout"):
        resolve("shop", "shop=1.0 cart=2.0", fetch=tool)
    assert [path.name.partition("-")[0] for path in (tmp_path / "eggs" / "v5").iterdir()] == ["shop"]


@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_a_wheel_that_is_none_is_named(resolve: Resolve, package_index: PackageIndex, tool: str) -> None:
    make_wheel(package_index.folder, "shop", requires=["cart"]).write_bytes(b"no wheel")
    with pytest.raises(UserError, match=rf"^{tool} cannot fetch shop 1.0:"):
        resolve("shop", "shop=1.0", fetch=tool)


@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_a_connection_that_ends_is_named(resolve: Resolve, package_index: PackageIndex, tool: str) -> None:
    package_index.cut.add(make_wheel(package_index.folder, "shop", files={"shop/more.txt": "x" * 10000}).name)
    with pytest.raises(UserError, match=rf"(?s)^{tool} cannot fetch shop 1.0:.*Check the connection"):
        resolve("shop", "shop=1.0", fetch=tool)


@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_credentials_are_used_and_never_shown(
    resolve: Resolve, package_index: PackageIndex, tool: str, capfd: pytest.CaptureFixture[str]
) -> None:
    make_wheel(package_index.folder, "shop")
    package_index.authorization = "Basic bWU6aHVudGVyMg=="  # me:hunter2
    url = package_index.url.replace("://", "://me:{}@")
    with pytest.raises(UserError) as raised:
        resolve("shop", "shop=1.0", fetch=tool, index=url.format("hunter3"))
    assert "netrc" in str(raised.value)
    assert "hunter" not in str(raised.value) + "".join(capfd.readouterr())
    assert resolve("shop", "shop=1.0", fetch=tool, index=url.format("hunter2")) == ["shop 1.0"]


def test_without_uv_pip_fetches(
    resolve: Resolve, package_index: PackageIndex, capsys: pytest.CaptureFixture[str], no_uv: None
) -> None:
    make_wheel(package_index.folder, "shop")
    assert resolve("shop", "shop=1.0") == ["shop 1.0"]
    assert "Fetching shop 1.0 with pip." in capsys.readouterr().out
    with pytest.raises(UserError, match="fetch = uv, but uv is neither on PATH nor"):
        resolve("cart", "cart=1.0", fetch="uv")


def test_a_tool_that_is_none_is_refused(resolve: Resolve) -> None:
    with pytest.raises(UserError, match=r"^\[buildout\] fetch: 'wget' is not one of: uv, pip, buildout$"):
        resolve("shop", "shop=1.0", fetch="wget")


def test_what_a_killed_run_has_left_is_removed(resolve: Resolve, package_index: PackageIndex, tmp_path: Path) -> None:
    left = tmp_path / "eggs" / "v5" / ".twod-fetch-xyz" / "0" / "shop-1.0.dist-info"
    left.mkdir(parents=True)
    make_wheel(package_index.folder, "shop")
    assert resolve("shop", "shop=1.0") == ["shop 1.0"]
    assert len(list((tmp_path / "eggs" / "v5").iterdir())) == 1


def test_a_directory_of_eggs_that_cannot_be_written_is_named(
    resolve: Resolve, package_index: PackageIndex, tmp_path: Path
) -> None:
    make_wheel(package_index.folder, "shop")
    (tmp_path / "eggs" / "v5").mkdir(parents=True)
    (tmp_path / "eggs" / "v5").rmdir()
    (tmp_path / "eggs" / "v5").symlink_to("/proc/self")
    with pytest.raises(UserError, match=r"^Cannot write eggs to /proc/[0-9]+: .*Free disk space"):
        resolve("shop", "shop=1.0")


@pytest.fixture
def no_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that uv is not made for."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setitem(__import__("sys").modules, "uv", None)


def list_files(egg: Path) -> dict[str, bytes]:
    """Return the content of an egg's files, without what each tool writes of itself, and of what it compiled."""
    own = {"INSTALLER", "RECORD", "direct_url.json", "uv_build.json", "uv_cache.json"}
    return {
        str(path.relative_to(egg)): b"" if path.suffix == ".pyc" else path.read_bytes()
        for path in egg.rglob("*")
        if path.is_file() and path.name not in own
    }


def test_the_eggs_are_those_that_zc_buildout_makes(
    resolve: Resolve, package_index: PackageIndex, tmp_path: Path
) -> None:
    folder = package_index.folder
    make_wheel(folder, "plain", scripts="plain = plain:run", files={"plain/deep/text.txt": "1", "plain/more.py": "1"})
    places = ("scripts/run", "data/share/plain.txt", "headers/plain.h", "platlib/other_place/fast.py")
    make_wheel(folder, "of_all_kinds", files={f"of_all_kinds-1.0.data/{place}": "1" for place in places})
    make_wheel(folder, "Dotted.Name", files={"dotted/name/module.py": "1", "single.py": "1", "broken.py": "print 1"})
    make_wheel(folder, "old_namespace", files={"old/__init__.py": OLD_NAMESPACE, "old/part/__init__.py": ""})
    without_list = make_wheel(folder, "no_list", files={"no_list/deep/__init__.py": "1"})
    drop_file(without_list, "no_list-1.0.dist-info/top_level.txt")
    names = ("plain", "of_all_kinds", "Dotted.Name", "old_namespace", "no_list")
    eggs = tmp_path / "eggs" / "v5"
    made = {}
    for tool in ("buildout", "uv", "pip"):
        resolve("\n".join(names), " ".join(f"{name}=1.0" for name in names), fetch=tool)
        made[tool] = {egg.name: list_files(egg) for egg in eggs.iterdir()}
        shutil.rmtree(eggs)
    assert len(made["buildout"]) == len(names)
    for tool in ("uv", "pip"):
        for egg, files in made["buildout"].items():
            assert sorted(made[tool][egg]) == sorted(files), tool
            assert made[tool][egg] == files
        assert made[tool].keys() == made["buildout"].keys()


OLD_NAMESPACE = '__import__("pkg_resources").declare_namespace(__name__)\n'


def drop_file(wheel: Path, name: str) -> None:
    """Take a file out of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        kept = {each: archive.read(each) for each in archive.namelist() if each != name}
    with zipfile.ZipFile(wheel, "w") as archive:
        for each, data in kept.items():
            lines = data.decode().splitlines(keepends=True)
            archive.writestr(each, "".join(line for line in lines if not line.startswith(f"{name},")))


def make_sdist(folder: Path, name: str, setup: str) -> None:
    """Put a source distribution into a folder."""
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    with tarfile.open(folder / f"{name}-1.0.tar.gz", "w:gz") as archive:
        for file, text in {"setup.py": setup, "PKG-INFO": metadata, f"{name}.py": ""}.items():
            member = tarfile.TarInfo(f"{name}-1.0/{file}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))


@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_what_has_no_wheel_is_built_as_pip_is_configured(
    resolve: Resolve, package_index: PackageIndex, tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index of the test has no setuptools, which a build in isolation would fetch."""
    monkeypatch.setenv("PIP_NO_BUILD_ISOLATION", "false")
    make_sdist(package_index.folder, "shop", "from setuptools import setup\nsetup(name='shop', version='1.0')\n")
    assert resolve("shop", "shop=1.0", fetch=tool) == ["shop 1.0"]


@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_what_cannot_be_built_is_named(
    resolve: Resolve, package_index: PackageIndex, tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_BUILD_ISOLATION", "false")
    make_sdist(package_index.folder, "shop", "raise SystemExit('no compiler')\n")
    with pytest.raises(
        UserError, match=rf"(?s)^{tool} cannot fetch shop 1.0:.*no compiler.*tools that the build needs"
    ):
        resolve("shop", "shop=1.0", fetch=tool)
