"""The part of the pytest plugin that works with an ini: test databases, and fixtures for the tests of a site."""
