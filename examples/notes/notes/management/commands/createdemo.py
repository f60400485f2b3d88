"""``manage createdemo``: an account and a few notes to try the site with."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from notes.models import Note

USERNAME = "demo"

SAMPLES = {
    "Sourdough, second try": (
        "500 g of flour, 350 g of water, 100 g of starter, 10 g of salt.\n\n"
        "Last time it stood too long in the warm kitchen. This time: overnight in the fridge, "
        "and out of it an hour before the oven is hot."
    ),
    "Books to return": ("“The Left Hand of Darkness” to Ada, by Friday.\n“Invisible Cities” to the library."),
    "Why the train was late": (
        "A cow on the line near the viaduct. The conductor knew its name.\n\nThe cow is called Linnéa, and she is well."
    ),
}


class Command(BaseCommand):
    """Make the user ``demo``, an administrator, and a few notes of theirs."""

    help = (
        "Makes an administrator named demo, with a few notes, to try the site with; run again, it gives demo "
        "a new password. Refused where DEBUG is off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add ``--password``."""
        parser.add_argument("--password", help="the account's password (default: a random one, printed)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Make the account and its notes, or give the account that is there a new password.

        :raises CommandError: DEBUG is off, so somebody may depend on this site.
        """
        if not settings.DEBUG:
            raise CommandError(
                "createdemo makes an administrator for trying the site out, which a site with DEBUG off "
                "must not have; make an account with createsuperuser."
            )
        password = options["password"] or secrets.token_urlsafe(9)
        users = get_user_model().objects
        with transaction.atomic():
            user, is_new = users.get_or_create(username=USERNAME, defaults={"is_staff": True, "is_superuser": True})
            user.set_password(password)
            user.save(update_fields=["password"])
            if is_new:
                for title, text in SAMPLES.items():
                    Note.objects.create(title=title, text=text, author=user)
        self.stdout.write(self.style.SUCCESS(f"Sign in as {USERNAME} with the password {password}"))
