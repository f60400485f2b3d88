"""The files of a site: its inis and scripts, all made before the first is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from twod.inifile.checksum import UNREADABLE, add_checksum
from twod.inifile.text import Section, render_ini
from twod.recipe.cfg.configuration import Part
from twod.recipe.cfg.environment_options import DEBUG, GROUP
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.part_options import CHECK, ON_CHANGE
from twod.recipe.disk.generated import Generated, is_in_place
from twod.recipe.ini.movable import make_movable
from twod.recipe.ini.secret_keys import find_doubt_about_key
from twod.recipe.ini.sections import make_sections
from twod.recipe.parts.access import find_key_place, get_ini_mode, list_directories, list_secret_keys
from twod.recipe.parts.plan import ChangeCommand, DeploymentCheck, Plan


class Ini(NamedTuple):
    """The ini of an environment.

    :param environment: the environment.
    :param sections: the sections of the ini.
    :param file: the file with its content and permissions.
    """

    environment: Environment
    sections: Sequence[Section]
    file: Generated

    @property
    def text(self) -> str:
        return self.file.content.decode(errors=UNREADABLE)


class SiteFiles(NamedTuple):
    """All files of a part.

    :param part: the part.
    :param inis: the inis of its environments; the first one is that of the default environment.
    :param scripts: the scripts.
    """

    part: Part
    inis: Sequence[Ini]
    scripts: Sequence[Generated]

    def find_changed_inis(self) -> list[Ini]:
        """Return the inis that have to be checked, because their text or their eggs have changed.

        A control script has the paths of all eggs. Ini and script are written only after a check.
        """
        scripts = {script.path: script for script in self.scripts}
        return [
            ini
            for ini in self.inis
            if not (is_in_place(ini.file) and is_in_place(scripts[self._get_control_script(ini)]))
        ]

    def make_plan(self) -> Plan:
        """Return the plan that writes these files."""
        options, layout = self.part.values, self.part.layout
        environments = [ini.environment for ini in self.inis]
        return Plan(
            inis=[ini.file for ini in self.inis],
            scripts=self.scripts,
            directories=list_directories(layout, environments),
            root=layout.directory,
            secret_keys=list_secret_keys(layout, environments),
            key_warnings={
                layout.get_secret_key(environment.name): doubt
                for environment in environments
                if (doubt := find_doubt_about_key(environment))
            },
            progress=Generated(layout.get_progress(), f"{self.part.marker}\n".encode(), 0o644),
            deployment_checks=self._list_deployment_checks() if options[CHECK] == "deploy" else (),
            on_change=ChangeCommand(options[ON_CHANGE], layout.directory, self.part.get_place(ON_CHANGE)),
        )

    def _list_deployment_checks(self) -> list[DeploymentCheck]:
        return [
            DeploymentCheck(ini.environment.name, ini.file.path, self._get_control_script(ini))
            for ini in self.inis
            if not ini.environment.options[DEBUG]
        ]

    def _get_control_script(self, ini: Ini) -> Path:
        return self.part.layout.get_control_script(ini.environment.name)


def make_site_ini(part: Part, environment: Environment) -> Ini:
    """Return the ini of an environment."""
    layout = part.layout
    path = layout.get_ini(environment.name)
    is_movable = layout.has_relative_paths
    written = make_movable(environment, layout.directory, path.parent) if is_movable else environment
    sections = make_sections(written, find_key_place(layout, environment), layout.name_file)
    comments = [
        part.marker,
        "# Options below a comment such as [prod] come from that section; the recipe added the others.",
    ]
    if part.values[CHECK] == "none":
        comments.append("# This file was not checked.")
    group = environment.options[GROUP]
    if group:
        comments.append(f"# The group {group.name} can read it.")
    content = add_checksum(render_ini(path, comments, sections)).encode(errors=UNREADABLE)
    return Ini(environment, sections, Generated(path, content, get_ini_mode(environment), group))
