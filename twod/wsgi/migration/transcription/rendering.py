"""The text of an environment, as an ini or as a section of buildout.cfg."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from twod.inifile.variables import MODULE_OPTION
from twod.wsgi.migration.transcription.option_text import (
    list_types,
    make_buildout_escape,
    make_ini_escape,
    render_site,
)
from twod.wsgi.migration.transcription.standins import Standins
from twod.wsgi.migration.transcription.transcriber import Transcript

Style = Literal["ini", "buildout"]

_COMPOSITE = ("[composite:main]", "use = egg:twod.wsgi#full_django", "django_app = django", "")
_SERVER = ("[server:main]", "use = egg:waitress", "listen = 127.0.0.1:8080")


def render_environment(
    style: Style, name: str, variables: Mapping[str, str], transcript: Transcript, standins: Standins
) -> str:
    """Return the whole text of an environment: a complete ini, or a section.

    :param name: name of the section.
    :param variables: the options of ``[DEFAULT]``.
    """
    if style == "buildout":
        return render_section(name, variables, transcript, standins)
    return render_site(
        variables,
        transcript.words,
        transcript.options,
        make_ini_escape(standins),
        section="app:django",
        before=_COMPOSITE,
        behind=_SERVER,
    )


def render_section(name: str, variables: Mapping[str, str], transcript: Transcript, standins: Standins) -> str:
    """Return an environment's section of buildout.cfg."""
    lines = [f"[{name}]", f"debug = {variables['debug']}"]
    if MODULE_OPTION in variables:
        lines.append(f"settings = {variables[MODULE_OPTION]}")
    lines += list_types(transcript.words)
    write = make_buildout_escape(standins)
    for option in transcript.options:
        lines += write(option)
    return "\n".join([*lines, ""])
