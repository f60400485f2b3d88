"""The part of the pytest plugin for runs with an ini: test databases, and the fixtures for tests of a site."""
