"""Settings that are in force somewhere become options of an ini or of buildout.cfg, each read back and compared."""
