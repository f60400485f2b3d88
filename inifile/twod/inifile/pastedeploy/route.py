"""Paths through an ini: from a name to the applications behind it, and from a factory's arguments to its section."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from twod.inifile.config_uri import split_config_uri
from twod.inifile.file_advice import advise_on_buildout
from twod.inifile.pastedeploy.deployment import APP_ROLE, Deployment, Link, Role
from twod.inifile.pastedeploy.replay import follow
from twod.inifile.pastedeploy.scope import Scope
from twod.inifile.problems import ConfigurationError, Place
from twod.inifile.reading import IniFile, IniOption, IniReader


class Route:
    """The sections of one file, and everything that they lead to."""

    def __init__(self, reader: IniReader, path: str, given: Mapping[str, str] | None = None) -> None:
        """Open a file.

        :param path: absolute.
        :param given: variables from outside the file, such as ``NAME=VALUE`` after ``paster serve x.ini``.
        :raises ConfigurationError: when the file cannot be read, or is a configuration of zc.buildout.
        """
        self.path = path
        self._reader = reader
        self._given = {name: IniOption(name, text, None, None, None) for name, text in (given or {}).items()}
        self._scope = Scope(reader, path, self._given)
        if "buildout" in self.file.sections and not self.file.sections_by_name:
            raise ConfigurationError([Place(path).problem(advise_on_buildout(path))])

    @property
    def file(self) -> IniFile:
        """The file itself."""
        return self._scope.file

    @property
    def variables(self) -> Mapping[str, IniOption]:
        """The variables of ``[DEFAULT]``, and those from outside the file."""
        return self._scope.defaults

    def walk(self, name: str, role: Role = APP_ROLE) -> Iterator[Deployment]:
        """Yield the deployment of a name, and then those behind it: filters and applications, through composites too.

        A chain that breaks off ends in a deployment without a factory; its report has the reason.
        """
        return _walk(Link(name, self._scope, self._given, None, role), ())

    def walk_all(self, role: Role = APP_ROLE) -> Iterator[Deployment]:
        """Yield all deployments that the sections of a role lead to."""
        for name in filter(None, map(role.find_name, self._scope.file.sections)):
            yield from self.walk(name, role)

    def find_called(
        self, global_conf: Mapping[str, str], local_conf: Mapping[str, str], role: Role | None = None
    ) -> Deployment | None:
        """Return the section for which PasteDeploy called a factory with these arguments; None if there is no such one.

        If two sections are identical, either may be returned.

        :param role: the kind of the section; None for an application with no other application behind it.
        """
        for route in self._guess_given(global_conf, role):
            for deployment in route._list_called(role):  # noqa: SLF001 - of its own class
                if _has_texts(deployment.variables, global_conf) and _has_texts(deployment.options, local_conf):
                    return deployment
        return None

    def _guess_given(self, global_conf: Mapping[str, str], role: Role | None) -> Iterator[Route]:
        """Yield this route, and then routes with the variables that may have come from outside the file."""
        yield self
        tried: list[dict[str, str]] = []
        for alone in self._list_called(role):
            texts = {name: option.text for name, option in alone.variables.items()}
            given = {name: text for name, text in global_conf.items() if texts.get(name) != text}
            if given not in tried:
                tried.append(given)
                yield Route(self._reader, self.path, given)

    def _list_called(self, role: Role | None) -> Iterator[Deployment]:
        if role is None:
            return (each for each in self.walk_all() if each.is_end and each.factory is not None)
        # A pipeline may name a filter of another file.
        roles = dict.fromkeys((role, APP_ROLE))
        found = (each for start in roles for each in self.walk_all(start))
        return (each for each in found if each.role is role and each.factory is not None)


def _walk(link: Link, way: tuple[Deployment, ...]) -> Iterator[Deployment]:
    deployment = follow(link, way)
    # A composite that leads back to itself is left to its factory.
    if all(deployment.place != passed.place for passed in way):
        yield deployment
        for further in deployment.links:
            yield from _walk(further, (*way, deployment))


def _has_texts(options: Mapping[str, IniOption], texts: Mapping[str, str]) -> bool:
    """Return whether PasteDeploy's texts equal those of the options.

    If the locale is not UTF-8, PasteDeploy garbles non-ASCII texts; then only the names are compared.
    """
    return options.keys() == texts.keys() and all(
        option.text == texts[name] or not option.text.isascii() for name, option in options.items()
    )


def follow_uri(config_uri: str | os.PathLike[str], given: Mapping[str, str] | None = None) -> Deployment:
    """Follow the ``use`` chain of a section and return its factory and options, each option with its place.

    No egg is loaded. The deployment's report has the mistakes, including those of the files. Example::

        >>> follow_uri("prod.ini#shop").options["title"].line
        6

    :param config_uri: ``PATH`` or ``PATH#NAME``, with or without ``config:``.
    :param given: variables from outside the file.
    :raises ConfigurationError: when the file cannot be read.
    """
    path, name = split_config_uri(config_uri)
    reader = IniReader()
    deployment = next(Route(reader, path, given).walk(name or "main"))
    deployment.own_report.add(reader.report)
    return deployment


def find_given(reader: IniReader, deployment: Deployment) -> dict[str, str]:
    """Return the variables of a section that its file alone does not have.

    With these variables, the file can be loaded on its own with the same result.
    """
    if deployment.file is None:
        return {}
    alone = Scope(reader, deployment.file).defaults
    given = {name: option.text for name, option in deployment.given.items()}
    return {name: text for name, text in given.items() if name not in alone or alone[name].text != text}
