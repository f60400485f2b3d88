"""The settings of two modules, of which the second imports the first, as each of them is without the other."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from twod.inifile.keys import names_setting
from twod.inifile.problems import TwodError
from twod.wsgi.config.raised import describe_raised, note_raised
from twod.wsgi.migration.transcription.environment_reads import EnvironmentReads, recording_reads
from twod.wsgi.migration.transcription.exact_text import copy_containers


class ModuleImportError(TwodError):
    """A settings module cannot be imported or compared. The message has the place and the cure."""


class ModuleValues(NamedTuple):
    """The settings of a module."""

    values: dict[str, object]
    #: The environment variables that it read, without those of modules that were imported before.
    reads: EnvironmentReads


def read_module_values(name: str) -> ModuleValues:
    """Import a module and return its settings, which later changes of the module do not affect.

    :raises ModuleImportError: if it cannot be imported, or a value cannot be compared.
    """
    with recording_reads() as reads:
        try:
            module = import_module(name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # the site's code may raise anything, SystemExit too
            note_raised(error)
            raise ModuleImportError(f"{name}: {_explain(error, name, reads)}") from error
    return ModuleValues({setting: _copy(module, setting) for setting in _list_names(module)}, reads)


def _copy(module: ModuleType, setting: str) -> object:
    try:
        return copy_containers(getattr(module, setting))
    except RecursionError:
        cure = f"rename it to {setting.lower()}, which is not a setting"
        message = f"{module.__name__}: {setting} contains itself or is nested too deeply; {cure}"
        raise ModuleImportError(message) from None


def restore_module(name: str, values: dict[str, object]) -> None:
    """Restore the original values of an imported module's settings."""
    module = import_module(name)
    for other in set(_list_names(module)) - values.keys():
        delattr(module, other)
    vars(module).update({name: copy_containers(value) for name, value in values.items()})


def _list_names(module: ModuleType) -> list[str]:
    return sorted(name for name in dir(module) if name.isupper() and names_setting(name))


def _explain(error: BaseException, name: str, reads: EnvironmentReads) -> str:
    """Return the reason why a module cannot be imported, with a cure."""
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    if "/" in name or name.endswith(".py"):
        dotted = name.removesuffix(".py").strip("./").replace("/", ".")
        return f"expected the name of a module, got a file; write {dotted}"
    if missing is not None and f"{name}.".startswith(f"{missing}."):
        return f"there is no module {missing!r}; run the command in the directory of manage.py, or set PYTHONPATH"
    told = describe_raised(error, name)
    if missing is not None:
        return f"{told}; install the distribution that has the module {missing!r}"
    message = str(error)
    variables = [variable for variable in reads.missed if variable in message]
    if variables:
        variable = max(variables, key=len)
        return f"{told}; set the environment variable {variable}; this command accepts any value"
    return told
