"""The places of the secret key and of the former keys that an ini refers to."""

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
#: How the name of a source begins, for each kind of place.
_SOURCES = {"file": "file ", "cred": "credential "}


class KeyOptions(NamedTuple):
    """The places of the keys.

    :param option: the option ``SECRET_KEY``.
    :param place: the place of the key; the path of a file is absolute.
    :param written: the same place in the notation of the ini.
    :param former: the places of the former keys.
    """

    option: IniOption
    place: KeyPlace
    written: KeyPlace
    former: tuple[KeyPlace, ...]

    def refuse(self, message: str) -> ConfigurationError:
        """Return an error at the option."""
        return _refuse(self.option, message)


def read_key_options(config_uri: str | os.PathLike[str], environ: Mapping[str, str]) -> KeyOptions:
    """Return the places of the keys in an ini; its other settings may have errors.

    :param config_uri: the ini, with the name in it that leads to the Django application.
    :param environ: the variables for references inside references.
    :raises twod.wsgi.exc.ConfigurationError: if ``SECRET_KEY`` is not a single reference.
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
        cure = f"add {_KEY} = ${{file:PATH}}, and write the key to that file"
        raise _refuse(deployment.place, f"the ini does not set {_KEY}; {cure}")
    parts = parse_references(option.text.strip()).parts
    places = list(_find_places(deployment, option, environ))
    if len(parts) != 1 or len(places) != 1:
        expected = "a single reference such as ${file:PATH}, because the command replaces the key in that file"
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
    """Yield the places that an option refers to, each followed by the same place in the notation of the ini."""
    for part in parse_references(option.text).parts:
        if isinstance(part, Reference) and part.kind:
            written = "".join(piece if isinstance(piece, str) else piece.spelling for piece in part.name)
            # Without its default, the reference names its place even if nothing is there.
            alone = option._replace(text=KeyPlace(part.kind, written).reference)
            sources = References(deployment.variables, environ).expand(alone, Report()).sources
            if sources and (name := _find_name(part.kind, sources[-1])) is not None:
                yield KeyPlace(part.kind, name), KeyPlace(part.kind, written)


def _find_name(kind: str, source: str) -> str | None:
    """Return the name that a source has, if the source is of a kind; else None."""
    if kind == "env":
        return find_variable_name(source)
    beginning = _SOURCES[kind]
    return source.removeprefix(beginning) if source.startswith(beginning) else None
