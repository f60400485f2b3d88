"""The check of Kubernetes' objects, by a program in the place of kubectl."""

from __future__ import annotations

from pathlib import Path

from twod.recipe.engines.container.container_check import check_kustomization


def test_the_program_gets_all_files_and_its_complaint_is_told(tmp_path: Path) -> None:
    program = tmp_path / "kubectl"
    program.write_text('#!/bin/sh\ncat "$2"/*.yaml >&2\ngrep -q good "$2/kustomization.yaml"\n', encoding="utf-8")
    program.chmod(0o755)
    assert check_kustomization(str(program), {"kustomization.yaml": "good", "service.yaml": "x"}) is None
    assert check_kustomization(str(program), {"kustomization.yaml": "bad,", "service.yaml": "this"}) == "bad,this"
