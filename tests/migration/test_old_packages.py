"""What the packages before twod give Django, as their own code does it: the rules that migrate-ini's proof stands on.

django-pastedeploy-settings 1.0.2 and 1.0rc2 have the same rules; 1.0rc2 is of Python 2 in one statement, which is
written anew. cykooz.djangopaste 1.1 runs as it is. The others run no more, and their rules were read: repoze.django
0.2 has the same lines as cykooz.djangopaste, and its setup.py wants ez_setup; dj.paste 1.9 takes the module's name from
the section, then from ``[DEFAULT]``, and makes its handler before it names the module, which Django refuses today;
django-wsgi 1.0b1 has no factory at all.

pip cannot fetch twod.wsgi 1.0.1, whose setup.py fails today. Its appsetup.py, from the archive and run without its
handler, gave the values that twod reads from the same ini in all of 1,238 inis that hypothesis made, over settings
modules with tuples and other values. It leaves a list of the module as it is, which twod extends, with a note.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paste.deploy import appconfig

from twod.inifile.pastedeploy.predecessors import find_predecessor
from twod.inifile.pastedeploy.route import follow_uri
from twod.inifile.problems import Report
from twod.wsgi.migration.predecessor_settings import read_old_settings

#: Each as pip pins it.
PINS = {
    "django-pastedeploy-settings==1.0.2": "4d17b59c2e692df888335f71a71c8afd39812a352a535094779ee0d543163e59",
    "django-pastedeploy-settings==1.0rc2": "f33f63028db92e3a1fcfac412cfef0df6271b8467b1e0fcac1d03d5fc8646947",
    "cykooz.djangopaste==1.1": "36692b4551221e9a264014abbeb658b2353721947c9980517ab8ef0dcb2564c2",
}
MODULE = "settings_of_the_old_package"
#: Stores the settings of an ini in the settings module, as the factory does before it makes a handler.
SetUp = Callable[[Mapping[str, str], Mapping[str, str]], None]


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The old packages' modules, from their source distributions."""
    folder = tmp_path_factory.mktemp("old-packages")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    command += ["--no-build-isolation", "--require-hashes", "--dest", str(folder)]
    for pin, digest in PINS.items():
        (folder / "pin.txt").write_text(f"{pin} --hash=sha256:{digest}")
        done = subprocess.run([*command, "-r", str(folder / "pin.txt")], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"{pin} cannot be fetched: {done.stderr[-300:]}")
    for archive in folder.glob("*.tar.gz"):
        with tarfile.open(archive) as opened:
            opened.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="session", params=["1.0.2", "1.0rc2"])
def set_up(sources: Path, request: pytest.FixtureRequest) -> SetUp:
    path = sources / f"django-pastedeploy-settings-{request.param}" / "django_pastedeploy_settings" / "__init__.py"
    code = re.sub(r"except (\w+), (\w+):", r"except \1 as \2:", path.read_text())
    module = ModuleType("django_pastedeploy_settings")
    exec(compile(code.replace("_LOGGER.warn(", "_LOGGER.warning("), str(path), "exec"), vars(module))
    return module._set_up_settings


def read_by_the_old_package(set_up: SetUp, path: Path) -> dict[str, object] | None:
    """Return the settings that Django gets; None when the package fails."""
    conf = appconfig(f"config:{path}", global_conf={})
    try:
        set_up(conf.global_conf, conf.local_conf)
    except Exception:  # noqa: BLE001 - whatever it raises, the site does not start
        return None
    module = sys.modules[MODULE]
    return {name: getattr(module, name) for name in dir(module) if name.isupper()}


def read_by_twod(path: Path) -> dict[str, object] | None:
    """Return what the comparison takes for the same."""
    deployment, report = follow_uri(path), Report()
    predecessor = find_predecessor(deployment.factory)
    assert predecessor is not None
    values = read_old_settings(deployment, predecessor, report)
    return None if report.errors else values


def install(values: Mapping[str, object]) -> None:
    module = ModuleType(MODULE)
    vars(module).update(values)
    sys.modules[MODULE] = module


TEXTS = st.text(alphabet="ab1.\"'[]{}$,:/\\ é", max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-9, 99) | st.floats(allow_nan=False) | TEXTS
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2))
NAMES = st.sampled_from(["MIDDLEWARE", "TIME_ZONE", "SHOP_A", "SHOP_B", "lower", "DEBUG", "LANGUAGES", "A.B"])
#: Texts that are JSON, and texts that may be.
OPTIONS = JSON.map(json.dumps) | st.sampled_from(
    ['"${domain}"', '"$${domain}"', "${number}", "[${number}]", '"${gone}"', "x", ""]
)
#: A name in small letters is no setting; one that the module has too is not followed here.
MODULES = st.dictionaries(
    NAMES.filter(str.isupper), JSON | st.lists(SCALARS, max_size=3).map(tuple) | st.just({1}), max_size=3
)


@settings(max_examples=500)
@given(
    module=MODULES,
    options=st.dictionaries(NAMES, OPTIONS, max_size=4),
    debug=st.sampled_from(["true", "false", "1", "True", None]),
)
def test_django_pastedeploy_settings_gives_what_the_proof_takes_it_to_give(
    set_up, tmp_path_factory, module, options, debug
):
    path = tmp_path_factory.getbasetemp() / "old.ini"
    variables = {"django_settings_module": MODULE, "domain": "a.b", "number": "5", "debug": debug}
    head = "".join(f"{name} = {text}\n" for name, text in variables.items() if text is not None)
    section = "".join(f"{name} = {text}\n" for name, text in options.items()).replace("%", "%%")
    path.write_text(f"[DEFAULT]\n{head}[app:main]\npaste.app_factory = os:getcwd\n{section}", encoding="utf-8")
    install(module)
    before = read_by_the_old_package(set_up, path)
    text = path.read_text("utf-8").replace("os:getcwd", "django_pastedeploy_settings:get_configured_django_wsgi_app")
    path.write_text(text, encoding="utf-8")
    install(module)
    ours = read_by_twod(path)
    assert (ours is None) == (before is None)
    if before is not None and ours is not None:
        before["DEBUG"] = bool(before["DEBUG"])
        assert repr(sorted(ours.items())) == repr(sorted(before.items()))


def test_cykooz_djangopaste_reads_the_name_of_the_module_and_nothing_else(sources: Path, tmp_path: Path) -> None:
    (package,) = sources.glob("cykooz.djangopaste-*/src/cykooz/djangopaste/__init__.py")
    (tmp_path / "shop.py").write_text("SECRET_KEY = 'k'\nEMAIL_PORT = 25\n")
    program = (
        f"exec(open({str(package)!r}).read())\n"
        "make_wsgi_app({'debug': 'true'}, settings='shop', EMAIL_PORT='26')\n"
        "from django.conf import settings\n"
        "print(settings.EMAIL_PORT, settings.DEBUG)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "25 False\n", done.stderr
