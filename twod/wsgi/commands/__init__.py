"""The commands: ``bin/paster`` and its sub-commands, ``bin/manage-ENV``; one a file."""
