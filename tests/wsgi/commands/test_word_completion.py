"""The words that come next: commands, options, inis, applications and settings; real bash is asked too."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from twod.wsgi.commands.word_completion import complete_ini, complete_setting

INI = """
    [composite:main]
    use = egg:twod.wsgi#full_django
    django_app = shop
    [app:shop]
    use = egg:twod.wsgi
    SHOP_NAME = x
    SECRET_KEY = s3cret
    DATABASES.default = sqlite:///db.sqlite3
    LOGGING = {"loggers": {"django.request": {"level": "INFO"}}}
    [filter:id]
    use = egg:twod.wsgi#request_id
    [server:main]
    use = egg:waitress
"""
CODE = "from twod.wsgi.commands.command_line import run_command_line; raise SystemExit(run_command_line())"


@pytest.fixture(autouse=True)
def _site(write):
    write("prod.ini", INI)
    write("etc/dev.ini", INI)
    write("notes.txt", "")
    write(".hidden.ini", "")


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", ["etc/", "prod.ini"]),
        ("pr", ["etc/", "prod.ini"]),
        ("etc/", ["etc/dev.ini"]),
        ("no/such/", []),
        ("prod.ini#", ["prod.ini#main", "prod.ini#shop"]),
        ("nowhere.ini#", []),
    ],
)
def test_inis_folders_and_applications_are_offered(prefix, words):
    assert complete_ini(prefix) == words


def test_settings_of_the_ini_are_offered():
    names = complete_setting("", Namespace(arguments=["prod.ini"]))
    assert {"SHOP_NAME", "DEBUG", "DATABASES"} < set(names)


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("DATABASES.", ["DATABASES.default"]),
        ("DATABASES.default.EN", ["DATABASES.default.ENGINE"]),
        ("LOGGING.loggers.", ['LOGGING.loggers."django.request"']),
        ("NO_SUCH.", []),
        ("a b.", []),
    ],
)
def test_parts_of_settings_come_behind_a_dot(prefix, words):
    found = complete_setting(prefix, Namespace(arguments=["prod.ini"]))
    assert [word for word in found if word.startswith(prefix)] == words


def test_ini_that_cannot_be_read_leaves_the_settings_of_django():
    names = complete_setting("", Namespace(arguments=["nowhere.ini"]))
    assert "ALLOWED_HOSTS" in names
    assert complete_setting("DATABASES.", Namespace(arguments=["nowhere.ini"])) == []


def ask(line: str) -> list[str]:
    """Return the words of a shell that has this line, by argcomplete's protocol."""
    environ = {
        **os.environ,
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": "words",
        "_ARGCOMPLETE_SHELL": "bash",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    subprocess.run([sys.executable, "-c", CODE], env=environ, check=False, capture_output=True)
    words = Path("words").read_text(encoding="utf-8").split("\n")
    return sorted(word.strip() for word in words if word.strip())


def test_shell_gets_commands_inis_settings_and_options():
    assert {"serve", "settings", "doctor", "routes", "completion", "help"} < set(ask("twod "))
    assert ask("twod sett") == ["settings"]
    assert ask("twod serve p") == ["prod.ini"]
    assert ask("twod settings prod.ini SHOP_") == ["SHOP_NAME"]
    assert ask("twod settings prod.ini#s") == ["prod.ini#shop"]
    assert ask("twod settings prod.ini#shop SHOP_") == ["SHOP_NAME"]
    assert ask("twod completion ") == ["bash", "fish", "zsh"]
    assert ask("twod settings prod.ini --reveal SECRET_KEY_") == ["SECRET_KEY_FALLBACKS"]
    assert ask("twod settings prod.ini --ski") == ["--skip-others"]
    assert ask("twod settings prod.ini --diff etc/") == ["etc/dev.ini"]
    assert ask("twod run prod.ini no") == ["notes.txt"]
    assert ask("twod help rou") == ["routes"]


def test_bash_completes_a_line(tmp_path, write):
    program = write("bin/twod", f"#!{sys.executable}\n{CODE}\n")
    program.chmod(0o755)
    script = f"""
        PATH={shlex.quote(str(program.parent))}:$PATH
        eval "$(twod completion bash)"
        COMP_LINE="twod settings prod.ini SHOP_" COMP_POINT=28 COMP_WORDS=(twod settings prod.ini SHOP_) COMP_CWORD=3
        _python_argcomplete twod SHOP_ prod.ini
        echo "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["SHOP_NAME"], done.stderr
