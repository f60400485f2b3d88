"""``twod.recipe:nginx``: a configuration of nginx for a site."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.disk.directories import Directory
from twod.recipe.engines.engine_part import Engine, EnginePart, EnginePlan, find_state_directory, make_text_file
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.front_options import CERTIFICATE
from twod.recipe.engines.front_site import ask_for_front, judge_scheme, list_nodes
from twod.recipe.engines.nginx.nginx_check import check_nginx
from twod.recipe.engines.nginx.nginx_main import make_nginx_main
from twod.recipe.engines.nginx.nginx_options import NGINX_OPTIONS, STANDALONE, STATE_DIRECTORY
from twod.recipe.engines.nginx.nginx_site import make_nginx_site
from twod.recipe.engines.nginx.site_facts import list_unneeded_settings, make_nginx_facts
from twod.recipe.engines.program_check import name_daemon
from twod.recipe.parts.plan import Plan
from twod.recipe.recipe_error import raise_errors_together

_NGINX = Engine("nginx", "nginx")


class Nginx(EnginePart):
    """The recipe of a part that writes a configuration of nginx."""

    table = NGINX_OPTIONS

    def make_engine_plan(self, buildout: Any, part: PartOptions, site: EngineSite, directory: Path) -> EnginePlan:
        """Return the file of the site and, if the options ask for it, a complete nginx.conf."""
        nodes = [address for _, address in list_nodes(part, site)]
        front = ask_for_front(buildout, part, site, list_unneeded_settings(part))
        warnings = Report()
        with raise_errors_together() as report:
            facts = make_nginx_facts(part, site, front, nodes, report)
            warnings.add(Report() if report.errors else report)
        if part.values[CERTIFICATE]:
            judge_scheme(site, front, nodes, warnings)
        site_file = make_text_file(part, directory / f"{site.name}.conf", make_nginx_site(facts))
        exports = {"conf": str(site.place(site_file.path)), "reload-command": _make_reload([name_daemon("nginx")])}
        files, directories = [site_file], []
        if part.values[STANDALONE]:
            state = find_state_directory(part, site, STATE_DIRECTORY)
            main_file = directory / "nginx.conf"
            text = make_nginx_main(facts, str(site.place(state)), exports["conf"])
            files.append(make_text_file(part, main_file, text))
            directories.append(Directory(state))
            exports |= _make_exports(site.place(main_file), site.place(state))
        self.check_files(part, files, _NGINX, lambda program: check_nginx(program, facts))
        plan = Plan(scripts=files, directories=directories, root=site.part.layout.directory, warnings=warnings.warnings)
        return EnginePlan(plan, exports)


def _make_exports(main_file: Path, state: Path) -> dict[str, str]:
    """Return the options for the part that runs a complete nginx.conf."""
    command = [name_daemon("nginx"), "-p", str(state), "-e", str(state / "error.log"), "-c", str(main_file)]
    return {
        "main-conf": str(main_file),
        "state-directory": str(state),
        "pid-file": str(state / "nginx.pid"),
        "command": shlex.join(command),
        "reload-command": _make_reload(command),
    }


def _make_reload(command: list[str]) -> str:
    """Return the shell command that makes a running nginx read its files again if they are valid."""
    return f"{shlex.join(command)} -t -q && {shlex.join(command)} -s reload"
