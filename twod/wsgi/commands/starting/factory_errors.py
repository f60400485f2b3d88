"""The section of an ini that caused an exception when PasteDeploy called its factory."""

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
    """Return an exception from the factory of an application or a filter as an error of the ini.

    The parameters are those of :func:`find_loading_place`.
    """
    note_raised(error)
    return ConfigurationError([find_loading_place(error, path, given).problem(describe_raised(error))])


def find_loading_place(error: BaseException, path: str | os.PathLike[str], given: Mapping[str, str]) -> HasPlace:
    """Return the place of the option that names the factory, or only the file if several sections match.

    :param error: the exception, with PasteDeploy's traceback.
    :param given: variables from outside the file.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - resolve "..", but keep symlinks, as PasteDeploy does
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    options = _find_options(frames)
    modules = {f"call:{frame.f_globals.get('__name__')}" for frame in frames}
    route = Route(IniReader(), path, given)
    deployments = [each for role in (APP_ROLE, FILTER_ROLE) for each in route.walk_all(role) if each.factory]
    found = [each for each in deployments if str(each.factory).rpartition(":")[0] in modules] or [
        each for each in deployments if {name: option.text for name, option in each.options.items()} == options
    ]
    # The walk yields a section once for each section that leads to it.
    places = {each.factory_place or each.place for each in found}
    return places.pop() if len(places) == 1 else Place(path)


def _find_options(frames: Sequence[FrameType]) -> Mapping[str, str] | None:
    """Return the options of the factory that PasteDeploy was calling; None if it was calling no factory."""
    innermost = next((frame for frame in reversed(frames) if frame.f_globals.get("__name__") == _PASTEDEPLOY), None)
    if innermost is None or innermost.f_code.co_name not in ("invoke", "filter_wrapper"):
        return None
    options: Mapping[str, str] | None = getattr(innermost.f_locals.get("context"), "local_conf", None)
    return options
