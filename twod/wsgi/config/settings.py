"""The module that ``DJANGO_SETTINGS_MODULE`` names: the settings of the ini that is in force in this process."""

from twod.wsgi.config.activation import find_active_settings

globals().update(find_active_settings())
