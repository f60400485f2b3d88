"""``python3 bootstrap.py``, as a user runs it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kit.processes import run
from twod.recipe.lock.lock_command import FOUNDATION

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from kit.buildouts import Buildout

ROOT = Path(__file__).parents[2]

#: What bootstrap.py uses of the recipe before anything is installed.
USED = ("recipe/twod/recipe/fetch/pip_configuration.py", "recipe/twod/recipe/fetch/sources.py")


def load_bootstrap() -> dict[str, Any]:
    """Return the names of bootstrap.py."""
    names: dict[str, Any] = {"__name__": "bootstrap", "__file__": "bootstrap.py", "__doc__": ""}
    exec(compile((ROOT / "bootstrap.py").read_text(), "bootstrap.py", "exec"), names)
    return names


def bootstrap(home: Path, **environ: str) -> CompletedProcess[str]:
    return run([sys.executable, home / "bootstrap.py"], cwd=home, environ=environ)


def test_bin_buildout_runs_the_pinned_zc_buildout(buildout: Buildout) -> None:
    printed = buildout.run(buildout.home, "--version").stdout
    assert printed == "buildout version 6.0.1\n"


def test_a_second_run_changes_nothing(buildout: Buildout) -> None:
    kept = [
        buildout.home / "bin" / "buildout",
        buildout.home / ".venv" / "pyvenv.cfg",
        buildout.home / ".venv" / "pip.conf",
    ]
    before = [path.stat().st_mtime_ns for path in kept]
    again = bootstrap(buildout.home, **buildout.environ())
    assert again.returncode == 0, again.stderr
    assert [path.stat().st_mtime_ns for path in kept] == before


@pytest.mark.slow
def test_without_a_reachable_index_the_message_tells_how_to_name_one(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    for name in ("bootstrap.py", "versions.cfg"):
        (tmp_path / name).write_text((root / name).read_text())
    (tmp_path / "wheels").mkdir()
    environ = {"PATH": os.environ["PATH"], "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path / "wheels")}
    failed = bootstrap(tmp_path, **environ)
    assert failed.returncode == 1
    assert "PIP_FIND_LINKS=/path/to/wheels python3 bootstrap.py" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_missing_pin_is_named(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    (tmp_path / "bootstrap.py").write_text((root / "bootstrap.py").read_text())
    (tmp_path / "versions.cfg").write_text("[versions]\npip = 26.3\n")
    failed = bootstrap(tmp_path, **os.environ)
    assert failed.returncode == 1
    missing = "setuptools, wheel, packaging, platformdirs, tqdm, zc.recipe.egg, zc.buildout"
    assert f"[versions] has no pin for {missing}" in failed.stderr


def copy_checkout(folder: Path) -> Path:
    """Copy what bootstrap.py uses of a checkout, and return the folder."""
    for name in ("bootstrap.py", "versions.cfg", "recipe/buildout.py", *USED):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


@pytest.mark.slow
def test_uv_installs_from_where_pip_is_configured_to_look(tmp_path: Path, buildout: Buildout) -> None:
    home = copy_checkout(tmp_path / "checkout")
    done = bootstrap(home, **buildout.environ())
    assert done.returncode == 0, done.stderr
    assert "Installing zc.buildout 6.0.1 with uv" in done.stdout
    (installer,) = (home / ".venv").glob("lib/*/site-packages/zc_buildout-*.dist-info/INSTALLER")
    assert installer.read_text() == "uv"
    assert "recipe/buildout.py" in (home / "bin" / "buildout").read_text()


@pytest.mark.slow
def test_a_site_runs_the_buildout_of_the_checkout_that_it_names(tmp_path: Path, buildout: Buildout) -> None:
    checkout = copy_checkout(tmp_path / "a checkout")
    site = tmp_path / "site"
    site.mkdir()
    for name in ("bootstrap.py", "versions.cfg"):
        (site / name).write_bytes((ROOT / name).read_bytes())
    (site / "buildout.cfg").write_text(f"[buildout]\ntwod-checkout = {checkout}\n")
    done = bootstrap(site, **buildout.environ())
    assert done.returncode == 0, done.stderr
    assert "with uv" in done.stdout
    assert f"'{checkout}/recipe/buildout.py'" in (site / "bin" / "buildout").read_text()


@pytest.mark.slow
def test_a_checkout_with_a_relative_path_moves_together_with_the_site(tmp_path: Path, buildout: Buildout) -> None:
    tree = tmp_path / "tree"
    copy_checkout(tree / "a checkout")
    site = tree / "site"
    site.mkdir()
    for name in ("bootstrap.py", "versions.cfg"):
        (site / name).write_bytes((ROOT / name).read_bytes())
    (site / "buildout.cfg").write_text("[buildout]\ntwod-checkout = ../a checkout\n")
    done = bootstrap(site, **buildout.environ())
    assert done.returncode == 0, done.stderr
    tree.rename(tmp_path / "moved")
    found = run(["sh", "-x", "bin/buildout", "--version"], cwd=tmp_path / "moved" / "site", environ={}, merged=True)
    assert f"-P {tmp_path}/moved/site/../a checkout/recipe/buildout.py" in found.stdout.replace("'", "")


@pytest.mark.slow
def test_pip_installs_where_there_is_no_uv(tmp_path: Path, buildout: Buildout) -> None:
    home = copy_checkout(tmp_path / "checkout")
    # The wheels have no uv.
    done = bootstrap(home, **buildout.environ(PATH=os.environ["PATH"]))
    assert done.returncode == 0, done.stderr
    assert "using pip instead" in done.stdout
    assert "Installing zc.buildout 6.0.1 with pip" in done.stdout
    assert done.stderr == ""


@pytest.mark.slow
def test_a_uv_that_stands_for_none_is_not_taken(tmp_path: Path, buildout: Buildout) -> None:
    home = copy_checkout(tmp_path / "checkout")
    program = tmp_path / "uv"
    program.write_text("#!/bin/sh\nexit 127\n")
    program.chmod(0o755)
    done = bootstrap(home, **buildout.environ(PATH=f"{tmp_path}:{os.environ['PATH']}"))
    assert done.returncode == 0, done.stderr
    assert "Installing zc.buildout 6.0.1 with pip" in done.stdout


def test_the_lock_command_knows_what_bootstrap_installs() -> None:
    assert load_bootstrap()["REQUIRED"] == FOUNDATION


@pytest.mark.slow
def test_a_file_with_another_hash_than_the_lock_is_refused(tmp_path: Path, buildout: Buildout) -> None:
    home = copy_checkout(tmp_path / "checkout")
    # The wheels are not those of PyPI.
    (home / "pylock.toml").write_bytes((ROOT / "pylock.toml").read_bytes())
    failed = bootstrap(home, **buildout.environ())
    assert failed.returncode == 1
    assert "DO NOT MATCH THE HASHES" in failed.stderr
    assert list((home / ".venv").glob("lib/*/site-packages/zc_buildout-*")) == []
    assert not (home / "bin" / "buildout").exists()


def test_the_lock_of_the_checkout_has_hashes_of_all_that_bootstrap_installs() -> None:
    names = load_bootstrap()
    pins = names["read_pins"](str(ROOT / "versions.cfg"))
    lines = names["make_requirements"](
        [*names["REQUIRED"], "uv"], pins, names["read_hashes"](str(ROOT / "pylock.toml"))
    )
    assert all(" --hash=sha256:" in line for line in lines)


def test_without_a_lock_there_are_no_hashes(tmp_path: Path) -> None:
    names = load_bootstrap()
    assert names["read_hashes"](str(tmp_path / "pylock.toml")) is None
    assert names["make_requirements"](["pip"], {"pip": "26.3"}, None) == ["pip==26.3"]


@pytest.mark.parametrize("text", ["packages = [", "a = 1", "packages = 1", "packages = [1]", "[[packages]]\nsdist = 1"])
def test_a_broken_lock_is_told(tmp_path: Path, text: str) -> None:
    names = load_bootstrap()
    lock = tmp_path / "pylock.toml"
    lock.write_text(text)
    with pytest.raises(names["BootstrapError"], match=r"pylock.toml is not a valid lock file: .* bin/lock write"):
        names["read_hashes"](str(lock))


def test_a_pin_that_the_lock_does_not_name_is_told() -> None:
    names = load_bootstrap()
    with pytest.raises(names["BootstrapError"], match=r"lacks zc.buildout 6, which .*versions.cfg pins"):
        names["make_requirements"](["zc.buildout"], {"zc.buildout": "6"}, {("zc-buildout", "5"): ["ab"]})


@pytest.mark.parametrize("name", USED)
def test_what_bootstrap_uses_of_the_recipe_needs_the_standard_library_alone(name: str) -> None:
    code = f"import runpy; print(len(runpy.run_path({str(ROOT / name)!r})) > 0)"
    assert run([sys.executable, "-I", "-S", "-c", code], cwd=ROOT, environ={}).stdout == "True\n"


def test_a_site_whose_checkout_of_twod_is_gone_is_told_so(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    for name in ("bootstrap.py", "versions.cfg"):
        (tmp_path / name).write_text((root / name).read_text())
    (tmp_path / "buildout.cfg").write_text("[buildout]\ntwod-checkout = ../gone\n")
    failed = bootstrap(tmp_path, PATH=os.environ["PATH"])
    assert failed.returncode == 1
    assert f"buildout.cfg takes twod from the checkout {tmp_path}/../gone, which does not exist." in failed.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_the_module_names_the_package_that_has_it(tmp_path: Path, missing: str) -> None:
    # A module of this name that cannot be imported, first on the path: what Debian's python3 without python3-venv does.
    (tmp_path / f"{missing}.py").write_text("raise ImportError('not installed')")
    root = Path(__file__).parents[2]
    failed = bootstrap(root, PYTHONPATH=str(tmp_path), PATH=os.environ["PATH"])
    assert failed.returncode == 1
    assert f"lacks the module '{missing}'" in failed.stderr
    assert "apt-get install python3." in failed.stderr


def test_an_old_python_is_told_so_by_name() -> None:
    names = load_bootstrap()
    with pytest.raises(names["BootstrapError"], match=r"Python 3\.10; Python 3\.11 or newer is needed"):
        names["check_python"]((3, 10, 13, "final", 0), "/usr/bin/python3.10")
