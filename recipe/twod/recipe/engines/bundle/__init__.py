"""``twod.recipe:bundle``: one archive of a site, which other hosts unpack and serve."""
