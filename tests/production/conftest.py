"""What the tests of this folder provision sites with."""

from kit.buildout_fixtures import buildout, wheels

__all__ = ["buildout", "wheels"]
