"""The commands of twod as sub-commands of PasteScript's ``bin/paster``."""
