"""Runs that fetch, from their beginning to whatever end: killed, two at once, on a full disk."""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.environs import make_python_environ
from kit.package_index import PackageIndex, make_wheel, serve_index
from kit.processes import Command, run, running
from twod.recipe.fetch.uv_fetcher import find_uv

TESTS = Path(__file__).parents[1]
PINS = ("shop==1.0", "cart==2.0")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PackageIndex]:
    """An index with two distributions."""
    make_wheel(tmp_path / "published", "shop", requires=["cart"], files={"shop/more.py": "MORE = 1\n" * 9000})
    make_wheel(tmp_path / "published", "cart", "2.0")
    with serve_index(tmp_path / "published") as index:
        yield index


def make_command(directory: Path, index: PackageIndex, *pins: str) -> Command:
    return [sys.executable, "-m", "kit.fetch_run", directory / "eggs", index.url, *pins]


def make_fetch_environ(directory: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a run that has uv on PATH, and no configuration of pip's or uv's."""
    own = {"UV_CACHE_DIR": str(directory / "cache"), "PIP_CONFIG_FILE": "/dev/null", "PIP_NO_CACHE_DIR": "1"}
    program = find_uv()
    assert program is not None, "the tests need uv, which bootstrap.py installs"
    path = f"{Path(program).parent}:/usr/bin:/bin"
    return make_python_environ(TESTS, PATH=path, PIP_DISABLE_PIP_VERSION_CHECK="1", **own, **variables)


def list_eggs(directory: Path) -> list[str]:
    """Return the eggs. Killed behind the last one, a run leaves a directory that the next fetch removes."""
    return sorted(path.name.partition("-py")[0] for path in (directory / "eggs").iterdir() if path.suffix == ".egg")


def run_to_the_end(directory: Path, index: PackageIndex, *pins: str, **variables: str) -> str:
    done = run(make_command(directory, index, *pins), cwd=directory, environ=make_fetch_environ(directory, **variables))
    assert done.returncode == 0, done.stdout + done.stderr
    assert list_eggs(directory) == sorted(pin.replace("==", "-") for pin in pins)
    return done.stdout


def kill_at(directory: Path, index: PackageIndex, change: int, tool: str) -> None:
    """Kill a run before a change of the directory of eggs; the eggs that it has left there are whole."""
    environ = make_fetch_environ(directory, KILL_AT=str(change), TOOL=tool)
    done = run(make_command(directory, index, *PINS), cwd=directory, environ=environ)
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr
    for egg in (directory / "eggs").glob("*.egg"):
        assert len(list(egg.glob("*/METADATA"))) == 1
        assert len(list(egg.glob("*/__init__.py"))) == 1


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_a_run_that_is_killed_is_completed_by_the_next(tmp_path: Path, index: PackageIndex, tool: str) -> None:
    changes = count_changes(tmp_path, index, tool)
    for number, change in enumerate([2, changes // 2, changes - 8]):
        directory = tmp_path / str(number)
        directory.mkdir()
        kill_at(directory, index, change, tool)
        run_to_the_end(directory, index, *PINS, TOOL=tool)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("tool", "step"), [("uv", 1), ("pip", 5)])
def test_a_run_that_is_killed_anywhere_is_completed_by_the_next(
    tmp_path: Path, index: PackageIndex, tool: str, step: int
) -> None:
    for change in range(1, count_changes(tmp_path, index, tool) + 1, step):
        directory = tmp_path / str(change)
        directory.mkdir()
        kill_at(directory, index, change, tool)
        run_to_the_end(directory, index, *PINS, TOOL=tool)


def count_changes(directory: Path, index: PackageIndex, tool: str) -> int:
    """Return how many changes a run makes in its directory of eggs."""
    whole = directory / "whole"
    whole.mkdir()
    return int(run_to_the_end(whole, index, *PINS, TOOL=tool).split()[-1])


def test_two_runs_at_once_fetch_once(tmp_path: Path, index: PackageIndex) -> None:
    command, environ = make_command(tmp_path, index, "cart==2.0"), make_fetch_environ(tmp_path, UV_NO_CACHE="1")
    with (
        running(command, cwd=tmp_path, environ=environ) as first,
        running(command, cwd=tmp_path, environ=environ) as second,
    ):
        assert first.wait_for("Installed") == second.wait_for("Installed") == "Installed cart==2.0"
    assert list_eggs(tmp_path) == ["cart-2.0"]
    assert len([path for path, _ in index.requests if path.startswith("/files/")]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_a_disk_without_room_is_named_and_the_eggs_stay(tmp_path: Path, index: PackageIndex, tool: str) -> None:
    run_to_the_end(tmp_path, index, "cart==2.0", TOOL=tool)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "eggs").rglob("*")}
    environ = make_fetch_environ(tmp_path, TOOL=tool)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, limit[1]))
    try:
        done = run(make_command(tmp_path, index, *PINS), cwd=tmp_path, environ=environ)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{tool} cannot fetch shop 1.0:" in done.stderr
    assert "Make room on the disk" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "eggs").rglob("*")} == before
