"""The content of buildout.cfg: options and environments, with their places."""
