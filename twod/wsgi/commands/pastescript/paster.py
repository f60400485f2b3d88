"""``bin/paster``: PasteScript's command line with twod's ``serve``, and with errors of the ini as plain messages."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

from twod.inifile.nearest import hint_at_nearest
from twod.wsgi.commands.command_line import ASKED, answer_completion
from twod.wsgi.commands.ini_errors import INI_ERRORS, is_about_ini

#: The exit status that a shell reports for a program ended by Ctrl-C.
_INTERRUPTED = 130


def main() -> None:
    """Run the sub-command of the command line, as ``paste.script.command.run`` does.

    If the ini cannot be found, read or loaded, print the error to stderr and exit with status 1.
    """
    if ASKED in os.environ:
        answer_completion("paster", ("create", "post", "request"))
    # PasteScript imports pkg_resources, which warns that it is deprecated. The warning does not apply: we require
    # standard-pkg-resources, which is maintained.
    warnings.filterwarnings("ignore", "pkg_resources is deprecated as an API", UserWarning)
    from paste.script import command  # noqa: PLC0415 - only after the filter above

    options, args = command.parser.parse_args()
    options.base_parser = command.parser
    command.system_plugins.extend(options.plugins or [])
    name, *rest = ["help", *args] if options.do_help or not args else args
    if name == "help" and rest:
        # PasteScript's "help" would describe its own command of the same name.
        name, rest = rest[0], ["--help"]
    try:
        made = _find_command(name)(name)
        sys.exit(made.run(rest))
    except command.BadCommand as error:
        sys.stderr.write(f"{error.message}\n")
        sys.exit(error.exit_code)
    except INI_ERRORS as error:
        # PasteScript raises exactly this class if no template has the name.
        if name == "create" and type(error) is LookupError:
            sys.exit(f"paster create: {error}; 'paster create --list-templates' lists all")
        if not is_about_ini(error):
            raise
        sys.exit(f"paster {name}: {error}")
    except EOFError:
        if name != "create":
            raise
        sys.exit("paster create: no name given for the project; write it after the template: create -t twod NAME")
    except KeyboardInterrupt:
        if name not in ("serve", "setup-app"):
            raise
        # Only while "serve" starts; PasteScript handles Ctrl-C once the server runs.
        sys.exit(_INTERRUPTED)


def _find_command(name: str) -> type[Any]:
    """Return the class of a command.

    :raises paste.script.command.BadCommand: if there is no such command.
    """
    from paste.script import command  # noqa: PLC0415 - only after the filter for the warning

    # Each command imports much that the others do not need.
    if name == "serve":
        from twod.wsgi.commands.pastescript.serve_adapter import ServeAdapter  # noqa: PLC0415

        return ServeAdapter
    if name in ("post", "request"):
        from twod.wsgi.commands.pastescript.request_command import RequestCommand  # noqa: PLC0415

        return RequestCommand
    if name == "setup-app":
        from twod.wsgi.commands.pastescript.setup_app_command import SetupAppAdapter  # noqa: PLC0415

        return SetupAppAdapter
    known = command.get_commands()
    if name not in known:
        hint = hint_at_nearest(name, known) or f"; the commands are: {', '.join(sorted(known))}"
        raise command.BadCommand(f"paster: unknown command {name!r}{hint}")
    found: type[Any] = known[name].load()
    return found
