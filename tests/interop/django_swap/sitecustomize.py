"""Put twod.wsgi's pieces in the place of Django's, in a Python that is about to run Django's own tests.

They are the request class, and all that ``twod.fast`` names. Python imports a module of this name as it starts, before
anything has imported the name from Django.
"""

import sys


def swap() -> None:
    import django.core.handlers.wsgi

    from twod.wsgi.fast.switchboard import SWITCHES, is_switched_on, turn_on_switches
    from twod.wsgi.request import TwodWSGIRequest

    django.core.handlers.wsgi.WSGIRequest = TwodWSGIRequest  # type: ignore[misc]
    django.core.handlers.wsgi.WSGIHandler.request_class = TwodWSGIRequest
    turn_on_switches(SWITCHES)
    if off := [name for name in SWITCHES if not is_switched_on(name)]:
        raise RuntimeError(f"off: {', '.join(off)}")


try:
    swap()
except Exception as exc:  # noqa: BLE001 - Python prints any here and goes on, and the tests would prove nothing
    sys.exit(f"twod.wsgi is not in the place of Django: {exc!r}")
