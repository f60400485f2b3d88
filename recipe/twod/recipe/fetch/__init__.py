"""Distributions that are pinned and missing, fetched in one go and made into eggs before zc.buildout asks an index."""
