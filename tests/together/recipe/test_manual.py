"""The buildouts that the manual and the READMEs show, as a user would type them in."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Project

ROOT = Path(__file__).parents[3]

#: Where a site is described, and the pages' own words for it.
PAGES = ["README.md", "recipe/README.rst", "docs/index.rst", "docs/reference/recipe.rst"]

SETTINGS = "INSTALLED_APPS = ['django.contrib.contenttypes']\nMIDDLEWARE = []\nROOT_URLCONF = 'mysite.urls'\n"
TOOLBAR = {"debug_toolbar/__init__.py": "", "debug_toolbar/middleware.py": "DebugToolbarMiddleware = lambda get: get\n"}
AUDIT = "def Audit(get_response): return get_response\n"
MADE = {
    "parts/twod/dev.ini",
    "parts/twod/prod.ini",
    "bin/paster",
    "bin/manage",
    "bin/manage-dev",
    "bin/manage-prod",
    "bin/python-dev",
    "bin/python-prod",
    "bin/serve-dev",
    "bin/serve-prod",
    "bin/twod",
}


def write_wheel(folder: Path, name: str, files: dict[str, str], version: str = "1.0") -> None:
    """Make a distribution of a few modules; with a buildout of its own, it would be under ``develop``."""
    metadata = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "entry_points.txt": f"[console_scripts]\n{name} = {name}:run\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        for path, text in metadata.items():
            wheel.writestr(f"{name}-{version}.dist-info/{path}", text)


def read_pins() -> dict[str, str]:
    """Return the versions of versions.cfg, which the tests' buildouts have too."""
    return dict(re.findall(r"^([\w-]+) = (\S+)$", ROOT.joinpath("versions.cfg").read_text(), re.MULTILINE))


@pytest.fixture
def provision(project: Project, tmp_path: Path) -> Any:
    """Run buildout on what a page shows, in a project with the site ``mysite`` in it, be it an egg or a tree."""
    site = {"mysite/__init__.py": "", "mysite/settings.py": SETTINGS, "mysite/middleware.py": AUDIT}
    site["mysite/urls.py"] = "urlpatterns = []\n"
    for name, text in site.items():
        project.write(name, text)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    write_wheel(wheels, "mysite", site)
    write_wheel(wheels, "mybackup", {"mybackup.py": "def run(database): print(database)\n"})

    def provision(cfg: str, more: str = "") -> None:
        # The tests' own index takes the place of the pins that the pages tell to extend.
        cfg = cfg.replace("extends = versions.cfg\n", "")
        if "[buildout]" not in cfg:
            cfg = f"[buildout]\nparts = twod\n\n{cfg}"
        settings = project.buildout.settings().replace("find-links = ", f"find-links = {wheels}\n    ")
        head = f"[buildout]\n{settings}allow-picked-versions = true\n"
        project.write("buildout.cfg", cfg.replace("[buildout]\n", head, 1) + more)
        project.provision()

    return provision


@pytest.mark.parametrize("page", PAGES)
def test_a_site_of_the_manual_is_made_with_the_files_that_the_page_names(
    page: str, manual: Any, provision: Any, project: Project
) -> None:
    (cfg,) = (block.text for block in manual(page, "ini") if "recipe = twod.recipe\n" in block.text)
    provision(cfg)
    assert set(project.list_files()) > MADE
    assert project.get_setting("DEBUG", "dev") is True
    given = {"DATABASE_URL": "sqlite:///given.sqlite3"}
    assert project.get_setting("ALLOWED_HOSTS", **given) == ["example.com"]
    assert len(project.get_setting("SECRET_KEY", **given)) > 40
    if "DATABASE_URL" in cfg:
        assert project.get_setting("DATABASES['default']['NAME']", **given) == "given.sqlite3"


def test_the_settings_of_the_manual_s_example_are_django_s(manual: Any, provision: Any, project: Project) -> None:
    example, *_ = manual("docs/reference/recipe.rst", "ini")
    provision(example.text)
    assert project.get_setting("TIME_ZONE") == "Europe/London"
    assert project.get_setting("MIDDLEWARE") == ["django.middleware.security.SecurityMiddleware"]
    assert project.get_setting("DATABASES['default']['NAME']") == str(project.directory / "var/twod/db.sqlite3")


def test_another_part_refers_to_a_setting_as_the_manual_shows(manual: Any, provision: Any, project: Project) -> None:
    example, *_ = manual("docs/reference/recipe.rst", "ini")
    (other_parts,) = manual("docs/reference/recipe-confvars.rst", "ini")
    cfg = example.text.replace("parts = twod", "parts = twod backup")
    # Given by reference, it would not be there to be referred to.
    cfg = cfg.replace("$${env:DATABASE_URL:-sqlite:///${twod:var}/db.sqlite3}", "sqlite:////srv/db.sqlite3")
    provision(cfg, f"\n{other_parts.text}")
    assert project.call("mybackup") == "/srv/db.sqlite3\n"


def test_app_is_added_in_one_environment_as_the_page_shows(
    manual: Any, provision: Any, project: Project, tmp_path: Path
) -> None:
    """The page is docs/how-to/apps-and-middleware.rst."""
    security = "django.middleware.security.SecurityMiddleware"
    settings = f"{SETTINGS.replace('mysite', 'shop').replace('[]', f'[{security!r}]')}INTERNAL_IPS = []\n"
    write_wheel(tmp_path / "wheels", "shop", {"shop/__init__.py": "", "shop/settings.py": settings})
    write_wheel(tmp_path / "wheels", "django_debug_toolbar", TOOLBAR, read_pins()["django-debug-toolbar"])
    _, cfg = manual("docs/how-to/apps-and-middleware.rst", "ini")
    provision(cfg.text)
    assert project.get_setting("INSTALLED_APPS", "dev") == ["django.contrib.contenttypes", "debug_toolbar"]
    assert project.get_setting("MIDDLEWARE", "dev") == [security, "debug_toolbar.middleware.DebugToolbarMiddleware"]
    assert project.get_setting("INSTALLED_APPS") == ["django.contrib.contenttypes"]
    assert project.get_setting("MIDDLEWARE") == [security]


def test_another_part_refers_to_the_static_files_as_the_manual_shows(
    manual: Any, provision: Any, project: Project
) -> None:
    example, *_ = manual("docs/reference/recipe.rst", "ini")
    (part,) = manual("docs/reference/recipe-static.rst", "ini")
    cfg = example.text.replace("parts = twod", "parts = twod urls").replace(
        "debug = true", "debug = true\nMEDIA_URL = /m/"
    )
    names = re.findall(r"``([a-z]+-[a-z]+)``", (ROOT / "docs/reference/recipe-static.rst").read_text(encoding="utf-8"))
    shown = ", ".join(f'"""${{places:{name}}}"""' for name in ("media-url", "admin-static", "static-directories"))
    assert {"media-url", "admin-static", "static-directories"} < set(names)
    backup = f"[urls]\nrecipe = zc.recipe.egg\neggs = mybackup\narguments = ({shown})\n"
    provision(cfg, f"\n{part.text.replace('config-uri-prod', 'config-uri-dev')}\n{backup}")
    assert project.call("mybackup").startswith("('/m/', '")


@pytest.mark.slow
@pytest.mark.parametrize("egg", ["celery", "django-tasks-db", "django-tasks-rq"])
def test_a_site_with_workers_is_made_with_the_settings_of_the_page(
    egg: str, manual: Any, provision: Any, project: Project, tmp_path: Path
) -> None:
    (cfg,) = (block.text for block in manual("docs/how-to/background.rst", "ini") if f" {egg}" in block.text)
    pins = read_pins()
    # What the eggs require would come with them.
    for name in ("celery", "redis", "django-rq", "django-tasks", "django-tasks-db", "django-tasks-rq"):
        module = name.replace("-", "_")
        write_wheel(tmp_path / "wheels", module, {f"{module}.py": "def run(): pass\n"}, pins[name])
    provision(cfg.replace("eggs =", "eggs =\n    django-rq\n    django-tasks").replace("shop", "mysite"))
    if egg == "celery":
        assert "bin/celery-prod" in project.list_files()
        assert project.get_setting("CELERY_TASK_ACKS_LATE") is True
        assert project.get_setting("CELERY_BROKER_TRANSPORT_OPTIONS")["visibility_timeout"] == 1800
        assert project.get_setting("CELERY_BEAT_SCHEDULE_FILENAME") == str(project.directory / "var/twod/celerybeat")
        schedule = project.get_setting("CELERY_BEAT_SCHEDULE")
        assert {name: entry["schedule"] for name, entry in schedule.items()} == {"stock": 600, "report": "30 4 * * *"}
    else:
        assert project.get_setting("TASKS['default']['BACKEND']").startswith(egg.replace("-", "_"))
