"""The modules for servers to import: a WSGI or ASGI application for each environment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from twod.recipe.cfg.configuration import Part
from twod.recipe.cfg.environment_options import ENVIRONMENT_VARS
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.part_options import ASGI, WSGI
from twod.recipe.scripts.script_maker import ScriptBase

_BODY = """
import twod.wsgi.commands.server_modules

application = twod.wsgi.commands.server_modules.load_{protocol}_module({ini})
"""


def make_importable_modules(
    part: Part, environments: Sequence[Environment], base: ScriptBase
) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the modules, which have no ``#!`` line because servers import them.

    :param base: makes the code at their beginning.
    """
    for environment in environments:
        for option in (WSGI, ASGI):
            if part.values[option]:
                ini = base.make_path(part.layout.get_ini(environment.name))
                body = _BODY.format(protocol=option.name, ini=ini)
                text = base.make_module(body, environment.options[ENVIRONMENT_VARS]).lstrip("\n")
                yield part.layout.get_module(environment.name, option.name).name, text
                if option is WSGI:
                    # mod_wsgi and uWSGI load the file by its path. It has this name since the first release.
                    yield part.layout.get_wsgi_script(environment.name).name, text
