"""WSGI applications inside a Django site: behind its login and its middleware, as if a server called them."""

from twod.wsgi.embedding.call import call_wsgi_app as call_wsgi_app
from twod.wsgi.embedding.call import make_wsgi_view as make_wsgi_view
from twod.wsgi.embedding.mounting import is_signed_in as is_signed_in
from twod.wsgi.embedding.mounting import mount as mount

__all__ = ["call_wsgi_app", "is_signed_in", "make_wsgi_view", "mount"]
