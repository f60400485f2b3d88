"""``paster setup-app``: the application that it sets up, and its options.

What it does there is in tests/processes/test_setup_app.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import clear_script_prefix
from hypothesis import given, settings
from hypothesis import strategies as st
from paste.script.command import BadCommand

from kit.sites import write_files
from twod.inifile.problems import Place, Report
from twod.inifile.text import render_ini
from twod.recipe.cfg.environments import Written, read_environment
from twod.recipe.ini.sections import make_sections
from twod.wsgi.commands.pastescript.request_command import RequestCommand
from twod.wsgi.commands.pastescript.setup_app_command import DjangoInstaller, SetupAppAdapter
from twod.wsgi.config.survey import load_uri
from twod.wsgi.preparation.steps import Steps

WriteFile = Callable[[str, str], Path]
Forget = Callable[[], AbstractContextManager[None]]

#: The options of the recipe that put something before the application.
OPTIONS: list[dict[str, str]] = [
    {},
    {"static": "false"},
    {"access-log": "stdout"},
    {"request-id": "true"},
    {"health": "/-/"},
    {"url-prefix": "/shop"},
    {"pipeline": "gzip main", "filter.gzip.use": "egg:Paste#gzip"},
    {"pipeline": "egg:Paste#gzip main"},
    {"pipeline": "map", "composite.map.use": "egg:Paste#urlmap", "composite.map./": "site"},
    {"app.django.filter-with": "gzip", "filter.gzip.use": "egg:Paste#gzip"},
    {"static": "false", "access-log": "stdout"},
    {
        "health": "/-/",
        "request-id": "true",
        "access-log": "stdout",
        "url-prefix": "/shop",
        "pipeline": "egg:Paste#gzip main",
    },
]


def write_as_the_recipe(write: WriteFile, options: dict[str, str]) -> None:
    """Write the ini that the recipe makes of an environment, and the view behind it."""
    report = Report()
    settings = {"SECRET_KEY": "k", "ALLOWED_HOSTS": "localhost", "ROOT_URLCONF": "urls_behind_filters"}
    settings |= {"DATABASES.default": "sqlite:///%(here)s/db", "MIDDLEWARE": "", "INSTALLED_APPS": ""}
    written = {name: Written(text, Place("buildout.cfg", None, "prod", name)) for name, text in options.items()}
    written |= {name: Written(text, Place("buildout.cfg", None, "prod", name)) for name, text in settings.items()}
    sections = make_sections(read_environment("prod", {}, written, report), None, str)
    assert report.errors == ()
    write("site.ini", render_ini(Path("site.ini"), [], sections))
    write(
        "urls_behind_filters.py",
        "from django.http import HttpResponse\nfrom django.urls import path\n"
        "urlpatterns = [path('', lambda request: HttpResponse('seen at ' + request.path))]\n",
    )


@contextmanager
def own_process(forget_settings: Forget) -> Iterator[None]:
    """Keep what a command configures from the next one."""
    with forget_settings():
        yield
    clear_script_prefix()


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_whatever_the_recipe_puts_before_the_application_is_passed(
    write: WriteFile,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    forget_settings: Forget,
    capfd: pytest.CaptureFixture[str],
    options: dict[str, str],
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    write_as_the_recipe(write, options)
    with own_process(forget_settings):
        assert SetupAppAdapter("setup-app").run(["site.ini", "--no-static", "--quiet"]) == 0
    assert (tmp_path / "db").exists()
    capfd.readouterr()
    prefix = options.get("url-prefix", "")
    with own_process(forget_settings):
        assert RequestCommand("request").run(["site.ini", f"{prefix}/"]) == 0
    assert f"seen at {prefix}/" in capfd.readouterr().out


DJANGO = "[app:django]\nuse = egg:twod.wsgi\nSECRET_KEY = k\nSITE_ID = 7\n"

#: What may stand before an application; ``{name}`` is the new section, ``{inner}`` the one that it leads to.
LAYERS = [
    "[pipeline:{name}]\npipeline = egg:Paste#gzip {inner}\n",
    "[pipeline:{name}]\npipeline = {inner}\n",
    "[filter-app:{name}]\nuse = egg:Paste#gzip\nnext = {inner}\n",
    "[composite:{name}]\nuse = egg:Paste#urlmap\n/ = {inner}\n",
    "[composite:{name}]\nuse = egg:Paste#urlmap\n/a = {inner}\n/b = {inner}\n/c = egg:Paste#watch_threads\n",
    "[composite:{name}]\nuse = egg:Paste#cascade\nnowhere = egg:Paste#watch_threads\nlast = {inner}\n",
    "[composite:{name}]\nuse = egg:twod.wsgi#full_django\ndjango_app = {inner}\n",
    "[app:{name}]\nuse = {inner}\n",
    "[app:{name}]\nuse = {inner}\nfilter-with = {name}\n[filter:{name}]\nuse = egg:Paste#gzip\n",
    "[pipeline:{name}]\npipeline = egg:Paste#gzip config:{name}.ini#{inner}\n",
    "[composite:{name}]\nuse = egg:Paste#urlmap\n/ = config:{name}.ini#{inner}\n",
]


def write_layers(write: WriteFile, chosen: list[str]) -> None:
    """Write an ini in which ``main`` leads to Django through these layers, the innermost first."""
    text, inner = DJANGO, "django"
    for number, layer in enumerate([*chosen, LAYERS[1]], 1):
        name = "main" if number > len(chosen) else f"layer{number}"
        if "config:" in layer:
            write(f"{name}.ini", text)
            text = ""
        text += layer.format(name=name, inner=inner)
        inner = name
    write("site.ini", text)


@settings(max_examples=40)  # each runs a command
@given(st.lists(st.sampled_from(LAYERS), max_size=6))
def test_the_application_is_found_wherever_it_is(write: WriteFile, forget_settings: Forget, chosen: list[str]) -> None:
    write_layers(write, chosen)
    with own_process(forget_settings):
        assert load_uri("site.ini").values["SITE_ID"] == 7
        assert SetupAppAdapter("setup-app").run(["site.ini", "--no-migrate", "--no-static", "-q"]) == 0


@pytest.mark.usefixtures("_unconfigured")
def test_one_of_several_has_to_be_named(write: WriteFile) -> None:
    """A process has one configuration, and so a server has."""
    write("site.ini", f"[composite:main]\nuse = egg:Paste#urlmap\n/ = django\n/x = x\n{DJANGO}[app:x]\nuse = django\n")
    arguments = ["--no-migrate", "--no-static", "-q"]
    with pytest.raises(BadCommand, match=r"leads to 2 Django applications; choose one: \S+#django or \S+#x$"):
        SetupAppAdapter("setup-app").run(["site.ini", *arguments])
    for named in (["site.ini#django"], ["site.ini", "--name=django"], ["site.ini", "--app-name", "app:django"]):
        assert SetupAppAdapter("setup-app").run([*named, *arguments]) == 0


@pytest.mark.usefixtures("_unconfigured")
def test_no_application_of_django_s_is_told(write: WriteFile) -> None:
    write("site.ini", f"[app:main]\nuse = egg:Paste#watch_threads\n{DJANGO}")
    with pytest.raises(BadCommand, match=r"main leads to no Django application .*; did you mean #django\?$"):
        SetupAppAdapter("setup-app").run(["site.ini"])


@pytest.mark.usefixtures("_unconfigured")
def test_another_application_is_set_up_by_its_own_installer(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    write_files(
        tmp_path,
        {
            "wiki_with_installer-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: wiki-with-installer\n",
            "wiki_with_installer-1.0.dist-info/entry_points.txt": """
                [paste.app_factory]
                main = wiki_with_installer:make
                [paste.app_install]
                main = wiki_with_installer:Installer
            """,
            "wiki_with_installer.py": """
                from paste.script.appinstall import Installer as Base

                class Installer(Base):
                    def setup_config(self, command, filename, section, vars):
                        print("set up", self.dist.metadata["Name"], self.ep_name, filename, section)
            """,
        },
    )
    write("site.ini", "[pipeline:main]\npipeline = egg:Paste#gzip wiki\n[app:wiki]\nuse = egg:wiki-with-installer\n")
    assert SetupAppAdapter("setup-app").run(["site.ini"]) == 0
    assert capsys.readouterr().out == f"set up wiki-with-installer main {tmp_path}/site.ini app:wiki\n"


def read_steps(*arguments: str) -> Steps:
    command = SetupAppAdapter("setup-app")
    command.parse_args(["x.ini", *arguments])
    return command.read_steps()


@pytest.mark.parametrize(
    ("arguments", "steps"),
    [
        ([], Steps()),
        (["--no-migrate"], Steps(databases=())),
        (["--no-static"], Steps(static=False)),
        (["--wait=5"], Steps(wait=5)),
        (["--wait=1h30m"], Steps(wait=5400)),
        (["--database", "a", "--database=b", "--database=a"], Steps(databases=("a", "b"))),
    ],
)
def test_each_step_can_be_chosen(arguments: list[str], steps: Steps) -> None:
    assert read_steps(*arguments) == steps


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--wait=-1"], "paster setup-app: --wait: expected seconds, such as 2s, 0.5s or 5m, got '-1'"),
        (["--no-migrate", "--database=a"], "paster setup-app: --no-migrate and --database exclude each other;"),
    ],
)
def test_options_that_make_no_sense_are_refused(arguments: list[str], message: str) -> None:
    with pytest.raises(BadCommand) as raised:
        read_steps(*arguments)
    assert raised.value.message.startswith(message)


@pytest.mark.usefixtures("_unconfigured")
@pytest.mark.parametrize("option", ["--check", "--simulate"])
def test_a_check_changes_nothing(write: WriteFile, tmp_path: Path, option: str) -> None:
    write("site.ini", f"{DJANGO}DATABASES.default = sqlite:///%(here)s/db\n")
    command = SetupAppAdapter("setup-app")
    assert command.run(["site.ini#django", option, "--no-static"]) in (0, 1)
    assert {path.name for path in tmp_path.iterdir()} == {"site.ini"}


def test_the_settings_are_those_of_the_section_that_pastescript_names(write: Callable[[str, str], Path]) -> None:
    ini = write("site.ini", "[app:main]\nuse = egg:twod.wsgi\n[app:shop]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    installer = DjangoInstaller(None, "paste.app_factory", "main")
    with pytest.raises(
        BadCommand, match=r"^paster setup-app: site\.ini:5 \[app:shop\] SITE_ID: expected an integer, got 'x'"
    ):
        installer.setup_config(SimpleNamespace(verbose=1), str(ini), "app:shop", {})


@pytest.mark.usefixtures("_unconfigured")
def test_the_site_behind_another_distribution_s_composite_is_set_up(write: Callable[[str, str], Path]) -> None:
    write(
        "site.ini",
        "[composite:main]\nuse = egg:Paste#urlmap\n/ = site\n"
        "[app:site]\nuse = egg:twod.wsgi\nSECRET_KEY = k\nDATABASES.default.ENGINE = no.such\n",
    )
    with pytest.raises(BadCommand, match=r"^paster setup-app: site\.ini:7 \[app:site\] DATABASES\.default\.ENGINE: "):
        SetupAppAdapter("setup-app").run(["site.ini"])
