"""The eggs of a site, its scripts, and what is asked of its own Python."""
