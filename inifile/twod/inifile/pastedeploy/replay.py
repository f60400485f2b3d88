"""The replay of a section's ``use`` chain as PasteDeploy reads it, with the place of every option.

PasteDeploy gives a factory two plain dictionaries. They have neither the file and line of an option, nor the options
that were overridden or dropped on the way. The replay follows the steps of ``paste.deploy.loadwsgi`` in the same order,
without loading an egg, and keeps all of this. It takes a step for each section of the chain, and combines the steps
into one :class:`~twod.inifile.pastedeploy.deployment.Deployment`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from twod.inifile.pastedeploy.deployment import APP_ROLE, FILTER_ROLE, Deployment, Drop, Layer, Link, Role
from twod.inifile.pastedeploy.entry_points import (
    WRAPPED_OPTION,
    find_other_options,
    is_full_django_factory,
    is_wrapper,
)
from twod.inifile.pastedeploy.scope import Scope, split_command
from twod.inifile.problems import ConfigurationError, HasPlace, Place, Report, shorten_path
from twod.inifile.reading import IniOption
from twod.inifile.reference_syntax import has_reference

# Options of a section about its own loading; PasteDeploy does not pass them to the factory.
_LOADING_OPTIONS = frozenset({"use", "filter-with", "require"})


class _Step(NamedTuple):
    """The options and variables that PasteDeploy takes from one section of a chain."""

    scope: Scope
    section: str
    role: Role
    #: The options for the factory, and those for loading the section.
    options: dict[str, IniOption]
    #: All variables, including those of the sections above.
    variables: dict[str, IniOption]
    #: The variables that this section sets.
    additions: dict[str, IniOption]
    drops: list[Drop]

    @property
    def leader(self) -> str | None:
        """The option that names the next application in a section of this kind, instead of ``use``."""
        return {"pipeline": "pipeline", "filter-app": "next"}.get(self.section.partition(":")[0])

    @property
    def use(self) -> IniOption | None:
        """The option that leads to the next step or to the factory."""
        return self.options.get("use") if self.leader is None else None

    @property
    def explicit_factory(self) -> IniOption | None:
        """The option that names the factory in a section without ``use``."""
        if self.leader is not None or "use" in self.options:
            return None
        return next((self.options[name] for name in self.role.factory_options if name in self.options), None)

    @property
    def layer(self) -> Layer:
        explicit = self.explicit_factory
        taken = _LOADING_OPTIONS if explicit is None else {*_LOADING_OPTIONS, explicit.name}
        options = {name: option for name, option in self.options.items() if name not in taken}
        return Layer(self.scope.file.path, self.section, options)

    @property
    def place(self) -> Place:
        return Place(self.scope.file.path, None, self.section)

    def make_link(self, name: str, role: Role) -> Link:
        option = self.options[name]
        return Link(option.text.strip(), self.scope, self.variables, option, role)


def follow(link: Link, way: tuple[Deployment, ...] = ()) -> Deployment:
    """Return the deployment that a name leads to; if the chain breaks off, its report has the mistake.

    :param way: the sections that lead to the name, outermost first.
    """
    report = Report()
    steps: list[_Step] = []
    factory = None
    factory_place: HasPlace | None = None
    here = link
    try:
        while True:
            if has_reference(here.name):
                message = "PasteDeploy reads this before twod expands references; write the name itself"
                raise ConfigurationError([here.place.problem(message)])
            here = _open_file(here)
            if _has_scheme(here.name):
                factory, factory_place = _complete_uri(here), here.place
                break
            step = _take_step(here, steps, report)
            steps.append(step)
            if step.use is None:
                factory, factory_place = _read_end(step, report), step.explicit_factory
                break
            here = step.make_link("use", step.role)
    except ConfigurationError as error:
        report.add_errors(error.problems)
    start = Deployment(link.scope.file.path, "", factory, {}, (), report, link.given, way, link.role)
    start = start._replace(factory_place=factory_place)
    return _fold(steps, start) if steps else start


def _has_scheme(name: str) -> bool:
    """Return whether a name is a URI and not a section's name."""
    scheme, colon, _ = name.partition(":")
    return bool(colon) and scheme.isascii() and scheme.isalpha()


def _open_file(link: Link) -> Link:
    """Return a link into the other file if the name is a ``config:`` URI; otherwise the same link."""
    location, mark, name = link.name.partition("#")
    scheme, colon, path = location.partition(":")
    if not colon or scheme.lower() != "config":
        return link
    return link._replace(name=name if mark else "main", scope=link.scope.open(path, link.given, link.asked))


def _complete_uri(link: Link) -> str:
    location, mark, _ = link.name.partition("#")
    match location.partition(":")[0].lower():
        case "egg":
            return link.name if mark else f"{location}#main"
        case "call":
            return link.name
    message = f"expected egg:NAME, call:MODULE:NAME, config:FILE or the name of a section, got {link.name!r}"
    raise ConfigurationError([link.place.problem(message)])


def _take_step(link: Link, before: Sequence[_Step], report: Report) -> _Step:
    scope, section = link.scope, _find_section(link, report)
    if any((step.scope.file, step.section) == (scope.file, section) for step in before):
        message = f"[{section}] of {scope.file.path} leads back to itself"
        raise ConfigurationError([link.place.problem(message)])
    report.add(scope.report)
    step = _Step(scope, section, link.role, {}, scope.defaults | dict(link.given), {}, [])
    fetched: list[tuple[str, IniOption]] = []
    for option in scope.list_options(section, report):
        match split_command(option.name):
            case ("set", name):
                step.additions[name] = step.variables[name] = option
            case (_, name):
                fetched.append((name, option))
            case None if option.name in scope.defaults:
                step.drops.append(Drop(option, scope.defaults[option.name]))
            case None:
                step.options[option.name] = option
    for name, option in fetched:
        if option.text in step.variables:
            step.options[name] = option._replace(name=name, text=step.variables[option.text].text)
        else:
            report.error(option, f"no variable is called {option.text!r}")
    return step


def _find_section(link: Link, report: Report) -> str:
    file, role = link.scope.file, link.role
    groups = role.find_sections(file, link.name)
    found = [group[0] for group in groups]
    if len(found) > 1:
        names = " and ".join(f"[{section}]" for section in found)
        raise ConfigurationError([link.place.problem(f"{link.name!r} is the name of {names}; rename one of them")])
    if not found:
        names = ", ".join(sorted(filter(None, map(role.find_name, file.sections))))
        where = "" if file.path == link.place.problem("").file else f" in {shorten_path(file.path)}"
        others = f"the file has {names}" if names else f"add a section [{role.prefixes[0]}:{link.name}]"
        message = f"there is no {role.noun} called {link.name!r}{where}; {others}"
        message += f"; for a file, write 'config:{link.name}'" if _names_file(link.name) else ""
        raise ConfigurationError([link.place.problem(message)])
    for section in [section for group in groups for section in group[1:]]:
        message = f"PasteDeploy never reads this section, since [{found[0]}] has the same name; keep one of them"
        report.error(Place(file.path, None, section), message)
    return found[0]


def _names_file(name: str) -> bool:
    return name.partition("#")[0].endswith((".ini", ".cfg", ".conf"))


def _read_end(step: _Step, report: Report) -> str | None:
    """Return the factory of a section without ``use``; None for a pipeline or filter-app, or if no option names one."""
    if step.leader is not None:
        _judge_leader(step, step.leader, report)
        return None
    if step.explicit_factory is not None:
        return f"call:{step.explicit_factory.text.strip()}"
    misspelt = next((option for option in step.options.values() if option.name.startswith("use ")), None)
    if misspelt is not None:
        right = f"use = {misspelt.name[4:].strip()}:{misspelt.text}"
        report.error(misspelt, f"write '{right}' (a ':' ends the option's name, as '=' does)")
    else:
        message = f"expected 'use = …' or '{step.role.factory_options[0]} = …'"
        report.error(step.place, message)
    return None


def _judge_leader(step: _Step, leader: str, report: Report) -> None:
    """Report a missing leader, and options that PasteDeploy rejects in a pipeline."""
    if leader not in step.options or not step.options[leader].text.strip():
        report.error(step.place, f"expected '{leader} = …'")
    for option in step.layer.options.values():
        if leader == "pipeline" != option.name:
            report.error(option, "PasteDeploy rejects options in a pipeline; move it to the application's section")


def _fold(steps: Sequence[_Step], start: Deployment) -> Deployment:
    """Combine the steps of a chain, base first: in this order PasteDeploy's calls return."""
    top, base = steps[0], steps[-1]
    rising = steps[::-1]
    # A section with filter-with returns the filtered application, so the sections above it write into dictionaries of
    # the filter. The base section shares its own with its application: the variables always, the options unless it uses
    # an egg.
    filtered = [index for index, step in enumerate(rising) if "filter-with" in step.options]
    last_with_options = next((index for index in filtered if rising[index].use is not None), len(rising))
    last_with_variables = next((index for index in filtered if index > 0), len(rising))
    loading_step = rising[filtered[0]] if filtered else top
    layers: list[Layer] = []
    variables = dict(base.variables)
    drops = [drop for step in rising for drop in step.drops]
    for index, step in enumerate(rising):
        if index <= last_with_options:
            layers.append(step.layer)
        else:
            cause = rising[last_with_options].options["filter-with"]
            drops += [Drop(option, cause) for option in step.layer.options.values()]
        if index <= last_with_variables:
            variables |= step.additions | {"__file__": step.variables["__file__"]}
    folded = start._replace(
        file=top.scope.file.path,
        section=top.section,
        variables=variables,
        layers=tuple(layers),
        drops=tuple(drops),
    )
    if is_wrapper(folded.factory):
        folded = _unwrap(folded)
    return folded._replace(links=(*_find_links(steps), *_find_parts(folded, loading_step.scope)))


def _unwrap(deployment: Deployment) -> Deployment:
    """Return a deployment with the factory that our wrapper calls, as if the section named that factory."""
    named = deployment.options.get(WRAPPED_OPTION)
    if named is None or not named.text.strip().lower().startswith(("egg:", "call:")):
        message = f"expected '{WRAPPED_OPTION} = egg:NAME#ENTRY-POINT' or '… = call:MODULE:NAME' as well"
        deployment.own_report.error(named or deployment.factory_place or deployment.place, message)
        return deployment._replace(factory=None)
    layers = tuple(
        layer._replace(options={name: option for name, option in layer.options.items() if name != WRAPPED_OPTION})
        for layer in deployment.layers
    )
    uri = named.text.strip()
    factory = uri if "#" in uri or uri.lower().startswith("call:") else f"{uri}#main"
    return deployment._replace(factory=factory, factory_place=named, layers=layers)


def _find_links(steps: Sequence[_Step]) -> Iterator[Link]:
    """Yield the filters of all sections, and the names in a pipeline or filter-app."""
    for step in steps:
        if "filter-with" in step.options:
            yield step.make_link("filter-with", FILTER_ROLE)
    base = steps[-1]
    if base.leader is None or base.leader not in base.options:
        return
    if base.leader == "next":
        if "use" in base.options:
            yield base.make_link("use", FILTER_ROLE)
        yield base.make_link("next", APP_ROLE)
        return
    link = base.make_link("pipeline", FILTER_ROLE)
    names = link.name.split()
    yield from (link._replace(name=name) for name in names[:-1])
    yield from (link._replace(name=name, role=APP_ROLE) for name in names[-1:])


def _find_parts(deployment: Deployment, scope: Scope) -> Iterator[Link]:
    """Yield the applications that a composite combines.

    Only its factory knows which options of a composite name an application. For Paste's urlmap and cascade and our
    full_django, we know them, too. For a project's own composite, a value counts if it is the name of an application of
    this ini or a ``config:`` URI.
    """
    variables = deployment.variables
    if deployment.role is not APP_ROLE or deployment.factory is None or deployment.is_django:
        return
    if is_full_django_factory(deployment.factory):
        option = deployment.options.get("django_app")
        yield Link(option.text.strip() if option else "main", scope, variables, option or deployment.place)
        return
    others = find_other_options(deployment.factory)
    for name, option in deployment.options.items():
        text = option.text.strip()
        if others is None:
            is_part = bool(APP_ROLE.find_sections(scope.file, text))
        else:
            # A '%' that could not be replaced is reported already.
            is_part = name not in others and "%" not in text
        if text.startswith("config:") or is_part:
            yield Link(text, scope, variables, option)
