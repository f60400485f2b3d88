"""Put twod.wsgi's pieces in the place of Django's, in a Python that is about to run Django's own tests.

They are the request class, and all that ``twod.fast`` names. Python imports a module of this name as it starts, before
anything has imported the name from Django.
"""

import django.core.handlers.wsgi

from twod.wsgi.fast.switchboard import SWITCHES, is_switched_on, turn_on_switches
from twod.wsgi.request import TwodWSGIRequest

django.core.handlers.wsgi.WSGIRequest = TwodWSGIRequest  # type: ignore[misc]
django.core.handlers.wsgi.WSGIHandler.request_class = TwodWSGIRequest
turn_on_switches(SWITCHES)
assert all(map(is_switched_on, SWITCHES))  # else the tests prove nothing
