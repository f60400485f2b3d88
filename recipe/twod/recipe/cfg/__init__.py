"""The content of buildout.cfg: options, environments, and the place of each."""
