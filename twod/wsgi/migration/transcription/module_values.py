"""The settings of two modules, of which the second builds on the first, as each of them is on its own."""

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
    """A settings module cannot be imported or compared; the message has the place and the cure."""


class ModuleValues(NamedTuple):
    """The settings of a module."""

    values: dict[str, object]
    #: The environment variables that it read, those of modules that were imported before apart.
    reads: EnvironmentReads


def read_module_values(name: str) -> ModuleValues:
    """Import a module and return its settings; whatever changes them later in place does not change the result.

    :raises ModuleImportError: when it cannot be imported, or a value of it cannot be compared.
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
        cure = f"rename it to {setting.lower()}, which is no setting"
        message = f"{module.__name__}: {setting} holds itself, or too much in one another; {cure}"
        raise ModuleImportError(message) from None


def restore_module(name: str, values: dict[str, object]) -> None:
    """Give the settings of an imported module the values back that they had once."""
    module = import_module(name)
    for other in set(_list_names(module)) - values.keys():
        delattr(module, other)
    vars(module).update({name: copy_containers(value) for name, value in values.items()})


def _list_names(module: ModuleType) -> list[str]:
    return sorted(name for name in dir(module) if name.isupper() and names_setting(name))


def _explain(error: BaseException, name: str, reads: EnvironmentReads) -> str:
    """Return why a module cannot be imported, and what to do."""
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    if "/" in name or name.endswith(".py"):
        dotted = name.removesuffix(".py").strip("./").replace("/", ".")
        return f"this is a file, and the command takes the name of a module; write {dotted}"
    if missing is not None and f"{name}.".startswith(f"{missing}."):
        return f"there is no module {missing!r}; run the command in the directory of manage.py, or set PYTHONPATH"
    told = describe_raised(error, name)
    if missing is not None:
        return f"{told}; install the distribution that has the module {missing!r}"
    message = str(error)
    variables = [variable for variable in reads.missed if variable in message]
    if variables:
        variable = max(variables, key=len)
        return f"{told}; set the environment variable {variable}; a made-up value will do for this command"
    return told
