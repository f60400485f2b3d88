"""The migration of a whole buildout: the new texts of its files, and notes for the user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from twod.inifile.problems import Problem, Report
from twod.recipe.migrate.base_move import move_base
from twod.recipe.migrate.cfg_edits import CfgEdits
from twod.recipe.migrate.cfg_text import CfgHeader, CfgText, make_option_lines
from twod.recipe.migrate.leftovers import find_leftovers
from twod.recipe.migrate.named_files import find_named_files
from twod.recipe.migrate.new_names import NewNames, OptionName, find_option_names
from twod.recipe.migrate.new_sites import NewSite, make_sites
from twod.recipe.migrate.old_buildout import OldBuildout
from twod.recipe.migrate.old_options import PART_TARGETS, find_move
from twod.recipe.migrate.old_parts import OldPart, find_old_parts
from twod.recipe.migrate.other_parts import judge_other_parts
from twod.recipe.migrate.part_judgement import judge_parts, judge_wsgi
from twod.recipe.migrate.parts_list import edit_parts
from twod.recipe.migrate.pytest_move import NewTests, make_tests
from twod.recipe.migrate.site_move import MoveContext, SiteMove
from twod.recipe.recipe_error import RecipeError


class BuildoutMove(NamedTuple):
    """The migration of a buildout.

    :param old: the buildout as it is.
    :param sites: the sites that replace its old parts.
    :param tests: the parts for pytest.
    :param texts: the new texts of all files that change, by path.
    :param old_texts: the present texts of all local files, by path.
    :param notes: lines that the user has to check.
    """

    old: OldBuildout
    sites: Sequence[NewSite]
    tests: Sequence[NewTests]
    texts: Mapping[Path, str]
    old_texts: Mapping[Path, str]
    notes: Sequence[Problem]


def move_buildout(path: Path) -> BuildoutMove:
    """Return the migration of a buildout, without writing a file.

    :param path: its ``buildout.cfg``.
    :raises RecipeError: with everything that cannot be migrated.
    """
    buildout = OldBuildout(path)
    buildout = OldBuildout(path, buildout.find_siblings())
    found = [*find_old_parts(buildout)]
    bases = _find_bases(buildout, found)
    parts = [part for part in found if part.name not in bases or part.name in buildout.parts]
    report = Report()
    judge_parts(buildout, parts, report)
    _raise(report)
    sites = make_sites(parts, buildout.parts, buildout.sections)
    taken = {environment.name for site in sites for environment in site.environments}
    tests = [each for site in sites for each in make_tests(site, buildout.sections, taken)]
    move = _Move(buildout, bases, sites, tests, report)
    judge_wsgi(buildout, sites, report)
    texts = move.make_texts()
    _raise(report)
    move.find_leftovers()
    return BuildoutMove(buildout, sites, tests, texts, move.old_texts, report.warnings)


def _raise(report: Report) -> None:
    if report.errors:
        raise RecipeError(report)


def _find_bases(buildout: OldBuildout, parts: Sequence[OldPart]) -> dict[str, str]:
    """Return the sections that old parts inherit from, directly or not, each with the recipe of the part."""
    found: dict[str, str] = {}
    for part in parts:
        queue = buildout.get_bases(part.name)
        while queue:
            base = queue.pop()
            if base not in found:
                found[base] = part.recipe
                queue += buildout.get_bases(base)
    return found


class _Move:
    """The data that all edits of a buildout share."""

    def __init__(
        self,
        buildout: OldBuildout,
        bases: Mapping[str, str],
        sites: Sequence[NewSite],
        tests: Sequence[NewTests],
        report: Report,
    ) -> None:
        self.buildout, self.sites, self.tests = buildout, sites, tests
        self.parts = parts = [environment.old for site in sites for environment in site.environments]
        self.named = dict(find_named_files(buildout))
        texts = {file: "".join(text.lines) for file, text in buildout.files.items()}
        self.old_texts = {**texts, **self.named}
        self.report = report
        installed = frozenset(part.name for part in parts)
        self.bases = {name: recipe for name, recipe in bases.items() if name not in installed}
        self.vars_sections = {name: self._name_vars(name) for name in [*installed, *self.bases]}
        written = find_option_names(self._list_lines())
        referred = frozenset(written | {(buildout.find_owner(*option), option[1]) for option in written})
        self.names = NewNames(dict(self._rename_options()), dict(self._rename_scripts()))
        files = {file: text.rewrite_lines(self._rewrite) for file, text in buildout.files.items()}
        self.context = MoveContext(
            buildout, CfgEdits(files), self.names, self.vars_sections, referred, installed, report
        )

    def _name_vars(self, section: str) -> str:
        name = f"{section}-vars"
        while name in self.buildout.sections:
            name += "-2"
        return name

    def _list_lines(self) -> Iterator[tuple[str, str]]:
        for text in self.buildout.files.values():
            for option in text.options:
                yield from ((option.section, line) for line in text.lines[option.start : option.end])
        for named in self.named.values():
            yield from (("", line) for line in named.splitlines())

    def _rewrite(self, section: str, line: str) -> str:
        return self.names.rewrite(line, section)

    def _rename_options(self) -> Iterator[tuple[OptionName, OptionName]]:
        """Yield the options that move, each with its new place."""
        for site in self.sites:
            for environment in site.environments:
                old = environment.old
                for name in {*old.values, "location", "bin-directory"}:
                    new = self._find_new_place(site, environment.name, old, name)
                    if new and new != (old.name, name):
                        yield (old.name, name), new
        for base, recipe in self.bases.items():
            for name in self.buildout.get_effective(base):
                move = find_move(recipe, name)
                if move.kind == "rename":
                    yield (base, name), (base, move.target)
                elif move.kind not in ("keep", "recipe", "<"):
                    yield (base, name), (self.vars_sections[base], name)

    def _find_new_place(self, site: NewSite, environment: str, old: OldPart, name: str) -> OptionName | None:
        move = find_move(old.recipe, name)
        if name == "bin-directory":
            return ("buildout", name)
        if name == "location" or move.kind in ("keep", "recipe"):
            return (site.name, name)
        if move.kind == "rename":
            return (site.name if move.target in PART_TARGETS else environment, move.target)
        owner = self.buildout.find_owner(old.name, name)
        return (self.vars_sections.get(owner, owner), name)

    def _rename_scripts(self) -> Iterator[tuple[str, str]]:
        for site in self.sites:
            for environment in site.environments:
                yield from (pair for pair in site.get_scripts(environment).items() if pair[0] != pair[1])
        yield from (
            (tests.environment.old.test_script, tests.name)
            for tests in self.tests
            if tests.environment.old.test_script != tests.name
        )

    def make_texts(self) -> dict[Path, str]:
        """Return the new texts of the files that change."""
        if not self.parts:
            return {}
        for site in self.sites:
            SiteMove(self.context, site).move()
        for base, recipe in self.bases.items():
            move_base(self.context, base, recipe, self._find_other_heirs(base))
        self._add_unwritten()
        self._add_tests()
        self._edit_parts()
        self._add_pins()
        texts = self.context.edits.make_texts()
        texts |= {
            file: "".join(self.names.rewrite(line) for line in text.splitlines(keepends=True))
            for file, text in self.named.items()
        }
        return {file: text for file, text in texts.items() if text != self.old_texts[file]}

    def find_leftovers(self) -> None:
        """Report the lines that the user has to check."""
        named = {file: CfgText(text) for file, text in self.named.items()}
        ours = {*self.context.installed, *self.bases, "buildout"}
        judge_other_parts(self.buildout, self.context.installed, self.report)
        find_leftovers({**self.context.edits.files, **named}, self.names, ours, self.buildout.directory, self.report)

    def _find_other_heirs(self, base: str) -> list[str]:
        known = {*self.context.installed, *self.bases}
        return [name for name in self.buildout.sections if base in self.buildout.get_bases(name) and name not in known]

    def _add_unwritten(self) -> None:
        """Write options that are referred to but come from another section."""
        for part in self.parts:
            for name, text in part.options.items():
                is_own = self.buildout.find_owner(part.name, name) == part.name
                if is_own and (part.name, name) in self.context.referred and find_move(part.recipe, name).kind == "own":
                    self._add_variable(part, name, self.names.rewrite(text, part.name))
            for name in ("project", "settings"):
                if (part.name, name) in self.context.referred and name not in part.options and name in part.values:
                    self._add_variable(part, name, part.values[name])

    def _add_variable(self, part: OldPart, name: str, text: str) -> None:
        """Write an option of a part into the part's section of variables, unless the part's section has it."""
        if any(self.buildout.find_places(part.name, name)):
            return
        place = next(self.buildout.find_places(part.name))
        header = self.buildout.files[place.file].find_header(place.option)
        lines = make_option_lines(name, text)
        self.context.edits.add_variable(place.file, header, self.vars_sections[part.name], lines)

    def _add_tests(self) -> None:
        for tests in self.tests:
            file, header = self._find_home(tests)
            self.context.edits.add_section(file, header, tests.name, tests.make_lines())

    def _find_home(self, tests: NewTests) -> tuple[Path, CfgHeader]:
        """Return the file and header for the tests' part: those of the file that names the old part's tests."""
        old = tests.environment.old
        places = [*self.buildout.find_places(old.name, "test")] or [*self.buildout.find_places(old.name)]
        return places[-1].file, self.buildout.files[places[-1].file].find_header(places[-1].option)

    def _edit_parts(self) -> None:
        """Write the names of the new parts into the lists of parts, and those for tests where the tests are listed."""
        homes = {tests.name: self._find_home(tests)[0] for tests in self.tests}
        written = {place.file: place for place in self.buildout.find_places("buildout", "parts")}
        new: dict[str, list[str]] = {}
        for site in self.sites:
            new |= {environment.old.name: [] for environment in site.environments}
            tests = [each.name for each in self.tests if each.site is site and self._is_listed(homes[each.name], site)]
            new[site.old.name] = [site.name, *tests]
            for name in [each.name for each in self.tests if each.site is site and each.name not in tests]:
                self._list_apart(homes[name], name)
        for place in written.values():
            self.context.edits.change(place, edit_parts(self.context.edits.get_lines(place), new))

    def _is_listed(self, file: Path, site: NewSite) -> bool:
        """Return whether a file lists the site's part, or has no old part of the site."""
        places = self.buildout.find_places("buildout", "parts")
        words = [
            self.buildout.files[place.file].get_text(place.option).split() for place in places if place.file == file
        ]
        return any(site.old.name in each for each in words)

    def _list_apart(self, file: Path, name: str) -> None:
        """Add a part to the list of parts in a file that does not list the site's part."""
        text = self.buildout.files[file]
        for place in self.buildout.find_places("buildout", "parts"):
            if place.file == file:
                self.context.edits.insert(file, place.option.end, [f"    {name}"])
                return
        headers = [header for header in text.headers if header.section == "buildout"]
        if headers:
            self.context.edits.insert(file, headers[0].line + 1, [f"parts += {name}"])
        else:
            self.context.edits.insert(file, 0, ["[buildout]", f"parts += {name}", ""])

    def _add_pins(self) -> None:
        """Pin the version of Django that an old part names."""
        versions = next((part.options["version"] for part in self.parts if part.options.get("version")), None)
        section = self.buildout.get_effective("buildout").get("versions", "versions")
        if versions is None or "django" in map(str.lower, self.buildout.get_effective(section)):
            return
        for file, text in reversed(self.buildout.files.items()):
            for header in text.headers:
                if header.section == section:
                    self.context.edits.insert(file, header.line + 1, [f"Django = {versions}"])
                    return
        text = self.context.edits.files[self.buildout.path]
        self.context.edits.add_section(self.buildout.path, text.headers[-1], section, [f"Django = {versions}"])
