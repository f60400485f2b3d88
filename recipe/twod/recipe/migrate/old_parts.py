"""The parts of a buildout that twod.recipe replaces, with the defaults of their recipes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from twod.recipe.cfg.foreign_options import FOREIGN_DEFAULTS
from twod.recipe.migrate.old_buildout import OldBuildout

#: The kinds of djangorecipebook's entry points, by name; ``default`` is the entry point without a name.
_BOOK_KINDS = {"default": "site", "manage": "site", "wsgi": "wsgi", "gunicorn": "gunicorn", "test": "test"}

#: Options that apply to all environments of a part.
PART_LEVEL = ("eggs", "extra-paths", "initialization", "relative-paths", "find-links", "index")


class OldPart(NamedTuple):
    """A part of another recipe.

    :param name: name of its section.
    :param recipe: name of the recipe's distribution.
    :param kind: ``site``; for djangorecipebook also ``wsgi``, ``gunicorn``, ``test`` or another entry point.
    :param options: its own and inherited options, as written.
    :param values: the same with the recipe's defaults, and with references replaced.
    :param has_own_tests: whether its section names the tests to run.
    :param is_scattered: whether several files choose the settings module, each for those that extend it.
    """

    name: str
    recipe: str
    kind: str
    options: Mapping[str, str]
    values: Mapping[str, str]
    has_own_tests: bool
    is_scattered: bool

    @property
    def settings(self) -> str:
        """The full name of the settings module; references are replaced where possible."""
        return join_settings(self.values)

    @property
    def settings_text(self) -> str:
        """The full name of the settings module as written, with references."""
        return join_settings({**get_defaults(self.recipe, self.name), **self.options})

    @property
    def control_script(self) -> str:
        """Name of the script for management commands."""
        return self.values.get("control-script") or self.values.get("control_script") or self.name

    @property
    def wsgi_script(self) -> str:
        """Name of the script for mod_wsgi; empty if the part makes no such script."""
        if self.recipe == "djangorecipebook":
            return self.name if self.kind == "wsgi" else ""
        if self.values.get("wsgi", "").strip().lower() != "true":
            return ""
        return self.values.get("wsgi-script") or f"{self.control_script}.wsgi"

    @property
    def test_script(self) -> str:
        """Name of the script that runs the tests; empty if the part makes no such script."""
        return (self.values.get("testrunner") or "test") if self.values.get("test", "").split() else ""

    @property
    def scripts_with_settings(self) -> list[str]:
        """Names of the eggs' scripts of which the part makes copies with the settings."""
        return self.values.get("scripts-with-settings", "").split()

    @property
    def project(self) -> str:
        """The package with the settings module."""
        return self.settings.partition(".")[0]

    def get_part_level(self) -> tuple[object, ...]:
        """Return the values that two parts must share to become environments of one part."""
        texts = {name: " ".join(self.values.get(name, "").split()) for name in PART_LEVEL}
        return (normalise_eggs(self.values.get("eggs", "")), *(texts[name] for name in PART_LEVEL[1:]))


def find_old_parts(buildout: OldBuildout) -> Iterator[OldPart]:
    """Yield the sections with a recipe that twod.recipe replaces: those in ``parts`` in order, then the others."""
    for name in dict.fromkeys([*buildout.parts, *buildout.sections]):
        options = buildout.get_effective(name)
        recipe, _, entry = buildout.resolve(name, options.get("recipe", "")).partition(":")
        if recipe in FOREIGN_DEFAULTS:
            kind = _BOOK_KINDS.get(entry or "default", entry) if recipe == "djangorecipebook" else "site"
            values = {**get_defaults(recipe, name), **options}
            resolved = {key: buildout.resolve(name, text) for key, text in values.items()}
            has_tests = any(buildout.find_places(name, "test"))
            yield OldPart(name, recipe, kind, options, resolved, has_tests, _is_scattered(buildout, name))


def _is_scattered(buildout: OldBuildout, section: str) -> bool:
    homes = {place.file for place in buildout.find_places(section, "recipe")}
    names = ("settings", "project", "projectegg", "dotted-settings-path")
    return bool({place.file for name in names for place in buildout.find_places(section, name)} - homes) and bool(homes)


def get_defaults(recipe: str, part: str) -> dict[str, str]:
    """Return the defaults of a recipe's options."""
    return {name: text.replace("{part}", part) for name, text in FOREIGN_DEFAULTS[recipe].items()}


def join_settings(options: Mapping[str, str]) -> str:
    """Return the full name of the settings module in a part's options.

    >>> join_settings({"project": "mysite", "settings": "production"})
    'mysite.production'
    """
    if dotted := options.get("dotted-settings-path", ""):
        return dotted.strip()
    project = options.get("projectegg") or options.get("project") or ""
    return ".".join(filter(None, [project.strip(), options.get("settings", "").strip()]))


def normalise_eggs(text: str) -> tuple[str, ...]:
    """Return requirements in a form in which equivalent ones are equal.

    >>> normalise_eggs("Django >=5.2  # LTS") == normalise_eggs("django>=5.2")
    True
    """
    found = set()
    for line in text.splitlines():
        requirement = f" {line.strip()}".partition(" #")[0].strip()
        try:
            parsed = Requirement(requirement)
        except InvalidRequirement:
            found.add(requirement)
        else:
            extras = ",".join(sorted(parsed.extras))
            found.add(f"{canonicalize_name(parsed.name)}[{extras}]{parsed.specifier};{parsed.marker or ''}")
    return tuple(sorted(found - {""}))


def is_file_name(text: str) -> bool:
    """Return whether a text can be part of a file's name."""
    return re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*", text) is not None
