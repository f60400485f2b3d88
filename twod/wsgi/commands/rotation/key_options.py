"""The places of the secret key and of former keys, as an ini has them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from twod.inifile.config_uri import split_config_uri
from twod.inifile.key_place import KeyPlace
from twod.inifile.pastedeploy.deployment import Deployment
from twod.inifile.pastedeploy.django_sections import find_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError, HasPlace, Report
from twod.inifile.reading import IniOption, IniReader
from twod.inifile.reference_sources import find_variable_name
from twod.inifile.reference_syntax import Reference, parse_references
from twod.inifile.references import References

_KEY = "SECRET_KEY"
_FORMER_KEYS = "SECRET_KEY_FALLBACKS"
#: What the name of a source begins with, by the kind of its place.
_SOURCES = {"file": "file ", "cred": "credential "}


class KeyOptions(NamedTuple):
    """The places that an ini names.

    :param option: ``SECRET_KEY``.
    :param place: where the key is; the path of a file is absolute.
    :param written: the same as the ini has it.
    :param former: the places of former keys.
    """

    option: IniOption
    place: KeyPlace
    written: KeyPlace
    former: tuple[KeyPlace, ...]

    def refuse(self, message: str) -> ConfigurationError:
        """Return an error about the option."""
        return _refuse(self.option, message)


def read_key_options(config_uri: str | os.PathLike[str], environ: Mapping[str, str]) -> KeyOptions:
    """Return what an ini says of its key; the other settings may be wrong, or need what is not on this machine.

    :param config_uri: the ini, and the name in it that leads to the Django application.
    :param environ: what references in references look in.
    :raises twod.wsgi.exc.ConfigurationError: when the ini does not name one place of its key.
    """
    path, name = split_config_uri(config_uri)
    reader = IniReader()
    deployment = find_django(Route(reader, path), name)
    report = Report()
    report.add(deployment.report)
    report.add(reader.report)
    report.raise_errors()
    options = deployment.options
    option = options.get(_KEY)
    if option is None:
        raise _refuse(deployment.place, f"it has no {_KEY}; write {_KEY} = ${{file:PATH}}, with the key in that file")
    parts = parse_references(option.text.strip()).parts
    places = list(_find_places(deployment, option, environ))
    if len(parts) != 1 or len(places) != 1:
        expected = (
            "a reference and nothing else, such as ${file:PATH}, so that another key can take the place of this one"
        )
        raise _refuse(option, f"expected {expected}")
    former = [
        place
        for name, listed in options.items()
        if name.partition(".")[0] == _FORMER_KEYS and not name.endswith(".remove")
        for place, _ in _find_places(deployment, listed, environ)
    ]
    return KeyOptions(option, *places[0], tuple(former))


def _refuse(place: HasPlace, message: str) -> ConfigurationError:
    return ConfigurationError([place.problem(message)])


def _find_places(
    deployment: Deployment, option: IniOption, environ: Mapping[str, str]
) -> Iterator[tuple[KeyPlace, KeyPlace]]:
    """Yield the places that the references of an option name, each with the same as the ini has it."""
    for part in parse_references(option.text).parts:
        if isinstance(part, Reference) and part.kind:
            written = "".join(piece if isinstance(piece, str) else piece.spelling for piece in part.name)
            # Its default is left out, so that the place is told whether anything is there or not.
            alone = option._replace(text=KeyPlace(part.kind, written).reference)
            sources = References(deployment.variables, environ).expand(alone, Report()).sources
            if sources and (name := _find_name(part.kind, sources[-1])) is not None:
                yield KeyPlace(part.kind, name), KeyPlace(part.kind, written)


def _find_name(kind: str, source: str) -> str | None:
    """Return what a source names, if it is of that kind."""
    if kind == "env":
        return find_variable_name(source)
    beginning = _SOURCES[kind]
    return source.removeprefix(beginning) if source.startswith(beginning) else None
