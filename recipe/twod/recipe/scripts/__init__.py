"""The eggs of a site, its scripts, and the questions to its own Python."""
