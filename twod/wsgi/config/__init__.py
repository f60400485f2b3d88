"""The path from an ini to Django settings: read, check and merge the options, and trace each value to its line."""

from twod.wsgi.config.activation import bind as bind
from twod.wsgi.config.activation import configure as configure
from twod.wsgi.config.activation import configure_called as configure_called
from twod.wsgi.config.activation import settings_report as settings_report
from twod.wsgi.config.check import check_ini as check_ini
from twod.wsgi.config.findings import find_problems as find_problems

__all__ = ["bind", "check_ini", "configure", "configure_called", "find_problems", "settings_report"]
