"""The conversion of settings in force into options of an ini or of buildout.cfg, each read back and compared."""
