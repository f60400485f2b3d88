"""``twod.recipe:container``: a Dockerfile, compose.yaml and Kubernetes manifests for a site."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import Any

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.engines.container.compose import make_compose
from twod.recipe.engines.container.container_check import check_kustomization
from twod.recipe.engines.container.container_front import find_front
from twod.recipe.engines.container.container_options import BUNDLE_PART, CONTAINER_OPTIONS, FROM_BUNDLE
from twod.recipe.engines.container.container_site import make_container_site
from twod.recipe.engines.container.dockerfile import make_dockerfile, make_dockerignore
from twod.recipe.engines.container.kubernetes_objects import make_kubernetes
from twod.recipe.engines.engine_part import Engine, EnginePart, EnginePlan, make_text_file
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.parts.plan import Plan
from twod.recipe.parts.sites import get_part_section
from twod.recipe.recipe_error import RecipeError, raise_errors_together

_DOCKERFILE = "Dockerfile"
_COMPOSE = "compose.yaml"
_KUBERNETES = "kubernetes"

_KUBECTL = Engine("kubectl", "kubectl", "the Kubernetes manifests")


class Container(EnginePart):
    """The recipe of a part that writes files for container engines."""

    table = CONTAINER_OPTIONS

    def make_engine_plan(self, buildout: Any, part: PartOptions, site: EngineSite, directory: Path) -> EnginePlan:
        """Return the files. They need no container engine; kubectl validates the manifests if it is installed."""
        here = site.part.layout.directory
        archive = find_archive(buildout, part, here)
        warnings = Report()
        with raise_errors_together() as report:
            container = make_container_site(part, site, archive, report, warnings)
            front = find_front(buildout, part, container.site, container.port, report)
            if not part.values[FROM_BUNDLE] and not (here / "bootstrap.py").is_file():
                message = f"is false, but {here} has no bootstrap.py; write {FROM_BUNDLE.name} = true"
                report.error(part.get_place(FROM_BUNDLE), message)
        container = container._replace(front=front)
        dockerfile = PurePosixPath(os.path.relpath(directory / _DOCKERFILE, here))
        objects = make_kubernetes(container)
        texts = {
            _DOCKERFILE: make_dockerfile(container, dockerfile),
            f"{_DOCKERFILE}.dockerignore": make_dockerignore(container),
            _COMPOSE: make_compose(
                container, os.path.relpath(here, directory), dockerfile.with_name(_COMPOSE), dockerfile
            ),
            **{f"{_KUBERNETES}/{name}": text for name, text in objects.items()},
        }
        files = [make_text_file(part, directory / name, text) for name, text in texts.items()]
        self.check_files(part, files, _KUBECTL, lambda program: check_kustomization(program, objects))
        exports = {
            "dockerfile": str(directory / _DOCKERFILE),
            "compose": str(directory / _COMPOSE),
            "kubernetes": str(directory / _KUBERNETES),
        }
        return EnginePlan(Plan(scripts=files, root=here, warnings=warnings.warnings), exports)


def find_archive(buildout: Any, part: PartOptions, here: Path) -> PurePosixPath:
    """Return the archive of the part's bundle, relative to the buildout's directory.

    :raises RecipeError: if there is no such part, or its archive is outside of docker's build context.
    """
    name, place = part.values[BUNDLE_PART], part.get_place(BUNDLE_PART)
    section = get_part_section(buildout, name, place, "twod.recipe:bundle")
    archive = Path(here, section["archive"])
    if not archive.is_relative_to(here):
        raise RecipeError.at(place, f"{archive} is outside of {here}, so docker cannot copy it")
    return PurePosixPath(archive.relative_to(here))
