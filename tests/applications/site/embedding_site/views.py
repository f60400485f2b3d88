"""A view of the site's own."""

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse


def count_users(request: HttpRequest) -> HttpResponse:
    """Answer with the number of users."""
    return HttpResponse(str(get_user_model().objects.count()))
