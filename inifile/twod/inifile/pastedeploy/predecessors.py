"""Other packages with a factory for Django, under every name that an ini may use for it."""

from __future__ import annotations

from typing import NamedTuple

from twod.inifile.pastedeploy.entry_points import normalise_factory


class Predecessor(NamedTuple):
    """A package that twod replaces, and the options that it reads in an ini."""

    #: The name of the distribution.
    name: str
    #: The package that has the factories.
    package: str
    #: The options of the section that name the settings module; the first one that exists counts.
    module_options: tuple[str, ...]
    #: Whether ``django_settings_module`` in ``[DEFAULT]`` is the fallback.
    reads_variable: bool
    #: Whether the section's options are settings in JSON; if not, the package ignores them.
    has_settings: bool = False


PREDECESSORS = (
    Predecessor("django-pastedeploy-settings", "django_pastedeploy_settings", (), True, has_settings=True),
    Predecessor("dj.paste", "dj.paste", ("django_settings_module",), reads_variable=True),
    Predecessor("repoze.django", "repoze.django", ("settings",), reads_variable=False),
    Predecessor("cykooz.djangopaste", "cykooz.djangopaste", ("settings",), reads_variable=False),
    # django-wsgi has no factory; forks and wrappers in projects use its name.
    Predecessor("django-wsgi", "django_wsgi", ("settings", "django_settings_module"), reads_variable=True),
)
_BY_EGG = {normalise_factory(f"egg:{each.name}#"): each for each in PREDECESSORS}
#: The entry points of these packages that make no Django application.
_OTHERS = frozenset({"full_django", "debug"})
_FULL_DJANGO = frozenset(
    {"egg:django-pastedeploy-settings#full_django", "call:django_pastedeploy_settings.factories:make_full_django_app"}
)


def find_predecessor(factory: str | None) -> Predecessor | None:
    """Return the package of a factory that makes the Django application of its own section; None for others.

    Example::

        >>> find_predecessor("egg:repoze.django#django").name
        'repoze.django'

    :param factory: as in :attr:`twod.inifile.pastedeploy.deployment.Deployment.factory`.
    """
    normal = normalise_factory(factory) or ""
    if normal in _FULL_DJANGO:
        return None
    scheme, _, rest = normal.partition(":")
    if scheme == "call":
        module = rest.partition(":")[0]
        return next((each for each in PREDECESSORS if f"{module}.".startswith(f"{each.package}.")), None)
    egg, mark, entry = normal.partition("#")
    return _BY_EGG.get(egg + mark) if entry not in _OTHERS else None


def is_old_full_django(factory: str | None) -> bool:
    """Return whether a factory is django-pastedeploy-settings' composite of a site and its files."""
    return normalise_factory(factory) in _FULL_DJANGO
