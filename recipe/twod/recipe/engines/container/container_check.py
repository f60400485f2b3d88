"""Validation of Kubernetes manifests by kubectl, without a cluster."""

from __future__ import annotations

from collections.abc import Mapping

from twod.recipe.engines.program_check import run_check, temporary_folder


def check_kustomization(program: str, texts: Mapping[str, str]) -> str | None:
    """Return kubectl's messages about invalid manifests, or None if they are valid.

    :param program: path of kubectl.
    :param texts: the files by their names.
    """
    with temporary_folder() as folder:
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        return run_check([program, "kustomize", folder])
