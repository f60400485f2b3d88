"""The mistakes in an ini's logging sections, for which :func:`logging.config.fileConfig` would raise a bare traceback.

Nothing that the sections name is imported. So the site has to check classes outside of ``logging``, and whether it can
open the log files.
"""

from __future__ import annotations

import ast
import builtins
import configparser
import inspect
import logging.handlers
from collections.abc import Callable, Collection, Iterator, Mapping
from types import ModuleType
from typing import NamedTuple

from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import Place, Report
from twod.inifile.python_values import write_python
from twod.inifile.reading import IniFile, describe_interpolation_error
from twod.inifile.references import References
from twod.inifile.replaced_options import ReplacedOption, replace_references
from twod.inifile.seals import open_seals

#: The kinds of objects, with the options that fileConfig requires.
_NEEDED = {"logger": ("handlers", "qualname"), "handler": ("class",), "formatter": ()}
#: The options that fileConfig reads or once read; others have no effect.
_OPTIONS = {
    "logger": ("level", "handlers", "qualname", "propagate", "channel", "parent"),
    "handler": ("class", "args", "kwargs", "level", "formatter", "target"),
    "formatter": ("class", "format", "datefmt", "style", "validate", "defaults"),
}
#: Options of formatters that fileConfig reads without interpolation: a ``%`` in them needs no doubling.
RAW_OPTIONS = frozenset({"datefmt", "defaults", "format", "style", "validate"})
#: Options with Python expressions, which fileConfig evaluates.
_PYTHON_OPTIONS = ("args", "kwargs", "defaults")
#: The modules whose classes an ini may name without importing anything, by the prefix in the ini.
_HOMES = {"": logging, "handlers": logging.handlers, "logging": logging, "logging.handlers": logging.handlers}


class LoggingNames(NamedTuple):
    """The names that an option of a logging section may refer to."""

    handlers: Collection[str]
    formatters: Collection[str]


class _Section(NamedTuple):
    """A section as fileConfig reads it: names in lower case, with the options of ``[DEFAULT]``."""

    place: Place
    options: dict[str, ReplacedOption]

    def list_words(self, name: str) -> list[str]:
        text = self.options[name].text if name in self.options else ""
        return [word.strip() for word in text.split(",")] if text.strip() else []


def judge_logging_sections(file: IniFile, report: Report, references: References | None = None) -> None:
    """Report everything in a file's logging sections that fileConfig cannot read, if there is a section ``[loggers]``.

    :param references: the values of references; None for an ini that is only checked.
    """
    if "loggers" not in file.sections:
        return
    references = references or References(file.defaults, None)
    keys = {kind: _read_keys(file, f"{kind}s", report, references) for kind in _NEEDED}
    if "root" not in keys["logger"].list_words("keys"):
        report.error(keys["logger"].options.get("keys", keys["logger"].place), "expected 'root' among the keys")
    names = LoggingNames(*(keys[kind].list_words("keys") for kind in ("handler", "formatter")))
    for kind, section in keys.items():
        for name in section.list_words("keys"):
            header = f"{kind}_{name}"
            if header in file.sections:
                _judge_object(kind, name, _read_section(file, header, report, references), names, report)
            else:
                known = [each.removeprefix(f"{kind}_") for each in file.sections if each.startswith(f"{kind}_")]
                message = f"there is no section [{header}]{hint_at_nearest(name, known)}"
                report.error(section.options["keys"], message)


def list_logging_sections(file: IniFile) -> Iterator[tuple[str, bool]]:
    """Yield the name of each section for logging, and whether fileConfig reads it."""
    for kind in _NEEDED:
        keys = file.sections.get(f"{kind}s", {}).get("keys")
        listed = [word.strip() for word in keys.text.split(",")] if keys and "loggers" in file.sections else []
        for header in file.sections:
            if header == f"{kind}s":
                yield header, "loggers" in file.sections
            elif header.startswith(f"{kind}_"):
                yield header, header.removeprefix(f"{kind}_") in listed


def read_logging_options(
    file: IniFile, kind: str, references: References | None = None
) -> Iterator[dict[str, ReplacedOption]]:
    """Yield the options of each logger, handler or formatter that fileConfig reads, with the texts that it gets.

    :param references: as for :func:`judge_logging_sections`.
    """
    references = references or References(file.defaults, None)
    for header, is_read in list_logging_sections(file):
        if is_read and header.startswith(f"{kind}_"):
            yield _read_section(file, header, Report(), references).options


def read_logging_texts(file: IniFile, references: References, report: Report) -> dict[str, dict[str, str]]:
    """Return the texts of all logging sections by header and option, already interpolated.

    :param report: collects options that cannot be interpolated, and references without a value.
    """
    return {
        header: {name: option.text for name, option in _read_section(file, header, report, references).options.items()}
        for header, is_read in list_logging_sections(file)
        if is_read
    }


def _read_keys(file: IniFile, header: str, report: Report, references: References) -> _Section:
    """Return the section that lists the objects of a kind; an empty section if it is missing."""
    if header not in file.sections:
        report.error(Place(file.path, None, "loggers"), f"expected a section [{header}] with 'keys = …' as well")
        return _Section(Place(file.path, None, header), {})
    section = _read_section(file, header, report, references)
    if "keys" not in section.options:
        report.error(section.place, "expected 'keys = …' with the names of the sections")
    elif references.are_in(file.sections[header]["keys"].text):
        report.error(section.options["keys"].option, "expected the names of sections, not a reference")
    return section


def _read_section(file: IniFile, header: str, report: Report, references: References) -> _Section:
    here = {"here": file.path.rpartition("/")[0], "__file__": file.path}
    own = {name.lower(): option for name, option in (file.defaults | file.sections[header]).items()}
    texts = here | {name: option.text for name, option in own.items()}
    known = _OPTIONS.get(header.partition("_")[0], ("keys",))
    options = {}
    for name, option in own.items():
        options[name] = ReplacedOption(option)
        if name not in known:
            continue
        told = report if option.section == header else Report()
        if name not in RAW_OPTIONS:
            try:
                option = option._replace(text=file.interpolate(option, texts))  # noqa: PLW2901 - the same option
            except configparser.InterpolationError as error:
                told.error(option, describe_interpolation_error(error))
        write = write_python if name in _PYTHON_OPTIONS else open_seals
        options[name] = replace_references(option, references, told, write) or ReplacedOption(option, is_known=False)
    return _Section(Place(file.path, None, header), options)


def _judge_object(kind: str, name: str, section: _Section, names: LoggingNames, report: Report) -> None:
    for needed in _NEEDED[kind]:
        if needed not in section.options and (needed, name) != ("qualname", "root"):
            report.error(section.place, f"expected '{needed} = …' as well")
    for option_name, option in section.options.items():
        if option.option.section != section.place.section or not option.is_known:
            continue
        if message := find_logging_problem(kind, option_name, option.text, names):
            report.error(option, message)
        elif option_name not in _OPTIONS[kind] and (hint := hint_at_nearest(option_name, _OPTIONS[kind], 0.7)):
            report.warn(option, f"logging does not read this option{hint}")
    unknown = {option_name for option_name, option in section.options.items() if not option.is_known}
    if kind == "handler" and "class" in section.options and "class" not in unknown:
        if message := _find_call_problem(section.options):
            report.error(section.options.get("args", section.options["class"]), message)
    elif kind == "formatter" and not unknown and (message := _find_format_problem(section.options)):
        report.error(section.options.get("format", section.place), message)


def find_logging_problem(kind: str, name: str, text: str, names: LoggingNames) -> str | None:
    """Return the message about a wrong option of a logging section; None if it is right or not known yet.

    >>> find_logging_problem("logger", "level", "INF", LoggingNames((), ()))
    "expected a level of logging such as INFO, got 'INF'; did you mean INFO?"

    :param kind: ``logger``, ``handler`` or ``formatter``.
    :param name: the option's name in lower case.
    """
    judge = _JUDGES.get(name)
    return judge(text, names) if judge is not None and name in _OPTIONS[kind] else None


def _find_missing_handlers(text: str, names: LoggingNames) -> str | None:
    words = [word.strip() for word in text.split(",")] if text.strip() else []
    return next(filter(None, (_find_missing_name("handler", word, names.handlers) for word in words)), None)


def _find_missing_name(kind: str, name: str, names: Collection[str]) -> str | None:
    if name in names:
        return None
    others = f"; choose from: {', '.join(names)}" if names else f"; add it to the keys of [{kind}s]"
    return f"there is no {kind} {name!r}{hint_at_nearest(name, names) or others}"


def _describe_wrong(text: str, expected: str, known: Collection[str]) -> str | None:
    return None if text in known else f"expected {expected}, got {text!r}{hint_at_nearest(text, known)}"


def _find_class_problem(text: str) -> str | None:
    """Return the message about a class that ``logging`` does not have; None for a class outside of ``logging``."""
    module, _, title = text.rpartition(".")
    home = _HOMES.get(module)
    if not all(part.isidentifier() for part in text.split(".")):
        return f"expected the name of a class, got {text!r}"
    if home is None or inspect.isclass(getattr(home, title, None)):
        return None
    classes = [name for name, value in vars(home).items() if inspect.isclass(value)]
    others = [f"handlers.{name}" for name, value in vars(logging.handlers).items() if inspect.isclass(value)]
    return f"there is no class {text!r} in logging{hint_at_nearest(title, classes) or hint_at_nearest(text, others)}"


def _find_expression_problem(text: str, expected: str, wrong: tuple[type[ast.expr], ...]) -> str | None:
    """Return the message about a wrong Python expression; fileConfig evaluates it inside the module ``logging``."""
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):  # a ValueError for a NUL
        body = None
    if body is None or isinstance(body, wrong):
        return f"expected {expected}, got {text!r}"
    bound = {node.id for node in ast.walk(body) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(body):
        if isinstance(node, ast.Name) and not (node.id in bound or _is_known(node.id)):
            return f"there is no {node.id!r} in logging{hint_at_nearest(node.id, vars(logging))}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = vars(logging).get(node.value.id)
            if isinstance(owner, ModuleType) and not hasattr(owner, node.attr):
                name = f"{node.value.id}.{node.attr}"
                return f"there is no {name!r}{hint_at_nearest(node.attr, vars(owner))}"
    return None


def _is_known(name: str) -> bool:
    return name in vars(logging) or hasattr(builtins, name)


#: The function that checks an option's text, by the option's name.
_JUDGES: dict[str, Callable[[str, LoggingNames], str | None]] = {
    "handlers": _find_missing_handlers,
    "target": lambda text, names: _find_missing_name("handler", text, names.handlers),
    "formatter": lambda text, names: _find_missing_name("formatter", text, names.formatters) if text else None,
    "level": lambda text, _: _describe_wrong(text, "a level of logging such as INFO", logging.getLevelNamesMapping()),
    "propagate": lambda text, _: None if text.strip().isdecimal() else f"expected 1 or 0, got {text!r}",
    "class": lambda text, _: _find_class_problem(text),
    "args": lambda text, _: _find_expression_problem(
        text, "a tuple such as ('app.log',)", (ast.Constant, ast.Attribute)
    ),
    "kwargs": lambda text, _: _find_expression_problem(
        text, "a dictionary such as {'delay': True}", (ast.Constant, ast.Tuple)
    ),
    "style": lambda text, _: _describe_wrong(text, "'%', '{' or '$'", ("%", "{", "$")),
}


def _find_call_problem(options: Mapping[str, ReplacedOption]) -> str | None:
    """Return the message about arguments with a number or names that one of logging's own handlers does not take."""
    module, _, title = options["class"].text.rpartition(".")
    made = getattr(_HOMES.get(module), title, None)
    texts = [options[name].text if name in options else default for name, default in (("args", "()"), ("kwargs", "{}"))]
    try:
        arguments, named = (ast.parse(text.strip(), mode="eval").body for text in texts)
    except (SyntaxError, ValueError):
        return None
    if not (inspect.isclass(made) and isinstance(arguments, ast.Tuple) and isinstance(named, ast.Dict)):
        return None
    if any(isinstance(element, ast.Starred) for element in arguments.elts):
        return None
    names = {str(key.value): None for key in named.keys if isinstance(key, ast.Constant)}
    try:
        inspect.signature(made).bind(*arguments.elts, **names)
    except TypeError as error:
        return f"{title}: {error}"
    return None


def _find_format_problem(options: Mapping[str, ReplacedOption]) -> str | None:
    """Return the error that :class:`logging.Formatter` raises for a format; None for a class of the site."""
    style = options["style"].text if "style" in options else "%"
    if "class" in options or style not in ("%", "{", "$"):
        return None
    try:
        # mypy does not know that the style is one of the three.
        logging.Formatter(options["format"].text if "format" in options else None, style=style)  # type: ignore[arg-type]
    except ValueError as error:
        return f"expected a format of logging: {error}"
    return None
