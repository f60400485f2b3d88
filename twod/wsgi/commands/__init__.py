"""The commands of ``twod`` and ``bin/paster``, and the scripts of an environment such as ``bin/manage-ENV``."""
