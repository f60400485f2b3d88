"""``serve``: start the server of an ini, and report the errors on the way."""
