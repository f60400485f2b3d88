"""A mistake in buildout.cfg: one message that names section, option and cure, and nothing on disk has changed."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest

from .conftest import BUG, make_project
from .serving import find_free_port, get, serve

if TYPE_CHECKING:
    from kit.buildouts import Buildout

    from .conftest import Project

GOOD = """\
environments = dev prod
[dev]
debug = true
[prod]
"""

MISTAKES = {
    "unknown option of the part": (
        "twod:environmets=dev",
        "[twod] environmets: no such option; did you mean environments? (command line)",
    ),
    "unknown option of an environment": (
        "prod:http-addres=80",
        "[prod] http-addres: no such option; did you mean http-address? (command line)",
    ),
    "option of the part in an environment": (
        "prod:wsgi=true",
        "[prod] wsgi: belongs in the part, not in an environment (command line)",
    ),
    "setting in lower case": (
        "prod:Allowed_Hosts=x",
        "[prod] Allowed_Hosts: Django's settings are in capitals: ALLOWED_HOSTS (command line)",
    ),
    "option with an underscore": (
        "prod:http_addres=80",
        "[prod] http_addres: no such option; did you mean http-address? (command line)",
    ),
    "setting in lower case and with an underscore": (
        "prod:static_root=x",
        "[prod] static_root: Django's settings are in capitals: STATIC_ROOT (command line)",
    ),
    "option in capitals": (
        "prod:Debug=true",
        "[prod] Debug: no such option; did you mean debug? (command line)",
    ),
    "option of a section without the section's name": (
        "prod:server.port=80",
        "[prod] server.port: no such option; for a section of the ini, write server.NAME.OPTION (command line)",
    ),
    "setting for the section that holds the settings": (
        "prod:app.main.EMAIL_PORT=25",
        "[prod] app.main.EMAIL_PORT: settings have no prefix; write EMAIL_PORT = … (command line)",
    ),
    "option for the section that holds the settings": (
        "prod:app.django.use=egg:x",
        "[prod] app.django.use: [app:django] takes only settings (command line)",
    ),
    "section that says nothing of what it is": (
        "prod:filter.gzip.compression_level=3",
        "[prod] filter.gzip.compression_level: [filter:gzip] needs filter.gzip.use as well (command line)",
    ),
    "option that PasteDeploy would drop": (
        "prod:server.main.debug=true",
        "[prod] server.main.debug: PasteDeploy gives every section the debug of [DEFAULT] and ignores this one; remove "
        "it (command line)",
    ),
    "option for the default section": (
        "prod:DEFAULT.root=/srv",
        "[prod] DEFAULT.root: [DEFAULT] takes only debug, settings, twod.types and twod.fast (command line)",
    ),
    "unknown type of a section": (
        "prod:filtre.gzip.use=egg:Paste#gzip",
        "[prod] filtre.gzip.use: no such option; for the ini, write TYPE.NAME.OPTION, with TYPE one of app, "
        "composite, filter, filter-app, formatter, handler, logger, pipeline, server; did you mean filter? "
        "(command line)",
    ),
    "unknown environment": (
        "twod:environments=prd dev",
        "[twod] environments: there is no section [prd]; did you mean prod? (command line)",
    ),
    "environment that is a part": (
        "twod:environments=prod twod",
        "[twod] environments: [twod] is a part; an environment is a plain section without a recipe (command line)",
    ),
    "environment named twice": (
        "twod:environments=prod prod",
        "[twod] environments: prod is listed more than once (command line)",
    ),
    "no environment": (
        "twod:environments=",
        "[twod] environments: name at least one section that describes an environment (command line)",
    ),
    "bad address": (
        "prod:http-address=80a",
        "[prod] http-address: expected HOST:PORT or PORT, got '80a' (command line)",
    ),
    "bad boolean": ("prod:debug=maybe", "[prod] debug: expected true or false, got 'maybe' (command line)"),
    "bad number": ("prod:threads=0", "[prod] threads: expected a whole number above 0, got '0' (command line)"),
    "bad mode": ("prod:mode=rw", "[prod] mode: expected an octal file mode such as 0640, got 'rw' (command line)"),
    "bad settings module": (
        "prod:settings=my site",
        "[prod] settings: expected the dotted name of a module such as mysite.settings, got 'my site' (command line)",
    ),
    "bad server": (
        "prod:server=apache",
        "[prod] server: expected waitress, paste, gunicorn or egg:NAME#ENTRY-POINT, got 'apache' (command line)",
    ),
    "workers of a server that has none": (
        "prod:workers=2",
        "[prod] workers: waitress runs in one process; use gunicorn to have workers (command line)",
    ),
    "filter that is not there": (
        "prod:pipeline=gzip main",
        "[prod] pipeline: there is no filter gzip; add filter.gzip.use = … (command line)",
    ),
    "pipeline without an application": (
        "prod:pipeline=egg:Paste#gzip man",
        "[prod] pipeline: expected main, the application, at the end, got man (command line)",
    ),
    "bad requirement": (
        "twod:eggs=my site",
        "[twod] eggs: expected a requirement (PEP 508) such as mysite or Django >= 5.2, got 'my site' (command line)",
    ),
    "environment for tests that is none": (
        "twod:test-environment=pro",
        "[twod] test-environment: pro is not in environments; did you mean prod? (command line)",
    ),
    "interpreter in a directory": (
        "twod:interpreter=bin/py",
        "[twod] interpreter: 'bin/py' cannot be part of a file name; use letters, digits, '.', '_', '+' and '-' "
        "(command line)",
    ),
    "directory of a user who is not there": (
        "twod:ini-directory=~no-such-user-here/inis",
        "[twod] ini-directory: '~no-such-user-here/inis' is below the home directory of an unknown user (command line)",
    ),
    "initialization that is not valid Python": (
        "twod:initialization=import (",
        "[twod] initialization: line 1 is not valid Python: invalid syntax (command line)",
    ),
    "arguments that no call could have": (
        "twod:arguments=1, (",
        "[twod] arguments: expected the arguments of a Python call, such as 'a', n=3, got '1, (' (command line)",
    ),
    "bad entry point": (
        "twod:entry-points=serve=waitress",
        "[twod] entry-points: expected NAME=MODULE:FUNCTION, got 'serve=waitress' (command line)",
    ),
    "log file called as for other programs": (
        "prod:event-log=-",
        "[prod] event-log: expected the name of a file, stderr or stdout, got '-' (command line)",
    ),
    "handler that is not there": (
        "prod:logger.django.handlers=evnt",
        "[prod] logger.django.handlers: there is no handler 'evnt'; did you mean event? (command line)",
    ),
    "option that the server does not have": (
        "prod:server.main.lisen=127.0.0.1:80",
        "[prod] server.main.lisen: not an option of waitress; did you mean listen? (command line)",
    ),
    "value that the server does not take": (
        "prod:server.main.backlog=many",
        "[prod] server.main.backlog: expected an integer, got 'many' (command line)",
    ),
    "options of the server that do not go together": (
        "prod:server.main.trusted_proxy_count=2",
        "[prod]: [server:main] of its ini: waitress: trusted_proxy_count has no meaning without setting trusted_proxy",
    ),
    "time zone that there is not": (
        "prod:TIME_ZONE=Europe/Londn",
        "[prod] TIME_ZONE: expected the name of a time zone such as Europe/London, got 'Europe/Londn'; did you mean "
        "Europe/London? (command line)",
    ),
    "class of a handler that no egg has": (
        "prod:handler.event.class=shop.logs.Handler",
        "[prod] handler.event.class: there is no module 'shop'; correct the name or install it (command line)",
    ),
    "application that a filter has and no section": (
        "prod:pipeline=egg:Paste#gzp main",
        "[prod] pipeline: Paste has no suitable entry point 'gzp'; it has: ",
    ),
    "formatter that is not there": (
        "prod:handler.event.formatter=json",
        "[prod] handler.event.formatter: there is no formatter 'json'; choose from: text (command line)",
    ),
    "class of a handler that is not there": (
        "prod:handler.event.class=handlers.RotatingFile",
        "[prod] handler.event.class: there is no class 'handlers.RotatingFile' in logging; did you mean "
        "RotatingFileHandler? (command line)",
    ),
    "arguments of a handler that are no Python": (
        "prod:handler.event.args=('x'",
        "[prod] handler.event.args: expected a tuple such as ('app.log',), got \"('x'\" (command line)",
    ),
    "level that is none": (
        "prod:logger.django.level=LOUD",
        "[prod] logger.django.level: expected a level of logging such as INFO, got 'LOUD' (command line)",
    ),
    "log file that is a directory": (
        "prod:access-log=pages",
        "[prod] access-log: {directory}/pages cannot be written: {directory}/pages is a directory (command line)",
    ),
    "log file in no directory": (
        "prod:event-log=/no-such-directory/event.log",
        "[prod] event-log: /no-such-directory/event.log cannot be written: there is no directory /no-such-directory; "
        "create it, since it is outside of the buildout (command line)",
    ),
    "log file below a file": (
        "prod:event-log=buildout.cfg/event.log",
        "[prod] event-log: {directory}/buildout.cfg/event.log cannot be written: {directory}/buildout.cfg is not a "
        "directory (command line)",
    ),
    "data below a file": (
        "twod:var=buildout.cfg/var",
        "[twod] var: {directory}/buildout.cfg/var cannot be created: {directory}/buildout.cfg is not a directory "
        "(command line)",
    ),
    "settings module that is not there": (
        "prod:settings=pages.setings",
        "[prod] settings: there is no module 'pages.setings'; correct the name or install it (command line)",
    ),
    "settings module in a package that is not there": (
        "prod:settings=sites.settings.prod",
        "[prod] settings: there is no module 'sites'; correct the name or install it (command line)",
    ),
    "settings module below one that is no package": (
        "prod:settings=pages.settings.prod",
        "[prod] settings: there is no module 'pages.settings.prod'; correct the name or install it (command line)",
    ),
    "server of an egg that is not there": (
        "prod:server=egg:hypercorn",
        "[prod] server: the distribution 'hypercorn' is not installed; correct the name or install it (command line)",
    ),
    "server that an egg does not have": (
        "prod:server=egg:Paste#prefork",
        "[prod] server: Paste has no suitable entry point 'prefork'; it has: http (command line)",
    ),
    "filter of an egg that is not there": (
        "prod:pipeline=egg:Pastis#gzip main",
        "[prod] pipeline: the distribution 'Pastis' is not installed; did you mean Paste? (command line)",
    ),
    "key in the place of what makes one": (
        "prod:secret-key=hunter2",
        "[prod] secret-key: expected generate, or the place of a key: file:PATH, env:NAME or cred:NAME (command line)",
    ),
    "arguments that no shell could split": (
        "twod:test=-k 'a",
        '[twod] test: cannot split "-k \'a" into arguments as a shell would: No closing quotation (command line)',
    ),
    "bad environment variable": (
        "prod:environment-vars=secret",
        "[prod] environment-vars: expected NAME = value in line 1 (command line)",
    ),
    "two scripts of one name": (
        "twod:control-script=paster",
        "[twod]: two scripts would be called paster; choose another control-script or scripts,"
        " or rename an environment",
    ),
    "setting of the wrong type": (
        "prod:EMAIL_PORT=25x",
        "[prod] EMAIL_PORT: expected an integer, got '25x' (command line)",
    ),
    "DEBUG among the settings": (
        "prod:DEBUG=true",
        "[prod] DEBUG: is not a setting here; write the option debug, in lower case (command line)",
    ),
    "broken database URL": ("prod:DATABASES.default=postgress://host/x", "[prod] DATABASES.default: "),
}


@pytest.fixture(scope="module")
def provisioned(tmp_path_factory: pytest.TempPathFactory, buildout: Buildout) -> Project:
    """A project that no test changes, since each of them fails."""
    made = make_project(tmp_path_factory.mktemp("provisioned") / "project", buildout)
    made.configure(GOOD)
    made.provision()
    return made


@pytest.mark.parametrize(("override", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_and_changes_nothing(provisioned: Project, override: str, message: str) -> None:
    before = provisioned.list_files()
    told = provisioned.fail(override)
    message = message.format(directory=provisioned.directory)
    assert told.startswith(message) if message.endswith(": ") else told == message
    assert provisioned.list_files() == before


def test_all_mistakes_of_a_part_are_told_at_once_with_their_files(project: Project) -> None:
    project.write("base.cfg", "[prod]\nthreads = many\n")
    project.configure("environments = dev prod\n[dev]\nhttp-address = x\n[prod]\nmod = 0600\n", extends="base.cfg")
    assert project.fail().splitlines() == [
        "[dev] http-address: expected HOST:PORT or PORT, got 'x' (buildout.cfg)",
        "[prod] mod: no such option; did you mean mode? (buildout.cfg)",
        "[prod] threads: expected a whole number above 0, got 'many' (base.cfg)",
    ]


def test_with_a_check_of_the_deployment_the_inis_are_checked_first_too(provisioned: Project) -> None:
    before = provisioned.list_files()
    told = provisioned.fail("twod:check=deploy", "prod:EMAIL_PORT=25x")
    assert told == "[prod] EMAIL_PORT: expected an integer, got '25x' (command line)"
    assert provisioned.list_files() == before


def test_all_mistakes_in_the_settings_are_told_at_once(project: Project) -> None:
    project.configure("environments = dev prod\n[dev]\nALOWED_HOSTS = x\n[prod]\nEMAIL_PORT = 25x\nUSE_TZ = perhaps\n")
    told = project.fail()
    assert "[dev] ALOWED_HOSTS: " in told
    assert "[prod] EMAIL_PORT: " in told
    assert "[prod] USE_TZ: " in told


def test_each_bad_reference_of_an_environment_is_told_by_its_option(project: Project) -> None:
    project.write("base.cfg", "[base]\nDATABASES.default = ${env:DATABASE_URL}\n")
    sections = "environments = prod\n[prod]\n<= base\nEMAIL_PORT = ${twod:port}\nTIME_ZONE = ${zone}\n"
    project.configure(sections, extends="base.cfg")
    assert project.fail().splitlines() == [
        "[base] DATABASES.default: The referenced section, 'env', was not defined; for a reference that the site "
        "expands, write two dollar signs: $${env:…} (base.cfg)",
        "[prod] EMAIL_PORT: Referenced option does not exist: twod port (buildout.cfg)",
        "[prod] TIME_ZONE: The substitution, ${zone}, doesn't contain a colon (buildout.cfg)",
    ]


def test_an_addition_to_nothing_is_refused(project: Project) -> None:
    project.write("base.cfg", "[prod]\nALLOWED_HOSTS = a b\nINSTALLED_APPS = pages\n")
    sections = (
        "FIXTURE_DIRS += f\nenvironments = prod staging\n[prod]\nINSTALLED_APPS += pages\n"
        "ALLOWED_HOSTS -= a\nMIDDLEWARE += a.B\nTEMPLATES -= x\nLANGUAGES.append += x ; y\n"
        "[staging]\n<= prod\nALLOWED_HOSTS += c\nMIDDLEWARE += a.C\nSTATICFILES_DIRS += d\n"
    )
    project.configure(sections, extends="base.cfg")
    told = "finds no value in buildout's own files and would replace the whole setting; write"
    rest = "to change the value from the settings module or Django (buildout.cfg)"
    assert sorted(project.fail().splitlines()) == [
        f"[prod] MIDDLEWARE: += {told} MIDDLEWARE.append = … {rest}",
        f"[prod] TEMPLATES: -= {told} TEMPLATES.remove = … {rest}",
        f"[staging] MIDDLEWARE: += {told} MIDDLEWARE.append = … {rest}",
        f"[staging] STATICFILES_DIRS: += {told} STATICFILES_DIRS.append = … {rest}",
        f"[twod] FIXTURE_DIRS: += {told} FIXTURE_DIRS.append = … {rest}",
    ]


@pytest.mark.slow
def test_an_addition_to_what_is_written_elsewhere_is_one(project: Project) -> None:
    project.write("base.cfg", "[prod]\nALLOWED_HOSTS =\n    a\n    b\n")
    sections = "environments = prod staging\n[prod]\nALLOWED_HOSTS -= a\n[staging]\n<= prod\nALLOWED_HOSTS += c\n"
    project.configure(sections, extends="base.cfg")
    project.provision()
    assert project.get_setting("ALLOWED_HOSTS") == ["b"]
    assert project.get_setting("ALLOWED_HOSTS", "staging") == ["b", "c"]


def test_a_section_that_cannot_be_inherited_is_told(project: Project) -> None:
    project.configure("environments = prod\n[prod]\n<= bass\nEMAIL_PORT = 25\n")
    assert project.fail() == "No section named 'bass'"


def test_the_file_that_is_named_is_the_one_that_was_read(project: Project) -> None:
    project.configure(GOOD)
    text = (project.directory / "buildout.cfg").read_text(encoding="utf-8")
    project.write(
        "conf/live.cfg",
        text.replace("[buildout]\n", f"[buildout]\ndirectory = {project.directory}\n", 1) + "thread = 2\n",
    )
    told = project.fail("-c", "conf/live.cfg", "dev:debg=true").splitlines()
    assert told == [
        "[dev] debg: no such option; did you mean debug? (command line)",
        "[prod] thread: no such option; did you mean threads? (conf/live.cfg)",
    ]


@pytest.mark.parametrize("order", ["twod other", pytest.param("other twod", marks=pytest.mark.slow)])
def test_when_another_part_fails_the_last_good_installation_serves(project: Project, order: str) -> None:
    """It fails when its turn comes, after zc.buildout has uninstalled all that has changed."""
    port = find_free_port()
    project.write(
        "pages/urls.py",
        "from django.http import HttpResponse\nfrom django.urls import path\n"
        "urlpatterns = [path('', lambda request: HttpResponse('served'))]\n",
    )
    good = GOOD + f"http-address = {port}\nALLOWED_HOSTS = *\n"
    failing = "[other]\nrecipe = zc.recipe.egg\neggs = waitress\n"
    project.configure(good + failing, f"parts = {order}\n")
    project.provision()
    before = project.list_files()
    del before["bin/waitress-serve"]
    project.fail("twod:EMAIL_PORT=26", "other:eggs=no-such-distribution-here")
    after = project.list_files()
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed <= {"parts/twod/dev.ini", "parts/twod/prod.ini"}
    assert set(before) <= set(after)
    with serve(project, port):
        assert get(port, "/") == "served"
    project.provision()
    assert project.list_files().keys() == {*before, "bin/waitress-serve"}


def test_missing_options_of_the_part_are_named(project: Project) -> None:
    project.write(
        "buildout.cfg", f"[buildout]\n{project.buildout.settings()}\nparts = site\n[site]\nrecipe = twod.recipe\n"
    )
    assert project.fail().splitlines() == [
        "[site] eggs: is missing; list the distributions of the site here (buildout.cfg)",
        "[site] environments: is missing; list the sections of its environments here (buildout.cfg)",
    ]


@pytest.mark.slow
def test_an_egg_that_cannot_be_had_leaves_other_parts_alone_too(project: Project) -> None:
    project.configure(GOOD + "[other]\nrecipe = zc.recipe.egg\neggs = waitress\n", "parts += other\n")
    project.provision()
    before = project.list_files()
    told = project.fail("twod:eggs=no-such-distribution-here", "other:scripts=waitress-serve=serve")
    assert told.startswith("[twod] eggs: Couldn't find a distribution for 'no-such-distribution-here'")
    assert project.list_files() == before


def test_a_secret_is_not_in_the_message_that_it_is_wrong(project: Project) -> None:
    project.configure(GOOD)
    told = project.fail("prod:DATABASES.default=postgress://user:hunter2@host/x")
    assert "hunter2" not in told


@pytest.mark.slow
def test_two_parts_with_the_same_script_are_refused(project: Project) -> None:
    project.configure(GOOD + "[more]\nrecipe = twod.recipe\neggs =\nenvironments = prod\n", "parts += more\n")
    here = project.directory / "bin"
    assert project.fail() == (
        f"[more]: the part [twod] makes manage, manage-prod, paster, python-prod, serve-prod, twod in {here} too; "
        f"give one of the parts another bin-directory, such as {here}/more, or different control-script, "
        "command-suffix, scripts and names of environments (buildout.cfg)"
    )
    assert not (project.directory / "parts" / "twod").exists()
    # Scripts of another name are not enough, since both sites have a bin/paster.
    told = project.fail("more:control-script=more", "more:environments=dev", "dev:debug=true")
    assert told.startswith(f"[more]: the part [twod] makes paster, python-dev, serve-dev, twod in {here} too; give")
    names = ("more:control-script=extra", "more:environments=stage", "stage:debug=true", "more:command-suffix=-more")
    project.provision(*names)
    assert {"paster-more", "twod-more", "extra-stage"} < {path.name for path in here.iterdir()}
    project.provision(f"more:bin-directory={here}/more")
    assert {path.name for path in (here / "more").iterdir()} == {
        *("manage", "manage-prod", "paster", "python-prod", "serve-prod", "twod")
    }


def test_a_file_of_somebody_else_is_not_overwritten(project: Project) -> None:
    foreign = project.write("bin/manage-prod", "#!/bin/sh\necho mine\n")
    project.configure(GOOD)
    assert project.fail() == (
        f"[twod]: {foreign} exists and was not made by buildout; move it away or choose another name (buildout.cfg)"
    )
    assert foreign.read_text() == "#!/bin/sh\necho mine\n"


def test_a_directory_in_the_way_is_named(project: Project) -> None:
    project.configure(GOOD)
    (project.directory / "parts" / "twod" / "prod.ini").mkdir(parents=True)
    path = project.directory / "parts/twod/prod.ini"
    assert project.fail() == f"[twod]: {path} cannot be written: {path} is a directory (buildout.cfg)"


def test_a_directory_that_cannot_be_made_is_named(project: Project) -> None:
    project.write("occupied", "")
    project.configure(GOOD, part="ini-directory = occupied/inis")
    occupied = project.directory / "occupied"
    reason = f"[twod]: {occupied}/inis/dev.ini cannot be written: {occupied} is not a directory (buildout.cfg)"
    assert reason in project.fail().splitlines()


def test_relative_paths_need_scripts_below_the_buildout(project: Project) -> None:
    project.configure(GOOD, f"bin-directory = {project.directory.parent}/elsewhere\n", "relative-paths = true")
    (project.directory.parent / "elsewhere").mkdir()
    assert project.fail().startswith("[twod] relative-paths: ")


def test_a_distribution_that_cannot_be_built_is_told(project: Project) -> None:
    archive = project.directory / "sdists" / "unbuildable-1.0.tar.gz"
    archive.parent.mkdir(parents=True)
    with tarfile.open(archive, "w:gz") as tar:
        script = b"raise RuntimeError('no compiler')\n"
        member = tarfile.TarInfo("unbuildable-1.0/setup.py")
        member.size = len(script)
        tar.addfile(member, io.BytesIO(script))
    project.configure(GOOD, part=f"find-links = {archive.parent}\n")
    text = (project.directory / "buildout.cfg").read_text(encoding="utf-8")
    project.write("buildout.cfg", text.replace("\neggs =\n", "\neggs = unbuildable\n"))
    done = project.run()
    assert done.returncode == 1
    assert "Error: [twod] eggs: a distribution cannot be built: " in done.stdout
    # What pip says of it is shown; it is not taken for a mistake of the recipe's.
    assert "no compiler" in done.stdout
    assert BUG not in done.stdout
    assert not (project.directory / "parts" / "twod").exists()
