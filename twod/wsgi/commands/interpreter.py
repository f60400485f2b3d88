"""A Python interpreter with the settings of an ini in force: ``twod run x.ini script.py`` and ``bin/python-ENV``."""

from __future__ import annotations

import code
import os
import runpy
import sys
import traceback
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.commands.command import MISUSED, Command, CommandRefusedError
from twod.wsgi.config import configure
from twod.wsgi.config.activation import set_up_django
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.loading import configure_logging

_USAGE = "[SCRIPT | -c CODE | -m MODULE] [ARGUMENTS]"


class RunCommand(Command):
    """``run``: the words behind the ini are those behind ``python``."""

    name = "run"
    summary = "Run a Python script with the settings of an ini"
    usage = f"CONFIG_FILE[#NAME] {_USAGE}"
    description = """
    Sets up Django and the logging of the ini first, so that you can import models. Without
    a script, you get an interactive interpreter."""

    def call(self, arguments: Sequence[str]) -> int:
        """Run the script; an option before the ini, such as ``--help``, is this command's own."""
        if arguments[:1] and not arguments[0].startswith("-"):
            config_uri, *words = arguments
            _put_in_force(config_uri)
            interpret(words, self.program)
            return 0
        return super().call(arguments)

    def run(self, options: Namespace) -> int:
        """Run the script behind ``--``."""
        return self.call(options.arguments)


def run_interpreter(config_uri: str | os.PathLike[str]) -> None:
    """Be a Python interpreter with the settings and the logging of an ini, Django set up.

    What is wrong with the ini or the command line is reported on stderr.

    :param config_uri: path of an ini, with an optional ``#NAME``.
    """
    program = Path(sys.argv[0]).name
    try:
        _put_in_force(config_uri)
        interpret(sys.argv[1:], program)
    except ConfigurationError as error:
        sys.exit(f"{program}: {error}")
    except CommandRefusedError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.status)


def _put_in_force(config_uri: str | os.PathLike[str]) -> None:
    """Put the settings and the logging of an ini in force, and set Django up.

    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in the ini.
    """
    configure(config_uri)
    configure_logging(split_config_uri(config_uri)[0])
    set_up_django()


def interpret(words: Sequence[str], program: str) -> None:
    """Run what the words behind ``python`` mean: a script, code, a module, the standard input or a dialogue.

    :raises twod.wsgi.commands.command.CommandRefusedError: for an option that cannot be used here, and for a script or
        a module that is not there.
    """
    match list(words):
        case ["-m", module, *rest]:
            sys.argv = [module, *rest]
            sys.path.insert(0, str(Path.cwd()))
            try:
                runpy.run_module(module, run_name="__main__", alter_sys=True)
            except ImportError as error:
                if not _is_raised_by_runpy(error):
                    raise
                raise CommandRefusedError(f"{program}: {error}") from None
        case ["-c", text, *rest]:
            sys.argv = ["-c", *rest]
            sys.path.insert(0, "")
            _execute(text, "<string>")
        case [] if sys.stdin.isatty():
            sys.argv = [""]
            sys.path.insert(0, "")
            _converse()
        case [] | ["-", *_] as given:
            sys.argv = given or [""]
            sys.path.insert(0, "")
            _execute(sys.stdin.read(), "<stdin>")
        case [script, *_] if not script.startswith("-"):
            if not Path(script).exists():
                raise CommandRefusedError(f"{program}: there is no file {script}", MISUSED)
            sys.argv = list(words)
            # A directory or a zip file with a __main__.py puts itself there.
            sys.path.insert(0, os.path.dirname(os.path.abspath(script)))  # noqa: PTH100, PTH120 - as Python does it
            runpy.run_path(script, run_name="__main__")
        case [option, *_]:
            raise CommandRefusedError(f"{program}: expected {_USAGE}, got {option}", MISUSED)


def _is_raised_by_runpy(error: ImportError) -> bool:
    """Return whether there is no such module to run, rather than one that cannot import another."""
    *_, (innermost, _) = traceback.walk_tb(error.__traceback__)
    return innermost.f_globals.get("__name__") == "runpy"


def _execute(text: str, name: str) -> None:
    exec(compile(text, name, "exec"), vars(_make_main()))  # noqa: S102 - the user's own code, as python -c runs it


def _converse() -> None:
    import readline  # noqa: PLC0415 - a dialogue alone wants it
    import rlcompleter  # noqa: PLC0415

    variables = vars(_make_main())
    readline.set_completer(rlcompleter.Completer(variables).complete)
    readline.parse_and_bind("tab: complete")
    code.interact(local=variables, exitmsg="")


def _make_main() -> ModuleType:
    """Return an empty module that takes the place of the script's own as ``__main__``."""
    main = sys.modules["__main__"] = ModuleType("__main__")
    vars(main)["__builtins__"] = __builtins__
    return main
