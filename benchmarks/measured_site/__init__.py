"""The site that ``servers.py`` measures: the same pages for Django alone and for twod.wsgi."""
