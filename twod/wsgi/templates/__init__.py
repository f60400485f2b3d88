"""The template of ``paster create -t twod NAME``: a new project that you can build, test and serve unchanged."""

from __future__ import annotations

import keyword
import re
import secrets
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paste.script.command import BadCommand
from paste.script.templates import Template, var
from paste.util.template import paste_script_template_renderer

from twod.wsgi.templates.own_checkout import find_own_checkout, find_problems_of_checkout

if TYPE_CHECKING:
    from paste.script.create_distro import CreateDistroCommand

#: A name that is valid for a Python package and, by PyPA's "Names and normalization", for a distribution.
_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?")

#: The directories that buildout and build tools create beside the package.
TAKEN = frozenset({"bin", "build", "dist", "eggs", "parts", "var"})

#: The layouts of a project: a distribution that buildout develops, or plain files on the search path.
LAYOUTS = ("package", "tree")

NEXT_STEPS = """\
{directory} is ready. Build, test and serve the site (its README.md has more):

    cd {directory}
    python3 bootstrap.py && bin/buildout
    bin/test
    bin/manage-dev migrate
    bin/paster serve --reload parts/twod/dev.ini
"""

#: Printed after the next steps when twod itself runs from a checkout.
CHECKOUT_STEP = """
twod comes from the checkout in {checkout}, which buildout.cfg names.
"""


class SiteTemplate(Template):
    """The template ``twod`` of PasteScript's ``create``, which asks no questions and overwrites no files."""

    _template_dir = "site"
    summary = "A Django site that zc.buildout builds, with dev, test and prod environments"
    vars = [var("layout", "package: with a pyproject.toml; tree: plain files", default=LAYOUTS[0])]
    template_renderer = staticmethod(paste_script_template_renderer)

    def check_vars(self, vars: dict[str, Any], cmd: CreateDistroCommand) -> dict[str, Any]:  # noqa: A002 - its name
        """Return the variables for the files of the project.

        :param vars: the variables that PasteScript derives from the name, and those of the command line
            (``NAME=VALUE``).
        :param cmd: the running command.
        :raises BadCommand: if the variables are not valid for a site; the message lists all errors.
        """
        name = vars["project"]
        # Check the directory only if the name is valid.
        problems = find_problems_of_name(name) or find_problems_of_directory(Path(cmd.options.output_dir, name))
        layout = vars.get("layout", LAYOUTS[0])
        if layout not in LAYOUTS:
            problems.append(f"layout={layout}: expected {' or '.join(LAYOUTS)}")
        checkout = find_own_checkout(sys.path)
        if checkout:
            problems += find_problems_of_checkout(checkout)
        if problems:
            raise BadCommand("\n".join(f"paster create: {problem}" for problem in problems))
        return {
            **vars,
            "package": name,
            "layout": layout,
            "checkout": checkout,
            "secret_key": secrets.token_urlsafe(50),
        }

    def write_files(self, command: CreateDistroCommand, output_dir: str, vars: dict[str, Any]) -> None:  # noqa: A002
        """Write the files of the project.

        :raises BadCommand: if a file cannot be written.
        """
        try:
            super().write_files(command, output_dir, vars)
        except OSError as error:
            raise BadCommand(f"paster create: {error}") from error

    def post(self, command: CreateDistroCommand, output_dir: str, vars: dict[str, Any]) -> None:  # noqa: A002
        """Print the next steps."""
        if command.verbose and not command.simulate:
            sys.stdout.write(f"\n{NEXT_STEPS.format(directory=output_dir)}")
            if vars["checkout"]:
                sys.stdout.write(CHECKOUT_STEP.format(**vars))


def find_problems_of_name(name: str) -> list[str]:
    """Return the reasons why a site cannot have this name."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        return [
            f"{name!r} cannot be the name of a Python package: "
            "use ASCII letters, digits and underscores, a letter first and no underscore last"
        ]
    if name in TAKEN:
        return [f"{name!r} is a directory that buildout or a build tool creates in the project; choose another name"]
    if find_spec(name) is not None:
        return [f"{name!r} is the name of an existing Python module; choose another name"]
    return []


def find_problems_of_directory(directory: Path) -> list[str]:
    """Return the reasons why no project can be written to a directory."""
    if directory.is_dir():
        return [f"{directory} is not empty; nothing was written"] if any(directory.iterdir()) else []
    return [f"{directory} is a file; nothing was written"] if directory.exists() else []
