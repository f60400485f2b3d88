"""The settings of a 1.x ini as attributes of the settings module, where code written for 1.x reads them."""

from __future__ import annotations

import sys
from collections.abc import Callable

from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.old_names import warn_of_old_name

#: The path of the ini, by the name that 1.x gave it in the settings module.
_INI_NAME = "paste_configuration_file"


def lend_settings(loaded: Loaded) -> None:
    """Make the settings of a 1.x ini readable as attributes of the settings module, with a deprecation warning.

    The module keeps its own values. A module that already has a ``__getattr__`` stays unchanged.
    """
    module = sys.modules.get(loaded.module_name)
    if loaded.dialect == 1 and module is not None:
        vars(module).setdefault("__getattr__", _make_finder(loaded))


def _make_finder(loaded: Loaded) -> Callable[[str], object]:
    name_of_module = loaded.module_name

    def find_setting(name: str) -> object:
        if name == _INI_NAME:
            warn_of_old_name(f"{name_of_module}.{name}", "an option of your own in the ini: SITE_INI = %(__file__)s")
            return loaded.ini
        value = loaded.values.get(name, MISSING)
        if value is MISSING:
            raise AttributeError(f"module {name_of_module!r} has no attribute {name!r}")
        warn_of_old_name(f"{name_of_module}.{name}", f"django.conf.settings.{name}")
        return value

    return find_setting
