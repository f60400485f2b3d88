"""``bin/paster``: the commands as PasteScript's command line has them."""
