"""The section of an ini whose factory raised an error while PasteDeploy called it."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping, Sequence
from types import FrameType

from twod.inifile.pastedeploy.deployment import APP_ROLE, FILTER_ROLE
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import HasPlace, Place
from twod.inifile.reading import IniReader
from twod.wsgi.config.raised import describe_raised, note_raised
from twod.wsgi.exc import ConfigurationError

_PASTEDEPLOY = "paste.deploy.loadwsgi"


def locate_factory_error(
    error: BaseException, path: str | os.PathLike[str], given: Mapping[str, str]
) -> ConfigurationError:
    """Return what the factory of an application or a filter raised as a problem of the ini.

    The parameters are those of :func:`find_loading_place`.
    """
    note_raised(error)
    return ConfigurationError([find_loading_place(error, path, given).problem(describe_raised(error))])


def find_loading_place(error: BaseException, path: str | os.PathLike[str], given: Mapping[str, str]) -> HasPlace:
    """Return the place of the option that names the factory; the file where several sections could be meant.

    :param error: with the traceback of PasteDeploy.
    :param given: variables from outside the file.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - as PasteDeploy does it: ".." goes, links stay
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    options = _find_options(frames)
    modules = {f"call:{frame.f_globals.get('__name__')}" for frame in frames}
    route = Route(IniReader(), path, given)
    deployments = [each for role in (APP_ROLE, FILTER_ROLE) for each in route.walk_all(role) if each.factory]
    found = [each for each in deployments if str(each.factory).rpartition(":")[0] in modules] or [
        each for each in deployments if {name: option.text for name, option in each.options.items()} == options
    ]
    # A section that several lead to is found as often.
    places = {each.factory_place or each.place for each in found}
    return places.pop() if len(places) == 1 else Place(path)


def _find_options(frames: Sequence[FrameType]) -> Mapping[str, str] | None:
    """Return the options that PasteDeploy was calling a factory with; None when it called none."""
    innermost = next((frame for frame in reversed(frames) if frame.f_globals.get("__name__") == _PASTEDEPLOY), None)
    if innermost is None or innermost.f_code.co_name not in ("invoke", "filter_wrapper"):
        return None
    options: Mapping[str, str] | None = getattr(innermost.f_locals.get("context"), "local_conf", None)
    return options
