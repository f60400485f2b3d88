"""What the manual shows is right: each block is tried, each option and setting is one, each link leads somewhere."""

from __future__ import annotations

import configparser
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

import twod.inifile
import twod.wsgi
from twod.inifile.pastedeploy.predecessors import PREDECESSORS
from twod.recipe.cfg.environment_options import ENVIRONMENT_OPTIONS
from twod.recipe.cfg.part_options import PART_OPTIONS
from twod.wsgi import check_ini
from twod.wsgi.commands.command_line import run_command_line
from twod.wsgi.config.activation import SETTINGS_MODULE
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.django_settings.rows.removed import REMOVED_SETTINGS
from twod.wsgi.config.survey import load_uri
from twod.wsgi.console.subjects import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Block

    FindBlocks = Callable[..., list[Block]]

ROOT = Path(__file__).parents[1]
PAGES = [
    *sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.rst")),
    "README.md",
    "CONTRIBUTING.rst",
    "SECURITY.md",
    "examples/notes/README.md",
    "examples/production/README.md",
    "inifile/README.rst",
    "recipe/README.rst",
]

#: Where the blocks of a page are tried, by their language; inis with an application in them are loaded here.
TRIED_IN = {
    ("README.md", "sh"): ".ci/run",
    ("README.md", "ini"): "tests/together/recipe/test_manual.py",
    ("README.md", "console"): "tests/together/test_serving.py",
    ("README.md", "text"): "tests/wsgi/config/test_manual.py",
    ("CONTRIBUTING.rst", ""): "tests/test_docs.py",
    ("CONTRIBUTING.rst", "text"): "tests/test_layers.py",
    ("inifile/README.rst", "cfg"): "tests/inifile/test_readme.py",
    ("inifile/README.rst", "pycon"): "tests/inifile/test_readme.py",
    ("recipe/README.rst", "ini"): "tests/together/recipe/test_manual.py",
    ("docs/how-to/apps-and-middleware.rst", "console"): "tests/processes/test_configuring_pages.py",
    ("docs/how-to/apps-and-middleware.rst", "ini"): "tests/together/recipe/test_manual.py",
    ("docs/how-to/apps-and-middleware.rst", "python"): "tests/processes/test_configuring_pages.py",
    ("docs/how-to/applications.rst", "python"): "tests/wsgi/embedding/test_manual.py",
    ("docs/how-to/asgi.rst", "ini"): "tests/servers/test_asgi.py",
    ("docs/how-to/asgi.rst", "python"): "tests/wsgi/asgi/test_manual.py",
    ("docs/how-to/background.rst", "console"): "tests/servers/test_background.py",
    ("docs/how-to/background.rst", "ini"): "tests/together/recipe/test_manual.py",
    ("docs/how-to/background.rst", "python"): "tests/servers/test_background.py",
    ("docs/how-to/background.rst", "text"): "tests/servers/test_background.py",
    ("docs/how-to/checks.rst", "console"): "tests/wsgi/commands/inspection/test_checks_page.py",
    ("docs/how-to/checks.rst", "python"): "tests/wsgi/commands/inspection/test_checks_page.py",
    ("docs/how-to/checks.rst", "text"): "tests/wsgi/config/test_system_checks.py",
    ("docs/how-to/checks.rst", "yaml"): "tests/wsgi/commands/inspection/test_checks_page.py",
    ("docs/reference/commands.rst", "console"): "tests/processes/test_commands_page.py",
    ("docs/reference/commands.rst", "text"): "tests/processes/test_commands_page.py",
    ("docs/how-to/connect.rst", "console"): "tests/servers/test_database_urls.py",
    ("docs/how-to/connect.rst", "text"): "tests/processes/test_configuring_pages.py",
    ("docs/how-to/console.rst", "python"): "tests/wsgi/console/test_manual.py",
    ("docs/how-to/containers.rst", "console"): "tests/recipe/test_containers_page.py",
    ("docs/how-to/containers.rst", "ini"): "tests/recipe/test_containers_page.py",
    ("docs/how-to/containers.rst", "text"): "tests/recipe/test_containers_page.py",
    ("docs/how-to/debug-a-setting.rst", "console"): "tests/processes/test_operating_pages.py",
    ("docs/how-to/deployment.rst", "apache"): "tests/servers/test_servers.py",
    ("docs/how-to/deployment.rst", "console"): "tests/servers/test_servers.py",
    ("docs/how-to/deployment.rst", "ini"): "tests/servers/test_servers.py",
    ("docs/how-to/deployment.rst", "nginx"): "tests/servers/test_servers.py",
    ("docs/how-to/deployment.rst", "python"): "tests/servers/conftest.py",
    ("docs/how-to/deployment.rst", "systemd"): "tests/servers/test_end.py",
    ("docs/reference/embedding.rst", "python"): "tests/wsgi/embedding/test_manual.py",
    ("docs/explanation/fidelity.rst", "python"): "tests/fidelity/test_kit.py",
    ("docs/how-to/csrf.rst", "console"): "tests/wsgi/embedding/test_csrf_page.py",
    ("docs/how-to/csrf.rst", "python"): "tests/wsgi/embedding/test_csrf_page.py",
    ("docs/how-to/csrf.rst", "text"): "tests/wsgi/embedding/test_csrf_page.py",
    ("docs/how-to/doctor.rst", "console"): "tests/wsgi/commands/doctor/test_doctor_command.py",
    ("docs/tutorials/existing-project.rst", "console"): "tests/together/test_settings_modules_page.py",
    ("docs/tutorials/existing-project.rst", "docker"): "tests/together/test_settings_modules_page.py",
    ("docs/tutorials/existing-project.rst", "ini"): "tests/together/test_settings_modules_page.py",
    ("docs/tutorials/existing-project.rst", "python"): "tests/together/test_settings_modules_page.py",
    ("docs/tutorials/first-steps.rst", "console"): "tests/together/test_first_steps.py",
    ("docs/tutorials/first-steps.rst", "ini"): "tests/together/test_first_steps.py",
    ("docs/tutorials/first-steps.rst", "python"): "tests/together/test_first_steps.py",
    ("docs/how-to/from-djangorecipe.rst", "console"): "tests/together/recipe/test_migrated_buildout.py",
    ("docs/how-to/from-djangorecipe.rst", "diff"): "tests/recipe/migrate/test_migration_page.py",
    ("docs/how-to/from-djangorecipe.rst", "ini"): "tests/together/recipe/test_migrated_buildout.py",
    ("docs/how-to/from-djangorecipe.rst", "text"): "tests/recipe/migrate/test_migration_page.py",
    ("docs/how-to/from-old-inis.rst", "console"): "tests/processes/test_old_site.py",
    ("docs/how-to/from-old-inis.rst", "ini"): "tests/processes/test_inis_of_others.py",
    ("docs/how-to/from-old-inis.rst", "python"): "tests/processes/test_old_site.py",
    ("docs/how-to/from-environment-files.rst", "console"): "tests/migration/test_environment_files_page.py",
    ("docs/how-to/from-environment-files.rst", "ini"): "tests/migration/test_environment_files_page.py",
    ("docs/how-to/from-environment-files.rst", "python"): "tests/migration/test_environment_files_page.py",
    ("docs/how-to/from-environment-files.rst", "sh"): "tests/migration/test_environment_files_page.py",
    ("docs/how-to/from-pyramid-inis.rst", "console"): "tests/processes/test_inis_of_others.py",
    ("docs/how-to/from-pyramid-inis.rst", "ini"): "tests/processes/test_inis_of_others.py",
    ("docs/how-to/from-pyramid-inis.rst", "python"): "tests/processes/test_inis_of_others.py",
    ("docs/how-to/health.rst", "haproxy"): "tests/servers/test_health.py",
    ("docs/how-to/health.rst", "ini"): "tests/recipe/test_pipeline.py",
    ("docs/how-to/health.rst", "nginx"): "tests/servers/test_health.py",
    ("docs/how-to/health.rst", "python"): "tests/wsgi/serving/health/test_site_checks.py",
    ("docs/how-to/health.rst", "systemd"): "tests/servers/test_health.py",
    ("docs/how-to/health.rst", "text"): "tests/wsgi/serving/health/test_probes.py",
    ("docs/how-to/health.rst", "yaml"): "tests/servers/test_health.py",
    ("docs/index.rst", "ini"): "tests/together/recipe/test_manual.py",
    ("docs/reference/errors.rst", "text"): "tests/wsgi/config/test_errors_page.py",
    ("docs/reference/ini.rst", "ini"): "tests/wsgi/config/test_manual.py",
    ("docs/reference/ini.rst", "python"): "tests/processes/test_ini_page.py",
    ("docs/reference/ini.rst", "text"): "tests/wsgi/config/test_manual.py",
    ("docs/how-to/logging.rst", "ini"): "tests/servers/test_logs.py",
    ("docs/how-to/logging.rst", "json"): "tests/servers/test_logs.py",
    ("docs/how-to/locks.rst", "console"): "tests/together/recipe/test_locks.py",
    ("docs/how-to/locks.rst", "ini"): "tests/together/recipe/test_locks.py",
    ("docs/how-to/new-site.rst", "console"): "tests/together/test_template.py",
    ("docs/how-to/new-site.rst", "ini"): "tests/wsgi/test_templates.py",
    ("docs/how-to/new-site.rst", "text"): "tests/together/test_template.py",
    ("docs/how-to/operate.rst", "console"): "tests/processes/test_operating_pages.py",
    ("docs/how-to/operate.rst", "text"): "tests/processes/test_operating_pages.py",
    ("docs/how-to/proxies.rst", "console"): "tests/servers/test_haproxy.py",
    ("docs/how-to/proxies.rst", "ini"): "tests/together/recipe/test_proxies.py",
    ("docs/how-to/proxies.rst", "nginx"): "tests/together/recipe/test_proxies.py",
    ("docs/how-to/proxies.rst", "text"): "tests/recipe/test_haproxy_part.py",
    ("docs/reference/recipe.rst", "ini"): "tests/together/recipe/test_manual.py",
    ("docs/how-to/restrict-access.rst", "console"): "tests/processes/test_restrict_access_page.py",
    ("docs/how-to/restrict-access.rst", "python"): "tests/processes/test_restrict_access_page.py",
    ("docs/reference/recipe-bundle.rst", "ini"): "tests/recipe/test_manual.py",
    ("docs/reference/recipe-confvars.rst", "ini"): "tests/together/recipe/test_manual.py",
    ("docs/reference/recipe-container.rst", "ini"): "tests/recipe/test_manual.py",
    ("docs/reference/recipe-haproxy.rst", "ini"): "tests/recipe/test_manual.py",
    ("docs/reference/recipe-nginx.rst", "ini"): "tests/recipe/test_manual.py",
    ("docs/reference/recipe-static.rst", "ini"): "tests/together/recipe/test_manual.py",
    ("docs/reference/recipe-supervisor.rst", "ini"): "tests/recipe/test_manual.py",
    ("docs/reference/recipe-systemd.rst", "ini"): "tests/recipe/test_manual.py",
    ("docs/reference/recipe-test.rst", "ini"): "tests/recipe/test_manual.py",
    ("docs/how-to/releases.rst", "console"): "tests/servers/test_release.py",
    ("docs/how-to/releases.rst", "ini"): "tests/servers/test_release.py",
    ("docs/how-to/releases.rst", "text"): "tests/servers/test_release.py",
    ("docs/explanation/requests.rst", "pycon"): "tests/wsgi/request/test_manual.py",
    ("docs/explanation/requests.rst", "python"): "tests/wsgi/request/test_manual.py",
    ("docs/how-to/scripts.rst", "console"): "tests/processes/test_scripts_page.py",
    ("docs/how-to/scripts.rst", "python"): "tests/processes/test_scripts_page.py",
    ("docs/how-to/scripts.rst", "text"): "tests/processes/test_scripts_page.py",
    ("docs/how-to/secrets.rst", "console"): "tests/wsgi/commands/rotation/test_secret_key_command.py",
    ("docs/how-to/secrets.rst", "ini"): "tests/together/recipe/test_shared_key.py",
    ("docs/how-to/secrets.rst", "systemd"): "tests/servers/test_references.py",
    ("docs/how-to/secrets.rst", "yaml"): "tests/servers/test_references.py",
    ("docs/explanation/security.rst", "ini"): "tests/together/recipe/test_two_users.py",
    ("docs/how-to/send-file.rst", "apache"): "tests/servers/test_send_file.py",
    ("docs/how-to/send-file.rst", "ini"): "tests/recipe/test_pipeline.py",
    ("docs/how-to/send-file.rst", "nginx"): "tests/servers/test_send_file.py",
    ("docs/how-to/send-file.rst", "python"): "tests/wsgi/serving/sendfile/test_manual.py",
    ("docs/how-to/bundle.rst", "console"): "tests/together/recipe/test_bundles.py",
    ("docs/how-to/bundle.rst", "ini"): "tests/together/recipe/test_bundles.py",
    ("docs/how-to/bundle.rst", "text"): "tests/together/recipe/test_bundles.py",
    ("docs/how-to/several-hosts.rst", "console"): "tests/production/test_releases.py",
    ("docs/how-to/several-hosts.rst", "ini"): "tests/recipe/test_site_runs.py",
    ("docs/reference/signals.rst", "text"): "tests/servers/test_reload.py",
    ("docs/how-to/static.rst", "console"): "tests/processes/test_static_page.py",
    ("docs/how-to/static.rst", "python"): "tests/processes/test_static_page.py",
    ("docs/how-to/types.rst", "console"): "tests/wsgi/commands/inspection/test_settings_stub.py",
    ("docs/how-to/types.rst", "ini"): "tests/typing/test_settings_stub_types.py",
    ("docs/how-to/types.rst", "python"): "tests/wsgi/commands/inspection/test_settings_stub.py",
    ("docs/how-to/units.rst", "cfg"): "tests/recipe/test_supervisor_part.py",
    ("docs/how-to/units.rst", "console"): "tests/recipe/test_systemd_part.py",
    ("docs/how-to/units.rst", "ini"): "tests/recipe/test_systemd_part.py",
    ("docs/how-to/units.rst", "systemd"): "tests/recipe/test_systemd_part.py",
    ("docs/how-to/uploads.rst", "console"): "tests/processes/test_uploads_page.py",
    ("docs/how-to/uploads.rst", "ini"): "tests/processes/test_uploads_page.py",
    ("docs/how-to/uploads.rst", "python"): "tests/processes/test_uploads_page.py",
    ("docs/how-to/testing.rst", "console"): "tests/processes/test_site_under_pytest.py",
    ("docs/how-to/testing.rst", "python"): "tests/processes/test_site_under_pytest.py",
    ("docs/how-to/testing.rst", "toml"): "tests/processes/test_site_under_pytest.py",
    ("docs/tutorials/mount-an-application.rst", "console"): "tests/together/test_mount_page.py",
    ("docs/tutorials/mount-an-application.rst", "ini"): "tests/together/test_mount_page.py",
    ("docs/tutorials/mount-an-application.rst", "python"): "tests/together/test_mount_page.py",
    ("docs/tutorials/mount-an-application.rst", "text"): "tests/together/test_mount_page.py",
    ("docs/tutorials/production.rst", "console"): "tests/together/test_production_page.py",
    ("docs/tutorials/production.rst", "ini"): "tests/together/test_production_page.py",
    ("docs/tutorials/production.rst", "text"): "tests/together/test_production_page.py",
    ("docs/tutorials/without-buildout.rst", "console"): "tests/together/test_without_buildout.py",
    ("docs/how-to/upgrading.rst", "text"): "tests/processes/test_configuring_pages.py",
    ("docs/tutorials/without-buildout.rst", "ini"): "tests/together/test_without_buildout.py",
    ("examples/production/README.md", "sh"): "tests/production/test_releases.py",
}


def is_ini(block: Block) -> bool:
    """Return whether an ini can be read here: it has no mistakes, needs no other file, and is of no other package."""
    is_foreign = any(f"egg:{other.name}" in block.text for other in PREDECESSORS)
    is_alone = "use = config:" not in block.text
    has_application = "[app:" in block.text and "egg:twod.wsgi" in block.text
    is_whole = "use = config:" not in block.text  # builds on another ini of its page
    is_good = "Loading it reports" not in block.after
    return block.language == "ini" and has_application and is_whole and is_good and not is_foreign
    is_right = has_application and not is_foreign and "Loading it reports" not in block.after
    return block.language == "ini" and is_right and is_alone


def find_inis(manual: FindBlocks) -> list[tuple[str, str]]:
    """Return page and text of each ini that can be read here."""
    found = [(page, block.text) for page in PAGES for block in manual(page) if is_ini(block)]
    assert len(found) > 8
    return found


def find_cfgs(manual: FindBlocks) -> list[tuple[str, str]]:
    """Return page and text of each buildout.cfg."""
    blocks = [(page, block.text) for page in PAGES for block in manual(page, "ini")]
    found = [(page, text) for page, text in blocks if "recipe = twod.recipe\n" in text]
    assert len(found) > 5
    return found


def test_each_block_is_tried(manual: FindBlocks) -> None:
    """A block of a new kind is to be tried by a test, and that test named above."""
    shown = {(page, block.language) for page in PAGES for block in manual(page) if not is_ini(block)}
    assert shown == TRIED_IN.keys()
    for (page, _), test in TRIED_IN.items():
        assert page.removeprefix("docs/") in (ROOT / test).read_text(encoding="utf-8"), (page, test)


@pytest.mark.parametrize("page", PAGES)
def test_there_is_no_other_block_than_those_that_are_tried(page: str, manual: FindBlocks) -> None:
    source = (ROOT / page).read_text(encoding="utf-8")
    fences = len(re.findall("^```", source, re.MULTILINE)) // 2
    directives = len(re.findall(r"^ *\.\. code-block::", source, re.MULTILINE))
    paragraphs = len(re.findall(r"^(?!\.\. ) *\S.*::$", source, re.MULTILINE))
    assert len(manual(page)) == (fences if page.endswith(".md") else directives + paragraphs)
    assert not re.search(r"\.\. (code|sourcecode|parsed-literal|highlight|prompt|doctest|raw)::", source)


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_includes_is_tried(page: str) -> None:
    source = (ROOT / page).read_text(encoding="utf-8")
    for name in re.findall(r"\.\. literalinclude:: (\S+)", source):
        included = (ROOT / page).parent.joinpath(name).resolve().relative_to(ROOT)
        # The example and the sites of the tests: both are served and visited.
        assert included.parts[0] in {"tests", "examples"}


@pytest.mark.filterwarnings("ignore::twod.wsgi.exc.ConfigurationWarning")
def test_each_ini_of_the_manual_can_be_loaded(
    manual: FindBlocks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    # The project that the manual is about.
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "dav.py").write_text("def make_application(): ...", encoding="utf-8")
    (tmp_path / "portal.py").write_text("def main(global_conf, **settings): ...", encoding="utf-8")
    for page, ini in find_inis(manual):
        with subtests.test(page=page):
            check_ini(tmp_path / "site.ini", text=ini)


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("twod.booleans", {"SHOP_IS_OPEN": True, "SHOP_COUNTRIES": ("es", "de"), "DEBUG": False}),
        ("${env:SECRET_KEY}", {"SECRET_KEY": "s3cret", "ALLOWED_HOSTS": ["example.com"]}),
    ],
)
@pytest.mark.filterwarnings("ignore::twod.wsgi.exc.ConfigurationWarning")
def test_an_ini_that_comes_from_elsewhere_gives_what_it_gave_there(
    mark: str, expected: dict[str, object], manual: FindBlocks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("shop", "mysite"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "settings.py").write_text("ROOT_URLCONF = 'shop.urls'\n")
        monkeypatch.delitem(sys.modules, name, raising=False)
        monkeypatch.delitem(sys.modules, f"{name}.settings", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    (ini,) = (
        ini
        for page, ini in find_inis(manual)
        if page in {"docs/how-to/coming-from.rst", "docs/how-to/from-old-inis.rst"} and mark in ini
    )
    (tmp_path / "site.ini").write_text(ini)
    environ = {"SECRET_KEY": "s3cret", "DATABASE_URL": "sqlite:///db.sqlite3"}
    values = load_uri(tmp_path / "site.ini", environ=environ).values
    assert expected.items() <= values.items()


#: How the settings of Celery and of django-rq begin.
OF_APPS = ("CELERY_", "RQ_")


def test_each_option_in_a_buildout_of_the_manual_is_one(manual: FindBlocks, subtests: pytest.Subtests) -> None:
    environment = {option.name for option in ENVIRONMENT_OPTIONS}
    part = environment | {option.name for option in PART_OPTIONS}
    for page, cfg in find_cfgs(manual):
        parser = configparser.RawConfigParser(delimiters="=", comment_prefixes="#")
        parser.optionxform = str  # type: ignore[assignment, method-assign]
        parser.read_string(cfg)
        for section in parser.sections():
            if section != "buildout" and parser.get(section, "recipe", fallback="twod.recipe") == "twod.recipe":
                with subtests.test(page=page, section=section):
                    names = {name for name in parser[section] if name.islower() and "." not in name}
                    assert names <= (part if section == "twod" or "recipe" in names else environment)
                    settings = {re.split(r"\W", name)[0] for name in parser[section] if name[0].isupper()}
                    assert {name for name in settings if not name.startswith(OF_APPS)} <= KINDS.keys()


def test_the_manual_names_no_removed_setting_as_if_it_were_one(manual: FindBlocks) -> None:
    shown = find_inis(manual) + find_cfgs(manual)
    written = {re.split(r"\W", line)[0] for _, ini in shown for line in ini.splitlines() if " = " in line}
    assert written.isdisjoint(setting.name for setting in REMOVED_SETTINGS)


def test_contributors_are_told_the_readme_s_test_command(manual: FindBlocks) -> None:
    (told,) = manual("CONTRIBUTING.rst", "")
    _, test_command = manual("README.md", "sh")
    assert told.text == test_command.text


#: Where links lead outside; without a network, nobody can look whether it is still there.
HOSTS = {
    "127.0.0.1:8000",
    "127.0.0.1:8080",
    "127.0.0.1:8180",
    "channels.readthedocs.io",
    "docs.astral.sh",
    "docs.djangoproject.com",
    "docs.github.com",
    "docs.oasis-open.org",
    "docs.pylonsproject.org",
    "docs.pytest.org",
    "github.com",
    "json-schema.org",
    "pypi.org",
    "pytest-django.readthedocs.io",
    "pytest-xdist.readthedocs.io",
    "twod.readthedocs.io",
    "whitenoise.readthedocs.io",
    "www.buildout.org",
}
#: What may stand in a page as a file's name, from the checkout on.
TREES = ("benchmarks", "docs", "examples", "inifile", "recipe", "tests", "twod")


def read_prose(page: str) -> str:
    """Return a page without its blocks of code."""
    source = (ROOT / page).read_text(encoding="utf-8")
    fenced = re.sub(r"^```.*?^```", "", source, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^\.\. code-block::.*\n(?:(?: +.*)?\n)+", "", fenced, flags=re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_hosts_that_are_known(page: str) -> None:
    prose = re.sub("``.*?``", "", read_prose(page), flags=re.DOTALL)
    links = re.findall(r"\bhttps?://[^\s<>`)]*[\w/]", prose)
    for link in links:
        parts = urlsplit(link)
        assert parts.netloc in HOSTS, link
        assert parts.scheme == ("http" if parts.netloc.startswith("127.") else "https"), link


def test_addresses_of_the_manual_are_those_of_its_pages(subtests: pytest.Subtests) -> None:
    """The example's start page, the package index and the findings in SARIF lead to pages of the manual."""
    sources = subprocess.check_output(
        ["git", "grep", "-hoE", r"twod\.readthedocs\.io/en/[a-z]+/[a-z/-]+"], cwd=ROOT, text=True
    )
    pages = {source.strip().split("/", 3)[3] for source in sources.splitlines()}
    assert len(pages) > 3
    for page in pages:
        with subtests.test(page=page):
            assert (ROOT / "docs" / f"{page}.rst").is_file()


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_are_there(page: str) -> None:
    prose = read_prose(page)
    named = set(re.findall(rf"`((?:{'|'.join(TREES)})/[\w./*-]+)`", prose))
    linked = set(re.findall(r"\]\((?!https?:)([^)#]+)", prose))
    # One is named for not being there.
    assert {name for name in named - {"twod/__init__.py"} if not list(ROOT.glob(name))} == set()
    assert {name for name in linked if not (ROOT / page).parent.joinpath(name).exists()} == set()


# from-old-inis.rst has those of twod.wsgi 1.x beside those of today.
@pytest.mark.filterwarnings("ignore:.* is a name of twod.wsgi 1:DeprecationWarning")
@pytest.mark.parametrize("page", PAGES)
def test_python_names_of_a_page_are_there(page: str) -> None:
    # The settings module loads the ini that the environment names.
    for name in set(re.findall(r"`~?(twod\.(?:inifile|wsgi|recipe)(?:\.\w+)+)`", read_prose(page))) - {SETTINGS_MODULE}:
        assert pkgutil.resolve_name(name) is not None


def test_every_public_name_is_in_the_reference() -> None:
    reference = (ROOT / "docs/reference/api.rst").read_text(encoding="utf-8")
    described = set(re.findall(r"auto(?:class|function|module|exception):: (twod\.[\w.]+)", reference))
    public = {f"{package.__name__}.{name}" for package in (twod.inifile, twod.wsgi) for name in package.__all__}
    assert public | {"twod.wsgi.handler.TwodWSGIRequest", "twod.wsgi.exc"} <= described


def test_every_command_has_its_options_in_the_reference(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs/reference/commands.rst").read_text(encoding="utf-8")
    assert run_command_line(["help"]) == 0
    commands = set(re.findall(r"^  ([a-z-]+)  ", capsys.readouterr().out, re.MULTILINE))
    # That of twod.recipe has a page, and options of zc.buildout's Python.
    assert commands - {"migrate-buildout"} == set(re.findall(r"^\.\. command-options:: (.+)$", page, re.MULTILINE))


def test_every_subject_of_settings_is_in_the_reference() -> None:
    page = (ROOT / "docs/reference/settings.rst").read_text(encoding="utf-8")
    assert re.findall(r"^\.\. settings-table:: (.+)$", page, re.MULTILINE) == [*SUBJECTS]
    assert {setting.name for settings in SUBJECTS.values() for setting in settings} >= KINDS.keys()


#: Messages of other projects that the page on troubleshooting tells of.
OF_OTHERS = {
    "Couldn't find a distribution for 'mysite'",
    "Module zc was already imported from None",
    "No such file or directory: '…/checkout.cfg'",
    "Error loading psycopg2 or psycopg module",
    "cannot import name 'Requirement' from partially initialized module 'pkg_resources'",
}


def test_messages_that_the_manual_tells_of_are_ours() -> None:
    page = (ROOT / "docs/how-to/troubleshooting.rst").read_text(encoding="utf-8")
    told = set(re.findall(r"^``(.{20,})``$", page, re.MULTILINE))
    assert told > OF_OTHERS
    modules = (path for part in ("inifile", "twod", "recipe") for path in (ROOT / part).rglob("*.py"))
    ours = "".join(path.read_text(encoding="utf-8") for path in modules)
    for message in told - OF_OTHERS:
        # Between what the code fills in.
        for words in re.split(r"…|'.*?'|\[.*?\] \w+: ", message):
            assert words.strip() in ours, message
