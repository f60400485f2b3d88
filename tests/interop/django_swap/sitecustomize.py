"""Put twod.wsgi's request class in the place of Django's, in a Python that is about to run Django's own tests.

Python imports a module of this name as it starts, before anything has imported the name from Django.
"""

import django.core.handlers.wsgi

from twod.wsgi.request import TwodWSGIRequest

django.core.handlers.wsgi.WSGIRequest = TwodWSGIRequest  # type: ignore[misc]
django.core.handlers.wsgi.WSGIHandler.request_class = TwodWSGIRequest
