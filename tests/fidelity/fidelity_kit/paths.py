"""Where the path is cut: the bytes of the URL, as the client sent them, in ``SCRIPT_NAME`` and ``PATH_INFO``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from fidelity_kit.applications import Recorder
from fidelity_kit.rows import Rows

if TYPE_CHECKING:
    from fidelity_kit.world import World

rows = Rows()

PATHS = {
    "a path in ASCII": ("/mnt/wiki/a", "/wiki/a"),
    "a path in UTF-8, of Latin-1 letters (caf%C3%A9)": ("/mnt/caf%C3%A9", "/caf\xc3\xa9"),
    "a path in UTF-8, of other letters (%E6%97%A5)": ("/mnt/%E6%97%A5", "/\xe6\x97\xa5"),
    "a path that is not UTF-8 (%FF)": ("/mnt/%FFx", "/\xffx"),
    "a percent sign in a path (%25FF)": ("/mnt/%25FF", "/%FF"),
    "two slashes in a path (//)": ("/mnt//a//b", "//a//b"),
    "a slash at the end of a path": ("/mnt/a/", "/a/"),
    "a line break inside a path (a%0Ab)": ("/mnt/a%0Ab", "/a\nb"),
    "a line break at the end of a path (a%0A)": ("/mnt/a%0A", "/a\n"),
}
SCRIPT_NAMES = {
    "below a SCRIPT_NAME (/dev)": "/dev",
    "below a SCRIPT_NAME that is not ASCII (/d%C3%A9v)": "/d\xc3\xa9v",
}


def check_paths(world: World, expected: tuple[str, str], url: str, **more: Any) -> None:
    recorder = Recorder()
    answer = world.serve(recorder, url=url, **more)
    assert recorder.environ, f"the application was not called: {answer.status}"
    assert (recorder.environ["SCRIPT_NAME"], recorder.environ["PATH_INFO"]) == expected


for name, (url, path_info) in PATHS.items():
    rows.add(name)(partial(check_paths, expected=("/mnt", path_info), url=url))
for name, script_name in SCRIPT_NAMES.items():
    rows.add(name)(partial(check_paths, expected=(script_name + "/mnt", "/a"), url="/mnt/a", SCRIPT_NAME=script_name))


@rows.add("nothing left of the path (/mnt) is an empty PATH_INFO")
def check_empty_path(world: World) -> None:
    check_paths(world, ("/mnt", ""), "/mnt", pattern="nothing")


@rows.add("a pattern with <path:path_info> gives a SCRIPT_NAME and PATH_INFO cut before the slash", needs="django")
def check_converter(world: World) -> None:
    check_paths(world, ("/mnt", "/wiki/a"), "/mnt/wiki/a", pattern="converter")


@rows.add("FORCE_SCRIPT_NAME is the beginning of SCRIPT_NAME", needs="django")
def check_forced_script_name(world: World) -> None:
    settings = {"FORCE_SCRIPT_NAME": "/forced"}
    check_paths(world, ("/forced/mnt", "/a"), "/mnt/a", SCRIPT_NAME="/real", settings=settings)
