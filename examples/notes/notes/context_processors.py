"""What every template of the site may use."""

from django.conf import settings
from django.http import HttpRequest


def environment(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    """Give each template the name of the environment and whether it is meant for debugging."""
    return {"environment_name": settings.ENVIRONMENT_NAME, "is_debug": settings.DEBUG}
