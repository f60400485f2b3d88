"""The ways through an ini: from a name to what is behind it, and from a factory's arguments back to its section."""

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
    """The sections of one file, and all that they lead to."""

    def __init__(self, reader: IniReader, path: str, given: Mapping[str, str] | None = None) -> None:
        """Open a file.

        :param path: absolute.
        :param given: variables from outside the file, such as ``paster serve x.ini NAME=VALUE`` gives.
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
        """The variables of its ``[DEFAULT]``, and those given from outside."""
        return self._scope.defaults

    def walk(self, name: str, role: Role = APP_ROLE) -> Iterator[Deployment]:
        """Yield what a name leads to and, after it, what is behind: filters and applications, through composites too.

        A way that leads nowhere ends in a deployment without a factory; its report has the reason.
        """
        return _walk(Link(name, self._scope, self._given, None, role), ())

    def walk_all(self, role: Role = APP_ROLE) -> Iterator[Deployment]:
        """Yield all that the sections of a role lead to."""
        for name in filter(None, map(role.find_name, self._scope.file.sections)):
            yield from self.walk(name, role)

    def find_called(
        self, global_conf: Mapping[str, str], local_conf: Mapping[str, str], role: Role | None = None
    ) -> Deployment | None:
        """Return the section for which PasteDeploy called a factory with these arguments, if one is found.

        Two sections that are alike to the letter cannot be distinguished, and need not be.

        :param role: of the section; None for an application with no other behind it.
        """
        for route in self._guess_given(global_conf, role):
            for deployment in route._list_called(role):  # noqa: SLF001 - of its own class
                if _has_texts(deployment.variables, global_conf) and _has_texts(deployment.options, local_conf):
                    return deployment
        return None

    def _guess_given(self, global_conf: Mapping[str, str], role: Role | None) -> Iterator[Route]:
        """Yield this route, and then those with the variables that may have been given beside the ini."""
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
    # A composite that leads back to itself is its factory's to judge.
    if all(deployment.place != passed.place for passed in way):
        yield deployment
        for further in deployment.links:
            yield from _walk(further, (*way, deployment))


def _has_texts(options: Mapping[str, IniOption], texts: Mapping[str, str]) -> bool:
    """Return whether PasteDeploy's texts are those of the options.

    Where the locale is not UTF-8, PasteDeploy's non-ASCII texts are garbled; only their names can be compared.
    """
    return options.keys() == texts.keys() and all(
        option.text == texts[name] or not option.text.isascii() for name, option in options.items()
    )


def follow_uri(config_uri: str | os.PathLike[str], given: Mapping[str, str] | None = None) -> Deployment:
    """Follow the ``use`` chain of a section and return its factory and options, each option with its place.

    No egg is loaded. The deployment's report has the mistakes, those of the files included. Example::

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
    """Return the variables that a section was given and its file alone does not have.

    With these, the file can be loaded by itself, and the section comes out the same.
    """
    if deployment.file is None:
        return {}
    alone = Scope(reader, deployment.file).defaults
    given = {name: option.text for name, option in deployment.given.items()}
    return {name: text for name, text in given.items() if name not in alone or alone[name].text != text}
