"""``bin/paster``: PasteScript's command line, with our ``serve``, and without tracebacks for what a user can mend."""

from __future__ import annotations

import sys
import warnings
from configparser import Error as SyntaxOfIniError

from twod.wsgi.exc import ConfigurationError

#: The modules whose errors speak of the ini, and not of the code of the site.
READERS_OF_INIS = ("configparser", "paste.deploy.loadwsgi")


def main() -> None:
    """Run the sub-command of the command line, as ``paste.script.command.run`` does.

    An ini that cannot be found, read or loaded is told on stderr, with exit status 1.
    """
    # PasteScript imports pkg_resources, which warns of its own end; the standard-pkg-resources that we require stays.
    warnings.filterwarnings("ignore", "pkg_resources is deprecated as an API", UserWarning)
    from paste.script import command  # noqa: PLC0415 -- not before the warning is silenced

    from twod.wsgi.commands.serve import ServeCommand  # noqa: PLC0415

    options, args = command.parser.parse_args()
    options.base_parser = command.parser
    command.system_plugins.extend(options.plugins or [])
    name, *rest = ["help", *args] if options.do_help or not args else args
    try:
        if name == "serve":
            command.invoke(ServeCommand, name, options, rest)
        else:
            entry_point = command.get_commands().get(name)
            command.invoke(entry_point.load() if entry_point else command.NotFoundCommand, name, options, rest)
    except ConfigurationError as error:
        sys.exit(f"paster {name}: {error}")
    except (LookupError, OSError, SyntaxOfIniError) as error:
        if not is_about_the_ini(error):
            raise
        sys.exit(f"paster {name}: {error}")


def is_about_the_ini(error: Exception) -> bool:
    """Whether PasteDeploy raised `error` while it looked for the file or a section of it."""
    trace = error.__traceback__
    module = ""
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        trace = trace.tb_next
    return module in READERS_OF_INIS
