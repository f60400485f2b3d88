"""Releases of a site on its host: unpack a bundle, check it, switch one link to it, and confirm that it serves."""
