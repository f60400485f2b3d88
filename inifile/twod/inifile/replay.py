"""What PasteDeploy makes of a section: its ``use`` chain replayed, with the place of every option.

PasteDeploy gives a factory two plain dictionaries; neither the file and line of an option nor what was
overridden or dropped on the way is in them. The replay does what ``paste.deploy.loadwsgi`` does, in the same
order, without loading an egg, and keeps all of that.
"""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from twod.inifile.keys import names_setting
from twod.inifile.problems import ConfigurationError, Problem
from twod.inifile.reading import IniFile, IniOption, IniReader, describe_interpolation_error

#: The prefixes of sections that hold an application, in PasteDeploy's groups: of each group one may match.
_APP_PREFIXES = (("app", "application"), ("composite", "composit"), ("pipeline",), ("filter-app",))
#: What a section may say about its own loading; none of it reaches the factory.
LOADING_OPTIONS = frozenset({"use", "filter-with", "require"})
_FACTORY_OPTIONS = ("paste.app_factory", "paste.composite_factory", "paste.composit_factory")
_ABSOLUTE_NAME = r"[a-zA-Z]+:"


class Layer(NamedTuple):
    """The options that one section of a ``use`` chain gives to the factory."""

    file: str | None
    section: str | None
    options: dict[str, IniOption]


class Drop(NamedTuple):
    """An option that PasteDeploy drops without a word, since a variable has the same name."""

    option: IniOption
    variable: IniOption


class Deployment:
    """What a section leads to: the factory, what it is given, and where each of that stands."""

    def __init__(self, file: IniFile, section: str) -> None:
        self.file = file
        self.section = section
        #: ``egg:NAME#ENTRY``, ``call:…`` or what an explicit ``paste.…_factory`` says; None for a pipeline.
        self.factory: str | None = None
        #: The applications behind it that are not found among the options: a pipeline's last, a filter-app's next.
        self.successors: list[str] = []
        #: Base first.
        self.layers: list[Layer] = []
        #: PasteDeploy's ``global_conf``.
        self.variables: dict[str, IniOption] = {}
        self.drops: list[Drop] = []
        self.problems: list[Problem] = []
        #: Where names in this section's options are looked up.
        self.scope: Scope

    @property
    def options(self) -> dict[str, IniOption]:
        """PasteDeploy's ``local_conf``, from all layers."""
        merged: dict[str, IniOption] = {}
        for layer in self.layers:
            merged.update(layer.options)
        return merged


class Scope:
    """One file as PasteDeploy sees it when it is loaded with some variables already given."""

    def __init__(self, reader: IniReader, file: IniFile, given: Mapping[str, IniOption]) -> None:
        self.reader = reader
        self.file = file
        here, path = str(Path(file.path).parent), file.path
        defaults = {
            "here": IniOption("here", here, path, None, None),
            "__file__": IniOption("__file__", path, path, None, None),
        }
        defaults.update(file.defaults)
        for name, variable in given.items():
            defaults.setdefault(name, variable)
        self._raw = {name: option.text for name, option in defaults.items()}
        self.problems: list[Problem] = []
        self.defaults = {name: self._interpolate(option, self._raw, self.problems) for name, option in defaults.items()}

    def _interpolate(self, option: IniOption, names: Mapping[str, str], problems: list[Problem]) -> IniOption:
        try:
            return option._replace(text=self.file.interpolate(option, names))
        except configparser.InterpolationError as error:
            message = describe_interpolation_error(error)
            if option.name in ("here", "__file__") and option.line is None:
                message = (
                    "PasteDeploy cannot read an ini in a directory with '%' in its name;"
                    f" write {option.name} = … in [DEFAULT], with '%%'"
                )
            elif option.file != self.file.path:
                message = f"PasteDeploy reads this value again in {self.file.path}, and there: {message}"
            problems.append(option.problem(message))
            return option

    def section_options(self, section: str, problems: list[Problem]) -> Iterator[IniOption]:
        """Yield the options of a section and, after them, what [DEFAULT] adds to every section."""
        own = self.file.sections[section]
        names = self._raw | {name: option.text for name, option in own.items()}
        for option in own.values():
            yield self._interpolate(option, names, problems)
        for name, option in self.defaults.items():
            if name not in own:
                yield option

    def find_sections(self, name: str) -> list[str]:
        """Return the sections that PasteDeploy would take for the application of that name."""
        return [sections[0] for sections in self._find_by_group(name) if sections]

    def find_shadowed_sections(self, name: str) -> list[tuple[str, str]]:
        """Return the sections that PasteDeploy never reads, each with the one that it reads in its place."""
        groups = self._find_by_group(name)
        return [(section, sections[0]) for sections in groups for section in sections[1:]]

    def _find_by_group(self, name: str) -> list[list[str]]:
        sections = self.file.sections
        return [
            [section for prefix in group for section in sections if _names_app(section, prefix, name)]
            for group in _APP_PREFIXES
        ]


def _names_app(section: str, prefix: str, name: str) -> bool:
    head, colon, tail = section.partition(":")
    return bool(colon) and head == prefix and tail.strip() == name


def app_name(section: str) -> str | None:
    """Return the name by which an application's section can be asked for, None for any other section."""
    prefix, colon, name = section.partition(":")
    return name.strip() if colon and any(prefix in group for group in _APP_PREFIXES) else None


class Replay:
    """Follows names from section to section, each section once on a way."""

    def __init__(self, reader: IniReader) -> None:
        self._reader = reader

    def open(self, path: str, given: Mapping[str, IniOption], asked: IniOption | None = None) -> Scope:
        """Return the file at an absolute path as PasteDeploy sees it.

        :param asked: the option that names the file, for the error.
        :raises ConfigurationError: when the file cannot be read.
        """

        def report(message: str) -> Problem:
            return asked.problem(message) if asked else Problem(path, None, None, None, message)

        return Scope(self._reader, self._reader.read(path, report=report), given)

    def deploy(
        self,
        scope: Scope,
        name: str,
        given: Mapping[str, IniOption],
        asked: IniOption | None = None,
        seen: frozenset[tuple[str, str]] = frozenset(),
    ) -> Deployment:
        """Return what the application called ``name`` leads to.

        :param given: the variables that the caller has (PasteDeploy's ``global_conf``).
        :param asked: the option that gives the name, for the error.
        :raises ConfigurationError: when the name or a file behind it cannot be found, or the chain is a circle.
        """
        if re.match(_ABSOLUTE_NAME, name):
            return self._deploy_uri(scope, name, given, asked, seen)
        section = self._find_section(scope, name, asked)
        if (scope.file.path, section) in seen:
            message = f"[{section}] of {scope.file.path} leads back to itself"
            raise ConfigurationError([_problem(scope, asked, message)])
        seen |= {(scope.file.path, section)}
        return self._deploy_section(scope, section, given, seen)

    def _find_section(self, scope: Scope, name: str, asked: IniOption | None) -> str:
        found = scope.find_sections(name)
        if len(found) == 1:
            return found[0]
        if found:
            names = " and ".join(f"[{section}]" for section in found)
            raise ConfigurationError([_problem(scope, asked, f"{name!r} may be {names}; rename one of them")])
        known = sorted(filter(None, map(app_name, scope.file.sections)))
        message = f"{scope.file.path} has no application called {name!r}"
        if known:
            message += f" (it has {', '.join(known)})"
        raise ConfigurationError([_problem(scope, asked, message)])

    def _deploy_uri(
        self,
        scope: Scope,
        uri: str,
        given: Mapping[str, IniOption],
        asked: IniOption | None,
        seen: frozenset[tuple[str, str]],
    ) -> Deployment:
        location, _, name = uri.partition("#")
        scheme, _, path = location.partition(":")
        if scheme.lower() == "config":
            beside = Path(scope.file.path).parent / unquote(path.strip())
            target = os.path.abspath(beside)  # noqa: PTH100 - as PasteDeploy does it: ".." goes, links stay
            return self.deploy(self.open(target, given, asked), name or "main", given, asked, seen)
        deployment = Deployment(scope.file, asked.section or "" if asked else "")
        deployment.factory = f"{location}#{name or 'main'}" if scheme.lower() == "egg" else uri
        deployment.variables = dict(given)
        deployment.scope = scope
        return deployment

    def _deploy_section(
        self, scope: Scope, section: str, given: Mapping[str, IniOption], seen: frozenset[tuple[str, str]]
    ) -> Deployment:
        problems = [*scope.problems, *_judge_shadowed(scope, app_name(section) or "")]
        variables = scope.defaults | dict(given)
        additions: dict[str, IniOption] = {}
        fetched: list[IniOption] = []
        options: dict[str, IniOption] = {}
        drops: list[Drop] = []
        for option in scope.section_options(section, problems):
            word, _, rest = option.name.partition(" ")
            if word == "set" and rest:
                additions[rest.strip()] = variables[rest.strip()] = option
            elif word == "get" and rest:
                fetched.append(option)
            elif option.name not in scope.defaults:
                options[option.name] = option
            elif option.section == section:
                drops.append(Drop(option, scope.defaults[option.name]))
        for option in fetched:
            name = option.name.partition(" ")[2].strip()
            if option.text in variables:
                options[name] = option._replace(name=name, text=variables[option.text].text)
            else:
                problems.append(option.problem(f"there is no variable called {option.text!r}"))
        deployment = self._follow(scope, section, options, variables, seen)
        deployment.problems[:0] = problems
        deployment.drops += drops
        deployment.variables.update(additions)
        deployment.variables["__file__"] = variables["__file__"]
        deployment.section = section
        deployment.file = scope.file
        return deployment

    def _follow(
        self,
        scope: Scope,
        section: str,
        options: dict[str, IniOption],
        variables: dict[str, IniOption],
        seen: frozenset[tuple[str, str]],
    ) -> Deployment:
        kind = section.partition(":")[0]
        layer = Layer(scope.file.path, section, {n: o for n, o in options.items() if n not in LOADING_OPTIONS})
        use = options.get("use")
        if use is not None and kind not in ("pipeline", "filter-app"):
            deployment = self.deploy(scope, use.text.strip(), variables, use, seen)
            deployment.layers.append(layer)
            if deployment.factory is not None:
                deployment.scope = scope
            else:
                deployment.problems += _judge_lost_settings(layer)
            return deployment
        deployment = Deployment(scope.file, section)
        deployment.layers.append(layer)
        deployment.variables = variables
        deployment.scope = scope
        if kind in ("pipeline", "filter-app"):
            deployment.problems += _judge_lost_settings(layer)
        if kind == "pipeline":
            deployment.successors = options["pipeline"].text.split()[-1:] if "pipeline" in options else []
        elif kind == "filter-app":
            deployment.successors = [options["next"].text.strip()] if "next" in options else []
        else:
            self._take_explicit_factory(deployment, layer)
        return deployment

    def _take_explicit_factory(self, deployment: Deployment, layer: Layer) -> None:
        for name in _FACTORY_OPTIONS:
            factory = layer.options.pop(name, None)
            if factory is not None:
                deployment.factory = f"call:{factory.text.strip()}"
                return
        message = "no 'use = …' and no 'paste.app_factory = …': nothing says what to load"
        misspelt = next((name for name in layer.options if name.startswith("use ")), None)
        if misspelt is not None:
            option = layer.options[misspelt]
            message = f"write 'use = {misspelt[4:].strip()}:{option.text}' (':' separates a name from its value)"
            deployment.problems.append(option.problem(message))
        else:
            deployment.problems.append(Problem(layer.file, None, layer.section, None, message))


def _judge_shadowed(scope: Scope, name: str) -> Iterator[Problem]:
    for section, read in scope.find_shadowed_sections(name):
        message = f"PasteDeploy never reads this section, since [{read}] has the same name; keep one of them"
        yield Problem(scope.file.path, None, section, None, message)


def _judge_lost_settings(layer: Layer) -> Iterator[Problem]:
    for option in layer.options.values():
        if names_setting(option.name):
            message = (
                "no setting of an application, since this section only leads to one; write it in that one's section"
            )
            yield option.problem(message)


def _problem(scope: Scope, asked: IniOption | None, message: str) -> Problem:
    return asked.problem(message) if asked else Problem(scope.file.path, None, None, None, message)
