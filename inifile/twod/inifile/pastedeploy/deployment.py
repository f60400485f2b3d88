"""The objects that PasteDeploy loads from an ini: their names, roles, factories and options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from twod.inifile.pastedeploy.entry_points import is_django_factory
from twod.inifile.pastedeploy.scope import Scope
from twod.inifile.problems import HasPlace, Place, Report
from twod.inifile.reading import IniFile, IniOption


class Role:
    """The kind of object that PasteDeploy loads a section as."""

    def __init__(self, noun: str, prefixes: tuple[tuple[str, ...], ...], factory_options: tuple[str, ...]) -> None:
        """Make a role.

        :param noun: names it in a message.
        :param prefixes: how its sections begin, in PasteDeploy's groups: of each group one may match.
        :param factory_options: the options that name a factory where there is no ``use``.
        """
        self.noun = noun
        self.factory_options = factory_options
        self._prefixes = prefixes

    @property
    def prefixes(self) -> list[str]:
        """How its sections begin, without the colon."""
        return [prefix for group in self._prefixes for prefix in group]

    def find_sections(self, file: IniFile, name: str) -> list[list[str]]:
        """Return the sections of a name in their groups: in each, the one that PasteDeploy takes comes first."""
        known = file.sections_by_name
        groups = [[found for prefix in group for found in known.get((prefix, name), ())] for group in self._prefixes]
        return [group for group in groups if group]

    def find_name(self, section: str) -> str | None:
        """Return the name by which a section can be asked for, None when it is loaded as something else."""
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
    """Return the name by which an application's section can be asked for, None for any other section.

    Example::

        >>> app_name("pipeline:main")
        'main'
    """
    return APP_ROLE.find_name(section)


class Link(NamedTuple):
    """A name that PasteDeploy is asked for, and the scope and variables there."""

    #: Of a section, or a URI such as ``egg:shop`` and ``config:base.ini#main``.
    name: str
    #: The file in which the name is looked up.
    scope: Scope
    #: The variables there: PasteDeploy's ``global_conf``.
    given: Mapping[str, IniOption]
    #: The option that asks for it; None for the call that loads the file.
    asked: HasPlace | None = None
    role: Role = APP_ROLE

    @property
    def place(self) -> HasPlace:
        """Where to report that the name leads nowhere."""
        return self.asked or Place(self.scope.file.path)


class Layer(NamedTuple):
    """The options that one section of a ``use`` chain gives to the factory."""

    #: Path of the file that has the section.
    file: str | None
    #: Its name, without brackets.
    section: str | None
    #: By name, without ``use`` and the like.
    options: dict[str, IniOption]


class Drop(NamedTuple):
    """An option that PasteDeploy drops in silence."""

    #: It never reaches the factory.
    option: IniOption
    #: The variable of the same name; or the ``filter-with`` of a base section, which takes the options from above.
    cause: IniOption


class Deployment(NamedTuple):
    """A factory, and all that PasteDeploy gives to it, each option with its place."""

    #: Path of the file that has the section.
    file: str | None
    #: Empty where no section has the name.
    section: str
    #: ``egg:NAME#ENTRY`` or ``call:…``, which an explicit ``paste.…_factory`` counts as; None for a pipeline or
    #: filter-app, and where the chain breaks off.
    factory: str | None
    #: PasteDeploy's ``global_conf``.
    variables: Mapping[str, IniOption]
    #: The options that the sections of the chain add to ``local_conf``, base first.
    layers: tuple[Layer, ...]
    #: The mistakes that stop PasteDeploy in this section and those that it uses.
    own_report: Report
    #: The variables that there were before the section.
    given: Mapping[str, IniOption]
    #: The sections that lead here, such as pipelines and composites, the first one first.
    way: tuple[Deployment, ...] = ()
    role: Role = APP_ROLE
    #: The options that PasteDeploy drops.
    drops: tuple[Drop, ...] = ()
    #: The other names that PasteDeploy loads for this section: its filters, and the applications behind it.
    links: tuple[Link, ...] = ()
    #: The option that names the factory; None where none does.
    factory_place: HasPlace | None = None

    @property
    def report(self) -> Report:
        """The mistakes that stop PasteDeploy here, or before it comes here."""
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
        """The file and the section."""
        return Place(self.file, None, self.section or None)

    @property
    def is_django(self) -> bool:
        """Whether the factory is that of twod.wsgi."""
        return is_django_factory(self.factory)

    @property
    def is_end(self) -> bool:
        """Whether no application is behind this one."""
        return all(link.role is not APP_ROLE for link in self.links)
