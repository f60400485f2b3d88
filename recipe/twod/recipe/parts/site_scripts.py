"""The scripts of a site: those of its eggs, and the recipe's, which run with an environment's settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from twod.inifile.problems import Place
from twod.recipe.cfg.configuration import Part
from twod.recipe.cfg.environment_options import ENVIRONMENT_VARS, LOG_FORMAT, SERVER, VARIABLE_FILES
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.option import Values
from twod.recipe.cfg.part_options import (
    COMMAND_SUFFIX,
    ENTRY_POINTS,
    INTERPRETER,
    SCRIPTS_WITH_SETTINGS,
    TEST,
    TEST_ENVIRONMENT,
)
from twod.recipe.disk.generated import Generated
from twod.recipe.ini.servers import REQUIREMENTS
from twod.recipe.parts.access import find_script_group, get_script_mode
from twod.recipe.parts.importable_modules import make_importable_modules
from twod.recipe.recipe_error import RecipeError
from twod.recipe.scripts.script_maker import ScriptBase, ScriptMaker

#: The script that runs pytest.
_TEST_SCRIPT = "test"

#: The scripts with commands for any ini; they replace the eggs' scripts with these names.
_PASTER_SCRIPT, _TWOD_SCRIPT = "paster", "twod"

_MANAGE_BODY = """
import twod.wsgi.commands.manage

if __name__ == '__main__':
    sys.exit(twod.wsgi.commands.manage.run_management_command({ini}))
"""

_PASTER_BODY = """
import twod.wsgi.commands.pastescript.paster

if __name__ == '__main__':
    sys.exit(twod.wsgi.commands.pastescript.paster.main())
"""

_TWOD_BODY = """
import twod.wsgi.commands.command_line

if __name__ == '__main__':
    sys.exit(twod.wsgi.commands.command_line.run_command_line())
"""

_SERVE_BODY = """
import twod.wsgi.commands.starting.serve_command

if __name__ == '__main__':
    sys.exit(twod.wsgi.commands.starting.serve_command.serve_environment({ini}))
"""

_PYTHON_BODY = """
import twod.wsgi.commands.interpreter

if __name__ == '__main__':
    sys.exit(twod.wsgi.commands.interpreter.run_interpreter({ini}))
"""

#: The code after the isolation in the interpreter, which belongs to no environment: a script that would fall back on
#: default settings, perhaps with another environment's database, gets an error with a cure instead.
_UNBOUND = """
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twod.wsgi.config.settings")"""

_CONSOLE_BODY = """
import twod.wsgi.commands.console_script

if __name__ == '__main__':
    sys.exit(twod.wsgi.commands.console_script.run_console_script({ini}, {module!r}, {attributes!r}))
"""

_TEST_BODY = """
import pytest

if __name__ == '__main__':
    sys.argv[1:1] = ['--paste-config', {ini}, {arguments}]
    sys.exit(pytest.main())
"""


def list_requirements(options: Values, environments: Sequence[Environment]) -> list[str]:
    """Return the requirements of the recipe's own scripts and of the environments' servers."""
    servers = {environment.options[SERVER] for environment in environments}
    requirements = {name for server in servers for name in REQUIREMENTS.get(server, ())}
    if any(environment.options[LOG_FORMAT] == "json" for environment in environments):
        requirements.add("python-json-logger")
    if any(environment.options[VARIABLE_FILES] for environment in environments):
        requirements.add("twod.wsgi[dotenv]")
    if options[TEST] is not None:
        requirements.add("pytest")
    return ["twod.wsgi[paster]", *sorted(requirements)]


def make_site_scripts(
    part: Part, environments: Sequence[Environment], maker: ScriptMaker, umask: int
) -> list[Generated]:
    """Return all scripts of a site.

    :param environments: the environments; the first one is the default.
    :param maker: makes the eggs' scripts, and the code at the beginning of the others.
    :param umask: the umask of the process.
    :raises RecipeError: if an egg lacks a script, or two scripts have the same name.
    """
    console_scripts = _find_console_scripts(part, maker)
    scripts = sorted(
        [*_make_egg_scripts(part, maker), *_make_own_scripts(part, environments, maker.base, console_scripts)]
    )
    modules = sorted(make_importable_modules(part, environments, maker.base))
    _refuse_twins(part, [name for name, _ in [*scripts, *modules]])
    directory, group = part.layout.bin_directory, find_script_group(environments)
    return [
        *(Generated(directory / name, text.encode(), get_script_mode(umask, group), group) for name, text in scripts),
        *(
            Generated(directory / name, text.encode(), get_script_mode(umask, group) & ~0o111, group)
            for name, text in modules
        ),
    ]


def _make_egg_scripts(part: Part, maker: ScriptMaker) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the eggs' scripts and of the interpreter, which belongs to no environment."""
    for name, text in maker.make_egg_scripts().items():
        if name == part.values[INTERPRETER]:
            yield name, text.replace(maker.head, maker.head + _UNBOUND, 1)
        elif name not in (_PASTER_SCRIPT, _TWOD_SCRIPT):
            yield name, text


def _find_console_scripts(part: Part, maker: ScriptMaker) -> Mapping[str, tuple[str, str]]:
    """Return the module and attributes of the eggs' scripts to create for each environment, by name.

    :raises RecipeError: if no egg has one of them.
    """
    wanted = part.values[SCRIPTS_WITH_SETTINGS]
    given = {each.name: (each.module, each.attributes) for each in part.values[ENTRY_POINTS]}
    given |= {each.name: (each.module, each.attributes) for each in wanted if each.module}
    names = [each.name for each in wanted]
    asked = [name for name in names if name not in given]
    # Without a name, the search through all eggs is not needed.
    found = given | (maker.find_console_scripts(asked) if asked else {})
    missing = [name for name in names if name not in found]
    if missing:
        hint = "; for your own function, write NAME=MODULE:FUNCTION"
        message = f"no egg of the site has a console script {', '.join(missing)}{hint}"
        raise RecipeError.at(part.get_place(SCRIPTS_WITH_SETTINGS), message)
    return {name: found[name] for name in names}


def _make_own_scripts(
    part: Part,
    environments: Sequence[Environment],
    base: ScriptBase,
    console_scripts: Mapping[str, tuple[str, str]],
) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the recipe's own scripts."""
    suffix = part.values[COMMAND_SUFFIX]
    yield f"{_PASTER_SCRIPT}{suffix}", base.make_script(_PASTER_BODY)
    yield f"{_TWOD_SCRIPT}{suffix}", base.make_script(_TWOD_BODY)
    arguments = part.values[TEST]
    if arguments is not None:
        yield _TEST_SCRIPT, _make_test_script(part, environments, base, arguments)
    for environment in environments:
        ini, variables = base.make_path(part.layout.get_ini(environment.name)), environment.options[ENVIRONMENT_VARS]
        script = base.make_script(_MANAGE_BODY.format(ini=ini), variables)
        if environment is environments[0]:
            yield part.layout.control_script, script
        yield part.layout.get_control_script(environment.name).name, script
        for name, body in (("serve", _SERVE_BODY), ("python", _PYTHON_BODY)):
            yield f"{name}-{environment.name}", base.make_script(body.format(ini=ini), variables)
        for name, (module, attributes) in console_scripts.items():
            body = _CONSOLE_BODY.format(ini=ini, module=module, attributes=attributes)
            yield f"{name}-{environment.name}", base.make_script(body, variables)


def _make_test_script(
    part: Part, environments: Sequence[Environment], base: ScriptBase, arguments: Iterable[str]
) -> str:
    name = part.values[TEST_ENVIRONMENT] or environments[0].name
    [environment] = [environment for environment in environments if environment.name == name]
    body = make_test_body(base, base.make_path(part.layout.get_ini(name)), arguments)
    return base.make_script(body, environment.options[ENVIRONMENT_VARS])


def make_test_body(base: ScriptBase, config_uri: str, arguments: Iterable[str]) -> str:
    """Return the body of a script that runs pytest.

    :param base: makes the code at the beginning of the script.
    :param config_uri: a Python expression for the ini.
    :param arguments: the arguments before those of the command line.
    """
    return _TEST_BODY.format(ini=config_uri, arguments=", ".join(map(base.make_text, arguments)))


def _refuse_twins(part: Part, names: Iterable[str]) -> None:
    """Raise an error if two scripts have the same name.

    :raises RecipeError: with all such names.
    """
    twins = sorted(name for name, count in Counter(names).items() if count > 1)
    if twins:
        cure = "choose another control-script or scripts, or rename an environment"
        message = f"two scripts would be called {', '.join(twins)}; {cure}"
        raise RecipeError.at(Place(section=part.name), message)
