"""What the tests of the recipe's modules share: environments as they are written, and zc.buildout's own object."""

from __future__ import annotations

import json
import logging
import os
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from zc.buildout import easy_install
from zc.buildout.buildout import Buildout

from kit.container_sites import read_container_site, write_prod
from kit.package_index import PackageIndex, serve_index
from twod.inifile.problems import Place, Report
from twod.recipe.cfg.environments import Environment, Written, read_environment
from twod.recipe.engines.container.container_site import ContainerSite
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.parts.sites import get_site
from twod.recipe.recipe_error import describe_for_buildout

MakeBuildout = Callable[..., Any]
MakeContainer = Callable[..., ContainerSite]
MakeSite = Callable[..., EngineSite]


def write_options(section: str, options: dict[str, str]) -> dict[str, Written]:
    """Return options as they are written in a section of buildout.cfg."""
    return {name: Written(text, Place("buildout.cfg", None, section, name)) for name, text in options.items()}


def read_prod(section: dict[str, str], part: dict[str, str] | None = None) -> Environment:
    """Return the environment of a section ``[prod]``, which has to be right, and of a part ``[twod]``."""
    report = Report()
    environment = read_environment("prod", write_options("twod", part or {}), write_options("prod", section), report)
    assert report.errors == ()
    return environment


def judge(judge_environment: Callable[[Environment, Report], None], section: dict[str, str]) -> list[str]:
    """Return what a function reports of an environment, without the place that all of it has."""
    report = Report()
    judge_environment(read_prod(section), report)
    return describe(report)


def describe(report: Report) -> list[str]:
    """Return the errors of a report as buildout's users read them, without the name of their file."""
    return [describe_for_buildout(problem).removesuffix(" (buildout.cfg)") for problem in report.errors_as_found]


def write_develop_egg(
    directory: Path, name: str, version: str = "1.5", *, requires: str = "", scripts: str = "", module: str = ""
) -> None:
    """Install a distribution of one module below a buildout's directory, as a develop egg that pip has installed.

    :param name: name of the distribution, and of its module's package beside setup.py.
    :param requires: what it needs, as in its metadata: ``waitress; extra == "server"``.
    :param scripts: its console scripts, ``NAME = MODULE:FUNCTION`` a line.
    :param module: text of the module; none without one.
    """
    develop_eggs = directory / "develop-eggs"
    stem = re.sub("[-.]", "_", name)
    info = develop_eggs / f"{stem}-{version}.dist-info"
    info.mkdir(parents=True)
    extras = "".join(f"Provides-Extra: {extra}\n" for extra in re.findall('extra == "(.+)"', requires))
    needs = "".join(f"Requires-Dist: {line}\n" for line in requires.splitlines())
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{extras}{needs}"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[console_scripts]\n{scripts}\n", encoding="utf-8")
    (info / "direct_url.json").write_text(json.dumps({"url": (directory / name).as_uri()}), encoding="utf-8")
    record = ""
    if module:
        package = directory / "src" / name
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(module, encoding="utf-8")
        finder = f"__editable___{stem}_finder.py"
        (develop_eggs / finder).write_text(f"MAPPING = {{{name!r}: {str(package)!r}}}\n", encoding="utf-8")
        record = f"{finder},,\n"
    (info / "RECORD").write_text(record, encoding="utf-8")


@pytest.fixture
def make_buildout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeBuildout]:
    """Make zc.buildout's own object of a buildout.cfg, and of further files by their names without the ending."""
    monkeypatch.chdir(tmp_path)
    loggers = [(logger, [*logger.handlers], logger.level, logger.propagate) for logger in _get_loggers()]

    easy_install.clear_index_cache()

    def make(text: str, *overrides: tuple[str, str, str], **files: str) -> Any:
        (tmp_path / "eggs" / "v5").mkdir(parents=True, exist_ok=True)
        # Nobody listens there.
        head = "[buildout]\nparts =\nindex = http://127.0.0.1:9/simple\n"
        for name, content in {"buildout": f"{head}{text}", **files}.items():
            (tmp_path / f"{name}.cfg").write_text(textwrap.dedent(content), encoding="utf-8")
        return Buildout(str(tmp_path / "buildout.cfg"), list(overrides), use_user_defaults=False)

    yield make
    for logger, handlers, level, propagate in loggers:
        logger.handlers[:], logger.level, logger.propagate = handlers, level, propagate


@pytest.fixture
def make_site_buildout(make_buildout: MakeBuildout, tmp_path: Path) -> MakeBuildout:
    """The same, with develop eggs in the place of what a site needs: a run makes scripts and asks nobody."""
    scripts = {"PasteScript": "paster = paste.script:run", "gunicorn": "gunicorn = gunicorn.app:run"}
    for name in ("waitress", "gunicorn", "pytest", "python-json-logger", "python-dotenv", "PasteScript"):
        write_develop_egg(tmp_path, name, scripts=scripts.get(name, ""))
    write_develop_egg(
        tmp_path, "twod.wsgi", requires='PasteScript; extra == "paster"\npython-dotenv; extra == "dotenv"'
    )
    return make_buildout


@pytest.fixture
def make_container(make_buildout: MakeBuildout, tmp_path: Path) -> MakeContainer:
    """Make a site as it runs in containers, of an environment's options and the part's.

    ``report`` and ``warnings`` get what is wrong and doubtful; without a report, all has to be right.
    """

    def make(
        prod: dict[str, str] | None = None,
        part: dict[str, str] | None = None,
        *,
        report: Report | None = None,
        warnings: Report | None = None,
    ) -> ContainerSite:
        problems = Report()
        made = read_container_site(
            make_buildout(write_prod(prod or {})), tmp_path, part or {}, report or problems, warnings or Report()
        )
        assert problems.errors == ()
        return made

    return make


def _get_loggers() -> list[logging.Logger]:
    return [logging.getLogger(), logging.getLogger("zc.buildout")]


@pytest.fixture
def package_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageIndex]:
    """An index of the wheels in a folder of its own, ``published``; uv and pip have no other, and empty caches."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_")) or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv-cache"))
    folder = tmp_path / "published"
    folder.mkdir()
    with serve_index(folder) as index:
        yield index


@pytest.fixture
def make_site(make_site_buildout: MakeBuildout) -> MakeSite:
    """Make the site of an environment ``prod``, as an engine sees it at ``/srv/shop/current``."""

    def make(*part: str, **options: str) -> EngineSite:
        """:param part: further lines of the part ``shop``."""
        section = "".join(f"{name} = {text}\n" for name, text in options.items())
        head = "[shop]\nrecipe = twod.recipe\neggs = gunicorn\nenvironments = prod\ncheck = none\n"
        buildout = make_site_buildout(f"{head}{''.join(part)}\n[prod]\n{section}")
        found = get_site(buildout, "shop", Place())
        return EngineSite(found.part, found.environments[0], Path("/srv/shop/current"))

    return make
