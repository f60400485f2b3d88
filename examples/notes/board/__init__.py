"""A board to pin pictures on: a Flask application that knows nothing of Django, nor of twod."""
