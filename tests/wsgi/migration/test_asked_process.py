"""Questions to a new process, whatever code of the site does in it."""

from __future__ import annotations

import io
import json
import os
import sys

import pytest

from twod.wsgi.exc import ConfigurationError
from twod.wsgi.migration.asked_process import answer_asker, ask_process

MODULE = """
import os
import sys
from twod.wsgi.migration.asked_process import answer_asker

def answer(question):
    print("noise")
    os.system("echo noise")
    if question["status"]:
        os._exit(question["status"])
    return {"text": question["text"], "has_path": question["path"] in sys.path}

answer_asker(answer)
"""


@pytest.fixture
def question(write, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    write("answering_module.py", MODULE)
    return {"text": "\udcff\u2028é", "path": str(tmp_path), "status": 0}


@pytest.mark.slow
def test_the_answer_arrives_whatever_the_process_prints(question):
    assert ask_process("answering_module", question, "x.ini") == {"text": question["text"], "has_path": True}


@pytest.mark.slow
def test_a_process_that_ends_too_early_is_one_error(question):
    with pytest.raises(ConfigurationError) as raised:
        ask_process("answering_module", question | {"status": 3}, "x.ini")
    assert str(raised.value) == "x.ini: the process that loads it ended with exit status 3"


def test_the_question_is_read_and_answered_as_json(monkeypatch, capfd):
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"a": 1}'))
    kept = os.dup(1)
    try:
        answer_asker(lambda question: [question, os.write(1, b"noise")])
    finally:
        os.dup2(kept, 1)
    assert json.loads(capfd.readouterr().out) == [{"a": 1}, 5]
