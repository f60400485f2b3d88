"""The objects that PasteDeploy loads from an ini: their names, roles, factories and options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from twod.inifile.pastedeploy.entry_points import is_django_factory
from twod.inifile.pastedeploy.scope import Scope
from twod.inifile.problems import HasPlace, Place, Report
from twod.inifile.reading import IniFile, IniOption


class Role:
    """The kind of object that PasteDeploy makes of a section: an application, a filter or a server."""

    def __init__(self, noun: str, prefixes: tuple[tuple[str, ...], ...], factory_options: tuple[str, ...]) -> None:
        """Make a role.

        :param noun: the name of the kind, for messages.
        :param prefixes: the prefixes of its sections, in PasteDeploy's groups; only one prefix of a group may match.
        :param factory_options: the options that name a factory in a section without ``use``.
        """
        self.noun = noun
        self.factory_options = factory_options
        self._prefixes = prefixes

    @property
    def prefixes(self) -> list[str]:
        """The prefixes of its sections, without the colon."""
        return [prefix for group in self._prefixes for prefix in group]

    def find_sections(self, file: IniFile, name: str) -> list[list[str]]:
        """Return the sections with a name, by group; PasteDeploy takes the first section of a group."""
        known = file.sections_by_name
        groups = [[found for prefix in group for found in known.get((prefix, name), ())] for group in self._prefixes]
        return [group for group in groups if group]

    def find_name(self, section: str) -> str | None:
        """Return the name under which a section can be loaded; None if it is a section of another kind."""
        prefix, colon, name = section.partition(":")
        return name.strip() if colon and any(prefix in group for group in self._prefixes) else None


APP_ROLE = Role(
    "application",
    (("app", "application"), ("composite", "composit"), ("pipeline",), ("filter-app",)),
    ("paste.app_factory", "paste.composite_factory", "paste.composit_factory"),
)
FILTER_ROLE = Role("filter", (("filter",),), ("paste.filter_factory", "paste.filter_app_factory"))
SERVER_ROLE = Role("server", (("server",),), ("paste.server_factory", "paste.server_runner"))


def app_name(section: str) -> str | None:
    """Return the name under which an application's section can be loaded; None for any other section.

    Example::

        >>> app_name("pipeline:main")
        'main'
    """
    return APP_ROLE.find_name(section)


class Link(NamedTuple):
    """A name that PasteDeploy resolves, with the scope and the variables for it."""

    #: The name of a section, or a URI such as ``egg:shop`` and ``config:base.ini#main``.
    name: str
    #: The file in which PasteDeploy searches for the name.
    scope: Scope
    #: The variables: PasteDeploy's ``global_conf``.
    given: Mapping[str, IniOption]
    #: The option with the name; None if a call loads it.
    asked: HasPlace | None = None
    role: Role = APP_ROLE

    @property
    def place(self) -> HasPlace:
        """The place at which to report that the name cannot be resolved."""
        return self.asked or Place(self.scope.file.path)


class Layer(NamedTuple):
    """The options that one section of a ``use`` chain gives to the factory."""

    #: The path of the section's file.
    file: str | None
    #: The section's name, without brackets.
    section: str | None
    #: The options by name, without ``use`` and other options for PasteDeploy.
    options: dict[str, IniOption]


class Drop(NamedTuple):
    """An option that PasteDeploy drops without an error."""

    #: The option that never reaches the factory.
    option: IniOption
    #: The reason: a variable of the same name, or the ``filter-with`` of a base section.
    cause: IniOption


class Deployment(NamedTuple):
    """A factory and all its arguments from PasteDeploy, each option with its place."""

    #: The path of the section's file.
    file: str | None
    #: The section's name; empty if no section has the requested name.
    section: str
    #: ``egg:NAME#ENTRY`` or ``call:…``; an explicit ``paste.…_factory`` counts as ``call:``. None for a pipeline or
    #: filter-app, and for a chain that breaks off.
    factory: str | None
    #: PasteDeploy's ``global_conf``.
    variables: Mapping[str, IniOption]
    #: The options that the sections of the chain add to ``local_conf``, base first.
    layers: tuple[Layer, ...]
    #: The mistakes in this section and in the sections that it uses, for which PasteDeploy fails.
    own_report: Report
    #: The variables before those of the section.
    given: Mapping[str, IniOption]
    #: The sections that lead here, such as pipelines and composites, outermost first.
    way: tuple[Deployment, ...] = ()
    role: Role = APP_ROLE
    #: The options that PasteDeploy drops.
    drops: tuple[Drop, ...] = ()
    #: Further names that PasteDeploy loads for this section: its filters and the applications behind it.
    links: tuple[Link, ...] = ()
    #: The option that names the factory; None if no option does.
    factory_place: HasPlace | None = None

    @property
    def report(self) -> Report:
        """The mistakes for which PasteDeploy fails in this section or on the way to it."""
        report = Report()
        for deployment in (*self.way, self):
            report.add(deployment.own_report)
        return report

    @property
    def options(self) -> dict[str, IniOption]:
        """PasteDeploy's ``local_conf``, from all layers."""
        merged: dict[str, IniOption] = {}
        for layer in self.layers:
            merged.update(layer.options)
        return merged

    @property
    def place(self) -> Place:
        """The place of the section."""
        return Place(self.file, None, self.section or None)

    @property
    def is_django(self) -> bool:
        """Whether the factory is twod.wsgi's."""
        return is_django_factory(self.factory)

    @property
    def is_end(self) -> bool:
        """Whether no application is behind this one."""
        return all(link.role is not APP_ROLE for link in self.links)
