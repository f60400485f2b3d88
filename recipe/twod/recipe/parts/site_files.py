"""A site as one part describes it: its inis and scripts, made whole before any of them is written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from twod.inifile.problems import Place, Problem
from twod.inifile.text import Section, find_misread, render_ini
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.options import (
    CHECK,
    ENVIRONMENT_VARS,
    LOG_FORMAT,
    MODE,
    SCRIPTS_WITH_SETTINGS,
    SECRET_KEY,
    SERVER,
    TEST,
    TEST_ENVIRONMENT,
    VAR,
    WSGI,
    Values,
)
from twod.recipe.disk.generated import UNREADABLE, Generated, add_checksum, find_unmakable, is_in_place, make_marker
from twod.recipe.disk.layout import Layout
from twod.recipe.ini.clear_secrets import find_clear_secrets, find_clear_variables
from twod.recipe.ini.logging_sections import find_log_files
from twod.recipe.ini.sections import make_sections
from twod.recipe.ini.servers import REQUIREMENTS
from twod.recipe.recipe_error import RecipeError, describe_for_buildout
from twod.recipe.scripts.script_maker import ScriptBase
from twod.recipe.scripts.site_check import Finding

#: The script that runs pytest.
_TEST_SCRIPT = "test"

_MANAGE_BODY = """
import twod.wsgi.commands.manage

if __name__ == '__main__':
    sys.exit(twod.wsgi.commands.manage.run_management_command({ini}))
"""

_PASTER_BODY = """
import twod.wsgi.commands.paster

if __name__ == '__main__':
    sys.exit(twod.wsgi.commands.paster.main())
"""

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

_WSGI_BODY = """
from twod.wsgi.loading import load_application

application = load_application({ini})
"""


class Ini(NamedTuple):
    """The ini of an environment.

    :param environment: what it was made for.
    :param sections: what it is made of.
    :param file: the file as it ought to be.
    """

    environment: Environment
    sections: Sequence[Section]
    file: Generated

    @property
    def text(self) -> str:
        return self.file.content.decode(errors=UNREADABLE)


@dataclass
class SiteFiles:
    """All files of a part.

    :param layout: where they go.
    :param options: the part's options.
    :param environments: the first one is the default.
    """

    layout: Layout
    options: Values
    environments: Sequence[Environment]
    inis: list[Ini] = field(default_factory=list)
    scripts: dict[Path, Generated] = field(default_factory=dict)

    def get_secret_keys(self) -> list[Path]:
        """Return the files of the secret keys that are to be generated."""
        wanting = [environment for environment in self.environments if environment.options[SECRET_KEY]]
        return [self.layout.get_secret_key(environment.name) for environment in wanting]

    def get_directories(self) -> set[Path]:
        """Return the directories that the site needs besides those of its own files."""
        log_files = {name for environment in self.environments for _, name in find_log_files(environment)}
        return {self.layout.var, *(self.layout.find_path(name).parent for name in log_files)}

    def find_misplaced_files(self) -> Iterator[Problem]:
        """Yield what names a place for data or logs where none can be."""
        if reason := find_unmakable(self.layout.var):
            yield Place(self.layout.source, None, self.layout.part, VAR.name).problem(
                f"{self.layout.var} cannot be made: {reason}"
            )
        for environment in self.environments:
            for option, name in find_log_files(environment):
                path = self.layout.find_path(name)
                reason = f"{path} is a directory" if path.is_dir() else find_unmakable(path.parent)
                if reason:
                    yield environment.blame(option, f"{path} cannot be written: {reason}")

    def make_inis(self) -> None:
        self.inis = [self.make_ini(environment) for environment in self.environments]

    def make_ini(self, environment: Environment) -> Ini:
        path = self.layout.get_ini(environment.name)
        secret_key = None
        if environment.options[SECRET_KEY]:
            secret_key = os.path.relpath(self.layout.get_secret_key(environment.name), path.parent)
        sections = make_sections(environment, secret_key, self.layout.name_file)
        comments = [
            make_marker(self.layout.part, self.layout.source),
            "# Options below a comment such as [prod] come from that section there; the others are the recipe's.",
        ]
        if self.options[CHECK] == "none":
            comments.append("# Nothing in here was checked.")
        content = add_checksum(render_ini(path, comments, sections)).encode(errors=UNREADABLE)
        return Ini(
            environment,
            sections,
            Generated(path, content, environment.options[MODE] or self.get_default_mode(environment)),
        )

    def get_default_mode(self, environment: Environment) -> int:
        return 0o600 if find_clear_secrets(environment.settings) else 0o640

    def get_warnings(self) -> list[str]:
        """Return what is not wrong and yet not good: secrets that everybody can read who can read the configuration."""
        warnings = []
        for environment in self.environments:
            for key in find_clear_secrets(environment.settings):
                advice = f"a secret in clear; refer to it instead: {key} = $${{env:NAME}} or $${{file:PATH}}"
                warnings.append(describe_for_buildout(environment.settings[key].problem(advice)))
            variables = environment.options[ENVIRONMENT_VARS]
            for name in find_clear_variables(variables):
                advice = f"{name} is a secret in clear, in scripts that everybody can read; set it where they are run"
                warnings.append(describe_for_buildout(environment.blame(ENVIRONMENT_VARS, advice)))
        return list(dict.fromkeys(warnings))

    def make_scripts(
        self,
        egg_scripts: Mapping[str, str],
        console_scripts: Mapping[str, tuple[str, str]],
        base: ScriptBase,
        umask: int,
    ) -> None:
        """Make all scripts.

        :param egg_scripts: what zc.recipe.egg makes, by name; a ``paster`` among them gives way to ours.
        :param console_scripts: module and attributes of the eggs' scripts that each environment gets its own of.
        :param base: what our own scripts begin with.
        :param umask: the permission bits that no script has.
        :raises RecipeError: when two scripts have the same name.
        """
        made = {"paster": base.make_script(_PASTER_BODY)}
        arguments = self.options[TEST]
        if arguments is not None:
            made[_TEST_SCRIPT] = self.make_test_script(base, arguments)
        for environment in self.environments:
            ini = base.make_path(self.layout.get_ini(environment.name))
            body = _MANAGE_BODY.format(ini=ini)
            script = base.make_script(body, environment.options[ENVIRONMENT_VARS])
            made.setdefault(self.layout.control_script, script)
            made[self.layout.get_control_script(environment.name).name] = script
            for name, (module, attributes) in console_scripts.items():
                body = _CONSOLE_BODY.format(ini=ini, module=module, attributes=attributes)
                made[f"{name}-{environment.name}"] = base.make_script(body, environment.options[ENVIRONMENT_VARS])
        rest = {name: text for name, text in egg_scripts.items() if name != "paster"}
        scripts = [self.make_file(name, text, 0o777 & ~umask) for name, text in sorted({**rest, **made}.items())]
        if self.options[WSGI]:
            scripts += [self.make_wsgi_script(base, environment, umask) for environment in self.environments]
        self.scripts = {script.path: script for script in scripts}
        self.refuse_twins(rest)

    def make_test_script(self, base: ScriptBase, arguments: Iterable[str]) -> str:
        name = self.options[TEST_ENVIRONMENT] or self.environments[0].name
        [environment] = [environment for environment in self.environments if environment.name == name]
        ini = base.make_path(self.layout.get_ini(name))
        return base.make_script(make_test_body(ini, arguments), environment.options[ENVIRONMENT_VARS])

    def make_wsgi_script(self, base: ScriptBase, environment: Environment, umask: int) -> Generated:
        """Return a module with ``application``; it is imported and not run, so it has no first line for a shell."""
        body = _WSGI_BODY.format(ini=base.make_path(self.layout.get_ini(environment.name)))
        text = base.make_module(body, environment.options[ENVIRONMENT_VARS]).lstrip("\n")
        return self.make_file(self.layout.get_wsgi_script(environment.name).name, text, 0o666 & ~umask)

    def make_file(self, name: str, text: str, mode: int) -> Generated:
        return Generated(self.layout.bin_directory / name, text.encode(), mode)

    def refuse_twins(self, egg_scripts: Iterable[str]) -> None:
        """Raise when a script of the eggs has the name of one of ours, or two of ours have the same."""
        ours = ["paster", self.layout.control_script]
        ours += [_TEST_SCRIPT] if self.options[TEST] is not None else []
        stems = [self.layout.control_script, *self.options[SCRIPTS_WITH_SETTINGS]]
        ours += [f"{stem}-{environment.name}" for stem in stems for environment in self.environments]
        twins = {name for name in ours if name in egg_scripts or ours.count(name) > 1}
        if twins:
            message = (
                f"two scripts would be called {', '.join(sorted(twins))}; choose another control-script or scripts"
            )
            raise RecipeError([Place(section=self.layout.part).problem(message)])

    def get_changed_inis(self) -> list[Ini]:
        """Return the inis that have to be read back and checked: their text is new, or their eggs are.

        A control script names all eggs of the site. Both files are written only after a check.
        """
        return [ini for ini in self.inis if not (is_in_place(ini.file) and is_in_place(self.get_control_script(ini)))]

    def get_control_script(self, ini: Ini) -> Generated:
        return self.scripts[self.layout.get_control_script(ini.environment.name)]

    def get_progress(self) -> Generated:
        """Return the note of a run that has begun and not come to its end, at its beginning."""
        text = f"{make_marker(self.layout.part, self.layout.source)}\n"
        return Generated(self.layout.get_progress(), text.encode(), 0o644)

    def get_files(self) -> list[Generated]:
        """Return all files, each ini before the scripts that need it."""
        return [*(ini.file for ini in self.inis), *self.scripts.values()]


def make_test_body(config_uri: str, arguments: Iterable[str]) -> str:
    """Return the body of a script that runs pytest.

    :param config_uri: Python expression for the ini.
    :param arguments: what comes before the user's own.
    """
    return _TEST_BODY.format(ini=config_uri, arguments=", ".join(map(repr, arguments)))


def get_requirements(options: Values, environments: Sequence[Environment]) -> list[str]:
    """Return what has to be installed for the recipe's own scripts and for the servers that the environments name."""
    servers = {environment.options[SERVER] for environment in environments}
    requirements = {name for server in servers for name in REQUIREMENTS.get(server, ())}
    if any(environment.options[LOG_FORMAT] == "json" for environment in environments):
        requirements.add("python-json-logger")
    if options[TEST] is not None:
        requirements.add("pytest")
    return ["twod.wsgi[paster]", *sorted(requirements)]


def find_unreadable(inis: Iterable[Ini]) -> list[Problem]:
    """Return what PasteDeploy would not read as it was written."""
    return [
        (entry if entry.is_asked_for else Place(None, None, ini.environment.name, entry.name)).problem(message)
        for ini in inis
        for entry, message in find_misread(ini.file.path, ini.text, ini.sections)
    ]


def describe_findings(inis: Iterable[Ini], findings: Iterable[Finding]) -> list[Problem]:
    """Return what the site's twod.wsgi found, each named by the option of the buildout that it comes from."""
    by_path = {str(ini.file.path): ini for ini in inis}
    problems: list[Problem] = []
    for finding in findings:
        ini = by_path[finding.path]
        entries = {
            (section.header, entry.name): entry
            for section in ini.sections
            for entry in section.entries
            if entry.is_asked_for
        }
        entry = entries.get((finding.section or "", finding.option or ""))
        if entry is None:
            problems.append(Place().problem(finding.text))
        else:
            problems.append(entry.problem(finding.message))
    return list(dict.fromkeys(problems))
