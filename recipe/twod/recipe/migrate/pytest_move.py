"""The part for pytest that replaces a script for Django's tests."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from twod.recipe.migrate.cfg_text import make_option_lines
from twod.recipe.migrate.new_sites import NewEnvironment, NewSite
from twod.recipe.migrate.old_parts import OldPart


class NewTests(NamedTuple):
    """A part of ``twod.recipe:test``.

    :param name: name of the part and of its script.
    :param site: the site with the eggs.
    :param environment: the environment with the settings.
    """

    name: str
    site: NewSite
    environment: NewEnvironment

    def make_lines(self) -> list[str]:
        """Return the lines of the section."""
        old, site = self.environment.old, self.site.name
        has_coverage = old.values.get("coverage", "").lower() not in ("", "false")
        eggs = f"${{{site}:eggs}}" + ("\npytest-cov" if has_coverage else "")
        # Django also finds tests in tests.py.
        words = [
            "-o python_files=test*.py",
            "--pyargs",
            *old.values["test"].split(),
            *(["--cov"] if has_coverage else []),
        ]
        return [
            "recipe = twod.recipe:test",
            *make_option_lines("eggs", eggs),
            *([f"extra-paths = ${{{site}:extra-paths}}"] if _has_paths(old) else []),
            f"config-uri = ${{{site}:config-uri-{self.environment.name}}}",
            f"arguments = {' '.join(words)}",
        ]


def _has_paths(old: OldPart) -> bool:
    return old.recipe != "isotoma.recipe.django" or bool(old.values.get("extra-paths"))


def make_tests(site: NewSite, sections: Collection[str], taken: set[str]) -> list[NewTests]:
    """Return the parts that run the tests of a site.

    :param sections: names of the existing sections.
    :param taken: names of new sections; the names of these parts are added.
    """
    found = []
    for environment in site.environments:
        script = environment.old.test_script
        # A part that inherits its tests by <= has the same script name as the other part.
        if script and (environment is site.environments[0] or environment.old.has_own_tests):
            names = (script, f"{script}-{environment.name}", f"{site.name}-{script}-{environment.name}")
            name = next(name for name in names if name not in sections and name not in taken)
            taken.add(name)
            found.append(NewTests(name, site, environment))
    return found
