"""Lines that somebody has to look at."""

from __future__ import annotations

from pathlib import Path

from twod.recipe.recipe_error import describe_for_buildout

TEXT = """\
[buildout]
parts = django
[django]
recipe = djangorecipe
project = mysite
eggs = mysite
wsgi = true
[apache]
recipe = isotoma.recipe.apache:wsgi
wsgi = django.wsgi
[supervisor]
recipe = collective.recipe.supervisor
programs =
    10 web ${buildout:bin-directory}/django [run_gunicorn]
    20 mail bin/django [mail --settings=mysite.development]
"""


def test_what_is_not_certain_or_gone_is_named_with_its_line(move, tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "site.conf").write_text(
        "# x\nPASSWORD=hunter2 WSGIScriptAlias / /srv/mysite/bin/django.wsgi\n"
    )
    (tmp_path / "deploy" / "image").write_bytes(b"\xff bin/django.wsgi")
    for folder in (".git", "parts"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "site.conf").write_text("bin/django.wsgi")
    (tmp_path / "mysite").mkdir()
    (tmp_path / "mysite" / "development.py").write_text("DEBUG = False\n")
    assert [*map(describe_for_buildout, move(TEXT).notes)] == [
        "[apache] wsgi: bin/django.wsgi is now bin/development.wsgi; change the line if it means that script "
        "(buildout.cfg:10)",
        "[supervisor] programs: gunicorn has removed this command; run bin/serve-ENVIRONMENT (buildout.cfg:14)",
        "[supervisor] programs: the script has its settings; remove --settings (buildout.cfg:15)",
        "write /srv/mysite/bin/development.wsgi for /srv/mysite/bin/django.wsgi (deploy/site.conf:2)",
    ]
