"""The sections in front of Django in an ini: the environment's filters, and the static files."""

from __future__ import annotations

from collections.abc import Callable

from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import Report
from twod.inifile.reference_syntax import has_reference
from twod.inifile.send_file_options import find_root_problems
from twod.inifile.text import Entry
from twod.recipe.cfg.environment_options import (
    ACCESS_LOG,
    HEALTH,
    HEALTH_ADDRESS,
    HEALTH_CHECKS,
    HEALTH_TIMEOUT,
    HTTP_ADDRESS,
    MEDIA_PERMISSION,
    PIPELINE,
    REQUEST_ID,
    SENDFILE,
    SENDFILE_HEADERS,
    SENDFILE_ROOTS,
    STATIC,
    URL_PREFIX,
    WEBSOCKET,
)
from twod.recipe.cfg.environments import Environment


def _list_own_filters(environment: Environment) -> list[str]:
    """Return the names of the filters that options of the environment add, outermost first."""
    wanted = (
        ("health", HEALTH),
        ("request-id", REQUEST_ID),
        # Inside request-id, its messages have an id; inside the access log, the log has the length of the file.
        ("sendfile", SENDFILE),
        ("access-log", ACCESS_LOG),
        ("url-prefix", URL_PREFIX),
    )
    return [name for name, option in wanted if environment.options[option]]


def _has_pipeline(environment: Environment) -> bool:
    return bool(environment.options[PIPELINE] or _list_own_filters(environment))


def get_application_headers(environment: Environment) -> tuple[str, str]:
    """Return the header of the pipeline's application, and the header of the settings; they may be the same."""
    has_static, is_filtered = environment.options[STATIC], _has_pipeline(environment)
    django = "app:django" if has_static or is_filtered else "app:main"
    if not has_static:
        return django, django
    return ("composite:site" if is_filtered else "composite:main"), django


def make_pipeline_sections(
    environment: Environment, name_file: Callable[[str], str] = str
) -> dict[str, dict[str, Entry]]:
    """Return the sections between the server and the section with the settings.

    :param name_file: as for :func:`twod.recipe.ini.sections.make_sections`.
    """
    outer, inner = get_application_headers(environment)
    sections: dict[str, dict[str, Entry]] = {}
    if _has_pipeline(environment):
        words = _list_words(environment, outer.partition(":")[2])
        sections["pipeline:main"] = {"pipeline": environment.make_entry(PIPELINE, "pipeline", " ".join(words))}
    if outer != inner:
        sections[outer] = {
            "use": Entry("use", "egg:twod.wsgi#full_django"),
            "django_app": Entry("django_app", inner.partition(":")[2]),
        }
        if permission := environment.options[MEDIA_PERMISSION]:
            entry = environment.make_entry(MEDIA_PERMISSION, "media_permission", permission)
            sections[outer]["media_permission"] = entry
        if websocket := environment.options[WEBSOCKET]:
            sections[outer]["websocket"] = environment.make_entry(WEBSOCKET, "websocket", websocket)
    if environment.options[HEALTH]:
        sections["filter:health"] = _make_health_filter(environment)
    if environment.options[SENDFILE]:
        sections["filter:sendfile"] = _make_send_file_filter(environment, name_file)
    for name, option, use in (
        ("request-id", REQUEST_ID, "egg:twod.wsgi#request_id"),
        ("access-log", ACCESS_LOG, "egg:twod.wsgi#access_log"),
    ):
        if environment.options[option]:
            sections[f"filter:{name}"] = {"use": environment.make_entry(option, "use", use)}
    if environment.options[URL_PREFIX]:
        sections["filter:url-prefix"] = {
            "use": environment.make_entry(URL_PREFIX, "use", "egg:PasteDeploy#prefix"),
            "prefix": environment.make_entry(URL_PREFIX, "prefix", environment.options[URL_PREFIX]),
            # With true, the filter would trust X-Forwarded-Host from any client; leave this to the server's options.
            "translate_forwarded_server": environment.make_entry(URL_PREFIX, "translate_forwarded_server", "false"),
        }
    return sections


#: The options of an environment by their names in the section of the filter.
_HEALTH_OPTIONS = (
    ("path", HEALTH),
    ("checks", HEALTH_CHECKS),
    ("timeout", HEALTH_TIMEOUT),
    ("address", HEALTH_ADDRESS),
)


def _make_health_filter(environment: Environment) -> dict[str, Entry]:
    """Return the section of the filter that answers health probes."""
    entries = {"use": environment.make_entry(HEALTH, "use", "egg:twod.wsgi#health")}
    for name, option in _HEALTH_OPTIONS:
        if environment.options[option]:
            text = environment.written[option.name].text
            entries[name] = environment.make_entry(option, name, " ".join(text.split()))
    return entries


def _make_send_file_filter(environment: Environment, name_file: Callable[[str], str]) -> dict[str, Entry]:
    """Return the section of the filter that lets the front server send files."""
    lines = []
    for directory, url in environment.options[SENDFILE_ROOTS]:
        named = directory if has_reference(directory) else name_file(directory)
        lines.append(f"{named} ; {url}" if url else named)
    entries = {
        "use": environment.make_entry(SENDFILE, "use", "egg:twod.wsgi#sendfile"),
        "kind": environment.make_entry(SENDFILE, "kind", environment.options[SENDFILE]),
        "roots": environment.make_entry(SENDFILE_ROOTS, "roots", "\n".join(lines)),
    }
    if headers := environment.options[SENDFILE_HEADERS]:
        entries["headers"] = environment.make_entry(SENDFILE_HEADERS, "headers", " ".join(headers))
    return entries


def _list_words(environment: Environment, application: str) -> list[str]:
    """Return the names in the pipeline.

    :param application: the application behind the name ``main`` at the end.
    """
    *filters, last = environment.options[PIPELINE] or ("main",)
    return [*_list_own_filters(environment), *filters, application if last == "main" else last]


def judge_pipeline(environment: Environment, report: Report) -> None:
    """Report each name in the pipeline without a section in the ini, and options that need another option."""
    _judge_health(environment, report)
    _judge_send_file(environment, report)
    for option in (MEDIA_PERMISSION, WEBSOCKET):
        if environment.options[option] and not environment.options[STATIC]:
            report.error(environment.get_place(option), f"needs {STATIC.name} = true, which creates the section for it")
    pipeline = environment.options[PIPELINE]
    if not pipeline:
        return
    place = environment.get_place(PIPELINE)
    filters = sorted(header.removeprefix("filter:") for header in environment.sections if header.startswith("filter:"))
    for name in pipeline[:-1]:
        if name not in filters and ":" not in name:
            hint = hint_at_nearest(name, filters) or f"; add filter.{name}.use = …"
            report.error(place, f"there is no filter {name}{hint}")
    applications = [
        header.partition(":")[2] for header in environment.sections if header.startswith(("app:", "composite:"))
    ]
    last = pipeline[-1]
    if last not in ("main", "site", "django", *applications) and ":" not in last:
        report.error(place, f"expected main, the application, at the end, got {last}")


def _judge_health(environment: Environment, report: Report) -> None:
    """Report each option of the health probes if ``health`` is missing, and a probe address equal to the site's."""
    if HEALTH.name not in environment.written:
        message = f"needs the path of the probes as well: {HEALTH.name} = /-/"
        for _, option in _HEALTH_OPTIONS:
            if option.name in environment.written:
                report.error(environment.get_place(option), message)
    address = environment.options[HEALTH_ADDRESS]
    if address is not None and address == environment.options[HTTP_ADDRESS] and address.port != 0:
        report.error(environment.get_place(HEALTH_ADDRESS), f"{address} is the site's {HTTP_ADDRESS.name}, too")


def _judge_send_file(environment: Environment, report: Report) -> None:
    """Report each option for files that the front server sends, if it is wrong or needs another option."""
    kind, roots = environment.options[SENDFILE], environment.options[SENDFILE_ROOTS]
    if kind and not roots:
        example = "DIRECTORY ; /-/media/" if kind == "x-accel" else "DIRECTORY"
        report.error(environment.get_place(SENDFILE), f"needs {SENDFILE_ROOTS.name} as well, such as {example}")
    for message in find_root_problems(kind, roots):
        report.error(environment.get_place(SENDFILE_ROOTS), message)
    if SENDFILE.name not in environment.written:
        for option in (SENDFILE_ROOTS, SENDFILE_HEADERS):
            if option.name in environment.written:
                report.error(environment.get_place(option), f"needs {SENDFILE.name} = x-accel or x-sendfile as well")
