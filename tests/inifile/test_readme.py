"""The examples of inifile/README.rst are true."""

from __future__ import annotations

import doctest

from twod.inifile import check_grammar


def test_examples_give_what_is_shown(manual, tmp_path):
    # The text names the files: captions are Sphinx's alone, and a package index does not show a README that has any.
    for name, block in zip(("base.ini", "prod.ini", "broken.ini"), manual("inifile/README.rst", "cfg"), strict=True):
        (tmp_path / name).write_text(block.text)
    shown = "\n".join(block.text for block in manual("inifile/README.rst", "pycon")).replace("/srv", str(tmp_path))
    example = doctest.DocTestParser().get_doctest(shown, {}, "README", None, None)
    told: list[str] = []
    assert doctest.DocTestRunner().run(example, out=told.append).failed == 0, "".join(told)


def test_good_files_of_the_examples_have_no_faults(manual, tmp_path):
    base, prod, _ = manual("inifile/README.rst", "cfg")
    (tmp_path / "base.ini").write_text(base.text)
    report = check_grammar(tmp_path / "prod.ini", text=prod.text)
    assert (report.errors, report.warnings) == ((), ())
