"""HAProxy in front of a site."""
