"""The backends that settings name by alias, as far as they can be found without importing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from twod.inifile.problems import HasPlace, Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.django_settings.catalogue import CATALOGUE
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.surroundings.installed import find_missing_object

#: The settings whose items Django makes with the class under ``BACKEND``.
_SETTINGS = ("CACHES", "MAILERS", "STORAGES", "TASKS")


def judge_backends(
    values: Mapping[str, object], places: Mapping[str, IniOption | None], default: HasPlace, report: Report
) -> None:
    """Report backends of caches, mailers, storages and tasks that no module has.

    Django looks for a backend when it is first used, which may be long after the site was started.

    :param values: Django's settings.
    :param places: where each setting was written.
    :param default: the place of the others.
    """
    version = find_django_version()
    for name in _SETTINGS:
        if not CATALOGUE[name].has_reader(version):
            continue
        for alias, backend in _list_backends(values.get(name)):
            module, _, class_ = backend.rpartition(".")
            message = find_missing_object(module, class_) if module else "expected the dotted name of a class"
            if message:
                report.error(places.get(name) or default, f"{name}.{alias}.BACKEND: {backend}: {message}")


def _list_backends(items: object) -> Iterator[tuple[object, str]]:
    """Yield the alias and the dotted name of each backend."""
    for alias, item in items.items() if isinstance(items, dict) else ():
        backend = item.get("BACKEND") if isinstance(item, dict) else None
        # A reference has no value yet, and a settings module may have the class itself.
        if isinstance(backend, str):
            yield alias, backend
