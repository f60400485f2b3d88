"""A check that the backends in settings exist, without importing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from twod.inifile.problems import HasPlace, Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.django_settings.catalogue import CATALOGUE
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.surroundings.installed import find_missing_object

#: The settings with items that Django creates with the class in ``BACKEND``.
_SETTINGS = ("CACHES", "MAILERS", "STORAGES", "TASKS")


def judge_backends(
    values: Mapping[str, object], places: Mapping[str, IniOption | None], default: HasPlace, report: Report
) -> None:
    """Report backends of caches, mailers, storages and tasks that do not exist.

    Django imports a backend at its first use, which may be long after the start of the site.

    :param values: the settings, by name.
    :param places: the option that set each setting; None for the settings module.
    :param default: the place for errors about settings without an option.
    """
    version = find_django_version()
    for name in _SETTINGS:
        if not CATALOGUE[name].has_reader(version):
            continue
        for alias, backend in _list_backends(values.get(name)):
            module, _, class_ = backend.rpartition(".")
            message = f"expected the dotted name of a class, got {backend!r}"
            if module:
                message = find_missing_object(module, class_) or ""
            if message:
                place = places.get(name) or default
                key = f"{name}.{alias}.BACKEND"
                report.error(place, message if place.problem("").name == key else f"{key}: {message}")


def _list_backends(items: object) -> Iterator[tuple[object, str]]:
    """Yield the alias and the dotted name of each backend."""
    for alias, item in items.items() if isinstance(items, dict) else ():
        backend = item.get("BACKEND") if isinstance(item, dict) else None
        # Skip an unresolved reference, and a class that a settings module contains directly.
        if isinstance(backend, str):
            yield alias, backend
