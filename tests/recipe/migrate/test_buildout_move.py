"""Whole buildouts that are moved, and what is left as it was."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.buildout_move import move_buildout
from twod.recipe.recipe_error import RecipeError, describe_for_buildout


def test_a_part_becomes_a_part_with_an_environment(moved) -> None:
    assert moved() == (
        "[buildout]\nparts = django\n\n"
        "[django]\nrecipe = twod.recipe\nenvironments = production\ncontrol-script = django\nscripts =\n"
        "extra-paths = .\neggs = mysite\n\n"
        "[production]\nsettings = mysite.production\n"
    )


def test_parts_with_equal_eggs_become_environments_and_keep_the_names_of_their_scripts(moved) -> None:
    assert moved(
        """\
        [buildout]
        parts = django django-live docs
        [django]
        recipe = djangorecipe
        project = mysite
        eggs =
            mysite  # ours
            Django>=5.2
        # Keep me.
        [django-live]
        recipe=djangorecipe
        dotted-settings-path = mysite.conf.live
        eggs = django >= 5.2
               MySite
        logfile = var/live.log
        [docs]
        recipe = zc.recipe.egg
        eggs = ${django-live:eggs}
        """
    ) == (
        """\
[buildout]
parts = django docs
[django]
recipe = twod.recipe
environments = development live
control-script = django
scripts =
extra-paths = .
eggs =
    mysite  # ours
    Django>=5.2

[development]
settings = mysite.development
# Keep me.
[live]
settings = mysite.conf.live
event-log = var/live.log
[docs]
recipe = zc.recipe.egg
eggs = ${django:eggs}
"""
    )


def test_variables_go_to_a_section_of_their_own_and_references_follow(moved) -> None:
    text = moved(
        """\
        [buildout]
        parts = django
        [django]
        recipe = djangorecipe
        project = mysite
        eggs = mysite
        bind = 127.0.0.1:8000
        motd = ${:bind} of ${django:project}.${django:settings}
        [web]
        recipe = collective.recipe.supervisor
        program = 10 x ${buildout:bin-directory}/django [serve ${django:bind}] ${django:project}
        """
    )
    assert "\n[django-vars]\nproject = mysite\nbind = 127.0.0.1:8000\n" in text
    assert (
        "motd = ${django-vars:bind} of ${django-vars:project}.${django-vars:settings}\nsettings = development" in text
    )
    assert "[serve ${django-vars:bind}] ${django-vars:project}\n" in text


def test_names_of_scripts_follow_in_sections_and_in_templates(move, tmp_path) -> None:
    (tmp_path / "apache.in").write_text(
        "WSGIScriptAlias / ${buildout:directory}/bin/django.wsgi\r\n${django:project}\n"
    )
    found = move(
        """\
        [buildout]
        parts = django apache
        [django]
        recipe = djangorecipe
        project = mysite
        eggs = mysite
        wsgi = True
        scripts-with-settings = gunicorn
        [apache]
        recipe = collective.recipe.template
        input = apache.in
        output = parts/apache.conf
        commands = bin/gunicorn-with-settings bin/django bin/django.wsgi.bak
        """
    )
    assert found.texts[tmp_path / "apache.in"] == (
        "WSGIScriptAlias / ${buildout:directory}/bin/development.wsgi\r\n${django-vars:project}\n"
    )
    text = found.texts[tmp_path / "buildout.cfg"]
    assert "commands = bin/gunicorn-development bin/django bin/django.wsgi.bak\n" in text
    assert "wsgi = true\n" in text


def test_what_a_section_inherits_stays_with_it(moved) -> None:
    assert moved(
        """\
        [buildout]
        parts = django prod
        [common]
        project = mysite
        logfile = var/site.log
        [django]
        <= common
        recipe = djangorecipe
        eggs = mysite
        settings = development
        [prod]
        <= django
        settings = production
        eggs += sentry
        """
    ) == (
        """\
[buildout]
parts = django prod
[common]
event-log = var/site.log
[django]
<= common
recipe = twod.recipe
environments = development
control-script = django
scripts =
extra-paths = .
eggs = mysite

[development]
settings = mysite.development
[prod]
recipe = twod.recipe
environments = production
control-script = prod
command-suffix = -prod
scripts =
eggs =
    mysite
    sentry
extra-paths = .

[production]
settings = mysite.production
event-log = var/site.log
"""
    )


def test_files_that_decide_about_the_settings_still_do(move, tmp_path) -> None:
    found = move(
        "[buildout]\nextends = base.cfg\n[django]\nsettings = production\nlogfile = x.log\n",
        base="[buildout]\nparts = django\n[django]\nrecipe = djangorecipe\nproject = mysite\neggs = mysite\n",
    )
    assert found.texts[tmp_path / "buildout.cfg"].startswith(
        "[buildout]\nextends = base.cfg\n[django]\nsettings = mysite.production\n"
    )
    assert "environments = site\n" in found.texts[tmp_path / "base.cfg"]


def test_other_configurations_of_the_same_files_are_moved_with_them(move, tmp_path) -> None:
    found = move(
        "[buildout]\nextends = base.cfg\nparts += tools\n[django]\nsettings = dev\ntest = my\n[tools]\nrecipe = x\n",
        base="[buildout]\nparts = django\n[django]\nrecipe = djangorecipe\nproject = mysite\neggs = mysite\n",
        live="[buildout]\nextends = base.cfg\n[django]\nsettings = live\nwsgi = True\n",
        apart="[buildout]\nparts =\n",
        broken="[buildout]\nextends = nowhere.cfg\n",
    )
    assert {path.name for path in found.texts} == {"buildout.cfg", "base.cfg", "live.cfg"}
    assert found.texts[tmp_path / "live.cfg"] == (
        "[buildout]\nextends = base.cfg\n[django]\nsettings = mysite.live\nwsgi = true\n"
    )
    assert "parts += tools\n    test\n" in found.texts[tmp_path / "buildout.cfg"]
    assert "test" not in found.texts[tmp_path / "base.cfg"]


def test_debug_of_the_settings_module_stays_in_force(move, tmp_path) -> None:
    (tmp_path / "mysite").mkdir()
    (tmp_path / "mysite" / "dev.py").write_text("DEBUG = True\n")
    (tmp_path / "mysite" / "live.py").write_text("DEBUG = False\n")
    part = "[buildout]\nparts = django\n[django]\nrecipe = djangorecipe\nproject = mysite\neggs = mysite\n"
    text = move(f"{part}settings = dev\n").texts[tmp_path / "buildout.cfg"]
    assert text.endswith("[dev]\nsettings = mysite.dev\ndebug = true\n")
    found = move("[buildout]\nextends = base.cfg\n[django]\nsettings = live\n", base=f"{part}settings = dev\n")
    assert found.texts[tmp_path / "buildout.cfg"].endswith("settings = mysite.live\ndebug = false\n")
    assert "settings = mysite.dev\ndebug = true\n" in found.texts[tmp_path / "base.cfg"]
    assert found.notes == ()


def test_an_environment_that_is_called_as_its_part_has_the_name(moved) -> None:
    text = moved(
        """\
        [buildout]
        parts = shop-dev live
        [shop-dev]
        recipe = djangorecipe
        project = shop
        eggs = shop
        [live]
        recipe = djangorecipe
        project = shop
        settings = live
        eggs = shop
        control-script = shop
        [cron]
        eggs = ${live:eggs}
        """
    )
    assert (
        "parts = shop\n[dev]\nsettings = shop.development\n[shop]\nrecipe = twod.recipe\nenvironments = live dev\n"
        in text
    )
    assert "control-script = shop\n\n[live]\nsettings = shop.live\n[cron]\neggs = ${shop:eggs}\n" in text


def test_tests_of_django_become_a_part_of_pytest(moved) -> None:
    text = moved(
        """\
        [buildout]
        parts =
            django
            other
        [django]
        recipe = djangorecipe
        project = mysite
        eggs = mysite
        test = mysite polls
        testrunner = check
        coverage = true
        """
    )
    assert "parts =\n    django\n    check\n    other\n" in text
    assert (
        "[check]\nrecipe = twod.recipe:test\neggs =\n    ${django:eggs}\n    pytest-cov\n"
        "extra-paths = ${django:extra-paths}\nconfig-uri = ${django:config-uri-development}\n"
        "arguments = -o python_files=test*.py --pyargs mysite polls --cov\n"
    ) in text


def test_a_version_goes_to_the_pins(moved) -> None:
    text = "[buildout]\nparts = d\nversions = pins\n[pins]\na = 1\n[d]\nrecipe = djangorecipe\nproject = x\neggs = x\n"
    text += "version = 5.2\n"
    assert "[pins]\nDjango = 5.2\na = 1\n" in moved(text)
    assert "[versions]\nDjango = 5.2\n" in moved(text.replace("versions = pins\n", ""))


def test_isotoma_s_recipe_has_other_defaults(moved) -> None:
    text = moved(
        """\
        [buildout]
        parts = site
        [site]
        recipe = isotoma.recipe.django
        project = foo
        eggs = foo
        environment.celery = "django"
        """
    )
    assert "control-script = django\nscripts =\neggs = foo\n" in text
    assert "settings = foo.settings\nenvironment-vars +=\n    celery = django\n" in text
    assert "extra-paths" not in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            "deploy-script-extra = x = 1",
            r"\[django\] deploy-script-extra: cannot be migrated; write a PasteDeploy filter .*cfg:9\)",
        ),
        ("extra-settings = X = 1", r"\[django\] extra-settings: cannot be migrated; save these lines as a module"),
        ("projectegg = my-site", r"\[django\] projectegg: 'my-site.development' is not the name of a settings module"),
    ],
)
def test_what_cannot_be_moved_is_refused_with_place_and_cure(cfg, options: str, message: str) -> None:
    text = "[buildout]\nparts = django\n\n\n[django]\nrecipe = djangorecipe\neggs = mysite\nproject = mysite\n"
    with pytest.raises(RecipeError, match=message):
        move_buildout(cfg(text + options + "\n"))


def test_the_control_script_of_djangorecipebook_is_moved(moved) -> None:
    text = moved(
        "[buildout]\nparts = manage\n[manage]\nrecipe = djangorecipebook:manage\neggs = x\nsettings = x.conf.live\n"
        "envvars =\n    A = 1\n"
    )
    assert "recipe = twod.recipe\nenvironments = live\nscripts =\nextra-paths = .\neggs = x\n" in text
    assert "[live]\nsettings = x.conf.live\nenvironment-vars =\n    A = 1\n" in text


def test_a_project_that_nobody_named_is_noted(move) -> None:
    found = move("[buildout]\nparts = django\n[django]\nrecipe = djangorecipe\n")
    assert describe_for_buildout(found.notes[0]) == (
        "[django] recipe: project is missing; djangorecipe's default is 'project', so the settings module is "
        f"project.development ({found.old.path.name}:4)"
    )
    assert "eggs = django\n" in found.texts[found.old.path]


def test_another_buildout_stays_as_it_is(cfg) -> None:
    found = move_buildout(cfg("[buildout]\nparts = a\n[a]\nrecipe = zc.recipe.egg\neggs = x\n"))
    assert (found.sites, found.texts) == ([], {})


def test_a_variable_that_is_made_of_others_keeps_its_value_in_each_part(moved) -> None:
    text = moved(
        """\
        [buildout]
        parts = django live
        [django]
        recipe = djangorecipe
        project = mysite
        db = shop_${:stage}
        stage = dev
        [live]
        <= django
        settings = live
        stage = live
        [backup]
        dump = ${live:db} ${django:db}
        """
    )
    assert "[backup]\ndump = ${live-vars:db} ${django-vars:db}\n" in text
    assert "[live-vars]\nstage = live\ndb = shop_${live-vars:stage}\n" in text
