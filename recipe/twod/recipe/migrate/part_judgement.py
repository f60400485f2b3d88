"""Checks of old parts: those that cannot become sites, and those that rely on a default of their recipe."""

from __future__ import annotations

from collections.abc import Sequence

from twod.inifile.problems import Report
from twod.recipe.migrate.new_sites import NewSite
from twod.recipe.migrate.old_buildout import OldBuildout
from twod.recipe.migrate.old_parts import OldPart

#: Replacements of djangorecipebook's parts for a single script.
_BOOK_CURES = {
    "wsgi": "delete the part, and write wsgi = true in the part of the control script",
    "gunicorn": "delete the part, and add gunicorn to eggs and scripts-with-settings of the part of the control script",
    "test": "write recipe = twod.recipe:test, config-uri and arguments",
    "migrate": "delete the part, and run bin/manage-ENVIRONMENT migrate",
    "makemigrations": "delete the part, and run bin/manage-ENVIRONMENT makemigrations",
}


def judge_parts(buildout: OldBuildout, parts: Sequence[OldPart], report: Report) -> None:
    """Report the parts that cannot become sites."""
    for part in parts:
        if part.kind != "site":
            place = buildout.get_place(part.name, "recipe")
            message = f"{part.recipe}:{part.kind} is not moved; {_BOOK_CURES.get(part.kind, 'delete the part')}"
            report.error(place, message)
        elif not all(word.isidentifier() for word in part.settings.split(".")):
            names = ("dotted-settings-path", "projectegg", "project")
            option = next((name for name in names if name in part.options), "settings")
            message = (
                f"{part.settings!r} is not the name of a settings module; write its full name in {_name_settings(part)}"
            )
            report.error(buildout.get_place(part.name, option), message)
        elif part.recipe == "djangorecipe" and not {"project", "projectegg", "dotted-settings-path"} & set(
            part.options
        ):
            message = (
                f"project is missing; djangorecipe's default is 'project', so the settings module is {part.settings}"
            )
            report.warn(buildout.get_place(part.name, "recipe"), message)
        elif part.values.get("projectegg", part.values.get("project")) != part.values.get("project"):
            message = f"djangorecipe used this option instead of project: the settings module is {part.settings}"
            report.warn(buildout.get_place(part.name, "projectegg"), message)


def judge_wsgi(buildout: OldBuildout, sites: Sequence[NewSite], report: Report) -> None:
    """Report the environments that get a script for mod_wsgi although their old parts make no such script."""
    for site in sites:
        has_wsgi = any(environment.old.wsgi_script for environment in site.environments)
        for name, old in site.environments if has_wsgi else ():
            if "wsgi" in old.options and not old.wsgi_script:
                message = f"bin/{name}.wsgi is made, too, since wsgi applies to all environments of [{site.name}]"
                report.warn(buildout.get_place(old.name, "wsgi"), message)


def _name_settings(part: OldPart) -> str:
    return "dotted-settings-path" if part.recipe == "djangorecipe" else "settings"
