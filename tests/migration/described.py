"""A program: the settings of this process, each value with its type, as JSON.

``python described.py FOLDER module NAME`` describes a settings module, and ``… FOLDER ini URI`` what the ini makes in
Django; the folder is where modules are looked for first.
"""

from __future__ import annotations

import json
import sys
from collections import OrderedDict
from importlib import import_module
from types import FunctionType

from django.utils.functional import Promise

#: A value that two descriptions have in common where the values and their types are equal.
Described = list["str | Described"]


def describe(value: object) -> Described:
    """Describe a value, and what is in it, without evaluating what is lazy."""
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    if isinstance(value, Promise):
        _, (function, arguments, *_) = value.__reduce__()
        return ["lazy", function.__qualname__, repr(arguments)]
    if isinstance(value, dict):
        items = [[describe(key), describe(item)] for key, item in value.items()]
        return [name, items if isinstance(value, OrderedDict) else sorted(items, key=repr)]
    if isinstance(value, (list, tuple)):
        return [name, [describe(item) for item in value]]
    if isinstance(value, (set, frozenset)):
        return [name, sorted((describe(item) for item in value), key=repr)]
    if isinstance(value, FunctionType):
        return [name, f"{value.__module__}:{value.__code__.co_firstlineno}"]
    return [name, repr(value)]


def describe_module(name: str) -> dict[str, Described]:
    """Describe the settings of a settings module: its names in capitals, as Django takes them."""
    return {name: describe(value) for name, value in vars(import_module(name)).items() if name.isupper()}


def describe_ini(uri: str) -> dict[str, Described]:
    """Describe the settings that an ini makes."""
    from twod.wsgi.config.activation import SETTINGS_MODULE, bind

    bind(uri)
    return describe_module(SETTINGS_MODULE)


if __name__ == "__main__":
    folder, how, what = sys.argv[1:]
    sys.path[0] = folder
    json.dump({"module": describe_module, "ini": describe_ini}[how](what), sys.stdout)
