"""nginx in front of a site."""
