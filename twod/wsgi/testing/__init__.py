"""What the pytest plugin does when it is given an ini: test databases, and the fixtures for tests of a site."""
