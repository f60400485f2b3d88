"""Preparation of a site for a release: apply migrations and collect static files."""
