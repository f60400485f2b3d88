"""``bin/paster``: PasteScript's command line, with our ``serve``, and without tracebacks for errors of the user."""

from __future__ import annotations

import sys
import warnings

from twod.wsgi.commands.ini_errors import INI_ERRORS, is_about_ini

#: The exit status that a shell gives to a program that Ctrl-C ended.
_INTERRUPTED = 130


def main() -> None:
    """Run the sub-command of the command line, as ``paste.script.command.run`` does.

    An ini that cannot be found, read or loaded is reported on stderr, with exit status 1.
    """
    # PasteScript imports pkg_resources, which warns that it is deprecated; we require standard-pkg-resources, which
    # stays.
    warnings.filterwarnings("ignore", "pkg_resources is deprecated as an API", UserWarning)
    from paste.script import command  # noqa: PLC0415 - not before the warning is silenced

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
    except INI_ERRORS as error:
        if not is_about_ini(error):
            raise
        sys.exit(f"paster {name}: {error}")
    except KeyboardInterrupt:
        if name != "serve":
            raise
        # While it starts; once it serves, PasteScript ends it without a traceback itself.
        sys.exit(_INTERRUPTED)
