"""Pinned distributions that are missing, fetched all at once and made into eggs before zc.buildout asks an index."""
