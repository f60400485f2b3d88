"""``serve``: from an ini to a server that listens, and what may be wrong on the way."""
