"""PasteDeploy's contexts of sections, with references such as ``${env:NAME}`` replaced.

PasteDeploy first makes a context of a section, with its options, and then calls the factory. In between, this module
replaces the references, so that they work for every server, filter and application. The factory of a Django
application replaces its references itself, since it knows the type of each setting.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from paste.deploy.loadwsgi import APP, FILTER, SERVER, LoaderContext, loadcontext

from twod.inifile.keys import names_setting
from twod.inifile.pastedeploy.deployment import APP_ROLE, FILTER_ROLE, SERVER_ROLE, Role
from twod.inifile.pastedeploy.entry_points import WRAPPED_OPTION
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption, IniReader
from twod.inifile.reference_syntax import has_reference
from twod.inifile.references import References
from twod.inifile.replaced_options import replace_references
from twod.inifile.variables import ENVIRONMENT_FILE_OPTION
from twod.wsgi.config.surroundings.process_environment import put_in_force
from twod.wsgi.exc import ConfigurationError

#: PasteDeploy's names for factories that take the loader of the ini.
COMPOSITE_PROTOCOLS = ("paste.composite_factory", "paste.composit_factory")
#: The factory that replaces references itself.
_DJANGO = "twod.wsgi.factories:make_application"
#: Factories that call another factory: see :mod:`twod.wsgi.wrapped_factories`.
_WRAPPERS = "twod.wsgi.wrapped_factories:"
#: The role of each of PasteDeploy's object types.
ROLES: dict[Any, Role] = {APP: APP_ROLE, FILTER: FILTER_ROLE, SERVER: SERVER_ROLE}


def load_object(object_type: Any, uri: str, *, environ: Mapping[str, str] = os.environ, **given: Any) -> Any:
    """Return the object that PasteDeploy's ``loadapp`` or ``loadserver`` returns, with the references replaced.

    :param object_type: one of PasteDeploy's types, such as :data:`paste.deploy.loadwsgi.APP`.
    :param environ: the variables for ``${env:NAME}``.
    :param given: the other arguments of these functions.
    :raises twod.wsgi.exc.ConfigurationError: for references that cannot be resolved.
    """
    return load_context(object_type, uri, environ=environ, **given).create()


def load_context(object_type: Any, uri: str, *, environ: Mapping[str, str] = os.environ, **given: Any) -> LoaderContext:
    """Return PasteDeploy's context of a section, with the references replaced.

    The parameters are those of :func:`load_object`.
    """
    context: LoaderContext = loadcontext(object_type, uri, **given)
    _replace_in(context, environ)
    return context


def _replace_in(context: LoaderContext, environ: Mapping[str, str]) -> None:
    for leaf in _iterate_leaves(context):
        name = f"{getattr(leaf.object, '__module__', '')}:{getattr(leaf.object, '__qualname__', '')}"
        if name.startswith(_WRAPPERS):
            wrapped = load_wrapped_context(leaf.object_type, leaf.global_conf, leaf.local_conf, environ)
            leaf.object, leaf.protocol, leaf.local_conf = wrapped.object, wrapped.protocol, wrapped.local_conf
        elif name != _DJANGO:
            leaf.local_conf = replace_called(ROLES[leaf.object_type], leaf.global_conf, leaf.local_conf, environ)
        if leaf.protocol in COMPOSITE_PROTOCOLS:
            leaf.loader = _ReplacingLoader(leaf.loader, environ)


def load_wrapped_context(
    object_type: Any,
    global_conf: Mapping[str, str],
    local_conf: Mapping[str, str],
    environ: Mapping[str, str] = os.environ,
) -> LoaderContext:
    """Return the context of the factory that ``twod.use`` names, with the references in the other options replaced.

    :param object_type: PasteDeploy's type of the object.
    :param global_conf: PasteDeploy's variables.
    :param local_conf: the options of the section.
    :param environ: the variables for ``${env:NAME}``.
    :raises twod.wsgi.exc.ConfigurationError: if ``twod.use`` is missing or wrong, or a reference cannot be resolved.
    """
    texts = replace_called(ROLES[object_type], global_conf, local_conf, environ)
    uri = texts.pop(WRAPPED_OPTION, "").strip()
    if not uri.lower().startswith(("egg:", "call:")):
        place = IniOption(WRAPPED_OPTION, uri, global_conf.get("__file__"), None, None)
        message = f"expected egg:NAME#ENTRY-POINT or call:MODULE:NAME, got {uri!r}"
        raise ConfigurationError([place.problem(message)])
    context: LoaderContext = loadcontext(object_type, uri, global_conf=dict(global_conf))
    context.local_conf = texts
    # For "call:", PasteDeploy takes the kind of factory from the kind of section.
    context.protocol = context.protocol or f"paste.{ROLES[object_type].prefixes[0]}_factory"
    return context


def _iterate_leaves(context: LoaderContext) -> Iterator[LoaderContext]:
    """Yield the contexts with a factory; the context of a pipeline contains such contexts instead."""
    if context.object_type in ROLES:
        yield context
        return
    names = ("app_context", "next_context", "filter_context")
    parts = [getattr(context, name) for name in names if hasattr(context, name)]
    for part in (*parts, *getattr(context, "filter_contexts", ())):
        yield from _iterate_leaves(part)


class _ReplacingLoader:
    """PasteDeploy's loader of an ini, which a composite uses to load its parts."""

    def __init__(self, loader: Any, environ: Mapping[str, str]) -> None:
        self._loader = loader
        self._environ = environ

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def get_context(
        self, object_type: Any, name: str | None = None, global_conf: Mapping[str, str] | None = None
    ) -> LoaderContext:
        context: LoaderContext = self._loader.get_context(object_type, name=name, global_conf=global_conf)
        _replace_in(context, self._environ)
        return context

    def app_context(self, name: str | None = None, global_conf: Mapping[str, str] | None = None) -> LoaderContext:
        return self.get_context(APP, name, global_conf)

    def filter_context(self, name: str | None = None, global_conf: Mapping[str, str] | None = None) -> LoaderContext:
        return self.get_context(FILTER, name, global_conf)

    def server_context(self, name: str | None = None, global_conf: Mapping[str, str] | None = None) -> LoaderContext:
        return self.get_context(SERVER, name, global_conf)

    def get_app(self, name: str | None = None, global_conf: Mapping[str, str] | None = None) -> Any:
        return self.app_context(name, global_conf).create()

    def get_filter(self, name: str | None = None, global_conf: Mapping[str, str] | None = None) -> Any:
        return self.filter_context(name, global_conf).create()

    def get_server(self, name: str | None = None, global_conf: Mapping[str, str] | None = None) -> Any:
        return self.server_context(name, global_conf).create()


def replace_called(
    role: Role, global_conf: Mapping[str, str], local_conf: Mapping[str, str], environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return the options for a factory with their references replaced, after applying the ini's environment files.

    :param role: the role of the section.
    :param global_conf: PasteDeploy's variables.
    :param local_conf: the options as in the ini.
    :param environ: the variables for ``${env:NAME}``.
    :raises twod.wsgi.exc.ConfigurationError: for references that cannot be resolved.
    """
    texts = dict(local_conf)
    names = [name for name, text in texts.items() if isinstance(text, str) and has_reference(text)]
    path = global_conf.get("__file__")
    if path is None or not (names or ENVIRONMENT_FILE_OPTION in global_conf):
        return texts
    route = Route(IniReader(), os.path.abspath(path))  # noqa: PTH100 - keep symlinks, as PasteDeploy does
    if role is APP_ROLE and not any(found.is_django for found in route.walk_all()):
        # The project's own factory may pass settings on to twod's factory, which replaces their references itself.
        names = [name for name in names if not names_setting(name)]
    compared = {name: text for name, text in texts.items() if name != WRAPPED_OPTION}
    found = route.find_called(global_conf, compared, role)
    options = found.options if found else {name: IniOption(name, texts[name], path, None, None) for name in names}
    variables = {name: IniOption(name, str(text), path, None, None) for name, text in global_conf.items()}
    variables |= found.variables if found else {}
    report = Report()
    put_in_force(variables, report, environ)
    references = References(variables, environ)
    for name in names:
        if replaced := replace_references(options[name], references, report):
            texts[name] = replaced.text
    report.raise_errors()
    return texts
