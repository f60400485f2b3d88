"""``twod.recipe:haproxy``: a configuration of HAProxy for a site."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.engines.engine_part import Engine, EnginePart, EnginePlan, make_text_file
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.front_options import CERTIFICATE
from twod.recipe.engines.front_site import ask_for_front, judge_scheme, list_nodes
from twod.recipe.engines.haproxy.haproxy_check import check_haproxy
from twod.recipe.engines.haproxy.haproxy_options import HAPROXY_OPTIONS
from twod.recipe.engines.haproxy.haproxy_site import make_haproxy_facts
from twod.recipe.engines.haproxy.haproxy_text import make_haproxy_text
from twod.recipe.engines.program_check import name_daemon
from twod.recipe.parts.plan import Plan
from twod.recipe.recipe_error import raise_errors_together

#: Settings that HAProxy does not need.
_UNNEEDED = ("MEDIA_ROOT", "MEDIA_URL", "STATIC_ROOT", "STATIC_URL", "STORAGES", "WHITENOISE_MAX_AGE")

_HAPROXY = Engine("HAProxy", "haproxy")


class Haproxy(EnginePart):
    """The recipe of a part that writes a configuration of HAProxy."""

    table = HAPROXY_OPTIONS

    def make_engine_plan(self, buildout: Any, part: PartOptions, site: EngineSite, directory: Path) -> EnginePlan:
        """Return the configuration."""
        nodes = list_nodes(part, site)
        front = ask_for_front(buildout, part, site, _UNNEEDED)
        warnings = Report()
        with raise_errors_together() as report:
            facts = make_haproxy_facts(part, site, front, nodes, report)
            warnings.add(report)
        if part.values[CERTIFICATE]:
            judge_scheme(site, front, [address for _, address in nodes], warnings)
        file = make_text_file(part, directory / "haproxy.cfg", make_haproxy_text(facts))
        self.check_files(part, [file], _HAPROXY, lambda program: check_haproxy(program, facts))
        conf, program = str(site.place(file.path)), name_daemon("haproxy")
        exports = {
            "conf": conf,
            "command": shlex.join([program, "-W", "-db", "-f", conf]),
            "reload-command": f"{shlex.join([program, '-c', '-q', '-f', conf])} && systemctl reload haproxy",
        }
        plan = Plan(scripts=[file], root=site.part.layout.directory, warnings=warnings.warnings)
        return EnginePlan(plan, exports)
