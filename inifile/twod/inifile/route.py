"""From a name in an ini to the Django application behind it, and from a factory's arguments back to its section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from twod.inifile.problems import ConfigurationError, Problem
from twod.inifile.reading import IniOption, IniReader
from twod.inifile.replay import LOADING_OPTIONS, Deployment, Replay, Scope, app_name

_DJANGO_FACTORIES = frozenset(
    {
        "egg:twod-wsgi#main",
        "call:twod.wsgi.factories:make_application",
        "call:twod.wsgi:wsgify_django",
    }
)
_FULL_DJANGO = frozenset({"egg:twod-wsgi#full_django", "call:twod.wsgi.factories:make_full_django"})


def _is_django(deployment: Deployment) -> bool:
    """Return whether the factory is ours."""
    return _normalise(deployment.factory) in _DJANGO_FACTORIES


def _normalise(factory: str | None) -> str | None:
    """Return an entry point with its distribution's name as packaging writes it (``egg:Twod_WSGI`` is ours too)."""
    if factory is None or not factory.lower().startswith("egg:"):
        return factory
    distribution, _, name = factory[4:].partition("#")
    return f"egg:{re.sub(r'[-_.]+', '-', distribution).lower()}#{name}"


class Route:
    """The Django applications of one file."""

    def __init__(self, reader: IniReader, path: str, given: Mapping[str, IniOption] | None = None) -> None:
        """Open a file.

        :param path: absolute.
        :param given: variables from outside the file, such as ``paster serve x.ini NAME=VALUE`` gives.
        :raises ConfigurationError: when the file cannot be read.
        """
        self._replay = Replay(reader)
        self._given = dict(given or {})
        self._scope = self._replay.open(path, self._given)

    @property
    def names(self) -> list[str]:
        """The names of all applications in the file."""
        names = map(app_name, self._scope.file.sections)
        return [name for name in names if name is not None]

    def find_django(self, name: str | None) -> Deployment:
        """Return the one Django application that a name leads to.

        :param name: None for ``main``.
        :raises ConfigurationError: when there is none or more than one.
        """
        deployments = list(self._distinct(self.walk(name or "main")))
        found = [deployment for deployment in deployments if _is_django(deployment)]
        if not found and not any(map(_is_django, self.walk_all())):
            # Where nothing is of our make, what is loaded may be a factory of the project's own around ours.
            found = [d for d in deployments if d.factory is not None and not _is_composite(d)]
        if len(found) == 1:
            return found[0]
        path = self._scope.file.path
        asked = f"{path}#{name or 'main'}"
        obstacles = [problem for deployment in deployments for problem in deployment.problems]
        if not found and obstacles:
            raise ConfigurationError(obstacles)
        if not found:
            message = f"{asked} leads to no Django application (use = egg:twod.wsgi)"
        else:
            names = " or ".join(sorted(f"{d.file.path}#{app_name(d.section)}" for d in found))
            message = f"{asked} leads to {len(found)} Django applications; say which: {names}"
        raise ConfigurationError([Problem(path, None, None, None, message)])

    def find_all_django(self) -> tuple[list[Deployment], list[Problem]]:
        """Return every Django application of the file, and what stops the way to any application."""
        deployments: list[Deployment] = []
        problems: list[Problem] = []
        for name in self.names:
            try:
                for deployment in self.walk(name):
                    if _is_django(deployment):
                        deployments.append(deployment)
                    elif deployment.factory is None:
                        problems += deployment.problems
            except ConfigurationError as error:
                problems += error.problems
        return list(self._distinct(deployments)), list(dict.fromkeys(problems))

    def find_called(self, global_conf: Mapping[str, str], local_conf: Mapping[str, str]) -> Deployment | None:
        """Return the application for which PasteDeploy called the factory with these arguments, if one is found.

        Two sections that are alike to the letter cannot be told apart, and need not be.
        """
        for deployment in self.walk_all():
            if _has_texts(deployment.variables, global_conf) and _has_texts(deployment.options, local_conf):
                return deployment
        return None

    def walk_all(self) -> Iterator[Deployment]:
        """Yield all applications that can be found; a name that leads nowhere is passed over."""
        for name in self.names:
            try:
                yield from self.walk(name)
            except ConfigurationError:
                continue

    def walk(self, name: str) -> Iterator[Deployment]:
        """Yield the applications that a name leads to, through pipelines, filters and composites.

        :raises ConfigurationError: when the way leads to a name or file that cannot be found.
        """
        yield from self._walk(self._scope, name, self._given, asked=None, seen=frozenset(), problems=[])

    def _walk(
        self,
        scope: Scope,
        name: str,
        given: Mapping[str, IniOption],
        *,
        asked: IniOption | None,
        seen: frozenset[tuple[str, str]],
        problems: list[Problem],
    ) -> Iterator[Deployment]:
        deployment = self._replay.deploy(scope, name, given, asked)
        # What is wrong on the way stops PasteDeploy before it comes to the application.
        deployment.problems[:0] = problems
        place = (deployment.file.path, deployment.section)
        if place in seen:
            return
        seen |= {place}
        successors = list(_find_successors(deployment))
        if _is_django(deployment) or not successors:
            yield deployment
        for successor, option in successors:
            yield from self._walk(
                deployment.scope, successor, deployment.variables, asked=option, seen=seen, problems=deployment.problems
            )

    def _distinct(self, deployments: Iterator[Deployment] | list[Deployment]) -> Iterator[Deployment]:
        seen = set()
        for deployment in deployments:
            place = (deployment.file.path, deployment.section)
            if place not in seen:
                seen.add(place)
                yield deployment


def _is_composite(deployment: Deployment) -> bool:
    return deployment.section.startswith("composit")


def _has_texts(options: Mapping[str, IniOption], texts: Mapping[str, str]) -> bool:
    """Return whether PasteDeploy's texts are those of the options.

    Where the locale is not UTF-8, PasteDeploy's non-ASCII texts are garbled; only their names can be compared.
    """
    return options.keys() == texts.keys() and all(
        option.text == texts[name] or not option.text.isascii() for name, option in options.items()
    )


def _find_successors(deployment: Deployment) -> Iterator[tuple[str, IniOption | None]]:
    """Yield the names of applications behind this one, each with the option that gives it.

    Which option of a composite holds an application is for its factory to know (Paste's urlmap and cascade,
    our full_django, a project's own); a value that names an application of this ini, or is a ``config:`` URI, does.
    """
    for name in deployment.successors:
        yield name, None
    if deployment.factory is None or _is_django(deployment):
        return
    if _normalise(deployment.factory) in _FULL_DJANGO:
        option = deployment.options.get("django_app")
        yield (option.text.strip() if option else "main"), option
        return
    for option in deployment.options.values():
        text = option.text.strip()
        if option.name not in LOADING_OPTIONS and (text.startswith("config:") or deployment.scope.find_sections(text)):
            yield text, option
