"""The site for a server of the other kind, on the same ini."""

import os

from django.core.asgi import get_asgi_application

from twod.wsgi.config import configure
from twod.wsgi.loading import configure_logging

configure(os.environ["EMBEDDING_SITE_INI"])
configure_logging(os.environ["EMBEDDING_SITE_INI"])
application = get_asgi_application()
