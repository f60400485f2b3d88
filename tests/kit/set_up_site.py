"""Make the database, the users and the static files of a site: ``python -m kit.set_up_site INI PASSWORD NAME ...``."""

from __future__ import annotations

import sys

import django

from twod.wsgi.config import configure


def main(ini: str, password: str, *names: str) -> None:
    configure(ini)
    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if settings.STATIC_ROOT:
        call_command("collectstatic", interactive=False, verbosity=0)
    for name in names:
        User.objects.create_user(name, password=password, is_staff=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
