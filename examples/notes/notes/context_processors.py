"""Variables for every template of the site."""

from django.conf import settings
from django.http import HttpRequest

from notes_site.applications import APPLICATIONS


def environment(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    """Give each template the name of the environment, whether it is meant for debugging, and what else is there."""
    return {"environment_name": settings.ENVIRONMENT_NAME, "is_debug": settings.DEBUG, "applications": APPLICATIONS}
