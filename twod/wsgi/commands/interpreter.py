"""A Python interpreter with the settings of an ini: ``twod run x.ini script.py`` and ``bin/python-ENV``."""

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
    """The command ``run``, which takes an ini and then the arguments of ``python``."""

    name = "run"
    summary = "Run a Python script with the settings of an ini"
    usage = f"CONFIG_FILE[#NAME] {_USAGE}"
    description = """
    Sets up Django and the logging of the ini first, so that you can import models. Without
    a script, you get an interactive interpreter."""

    def call(self, arguments: Sequence[str]) -> int:
        """Run the script; an option before the ini, such as ``--help``, belongs to this command."""
        if arguments[:1] and not arguments[0].startswith("-"):
            config_uri, *words = arguments
            _put_in_force(config_uri)
            interpret(words, self.program)
            return 0
        return super().call(arguments)

    def run(self, options: Namespace) -> int:
        """Run the script given after ``--``."""
        return self.call(options.arguments)


def run_interpreter(config_uri: str | os.PathLike[str]) -> None:
    """Act as a Python interpreter with the settings and the logging of an ini, after ``django.setup()``.

    Print errors of the ini or the command line to stderr.

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
    """Load the settings and the logging of an ini, and set up Django.

    :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini.
    """
    configure(config_uri)
    configure_logging(split_config_uri(config_uri)[0])
    set_up_django()


def interpret(words: Sequence[str], program: str) -> None:
    """Run a script, code, a module, the standard input or an interactive session, as ``python`` does.

    :raises twod.wsgi.commands.command.CommandRefusedError: for an unsupported option, and for a script or module that
        does not exist.
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
            # For a folder or a zip file with a __main__.py, runpy adds its path itself.
            sys.path.insert(0, os.path.dirname(os.path.abspath(script)))  # noqa: PTH100, PTH120 - as Python does it
            runpy.run_path(script, run_name="__main__")
        case ["-c" | "-m" as option]:
            missing = "CODE" if option == "-c" else "MODULE"
            raise CommandRefusedError(f"{program}: expected {missing} after {option}", MISUSED)
        case [option, *_]:
            expected = "a script, -c CODE, -m MODULE or - for standard input"
            raise CommandRefusedError(f"{program}: expected {expected}, got {option!r}", MISUSED)


def _is_raised_by_runpy(error: ImportError) -> bool:
    """Return whether the module itself is missing, as opposed to a module that it imports."""
    *_, (innermost, _) = traceback.walk_tb(error.__traceback__)
    return innermost.f_globals.get("__name__") == "runpy"


def _execute(text: str, name: str) -> None:
    exec(compile(text, name, "exec"), vars(_make_main()))  # noqa: S102 - the user's own code, as python -c runs it


def _converse() -> None:
    import readline  # noqa: PLC0415 - only for the interactive session
    import rlcompleter  # noqa: PLC0415

    variables = vars(_make_main())
    readline.set_completer(rlcompleter.Completer(variables).complete)
    readline.parse_and_bind("tab: complete")
    code.interact(local=variables, exitmsg="")


def _make_main() -> ModuleType:
    """Return an empty module that replaces the script's ``__main__``."""
    main = sys.modules["__main__"] = ModuleType("__main__")
    vars(main)["__builtins__"] = __builtins__
    return main
